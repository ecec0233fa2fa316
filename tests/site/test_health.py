"""/healthz and /readyz, for those that ask every few seconds."""

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from codes.models import ReplyCode


@pytest.fixture(params=["/healthz", "/readyz"])
def path(request):
    return request.param


@pytest.mark.django_db
def test_a_site_that_can_serve_says_so_to_everybody(client, path, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get(path)
    assert (response.status_code, response.text) == (200, "ok\n" if path == "/healthz" else "ready\n")
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")
    assert not response.cookies
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_the_process_answers_without_a_database(client):
    assert client.get("/healthz").status_code == 200  # the test has none, and would fail


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/ar/healthz", "/ar/readyz"])
def test_neither_is_translated(client, path):
    assert client.get(path).status_code == 404


def not_ready(client):
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    return response.text


def test_a_database_that_does_not_answer(client, db, monkeypatch):
    def refused(*_arguments, **_options):
        raise OperationalError(f"password of {settings.DATABASE} is wrong")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", refused)
        assert not_ready(client) == "database\n"


def test_a_migration_that_is_not_applied(client, db):
    MigrationRecorder(connection).record_unapplied("codes", "0001_initial")
    assert not_ready(client) == "migrations\n"


def test_a_database_without_tables(client, db, monkeypatch):
    monkeypatch.setattr(MigrationRecorder, "has_table", lambda _recorder: False)
    assert not_ready(client) == "migrations\n"


def test_a_database_without_content(client, db):
    ReplyCode.objects.all().delete()
    assert not_ready(client) == "content\n"
