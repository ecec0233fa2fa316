"""The workbench in Arabic, page by page: nothing in English, and no code that the direction of the text tears apart."""

import re
from collections.abc import Iterator
from functools import cache

import lxml.html
import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.urls import URLPattern, reverse
from django.utils import translation
from editing import form_in
from modeltranslation.utils import build_localized_fieldname as word_column

from codes.freshness import Grade
from codes.languages import direction
from codes.models import CONTENT_MODELS, Advice, ReplyCode

pytestmark = pytest.mark.django_db

MODELS = [*admin.site._registry]
# What Arabic texts about mail write in Latin letters too; of one word there is nothing to tear apart.
ABBREVIATIONS = {"SMTP", "DNS", "IP", "HTML", "JSON", "ASCII"}
ISOLATED = re.compile("[\u2066\u2068][^\u2069]*\u2069")  # where there can be no element: a title, an option, a message
LATIN = re.compile(r"[A-Za-z](?:[\w’-]|\.(?=\w))*")
SAID = ("title", "placeholder", "aria-label", "alt", "data-filter-title")
WITHOUT_TEXT = {"script", "style", "svg", "textarea"}
# Answers that are no page, or none of ours to walk.
NO_PAGES = {"jsi18n", "autocomplete", "view_on_site", "logout", "places"}


@pytest.fixture
def editor(client):
    """A superuser with a name in Arabic letters and an address, who works in Arabic."""
    editor = User.objects.create_superuser("مديرة", "editor@example.com", "correct horse battery")
    editor.groups.add(Group.objects.get(name="Support staff"))
    client.force_login(editor)
    with translation.override("ar"):
        yield client


def faults(page: str) -> Iterator[str]:
    """Yield each Latin word and each code that stands in Arabic text as if it belonged to it."""
    root = lxml.html.document_fromstring(page)
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    for text, kinds in _texts(root, frozenset()):
        own = ISOLATED.sub(" ", text).strip()
        if "content" not in kinds and own not in _names():
            yield from (f"English: {word} in {own[:70]!r}" for word in LATIN.findall(own) if word not in ABBREVIATIONS)
        if not kinds & {"counted", "typed"}:
            yield from (f"code: {code} in {own[:70]!r}" for code in _codes().findall(own))


@cache
def _codes() -> re.Pattern[str]:
    basic = "|".join(ReplyCode.objects.exclude(code__startswith="X").values_list("code", flat=True))
    return re.compile(rf"(?<![\w.:/#-])(?:(?:{basic})(?![\w.]*\d)|[245X]\.\d{{1,3}}\.\d{{1,3}})")


@cache
def _names() -> set[str]:
    """Names of content, which stand in choices: what is in them is held by the checks of content."""
    named = [model for model in CONTENT_MODELS if "name" in model.WORDS]
    return {name for model in named for name in model.objects.values_list("name_ar", flat=True)}


# Numbers that may be 250; texts of content, and what was typed, in a box with the direction of its field.
KINDS = (
    {
        name: {"counted"}
        for name in ("paginator", "action-counter", "all hidden", "question hidden", "small quiet", "count")
    }
    | {f"field-{word}": {"content"} for model in CONTENT_MODELS for word in model.WORDS}
    | {"text": {"content", "typed"}}
)


