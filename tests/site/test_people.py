"""What a person may do, by form and by crafted request: translators, support staff, publishers."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.urls import reverse
from editing import form_in, opened

from codes import people
from codes.models import CONTENT_MODELS, Advice, KnownReply, Person, Program, Provider, ReplyCode

pytestmark = pytest.mark.django_db

GROUPS = ["translator", "support", "publisher"]


@pytest.fixture
def person(request, client):
    """Somebody of a group, logged in."""
    user = request.getfixturevalue(request.param)
    client.force_login(user)
    return user


def somebody(*groups):
    return pytest.mark.parametrize("person", groups, indirect=True)


def change(row, prefix=""):
    return f"{prefix}/admin/codes/{row._meta.model_name}/{row.pk}/change/"


def code():
    return ReplyCode.objects.get(code="553")


def stored():
    """All that the code holds, in whatever language it is asked for."""
    row = code()
    return [row.plain_words, *(row.value(field) for field in (*row.KEY, *row.FACTS))]


# --- the rule


@pytest.mark.parametrize(
    ("name", "model", "field", "language", "may"),
    [
        ("translator", ReplyCode, "fix", "ar", True),
        ("translator", ReplyCode, "fix", "en", False),
        ("translator", ReplyCode, "stages", "", False),
        ("translator", ReplyCode, "code", "", False),
        ("translator", KnownReply, "reply", "", False),
        ("support", ReplyCode, "fix", "ar", True),
        ("support", ReplyCode, "fix", "en", True),
        ("support", ReplyCode, "stages", "", False),
        ("support", KnownReply, "reply", "", True),
        ("support", KnownReply, "slug", "", False),
        ("support", Provider, "domains", "", True),
        ("support", Program, "marks", "", False),
        ("publisher", ReplyCode, "stages", "", True),
        ("publisher", ReplyCode, "code", "", True),
        ("publisher", Program, "marks", "", True),
        ("publisher", Advice, "summary", "en", True),
    ],
)
def test_who_may_write_what(request, name, model, field, language, may):
    assert people.may_write(request.getfixturevalue(name), model, field, language) is may


def test_nobody_else_may_write_anything(translator):
    strangers = [AnonymousUser(), User.objects.create_user("stranger", is_staff=True)]
    Person.objects.create(user=strangers[1], languages=["ar", "en"])
    translator.is_active = False
    for user in (*strangers, translator):
        assert not [model for model in CONTENT_MODELS if people.may_write(user, model, model.FACTS[0])]
        assert not people.may_write(user, ReplyCode, "fix", "ar")


def test_no_language_means_none_and_nobody_translates_into_english(translator):
    for languages, own in (([], []), (["en"], []), (["en", "ar"], ["ar"])):
        translator.person.languages = languages
        assert people.languages_of(translator) == own
    Person.objects.all().delete()
    assert people.languages_of(User.objects.get(pk=translator.pk)) == []


# --- words, by form and by crafted request


@somebody(*GROUPS)
def test_everybody_writes_words_of_their_language(client, person):
    client.post(change(code()), opened(client, change(code())) | {"name_ar": "اسم آخر"})
    assert code().name_ar == "اسم آخر"
    assert code().history.first().history_user == person.username


@somebody("translator")
def test_a_translator_sees_the_other_languages_but_cannot_type_in_them(client, person):
    page = client.get(change(code())).text
    for word in ReplyCode.WORDS:
        english, arabic = (
            page.partition(f'name="{word}_{language}"')[2].partition(">")[0] for language in ("en", "ar")
        )
        assert (" readonly" in english, " readonly" in arabic) == (True, False), word


@somebody("translator")
@pytest.mark.parametrize("prefix", ["", "/ar"])
@pytest.mark.parametrize(
    "crafted",
    [
        {"summary_en": "Another text."},
        {"retried": "nothing"},
        {"retried": "nothing", "initial-retried": "no"},
        {"actors_0": "nobody"},
        {"code": "999"},
    ],
)
def test_what_a_translator_may_not_change_is_refused_and_what_was_typed_stays(client, person, prefix, crafted):
    before = stored()
    form = opened(client, change(code(), prefix))
    response = client.post(change(code(), prefix), form | {"name_ar": "اسم كتبته المترجمة"} | crafted)
    assert response.status_code == 200
    said = "لا يسمح حسابك بتغيير هذا الحقل" if prefix else "Your account may not change this field"
    assert said in response.text
    assert form_in(response.text)["name_ar"] == ["اسم كتبته المترجمة"]
    assert stored() == before


@somebody("support")
@pytest.mark.parametrize("crafted", [{"retried": "nothing"}, {"code": "999"}, {"references": "RFC 1"}])
def test_support_staff_write_every_language_and_no_fact(client, person, crafted):
    form = opened(client, change(code())) | {"name_en": "Another name"}
    before = stored()
    assert client.post(change(code()), form | crafted).status_code == 200
    assert stored() == before
    client.post(change(code()), form)
    assert code().name_en == "Another name"


@somebody("publisher")
def test_publishers_write_facts(client, person):
    client.post(change(code()), opened(client, change(code())) | {"transcript": "C: HELP\nS: 553 No"})
    assert code().transcript == "C: HELP\nS: 553 No\n"


def test_a_right_that_goes_while_a_form_is_open_loses_no_text(client, translator):
    client.force_login(translator)
    form = opened(client, change(code()))
    Person.objects.update(languages=[])
    response = client.post(change(code()), form | {"name_ar": "نص طويل"})
    assert "Your account may not change this field, so nothing was saved" in response.text
    assert form_in(response.text)["name_ar"] == ["نص طويل"]


# --- known replies and providers


@somebody("support", "publisher")
@pytest.mark.parametrize("model", [KnownReply, Provider])
def test_known_replies_and_providers_are_support_staffs_too(client, person, model):
    row = model.objects.first()
    field = "source" if isinstance(row, KnownReply) else "postmaster_url"
    client.post(change(row), opened(client, change(row)) | {field: "https://example.org/there"})
    row.refresh_from_db()
    assert getattr(row, field) == "https://example.org/there"
    assert client.get(reverse(f"admin:codes_{row._meta.model_name}_add")).status_code == 200


@somebody("translator")
@pytest.mark.parametrize("model", [KnownReply, Provider, Program])
def test_a_translator_has_nothing_to_do_with_what_has_no_words(client, person, model):
    row = model.objects.first()
    for page in ("add", "changelist"):
        assert client.get(reverse(f"admin:codes_{model._meta.model_name}_{page}")).status_code == 403
    assert client.post(change(row), {"name": "x", "reply": "x"}).status_code == 403


# --- adding and deleting


@somebody("translator", "support")
@pytest.mark.parametrize("model", [model for model in CONTENT_MODELS if model.WORDS])
def test_only_publishers_add_and_delete_what_has_words(client, person, model):
    name, row = model._meta.model_name, model.objects.first()
    assert client.post(reverse(f"admin:codes_{name}_add"), {}).status_code == 403
    assert client.post(reverse(f"admin:codes_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(reverse(f"admin:codes_{name}_changelist"), chosen)
    assert model.objects.filter(pk=row.pk).exists()


@somebody("publisher")
def test_a_publisher_deletes_and_brings_back(client, person):
    row = KnownReply.objects.first()
    client.post(reverse("admin:codes_knownreply_delete", args=[row.pk]), {"post": "yes"})
    assert not KnownReply.objects.filter(pk=row.pk).exists()
    entry = KnownReply.history.deletions().first()
    client.post(reverse("admin:codes_knownreply_deleted"), {"entry": entry.history_id})
    assert KnownReply.objects.filter(pk=row.pk).exists()


@somebody("support")
def test_support_staff_do_not_bring_back_what_others_deleted(client, person):
    row = KnownReply.objects.first()
    row.delete()
    deleted = reverse("admin:codes_knownreply_deleted")
    assert row.slug in client.get(deleted).text
    assert "Bring back this record" not in client.get(deleted).text
    crafted = {"entry": KnownReply.history.deletions().first().history_id}
    assert client.post(deleted, crafted).status_code == 403
    assert not KnownReply.objects.filter(pk=row.pk).exists()


# --- undoing


@pytest.mark.parametrize(
    ("name", "own", "others"), [("translator", True, False), ("support", True, False), ("publisher", True, True)]
)
def test_who_undoes_which_change(request, client, admin_client, name, own, others):
    user, row = request.getfixturevalue(name), code()
    first = row.history.first()
    for browser, text in ((admin_client, "نص للمديرة"), (client, "نص لي")):
        if browser is client:
            client.force_login(user)
        browser.post(change(row), opened(browser, change(row)) | {"name_ar": text})
    mine, theirs = row.history.all()[:2]
    page = client.get(reverse("admin:codes_replycode_history", args=[row.pk])).text
    asked = {"bring": "name_ar", "seen": mine.history_id}
    for before, may in ((theirs, own), (first, others)):
        assert (f"from={before.history_id}&amp;" in page) is may
        form = form_in(client.get(change(row), asked | {"from": before.history_id}).text)
        assert (form["name_ar"] == [before.name_ar]) is may


@somebody("translator")
def test_nobody_undoes_in_a_field_that_is_not_theirs(client, person):
    row = code()
    before = row.history.first()
    row.summary_en = "Another summary."
    row.save()
    row.history.update(history_user=person.username)
    page = client.get(reverse("admin:codes_replycode_history", args=[row.pk])).text
    assert "summary_en" not in page
    asked = {"bring": "summary_en", "from": before.history_id, "seen": row.history.first().history_id}
    assert form_in(client.get(change(row), asked).text)["summary_en"] == ["Another summary."]


# --- languages of a person


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_superusers_say_into_which_languages_somebody_translates(admin_client, translator, prefix):
    where = f"{prefix}/admin/auth/user/{translator.pk}/change/"
    form = opened(admin_client, where)
    assert form["languages"] == ["ar"]
    del form["languages"]
    assert admin_client.post(where, form).status_code == 302
    assert Person.objects.get(user=translator).languages == []
    admin_client.post(where, form | {"languages": ["ar"]})
    assert Person.objects.get(user=translator).languages == ["ar"]
    assert admin_client.post(where, form | {"languages": ["en"]}).status_code == 200


def test_whoever_else_manages_accounts_says_nothing_of_languages(client, translator, support):
    support.user_permissions.add(*Permission.objects.filter(codename__in=["change_user", "view_user"]))
    client.force_login(support)
    where = f"/admin/auth/user/{translator.pk}/change/"
    form = opened(client, where)
    assert "languages" not in form
    assert client.post(where, form | {"languages": []}).status_code == 302
    assert Person.objects.get(user=translator).languages == ["ar"]


def test_a_new_account_has_no_language_until_it_gets_one(admin_client):
    new = {"username": "new", "password1": "battery horse correct", "password2": "battery horse correct"}
    assert admin_client.post("/admin/auth/user/add/", new | {"usable_password": "true"}).status_code == 302
    user = User.objects.get(username="new")
    user.groups.add(Group.objects.get(name="Translators"))
    assert people.languages_of(user) == []
