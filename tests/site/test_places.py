"""From the address of a page and of its sections to the field that stands there, and back."""

from urllib.parse import urlsplit

import lxml.html
import pytest
from django.conf import settings
from django.utils.translation import override
from editing import opened

from codes import places
from codes.models import (
    CONTENT_MODELS,
    Advice,
    ClassMeaning,
    KnownReply,
    ProgramError,
    ReplyCode,
    VendorUse,
)
from codes.people import languages_open_to

pytestmark = pytest.mark.django_db
PREFIXES = pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/ar", "ar")])


def field_at(user, address):
    """What the way leads to: the kind and the name of a record, and its column."""
    form = urlsplit(places.form_at(address, user))
    kind, key = form.path.removeprefix("/ar").split("/")[3:5]
    (model,) = [model for model in CONTENT_MODELS if model._meta.model_name == kind]
    return kind, model.objects.get(pk=key).key, form.fragment.removeprefix("id_")


@PREFIXES
@pytest.mark.parametrize(
    ("address", "kind", "key", "column"),
    [
        ("/550/", "replycode", "550", "name_{}"),
        ("/550/#fix", "replycode", "550", "fix_{}"),
        ("/550/#first-step", "replycode", "550", "fix_{}"),
        ("/550/#meaning", "replycode", "550", "description_{}"),
        ("/550/#when", "replycode", "550", "when_seen_{}"),
        ("/550/#rcpt", "stagemeaning", "550 rcpt", "meaning_{}"),
        ("/550/#session", "replycode", "550", "transcript"),
        ("/550/#specification", "replycode", "550", "references"),
        ("/5.7.26/#fix", "replycode", "X.7.26", "fix_{}"),
        ("/5.7.26/#enhanced", "replycode", "X.7.26", "partners"),
        ("/causes/tls/#signs", "cause", "tls", "signs_{}"),
        ("/causes/tls/#fix", "cause", "tls", "for_sender_{}"),
        ("/compare/250/553/", "codepair", "250/553", "verdict_{}"),
        ("/compare/250/553/#verdict", "codepair", "250/553", "verdict_{}"),
        ("/providers/gmail/", "provider", "gmail", "name"),
        ("/errors/nodemailer/", "program", "nodemailer", "name"),
    ],
)
def test_from_each_section_of_each_page_to_its_field(publisher, prefix, language, address, kind, key, column):
    assert field_at(publisher, prefix + address) == (kind, key, column.format(language))


@PREFIXES
def test_what_is_a_section_by_itself(publisher, prefix, language):
    with override(language):
        for row, column in (
            (Advice.objects.first(), f"name_{language}"),
            (KnownReply.objects.first(), "reply"),
        ):
            assert field_at(publisher, row.get_absolute_url()) == (row._meta.model_name, row.key, column)


def test_an_error_of_a_program_shows_the_step_of_its_advice_or_of_its_cause(publisher, translator):
    of_advice = ProgramError.objects.filter(advice__isnull=False, first_step_en__isnull=True).first()
    of_cause = ProgramError.objects.filter(advice=None, cause__isnull=False, first_step_en__isnull=True).first()
    with override("ar"):
        address, of_others = of_advice.get_absolute_url(), of_cause.get_absolute_url()
    assert field_at(translator, address) == ("advice", of_advice.advice.key, "first_step_ar")
    assert field_at(translator, of_others)[:2] == ("cause", of_cause.cause.key)
    assert field_at(publisher, address) == ("programerror", of_advice.key, "shown")
    ProgramError.objects.filter(pk=of_advice.pk).update(first_step_en="Wait.\n", meaning_en="Later.\n")
    assert field_at(translator, address) == ("programerror", of_advice.key, "meaning_ar")
    assert "first_step_ar" in {
        p.form("ar").partition("#id_")[2] for p in places.page_at(address.partition("#")[0]).places
    }


def test_the_words_that_a_code_has_in_its_class(publisher):
    row = ClassMeaning.objects.first()
    address = row.get_absolute_url()
    assert field_at(publisher, f"{address}#fix") == ("classmeaning", row.code, "fix_en")
    assert field_at(publisher, f"{address}#specification")[0] == "replycode"


def test_a_code_outside_the_registry_has_the_words_of_vendors(publisher):
    with override("ar"):
        use = VendorUse.objects.first()
        assert field_at(publisher, f"{use.get_absolute_url()}#vendors") == ("vendoruse", use.key, "meaning_ar")


def test_an_address_as_it_is_copied(publisher):
    for address in ("https://smtp.example/ar/550/?x=1#fix", " /ar/550#fix ", "/%61r/550/#fix"):
        assert field_at(publisher, address)[2] == "fix_ar"
    assert field_at(publisher, "/compare/553/250/")[1] == "250/553"


def test_a_text_that_is_not_translated_leads_to_the_field_that_waits_for_it(publisher):
    ReplyCode.objects.filter(code="550").update(fix_ar="")
    assert field_at(publisher, "/ar/550/#fix")[2] == "fix_ar"


def test_a_section_without_a_field_leads_to_the_form(publisher):
    assert field_at(publisher, "/550/#replies") == ("replycode", "550", "")


