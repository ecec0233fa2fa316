"""Digests of what a start makes; tests/test_start.py starts the real site."""

import os

import pytest
from django.conf import settings

from codes import content, fingerprints
from codes.models import Generation


def test_a_load_is_remembered_until_a_file_holds_something_else(db, content_copy, settings):
    settings.CONTENT_DIR = content_copy
    assert fingerprints.is_loaded()
    path = content_copy / "codes.toml"
    held, before = path.read_bytes(), path.stat()
    path.write_bytes(held.replace(b"[", b" ", 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not fingerprints.is_loaded()
    path.write_bytes(held)  # under another time
    assert fingerprints.is_loaded()
    path.rename(content_copy / "others.toml")
    assert not fingerprints.is_loaded()


def test_another_language_makes_another_database(db, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "Français")]
    assert not fingerprints.is_loaded()


@pytest.mark.usefixtures("small_content")
def test_a_check_is_no_load():
    Generation.objects.update(loaded="")
    content.load(settings.CONTENT_DIR, dry_run=True)
    assert not fingerprints.is_loaded()
    content.load(settings.CONTENT_DIR)
    assert fingerprints.is_loaded()


def test_static_files_are_collected_anew_where_they_are_gone(tmp_path, settings):
    settings.VAR_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    fingerprints.note_collected()
    assert not fingerprints.is_collected()
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    assert fingerprints.is_collected()
    settings.STORAGES = {"staticfiles": {"BACKEND": "another"}}
    assert not fingerprints.is_collected()
