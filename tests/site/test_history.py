"""What the history of a row says: each change once, by whom and from where."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.utils import timezone
from editing import opened
from modeltranslation.utils import build_localized_fieldname as word_column
from running import edit

from codes import content, history
from codes.edits import Origin
from codes.models import CONTENT_MODELS, KnownReply, Program, ReplyCode

pytestmark = pytest.mark.django_db


def code(text="550"):
    return ReplyCode.objects.get(code=text)


def entries(row):
    return [(entry.history_type, entry.origin, entry.history_user) for entry in row.history.all()]


def save(row):
    row.summary_ar = "نص جديد."
    row.save()


def update(row):
    ReplyCode.objects.filter(pk=row.pk).update(summary_ar="نص جديد.")


def bulk_update(row):
    row.summary_ar = "نص جديد."
    ReplyCode.objects.bulk_update([row], ["summary_ar"])


def save_one_column(row):
    row.summary_ar = "نص جديد."
    row.save(update_fields=["summary_ar"])


@pytest.mark.parametrize("change", [save, update, bulk_update, save_one_column])
def test_however_a_row_is_changed_there_is_one_entry_with_the_changed_column_alone(change):
    row = code()
    change(row)
    newest, before = row.history.all()[:2]
    assert newest.changed(before) == ["summary_ar"]
    assert (newest.value("summary_ar"), newest.origin) == ("نص جديد.", Origin.PROGRAM)
    change(row)  # to the same text
    assert row.history.count() == 2


def test_added_rows_and_deleted_ones_have_entries_too():
    row = Program(slug="mutt", name="Mutt", kind="client", marks=[])
    Program.objects.bulk_create([row])
    assert entries(row) == [("+", Origin.PROGRAM, "")]
    key = row.pk
    Program.objects.filter(slug="mutt").delete()
    newest = Program.history.of_row(key).first()
    assert (newest.is_deletion, newest.key, newest.value("name")) == (True, "mutt", "Mutt")
    assert [entry.key for entry in Program.history.deletions()] == ["mutt"]


def test_every_row_that_was_loaded_has_its_first_entry_from_the_files():
    for model in CONTENT_MODELS:
        assert {*model.history.values_list("history_type", "history_change_reason")} == {("+", Origin.FILES.value)}
        assert model.history.count() == model.objects.count()


@pytest.mark.usefixtures("small_content")
def test_a_load_has_entries_of_what_it_changes_alone(content_copy):
    number = KnownReply.history.count()
    content.load(settings.CONTENT_DIR)
    edit(content_copy / "ar/codes/553.toml", 'name = "', 'name = "جديد ', 1)
    content.load(content_copy)
    assert entries(code("553")) == [("~", Origin.FILES, ""), ("+", Origin.FILES, "")]
    assert entries(code("550")) == [("+", Origin.FILES, "")]
    assert KnownReply.history.count() == number


@pytest.mark.usefixtures("small_content")
def test_a_load_that_fails_leaves_no_entry(content_copy):
    edit(content_copy / "ar/codes/553.toml", 'name = "', 'name = "جديد ', 1)
    with pytest.raises(content.ContentError, match="not listed"):
        content.load(content_copy, take={"550 name_ar": content.Take.MINE})
    content.load(content_copy, dry_run=True)
    assert code("553").history.count() == 1


def test_the_workbench_says_who(client, support):
    client.force_login(support)
    path = f"/admin/codes/replycode/{code().pk}/change/"
    client.post(path, opened(client, path) | {"summary_en": "The mailbox cannot be used."})
    client.post(path, opened(client, path))  # as it is
    assert entries(code()) == [("~", Origin.WORKBENCH, "support"), ("+", Origin.FILES, "")]
    support.delete()
    assert entries(code())[0] == ("~", Origin.WORKBENCH, "support")


def test_what_is_deleted_in_a_list_is_deleted_by_somebody(admin_client):
    row = KnownReply.objects.first()
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    admin_client.post("/admin/codes/knownreply/", chosen)
    newest = KnownReply.history.of_row(row.pk).first()
    assert (newest.is_deletion, newest.history_user) == (True, "admin")


def test_who_changes_something_is_known_no_longer_than_the_change():
    with history.written_by(Origin.WORKBENCH, "support"), history.written_by(Origin.FILES):
        save(code())
    update(code("553"))
    assert entries(code())[0] == ("~", Origin.FILES, "support")
    assert entries(code("553"))[0] == ("~", Origin.PROGRAM, "")


def test_nobody_is_offered_rights_on_the_history():
    assert not Permission.objects.filter(codename__contains="historical").exists()


# --- how long it is kept


def ago(**time):
    return timezone.now() - timedelta(**time)


@pytest.fixture
def old(admin_client):
    """A record with two changes, both older than thirty days, and one whose last change is newer."""
    for row, text in ((code("550"), "نص أول"), (code("550"), "نص ثانٍ"), (code("551"), "نص أول"), (code("551"), "نص")):
        where = f"/admin/codes/replycode/{row.pk}/change/"
        admin_client.post(where, opened(admin_client, where) | {"name_ar": text})
    ReplyCode.history.update(history_date=ago(days=31))
    ReplyCode.history.filter(pk=code("551").history.first().pk).update(history_date=ago(days=29))
    LogEntry.objects.update(action_time=ago(days=31))
    LogEntry.objects.filter(pk=LogEntry.objects.first().pk).update(action_time=ago(days=29))
    for number, minutes in enumerate((10, 20)):
        attempt = AccessAttempt.objects.create(username=str(number), failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=ago(minutes=minutes))


def test_what_is_older_than_the_setting_is_pruned(old, settings, capsys):
    settings.HISTORY_DAYS = 30
    call_command("prune")
    assert "1 failed logins deleted" in capsys.readouterr().out
    (left,) = code("550").history.all()
    assert (left.name_ar, left.history_user) == ("نص ثانٍ", "")
    (newest,) = code("551").history.all()
    assert (newest.name_ar, newest.history_user) == ("نص", "admin")
    assert code("550").name_ar == "نص ثانٍ"
    assert LogEntry.objects.count() == 1
    assert AccessAttempt.objects.get().username == "0"
    call_command("prune")
    assert "0 entries" in capsys.readouterr().out


def test_a_pruned_record_is_edited_like_any_other(old, settings, admin_client):
    settings.HISTORY_DAYS = 30
    call_command("prune")
    row = code("550")
    where = f"/admin/codes/replycode/{row.pk}/"
    assert admin_client.get(where + "history/").status_code == 200
    admin_client.post(where + "change/", opened(admin_client, where + "change/") | {"name_ar": "نص ثالث"})
    newest, before = row.history.all()
    assert (newest.changed(before), newest.history_user) == (["name_ar"], "admin")


def test_what_an_outdated_translation_was_made_from_is_kept(client, support, settings):
    client.force_login(support)
    row = code("550")
    where, original = f"/admin/codes/replycode/{row.pk}/change/", row.summary_en
    for text in ("The mailbox cannot be used.", "The mailbox cannot be used at all."):
        client.post(where, opened(client, where) | {"summary_en": text})
    ReplyCode.history.update(history_date=ago(days=31))
    settings.HISTORY_DAYS = 30
    call_command("prune")
    assert [entry.summary_en for entry in row.history.all()] == ["The mailbox cannot be used at all.", original]
    assert code("550").original("summary", "ar") == original
    form = opened(client, where)
    others = [code for code, _name in settings.LANGUAGES if code not in {"en", "ar"}]
    confirmed = {f"confirm-{word_column('summary', other)}": "1" for other in others}
    client.post(where, form | confirmed | {"summary_ar": "لا يمكن استعمال الصندوق."})
    call_command("prune")
    assert [entry.summary_ar for entry in row.history.all()] == ["لا يمكن استعمال الصندوق."]


def test_a_history_is_kept_where_nothing_says_otherwise(old):
    before = ReplyCode.history.count()
    call_command("prune")
    assert ReplyCode.history.count() == before
    assert LogEntry.objects.count() == 4
