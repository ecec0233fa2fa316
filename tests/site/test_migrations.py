"""Migrations that move data."""

import sqlite3
from contextlib import closing

import pytest
from running import manage

KINDS = {
    ("550", "name_en"): "codes",
    ("550", "stages"): "codes",
    ("X.7.26", "fix_ar"): "enhanced",
    ("X.7.26", "partners"): "enhanced",
    ("550 rcpt", "references"): "stages",
    ("550 rcpt", "meaning_en"): "stages",  # a row says so: by its form it could be a vendor's use
    ("250/553", "verdict_ar"): "pairs",
    ("5.7.509 Exchange Online", "meaning_en"): "vendors",
    ("5.7.700-749 Exchange Online", "source"): "vendors",
    ("tls", "name_en"): "causes",
    ("gmail", "name"): "providers",
    ("gmail-550", "reply"): "replies",
}
STAGE = "INSERT INTO codes_stagemeaning (code, stage, 'references', meaning) VALUES ('550', 'rcpt', '[]', 'x')"
USE = "INSERT INTO codes_vendoruse (code, vendor, seen_as, source, meaning) VALUES ('550', 'rcpt', '', 'x', 'x')"
BASE = """INSERT INTO codes_loadedfield ("key", "field", "value") VALUES (?, ?, '"x"')"""


@pytest.fixture
def site(tmp_path):
    """A site that stands before the migration: how to change its database, and how to migrate it."""
    environment = {"VAR_DIR": str(tmp_path), "SECRET_KEY": "only for this test"}
    assert manage("migrate", "codes", "0004", "--verbosity=0", **environment).returncode == 0

    def ask(statement, *values):
        with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database, database:
            return database.execute(statement, values).fetchall()

    return ask, lambda: manage("migrate", "--verbosity=0", **environment)


def test_every_loaded_field_gets_its_kind(site):
    ask, migrate = site
    ask(STAGE)
    for key, field in KINDS:
        ask(BASE, key, field)
    assert migrate().returncode == 0
    rows = ask("""SELECT "key", "field", kind FROM codes_loadedfield WHERE "field" NOT LIKE 'made_from_%'""")
    assert {(key, field): kind for key, field, kind in rows} == KINDS


@pytest.mark.parametrize(("rows", "fits"), [((STAGE, USE), "more than one kind"), ((), "no kind")])
def test_where_nothing_decides_it_stops_in_one_line_and_changes_nothing(site, rows, fits):
    ask, migrate = site
    for row in rows:
        ask(row)
    ask(BASE, "550 rcpt", "meaning_en")
    result = migrate()
    assert result.returncode != 0
    assert result.stderr.strip().splitlines() == [
        f"CommandError: the loaded field meaning_en of '550 rcpt' fits {fits} of content; delete it"
    ]
    assert ask('SELECT "key", "field" FROM codes_loadedfield') == [("550 rcpt", "meaning_en")]


def test_the_history_begins_with_what_there_is(site):
    ask, migrate = site
    ask(STAGE)
    assert migrate().returncode == 0
    columns = "id, code, stage, history_type, history_user, history_change_reason"
    rows = ask(f"SELECT {columns} FROM codes_historicalstagemeaning")  # noqa: S608
    assert rows == [(ask("SELECT id FROM codes_stagemeaning")[0][0], "550", "rcpt", "+", "", "before")]
    assert ask("SELECT count(*) FROM codes_historicalreplycode") == [(0,)]
