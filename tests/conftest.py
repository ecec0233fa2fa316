"""The content is loaded once for the whole run; what a test changes is rolled back."""

import os
import shutil
import sqlite3
from contextlib import closing
from inspect import signature
from pathlib import Path
from tempfile import mkdtemp

import pytest
import small
from bench.servers import TOOLS, tool
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import override_settings
from django.utils import translation
from running import RFC_TEXTS, VNU, copy_made_database, forget_made_site, made_site, new_site, serving

from codes import generation
from codes.models import Person

NEEDS = {
    "rfc_texts": (RFC_TEXTS.is_dir, "the RFC texts (Debian's doc-rfc)"),
    "bench": (lambda: all(map(tool, TOOLS)), f"{', '.join(TOOLS.values())} (Debian packages)"),
    "browser": (lambda: shutil.which("chromium"), "Chromium"),
    "web_servers": (lambda: shutil.which("nginx") and shutil.which("caddy"), "nginx and Caddy"),
    "html_checker": (
        lambda: shutil.which("java") and shutil.which("chromium") and VNU.exists(),
        "Java, npm's vnu-jar",
    ),
    "postgresql": (
        lambda: shutil.which("initdb") or [*Path("/usr/lib/postgresql").glob("*/bin/initdb")],
        "PostgreSQL (a Debian package)",
    ),
    "redis": (lambda: shutil.which("redis-server"), "Redis (Debian's redis-server)"),
}


def pytest_addoption(parser):
    """All pages in all languages, and mutated requests, are too many for every run."""
    parser.addoption("--pages", type=int, default=20, help="how many pages of a kind in each language; 0: all")
    parser.addoption("--mutations", type=int, default=1000, help="how many mutated requests to send")
    parser.addoption("--seed", type=int, default=1, help="which of them")


def missing() -> dict[str, str]:
    """The markers whose tools this machine has not, with the names of the tools."""
    return {marker: name for marker, (available, name) in NEEDS.items() if not available()}


def pytest_configure(config):
    """In CI every tool has to be there; the workers share what is made for all tests."""
    config.left_out = {}
    config.figures = []
    config.is_first = "MADE_SITE" not in os.environ  # neither a worker, nor a run within a test
    if config.is_first:
        os.environ["MADE_SITE"] = mkdtemp(prefix="made_")
    if os.environ.get("CI") and missing():
        raise pytest.UsageError(f"not installed, although CI leaves out nothing: {', '.join(missing().values())}")


def pytest_unconfigure(config):
    """Delete what was made for all tests, once all workers are done."""
    if config.is_first:
        forget_made_site()


def pytest_collection_modifyitems(config, items):
    """Leave out what this machine cannot run, and remember it for the summary."""
    for marker, name in missing().items():
        config.left_out[name] = [item.nodeid for item in items if item.get_closest_marker(marker)]
        items[:] = [item for item in items if not item.get_closest_marker(marker)]


def pytest_sessionfinish(session):
    """Hand what was left out and measured from a worker to the process that writes the summary."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.left_out
        session.config.workeroutput["figures"] = session.config.figures


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Take what a worker left out and measured."""
    node.config.left_out |= getattr(node, "workeroutput", {}).get("left_out", {})
    node.config.figures += getattr(node, "workeroutput", {}).get("figures", [])


def pytest_terminal_summary(terminalreporter, config):
    """Say what was measured, and loudly which tests were not run."""
    if config.figures:
        terminalreporter.section("measured")
        for figure in sorted(config.figures):
            terminalreporter.line(figure)
    for name, tests in config.left_out.items():
        if tests:
            terminalreporter.section(f"NOT RUN: {len(tests)} tests need {name}", sep="!", red=True, bold=True)
        for test in tests:
            terminalreporter.line(test)


@pytest.fixture
def spread(request):
    """A fixed choice of the pages of a kind, evenly over all of them; with --pages 0 all."""

    def spread(pages):
        pages, wanted = list(pages), request.config.getoption("pages")
        step = len(pages) / wanted if wanted else 1
        return pages if step <= 1 else [pages[int(step * number)] for number in range(wanted)]

    return spread


