"""What is made once per generation and language."""

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import override

from codes import catalogue
from codes.models import ReplyCode


def render(source, **context):
    return Template("{% load keeping %}" + source).render(Context(context)).strip()


@pytest.mark.django_db
def test_what_is_kept_is_made_once_for_each_value_in_each_language():
    source = "{% load i18n %}{% kept code=code %}{{ code }} {% translate 'Compare' %}{% endkept %}"
    template = Template("{% load keeping %}" + source)

    def shown(code):
        return template.render(Context({"known": catalogue.current(), "code": code}))

    before = catalogue.current().once.size
    assert [shown("550"), shown("553"), shown("550")] == ["550 Compare", "553 Compare", "550 Compare"]
    with override("ar"):
        assert shown("550") not in {"550 Compare", ""}
    assert catalogue.current().once.size - before == len("550 Compare") * 2


@pytest.mark.django_db
def test_what_is_kept_sees_only_what_it_names():
    source = "{% kept code=code %}{{ code }}{{ typed }}{{ request.path }}{% endkept %}"
    assert render(source, known=catalogue.current(), code="550", typed="secret", request={"path": "/x/"}) == "550"


@pytest.mark.django_db
def test_what_is_put_in_is_escaped_and_another_on_the_next_page():
    template = Template("{% load keeping %}{% kept put words=words %}<b>{{ words }}</b>{% endkept %}")
    known = catalogue.current()
    before = known.once.size
    for words, shown in (("<i>", "&lt;i&gt;"), ("553", "553"), (mark_safe("<br>"), "<br>")):
        assert template.render(Context({"known": known, "words": words})) == f"<b>{shown}</b>"
    assert known.once.size - before == len("<b>\0words\0</b>")


def test_nothing_is_kept_where_there_is_no_catalogue():
    assert render("{% kept code=code put words=words %}{{ code }} {{ words }}{% endkept %}", code="550", words="a") == (
        "550 a"
    )


@pytest.mark.django_db
def test_an_edit_shows_in_all_that_was_kept(client):
    pages = ["/553/", "/compare/250/553/", "/compare/553/5.1.3/"]
    assert all("Something else" not in client.get(page).text for page in pages)
    row = ReplyCode.objects.get(code="553")
    row.name_en = "Something else"
    row.save()
    assert all("Something else" in client.get(page).text for page in pages)


@pytest.mark.django_db
def test_what_somebody_typed_is_on_no_other_page(client):
    assert "mailbox secretword" in client.get("/search/?q=mailbox+secretword").text
    assert "secretword" not in client.get("/search/?q=mailbox").text + client.get("/lookup/").text
