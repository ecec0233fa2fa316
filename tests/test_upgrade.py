"""A site that is in use takes a new version: its staff's edits stay, everything else follows the files."""

import json
import lzma
import sqlite3
from contextlib import closing

import pytest
from django.conf import settings
from running import ROOT, empty_site, manage, shipped

# The database of the site as commit be567c3 made it, with three fields that its staff had edited since.
EDITED = {
    ("en/codes/550.toml", "The mailbox could not be reached; a text by the staff."),
    ("ar/enhanced/7.26.toml", "اسم كتبه فريق الدعم"),
    ("en/causes/mailbox-full.toml", "A first step that the staff wrote."),
}
FIELDS = ["550 summary_en", "X.7.26 name_ar", "mailbox-full for_sender_en"]


@pytest.fixture
def environment(tmp_path):
    """A site in a folder of its own."""
    sql = lzma.decompress((ROOT / "tests/upgrade/be567c3.sql.xz").read_bytes()).decode()
    (tmp_path / "var").mkdir()
    with sqlite3.connect(tmp_path / "var/db.sqlite3") as database:
        database.executescript(sql)
    database.close()
    return {"VAR_DIR": str(tmp_path / "var"), "SECRET_KEY": "only for this test"}


def loaded_fields(path):
    """What each file said of a field at the last load."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute('SELECT "key" || " " || "field", "value" FROM codes_loadedfield')
        return {field: json.loads(value) for field, value in rows}


def moved_on(before, field):
    """Whether the file of a field that staff edited says something else than at the last load."""
    key, column = field.split(" ")
    [file] = [file for file, _text in EDITED if file.endswith(f"/{key.removeprefix('X.')}.toml")]
    return shipped(file)[column.rpartition("_")[0]] != before[field]


def test_a_site_in_use_is_brought_to_today(environment, tmp_path):
    before = loaded_fields(tmp_path / "var/db.sqlite3")
    migrated = manage("migrate", "--verbosity=0", **environment)
    assert migrated.returncode == 0, migrated.stderr
    loaded = manage("load_content", **environment)
    assert loaded.returncode == 0, loaded.stderr
    # What staff edited stays. Where its file has moved on as well, that is a conflict; and there is no other.
    said = loaded.stdout.splitlines()[1:]
    assert sorted(said) == sorted(
        f"conflict, changed here and in the file, kept: {field}"
        if moved_on(before, field)
        else f"kept, edited here: {field}"
        for field in FIELDS
    )

    assert manage("dump_content", str(tmp_path / "dump"), **environment).returncode == 0
    files = {path.relative_to(settings.CONTENT_DIR) for path in settings.CONTENT_DIR.rglob("*.toml")}
    dumped = {path.relative_to(tmp_path / "dump") for path in (tmp_path / "dump").rglob("*.toml")}
    assert {str(path) for path in files - dumped} == {"credits.toml", "met.toml", "search.toml", "terms.toml"}
    differing = {
        path for path in dumped if (tmp_path / "dump" / path).read_bytes() != (settings.CONTENT_DIR / path).read_bytes()
    }
    assert {str(path) for path in differing} == {path for path, _text in EDITED}
    for path, text in EDITED:
        assert text in (tmp_path / "dump" / path).read_text("utf-8")

    again = manage("load_content", **environment)
    assert again.stdout.splitlines()[0] == "0 entries added, 0 fields updated"


def test_a_site_moves_to_another_database_with_all_that_it_knows(environment, tmp_path):
    """As the README says."""
    assert manage("migrate", "--verbosity=0", **environment).returncode == 0
    new = {"DJANGO_SUPERUSER_PASSWORD": "correct horse battery"}
    manage("createsuperuser", "--noinput", "--username=root", "--email=root@example.org", **environment, **new)
    everything = ["--natural-foreign", "-e=contenttypes", "-e=auth.permission", "-e=sessions"]
    out = manage("dumpdata", *everything, f"-o={tmp_path}/site.json", **environment)
    assert out.returncode == 0, out.stderr
    (tmp_path / "new").mkdir()
    with empty_site(tmp_path / "new") as other:
        for command in (["migrate", "--verbosity=0"], ["loaddata", f"{tmp_path}/site.json"]):
            done = manage(*command, **other)
            assert done.returncode == 0, done.stderr
        again = manage("dumpdata", *everything, f"-o={tmp_path}/again.json", **other)
        assert again.returncode == 0, again.stderr
        assert (tmp_path / "again.json").read_text("utf-8") == (tmp_path / "site.json").read_text("utf-8")
        loads = [manage("load_content", "--check", **where).stdout for where in (environment, other)]
        assert "kept, edited here: 550 summary_en" in loads[0]
        assert loads[0] == loads[1]
