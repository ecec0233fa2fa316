"""What is made once per content generation is made anew after every change of content, however it is made."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.models import signals
from django.test.utils import CaptureQueriesContext
from editing import opened

from codes import catalogue, content, generation
from codes.models import CONTENT_MODELS, Cause, KnownReply, Provider, ReplyCode

pytestmark = pytest.mark.django_db


def update():
    ReplyCode.objects.filter(code="553").update(name_en="Something else")


def bulk_update():
    row = ReplyCode.objects.get(code="553")
    row.name_en = "Something else"
    ReplyCode.objects.bulk_update([row], ["name_en"])


def save():
    row = ReplyCode.objects.get(code="553")
    row.name_en = "Something else"
    row.save()


def bulk_create():
    row = ReplyCode.objects.get(code="553")
    ReplyCode.objects.filter(code="553").delete()
    row.pk, row.name_en = None, "Something else"
    generation.forget()
    before = generation.current()
    ReplyCode.objects.bulk_create([row])
    assert generation.current() > before


@pytest.mark.parametrize("change", [update, bulk_update, save, bulk_create])
def test_a_change_shows_at_once(client, change):
    assert "Something else" not in client.get("/553/").text
    change()
    assert "Something else" in client.get("/553/").text


def test_what_is_deleted_at_once_is_gone_at_once(client):
    assert client.get("/111/").status_code == 200
    ReplyCode.objects.filter(code="111").delete()
    assert client.get("/111/").status_code == 404


@pytest.mark.usefixtures("small_content")
def test_a_load_raises_the_number_once(content_copy):
    for code in ("250", "550", "553"):
        path = next(content_copy.glob(f"en/**/{code}.toml"))
        path.write_text(path.read_text("utf-8").replace('name = "', 'name = "New ', 1), "utf-8")
    before = generation.current()
    content.load(content_copy)
    assert generation.current() == before + 1


@pytest.mark.usefixtures("small_content")
def test_a_load_that_changes_nothing_leaves_the_number():
    before = generation.current()
    content.load(settings.CONTENT_DIR)
    assert generation.current() == before


@pytest.mark.usefixtures("small_content")
def test_a_first_load_raises_the_number_once():
    for model in reversed(CONTENT_MODELS):
        model.objects.all().delete()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        content.load(settings.CONTENT_DIR)
    raised = [query for query in queries if query["sql"].startswith('UPDATE "codes_generation" SET "number"')]
    assert len(raised) == 1


def test_what_one_generation_made_is_kept_for_the_next_reader():
    assert catalogue.current() is catalogue.current()


def test_an_error_inside_one_change_raises_nothing():
    def fail():
        with generation.one_change():
            update()
            raise OSError("disk full")

    before = generation.current()
    with pytest.raises(OSError, match="disk full"):
        fail()
    assert generation.current() == before


def test_a_new_known_reply_is_known_at_once_and_forgotten_with_its_row(client):
    """Numbers return when a test is rolled back: what an earlier test had made once answered a later one."""

    def known_reply():
        answer = client.post("/api/v1/lookup", "550 The pigeons of this loft are asleep", content_type="text/plain")
        return answer.json()["replies"][0]["known_reply"]

    assert known_reply() is None
    row = KnownReply(
        slug="gmail-pigeons",
        provider=Provider.objects.get(slug="gmail"),
        reply="550 The pigeons of this loft are asleep",
        code="550",
        cause=Cause.objects.get(slug="server-busy"),
    )
    row.save()
    assert known_reply() == "gmail-pigeons"
    row.delete()
    assert known_reply() is None


def test_nobody_else_changes_content_meanwhile():
    with generation.alone():
        assert not others_can_change_content()


def test_a_form_is_saved_alone_from_the_moment_its_record_is_read(client, support):
    """Else a text that was saved after it was read, and before it was written, would be lost."""
    client.force_login(support)
    row = ReplyCode.objects.get(code="550")
    where = f"/admin/codes/replycode/{row.pk}/change/"
    form, seen = opened(client, where), []

    def look(instance, **_signal):
        if not seen:
            seen.append(others_can_change_content())

    signals.post_init.connect(look, sender=ReplyCode)
    try:
        assert client.post(where, form | {"name_en": "Out of use"}).status_code == 302
    finally:
        signals.post_init.disconnect(look, sender=ReplyCode)
    assert seen == [False]


def others_can_change_content():
    """Try it, on a connection of its own."""

    def change():
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET lock_timeout = 100" if connection.vendor == "postgresql" else "PRAGMA busy_timeout = 100"
                )
            with generation.alone():
                return True
        except OperationalError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(change).result()


def test_what_reads_one_state_of_the_content_asks_for_its_number_once():
    with generation.one_state() as number, CaptureQueriesContext(connection) as asked:
        assert generation.current() == generation.current() == number
    assert len(asked) == 0
    generation.advance()
    assert generation.current() == number + 1