@pytest.fixture
def figures(request):
    """Lines for the end of the run: what a test measured, whether it passed or not."""
    return request.config.figures


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Make the test database a copy of that of the site that is made for all tests, which has the shipped content."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            # Immutable, so that reading makes no files beside it: whoever copies the folder would see them come and go.
            with closing(sqlite3.connect(f"file:{made_site() / 'db.sqlite3'}?immutable=1", uri=True)) as made:
                made.backup(connection.connection)
        else:
            connection.close()
            copy_made_database(connection.settings_dict["NAME"])
        User.objects.all().delete()


@pytest.fixture(scope="session")
def shipped(django_db_setup, django_db_blocker):
    """The generation of the shipped content."""
    with django_db_blocker.unblock():
        return generation.current()


# Under other settings something else is made; and who counts queries counts them all.
UNLIKE = {"settings", "transactional_db", "live_server", "django_assert_num_queries"}


@pytest.fixture(autouse=True)
def _nothing_kept(request):
    """Other generations repeat from test to test, since each is rolled back; a request leaves its language active."""
    translation.activate(settings.LANGUAGE_CODE)
    marker = request.node.get_closest_marker("django_db")
    is_patched = "monkeypatch" in signature(request.function).parameters  # pytest-django asks for it everywhere
    if is_patched or marker is None or marker.kwargs.get("transaction") or UNLIKE & {*request.fixturenames}:
        generation.forget()
        yield
        generation.forget()
    else:
        generation.forget(but=request.getfixturevalue("shipped"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_settings():
    """Static files under plain names, and passwords hashed at once: a good hash takes a quarter of a second."""
    with override_settings(
        STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


def member(name: str, group: str, *languages: str) -> User:
    """Add somebody to a group, with the languages of whose words they are."""
    user = User.objects.create_user(name, password="correct horse battery", is_staff=True)  # noqa: S106
    user.groups.add(Group.objects.get(name=group))
    Person.objects.create(user=user, languages=[*languages])
    return user


@pytest.fixture
def translator(db):
    """Somebody who translates into Arabic."""
    return member("translator", "Translators", "ar")


@pytest.fixture
def support(db):
    """A member of the support staff."""
    return member("support", "Support staff")


@pytest.fixture
def staff(client, support):
    """A browser in which a member of the support staff is logged in."""
    client.force_login(support)
    return client


@pytest.fixture
def publisher(db):
    """Somebody who also changes facts, and brings back what others changed."""
    return member("publisher", "Publishers")


@pytest.fixture
def ask(client):
    """Ask the site as a program does."""

    def ask(text: str, **query: str) -> dict:
        response = client.post("/api/v1/lookup", text, content_type="text/plain; charset=utf-8", query_params=query)
        assert response.status_code == 200, response.text
        return response.json()

    return ask


@pytest.fixture
def content_copy(tmp_path, settings):
    """The content of the site in a folder that a test may spoil."""
    return Path(shutil.copytree(settings.CONTENT_DIR, tmp_path / "content"))


@pytest.fixture
def small_copy(tmp_path, small_folder):
    """A small part of the content in a folder that a test may spoil, where a site of its own is started."""
    return Path(shutil.copytree(small_folder, tmp_path / "content"))


@pytest.fixture(scope="session")
def small_folder(tmp_path_factory):
    """A folder with a small part of the shipped content: for tests of what is the same for much and little."""
    return small.write(tmp_path_factory.mktemp("small"))


@pytest.fixture
def small_content(db, small_folder, settings):
    """The database and the folder of the site hold a small part of the content."""
    settings.CONTENT_DIR = small_folder
    small.fill(small_folder)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of the real site: production server, production settings, its own database."""
    with new_site(tmp_path_factory.mktemp("var")) as environment, serving(environment) as running:
        yield running.address
