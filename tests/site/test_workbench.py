"""The front page of the workbench, and the page of conflicts."""

import pytest
from django.contrib.auth.models import Permission
from lxml import html
from running import edit

from codes import content
from codes.edits import Origin
from codes.models import CONTENT_MODELS, Cause, ReplyCode

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_models_stand_in_the_order_of_their_use(admin_client, prefix):
    page = admin_client.get(f"{prefix}/admin/").text
    places = [page.index(f'href="{prefix}/admin/codes/{model._meta.model_name}/"') for model in CONTENT_MODELS]
    assert places == sorted(places)
    assert page.index(f'href="{prefix}/admin/auth/user/"') > places[-1]


# --- conflicts with the content files

CONFLICTS = "/admin/conflicts/"


@pytest.fixture
def conflicts(small_content, content_copy, settings):
    """The Arabic name of 553 and the actors of a cause, which the workbench and a file have changed."""
    settings.CONTENT_DIR = content_copy
    ReplyCode.objects.filter(code="553").update(name_ar="اسم من الموظف")
    Cause.objects.filter(slug="mailbox-full").update(actors=["sender"])
    edit(content_copy / "ar/codes/553.toml", 'name = "', 'name = "جديد ', 1)
    facts, key, rest = (content_copy / "causes.toml").read_text("utf-8").partition("[mailbox-full]\n")
    rest = rest[rest.index("\n") :]  # whoever acts, in the first line
    (content_copy / "causes.toml").write_text(f'{facts}{key}actors = ["recipient-admin"]{rest}', "utf-8")
    content.load(content_copy)
    return content_copy


def forms(client, prefix=""):
    """The conflicts that a page offers to settle, by name: what a browser sends of each but the choice."""
    page = html.document_fromstring(client.get(prefix + CONFLICTS).text)
    sent = [dict(form.form_values()) for form in page.xpath("//form[contains(@class, 'actions')]")]
    return {form["place"]: form for form in sent}


def test_the_front_page_counts_conflicts_only_where_there_are_any(admin_client, conflicts):
    front = admin_client.get("/admin/").text
    assert "2 conflicts with the content files" in front
    assert "تعارضان مع ملفات المحتوى" in admin_client.get("/ar/admin/").text
    for name, form in forms(admin_client).items():
        assert f"Settled: {name}" in admin_client.post(CONFLICTS, form | {"take": "mine"}, follow=True).text
    assert "with the content files" not in admin_client.get("/admin/").text
    assert "There is no conflict" in admin_client.get(CONFLICTS).text


def test_both_texts_are_shown_with_what_differs_and_one_is_taken(admin_client, conflicts):
    page = html.document_fromstring(admin_client.get(CONFLICTS).text)
    here, file = page.xpath("//div[@class='text' and @lang='ar' and @dir='rtl']")
    assert here.text_content().strip() == "اسم من الموظف"
    assert file.text_content().split()[0] == "جديد"
    assert page.xpath("//mark")
    form = forms(admin_client)["codes: 553 name_ar"]
    admin_client.post(CONFLICTS, form | {"take": "theirs"})
    row = ReplyCode.objects.get(code="553")
    assert row.name_ar.startswith("جديد ")
    assert (row.history.first().origin, row.history.first().history_user) == (Origin.FILES, "admin")
    assert [*forms(admin_client)] == ["causes: mailbox-full actors"]


def test_who_settles_no_conflicts_hears_of_none(client, support, conflicts):
    client.force_login(support)
    assert "conflict with" not in client.get("/admin/").text
    forged = {"place": "codes: 553 name_ar", "take": "theirs", "seen": ""}
    for response in (client.get(CONFLICTS), client.post(CONFLICTS, forged)):
        assert response.status_code == 403
    assert ReplyCode.objects.get(code="553").name_ar == "اسم من الموظف"


def test_conflicts_are_settled_by_publishers(client, publisher, conflicts):
    client.force_login(publisher)
    assert "2 conflicts" in client.get("/admin/").text
    assert sorted(forms(client)) == ["causes: mailbox-full actors", "codes: 553 name_ar"]


def test_who_may_settle_does_so_in_what_one_may_write(client, support, conflicts):
    support.user_permissions.add(Permission.objects.get(codename="settle_conflicts"))
    client.force_login(support)
    assert "1 conflict with the content files" in client.get("/admin/").text
    assert [*forms(client)] == ["codes: 553 name_ar"]
    forged = forms(client)["codes: 553 name_ar"] | {"place": "causes: mailbox-full actors", "take": "theirs"}
    assert "Nothing was settled" in client.post(CONFLICTS, forged, follow=True).text
    assert Cause.objects.get(slug="mailbox-full").actors == ["sender"]


def test_whoever_saw_other_texts_settles_nothing(admin_client, conflicts):
    form = forms(admin_client)["codes: 553 name_ar"]
    ReplyCode.objects.filter(code="553").update(name_ar="اسم آخر")
    assert "Nothing was settled" in admin_client.post(CONFLICTS, form | {"take": "theirs"}, follow=True).text
    assert "Nothing was settled" in admin_client.post(CONFLICTS, form | {"take": "both"}, follow=True).text
    assert ReplyCode.objects.get(code="553").name_ar == "اسم آخر"


def test_files_that_cannot_be_loaded_are_named(admin_client, conflicts):
    (conflicts / "ar/codes/550.toml").write_text("name = ", "utf-8")
    form = forms(admin_client)["codes: 553 name_ar"]
    assert "ar/codes/550.toml" in admin_client.post(CONFLICTS, form | {"take": "mine"}, follow=True).text
