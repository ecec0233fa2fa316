"""A comparison joins what both codes have; no page gets anything of another."""

import re
from itertools import pairwise

import pytest

from codes import catalogue
from codes.compared import NEIGHBOURS, Compared
from smtp_replies import Code

pytestmark = pytest.mark.django_db


@pytest.fixture
def compared():
    known = catalogue.current()

    def of(left, right):
        return Compared(known, known.seen(Code(str(left))), known.seen(Code(str(right))))

    return of


@pytest.mark.parametrize(
    ("left", "right", "section", "is_there"),
    [
        ("250", "553", "has_verdict", True),
        ("250", "5.7.1", "has_verdict", False),
        ("250", "553", "points_on", True),
        ("450", "550", "points_on", False),
        ("550", "553", "has_neighbours", True),
        ("550", "553", "has_differences", True),
        ("550", "553", "has_same", True),
    ],
)
def test_the_shape_tells_which_sections_a_page_has(compared, left, right, section, is_there):
    assert compared(left, right).shape[section] is is_there


@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize(("left", "right"), [("250", "553"), ("450", "550"), ("552", "4.2.2"), ("585", "5.7.30")])
def test_a_page_leads_to_related_codes(client, prefix, left, right):
    """A template overlooks a name that nobody gives it: the whole list could vanish without a word."""
    related = catalogue.current().related(Code(left), Code(right))
    html = client.get(f"{prefix}/compare/{left}/{right}/").content.decode()
    [beside] = re.findall(r'<nav class="related".*?</nav>', html, re.DOTALL)
    assert related
    assert re.findall(r'href="([^"]+)"', beside) == [f"{prefix}{entry.url}" for entry in related]


def test_pages_are_kept_in_few_shapes(compared):
    known = catalogue.current()
    shapes = {tuple(compared(left, right).shape.values()) for left, right in pairwise(known.codes)}
    assert len(shapes) <= 2**6
    assert {type(value) for shape in shapes for value in shape} == {bool}


def test_a_description_is_one_line_of_text_that_may_stand_in_an_attribute(compared):
    known = catalogue.current()
    for left, right in pairwise(known.codes):
        assert not re.search(r'[<>"]', compared(left, right).parts["description"])


def test_no_more_than_a_few_other_comparisons_are_shown(compared):
    assert compared("550", "553").parts["neighbours"].count("<li>") == NEIGHBOURS


def test_pages_that_share_their_parts_name_their_own_codes_and_address(client):
    """Each is asked for after others of the same shape, whose parts it must not have."""
    for left, right in (("550", "551"), ("550", "552"), ("450", "451"), ("451", "551"), ("550", "551")):
        page = client.get(f"/compare/{left}/{right}/").content.decode()
        assert f"<title>{left} and {right} compared" in page
        assert f'rel="canonical" href="http://127.0.0.1:8000/compare/{left}/{right}/"' in page
        faces = re.search(r'<div class="faces">(.*?)</div>', page, re.DOTALL)[1]
        assert re.findall(r'class="number" href="/(\d+)/"', faces) == [left, right]
        assert "\0" not in page
