"""Parts of pages are made once, and pages put them where they belong."""

import pytest
from django.template.loader import get_template
from django.utils.safestring import SafeString

from codes import fragments
from codes.kept import Kept


class Known:
    def __init__(self):
        self.once = Kept(10_000)


def test_values_are_put_where_their_names_stand_escaped_unless_they_are_html():
    text = f"<p>{fragments.hole('code')} {fragments.hole('name')} {fragments.hole('code')}</p>"
    filled = fragments.fill(text, {"code": SafeString("<b>550</b>"), "name": "<script>"})
    assert filled == "<p><b>550</b> &lt;script&gt; <b>550</b></p>"
    assert isinstance(filled, SafeString)


def test_a_hole_may_be_put_into_a_hole():
    once = fragments.fill(f"a {fragments.hole('link')} b", {"link": SafeString(f"x{fragments.hole('path')}")})
    assert fragments.fill(once, {"path": "/550/"}) == "a x/550/ b"


def test_a_hole_that_nothing_is_put_into_is_an_error():
    with pytest.raises(KeyError, match="name"):
        fragments.fill(fragments.hole("name"), {"other": ""})


def test_a_part_is_made_once_for_the_same_values(monkeypatch):
    known, made = Known(), []

    def counting(name):
        made.append(name)
        return get_template(name)

    monkeypatch.setattr(fragments, "get_template", counting)
    parts = [fragments.part(known, "codes/_pair_same.html", number=number) for number in (1, 3, 1, 3)]
    assert parts[0] == parts[2] != parts[1] == parts[3]
    assert len(made) == 2


def test_parts_that_belong_together_are_made_once():
    known, made = Known(), []

    def make():
        made.append(True)
        return {"face": SafeString("<b>550</b>"), "name": "Postfach voll – überfüllt"}

    first, second = (fragments.parts(known, "550", make) for _time in range(2))
    assert first == second == {"face": "<b>550</b>", "name": "Postfach voll – überfüllt"}
    assert len(made) == 1
