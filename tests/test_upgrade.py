"""A site that is in use takes a new version: its staff's edits stay, everything else follows the files."""

import lzma
import sqlite3

import pytest
from django.conf import settings
from running import ROOT, manage

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


def test_a_site_in_use_is_brought_to_today(environment, tmp_path):
    migrated = manage("migrate", "--verbosity=0", **environment)
    assert migrated.returncode == 0, migrated.stderr
    loaded = manage("load_content", **environment)
    assert loaded.returncode == 0, loaded.stderr
    said = loaded.stdout.splitlines()[1:]
    assert sorted(line for line in said if line.startswith("kept")) == [f"kept, edited here: {f}" for f in FIELDS]
    assert [line for line in said if not line.startswith("kept")] == []

    assert manage("dump_content", str(tmp_path / "dump"), **environment).returncode == 0
    shipped = {path.relative_to(settings.CONTENT_DIR) for path in settings.CONTENT_DIR.rglob("*.toml")}
    dumped = {path.relative_to(tmp_path / "dump") for path in (tmp_path / "dump").rglob("*.toml")}
    assert {str(path) for path in shipped - dumped} == {"credits.toml"}
    differing = {
        path for path in dumped if (tmp_path / "dump" / path).read_bytes() != (settings.CONTENT_DIR / path).read_bytes()
    }
    assert {str(path) for path in differing} == {path for path, _text in EDITED}
    for path, text in EDITED:
        assert text in (tmp_path / "dump" / path).read_text("utf-8")

    again = manage("load_content", **environment)
    assert again.stdout.splitlines()[0] == "0 entries added, 0 fields updated"