@pytest.mark.parametrize(
    "address", ["/", "/5.7/", "/causes/", "/599/", "/compare/250/999/", "/nowhere/", "http://[", "", "#fix", "//x/"]
)
def test_where_no_record_stands(publisher, address):
    assert places.form_at(address, publisher) == ""


@PREFIXES
@pytest.mark.parametrize(
    "path",
    [
        *("/550/", "/250/", "/421/", "/5.7.26/", "/5.7.515/", "/causes/tls/", "/causes/authentication-failed/"),
        *("/compare/250/553/", "/providers/gmail/", "/errors/nodemailer/"),
    ],
)
def test_every_place_is_on_its_page_and_in_its_form(admin_client, admin_user, prefix, language, path):
    page = places.page_at(prefix + path)
    ids = {*lxml.html.document_fromstring(admin_client.get(prefix + path).text).xpath("//@id")}
    optional = {"stages", "session", "enhanced", "classes", "confused-with", "related"}
    assert {place.anchor for place in page.places} - ids - optional == {""}
    fields: dict[str, set[str]] = {}
    for place in page.places[:20]:
        form, _hash, field = place.form(language).partition("#")
        if form not in fields:
            fields[form] = {*lxml.html.document_fromstring(admin_client.get(form).text).xpath("//@id")}
        assert field in fields[form]


@PREFIXES
def test_back_from_a_field_to_its_section(admin_client, prefix, language):
    row = ReplyCode.objects.get(code="550")
    form = lxml.html.document_fromstring(admin_client.get(places.form(row, language)).text)
    assert form.get_element_by_id(f"id_fix_{language}").get("data-at") == "fix"
    assert form.get_element_by_id("id_transcript").get("data-at") == "session"
    assert form.get_element_by_id(f"id_name_{language}").get("data-at") is None
    assert f"{prefix}/550/" in form.xpath("//a[@class='viewsitelink']/@href")


@pytest.mark.parametrize(
    ("column", "typed", "at"),
    [
        ("fix_ar", " حسنًا.", "/ar/550/#fix"),
        ("name_en", " now", "/550/"),
        ("related", "\r\n503", "/ar/550/#related"),
    ],
)
def test_a_save_says_where_its_text_stands(admin_client, column, typed, at):
    form = places.form(ReplyCode.objects.get(code="550"), "ar")
    sent = opened(admin_client, form)
    page = admin_client.post(form, sent | {column: [sent[column][0] + typed]}, follow=True)
    links = lxml.html.document_fromstring(page.text).xpath("//ul[@class='messagelist']/li[@class='info']/a")
    assert [(link.get("href"), link.text) for link in links] == [(at, "اعرضه في الموقع")]
    page = admin_client.post(form, opened(admin_client, form), follow=True)
    assert "اعرضه في الموقع" not in page.text


# --- rights


def told(client, page):
    return client.get("/admin/edit/places/", {"page": page}).json()["places"]


def test_a_translator_is_told_of_words_in_their_language_and_of_nothing_else(client, translator):
    client.force_login(translator)
    found = told(client, "/ar/550/")
    form = places.form(ReplyCode.objects.get(code="550"), "ar")
    assert ["fix", "تحرير: كيف تصلحه", f"{form}#id_fix_ar"] in found
    assert {address.rpartition("_")[2] for _anchor, _text, address in found} == {"ar"}
    assert told(client, "/550/") == told(client, "/ar/providers/gmail/") == told(client, "/ar/nowhere/") == []
    assert places.form_at("/550/#fix", translator).endswith("/change/")


def test_links_of_one_section_are_told_apart(admin_client):
    for page in ("/errors/nodemailer/", "/550/", "/ar/causes/tls/", "/ar/5.7.515/", "/5.1.0/"):
        links = [(anchor, text) for anchor, text, _address in told(admin_client, page)]
        assert len(links) == len({*links}) > 0, page


@pytest.mark.parametrize("path", ["/admin/edit/?page=/550/", "/admin/edit/places/?page=/550/"])
def test_nobody_else_is_told_anything(client, path):
    response = client.get(path)
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/admin/login/")


def test_the_languages_of_a_person(translator, support, publisher, admin_user):
    assert [languages_open_to(user) for user in (translator, support, publisher, admin_user)] == [
        ["ar"],
        *[[code for code, _name in settings.LANGUAGES]] * 3,
    ]


# --- the page that asks for an address


@pytest.mark.parametrize(
    ("prefix", "asked", "refused"),
    [("", "Address of the page", "has a form of its own"), ("/ar", "عنوان الصفحة", "نموذج خاص به")],
)
def test_without_script_an_address_is_pasted(admin_client, prefix, asked, refused):
    assert asked in admin_client.get(f"{prefix}/admin/edit/").text
    response = admin_client.get(f"{prefix}/admin/edit/", {"page": "https://smtp.example/ar/550/#fix"})
    assert response.status_code == 302
    assert response["Location"].endswith("/change/#id_fix_ar")
    response = admin_client.get(f"{prefix}/admin/edit/", {"page": "/causes/<b>"})
    assert response.status_code == 404
    assert refused in response.text
    assert "/causes/&lt;b&gt;" in response.text
    page = lxml.html.document_fromstring(admin_client.get(f"{prefix}/admin/").text)
    assert page.xpath(f"//a[@href='{prefix}/admin/edit/']")