def _texts(element, kinds: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what is read, with where it stands; not what is marked as Latin, or isolated."""
    if not isinstance(element.tag, str) or element.tag in WITHOUT_TEXT:
        return
    if element.tag in {"bdi", "code"} or element.get("dir") == "ltr" or element.get("lang", "ar") != "ar":
        return
    if element.get("class") != "text" or element.get("dir"):  # headings of lists have this class too
        kinds |= KINDS.get(element.get("class"), set())
    yield element.text or "", kinds
    yield from ((element.get(name), kinds) for name in SAID if element.get(name))
    if element.tag == "input" and element.get("type") in {"submit", "button", "reset"}:
        yield element.get("value", ""), kinds
    for child in element:
        yield from _texts(child, kinds)
        yield child.tail or "", kinds


def checked(response) -> str:
    """Return the page, once nothing is wrong with it."""
    assert response.status_code in {200, 404}, response.request["PATH_INFO"]
    found = list(dict.fromkeys(faults(response.text)))
    assert found == [], f"{response.request['PATH_INFO']}?{response.request.get('QUERY_STRING')}"
    return response.text


def rows_of(model) -> list:
    """A few rows: the first, the last, and one between."""
    rows = model.objects.order_by("pk")
    return [rows.first(), rows[rows.count() // 2], rows.last()]


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_the_pages_that_belong_to_no_model(editor):
    patterns = [pattern for pattern in admin.site.get_urls() if isinstance(pattern, URLPattern) and pattern.name]
    for pattern in patterns:
        if pattern.name not in NO_PAGES:
            for app in {model._meta.app_label for model in MODELS} if pattern.pattern.regex.groupindex else [None]:
                where = reverse(f"admin:{pattern.name}", kwargs={"app_label": app} if app else {})
                checked(editor.get(where, follow=True))
    new = {"old_password": "", "new_password1": "1", "new_password2": "2"}
    checked(editor.post(reverse("admin:password_change"), new))
    checked(editor.post(reverse("admin:logout")))
    checked(editor.get(reverse("admin:login")))
    checked(editor.post(reverse("admin:login"), {"username": "مديرة", "password": "wrong"}))
    checked(editor.post(reverse("admin:login"), {}))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_page_of_every_model(editor, model):
    """As the addresses of its admin have them, whoever adds one."""
    for pattern in admin.site._registry[model].get_urls():
        for args in _arguments(model, pattern):
            if pattern.name:
                checked(editor.get(reverse(f"admin:{pattern.name}", args=args), follow=True))


def _arguments(model, pattern) -> list[list]:
    reached = {"object_id": lambda row: row.pk, "id": lambda row: row.pk}
    names = [*pattern.pattern.regex.groupindex]
    assert {*names} <= {*reached}, f"say here how {pattern.name} is reached"
    return [[reached[name](row) for name in names] for row in (rows_of(model) if names else [None])]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_searched_and_filtered(editor, model):
    where = address(model, "changelist")
    checked(editor.get(where, {"q": "نص لا يوجد"}))
    filters = lxml.html.document_fromstring(editor.get(where).text).xpath("//nav[@id='changelist-filter']/details")
    for choices in filters:
        checked(editor.get(where + choices.xpath(".//a/@href")[-1]))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_forms_refused_saved_and_deleted(editor, model):
    first, between, last = (row.pk for row in rows_of(model))
    checked(editor.post(address(model, "add"), {}))
    change = address(model, "change", first)
    as_it_was = form_in(editor.get(change).text)
    checked(editor.post(change, as_it_was, follow=True))
    checked(editor.post(change, as_it_was | {"_continue": "1"}, follow=True))
    spoilt = {name: _spoilt(name, value) for name, value in as_it_was.items()}
    checked(editor.post(change, spoilt))
    others = {f"initial-{name}": "نص آخر" for name in as_it_was if not name.startswith("initial-")}
    checked(editor.post(change, spoilt | others))
    chosen = {"action": "delete_selected", "_selected_action": [between, last]}
    checked(editor.post(address(model, "changelist"), chosen | {"_selected_action": []}, follow=True))
    checked(editor.post(address(model, "changelist"), chosen))
    checked(editor.post(address(model, "changelist"), chosen | {"post": "yes"}, follow=True))
    checked(editor.post(address(model, "delete", last), {"post": "yes"}, follow=True))
    checked(editor.get(address(model, "change", 999_999), follow=True))


def _spoilt(name, value):
    if name.startswith(("initial-", "csrf")):
        return value
    return "رفض 550 الرسالة <b>urgent</b> `599 5.9.9` [them](https://example.com) someone@company.com \u202e"


def test_a_record_deleted_meanwhile(editor):
    row = ReplyCode.objects.get(code="X.7.26")
    change = address(ReplyCode, "change", row.pk)
    form = form_in(editor.get(change).text)
    row.delete()
    checked(editor.post(change, form))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_fields_say_their_language_and_direction(editor, model):
    for page in (address(model, "add"), address(model, "change", model.objects.first().pk)):
        form = lxml.html.document_fromstring(editor.get(page).text).get_element_by_id("content-main")
        fields = form.xpath(".//textarea | .//input[not(@type) or @type='text' or @type='email']")
        bare = [field.get("name") for field in fields if field.get("dir") not in {"ltr", "rtl", "auto"}]
        assert bare == []
        for field in form.xpath(".//*[contains(@class, 'mt-field-')]"):
            language = next(
                code for code, _name in settings.LANGUAGES if field.get("name").endswith(word_column("", code))
            )
            assert (field.get("lang"), field.get("dir")) == (language, direction(language))


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "لا نتائج"), (1, "نتيجة واحدة"), (2, "نتيجتان"), (3, "3 نتائج"), (11, "11 نتيجة"), (100, "100 نتيجة")],
)
def test_numbers_agree_with_what_they_count(editor, number, said):
    for one in range(number):
        Group.objects.create(name=f"فريق {one}")
    page = checked(editor.get(address(Group, "changelist"), {"q": "فريق"}))
    assert said in page
    assert f"المجموعات: {number}" in page


def test_what_was_done_is_told_in_arabic(editor):
    editor.post(address(Group, "add"), {"name": "فريق"})
    team = Group.objects.get(name="فريق")
    editor.post(address(Group, "change", team.pk), {"name": "فريق آخر"})
    page = checked(editor.get(address(Group, "history", team.pk)))
    assert "عُدّل: الاسم." in page
    assert re.search(r">[0-9]{1,2} \w+ 20[0-9]{2}، [0-9]{2}:[0-9]{2}<", page)
    assert "فريق آخر" in checked(editor.get(reverse("admin:index")))


def test_the_work_list_and_the_form_of_its_texts(editor):
    row = ReplyCode.objects.get(code="550")
    row.leave_behind("summary", row.summary_en, "Other words.", Grade.WRONG_BEFORE)
    row.summary_en, row.fix_ar = "Other words.", None
    row.save()
    Advice.objects.update(checked="2020-01-01")
    page = checked(editor.get(reverse("admin:index")))
    assert "نصائح لم تُراجَع منذ 12 شهرًا" in page
    assert "احفظ ثم التالي" in checked(editor.get(reverse("admin:next"), follow=True))
