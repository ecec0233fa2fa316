"""Content files: what is read from them, and the older layout."""

import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from running import ROOT, edit, shipped

from codes import content
from codes.models import CONTENT_MODELS, Cause, KnownReply

pytestmark = pytest.mark.django_db


def test_every_row_is_complete_in_both_languages():
    for kind in content.KINDS:
        assert [row.key for row in kind.rows()] == list(shipped(kind.facts_file))
    for model in CONTENT_MODELS:
        for row in model.objects.all():
            required = {*row.WORDS} - {*row.OPTIONAL}
            assert all(texts[word] for texts in row.plain_words.values() for word in required), row.key
            for word in {*row.WORDS} & {*row.OPTIONAL}:  # in every language or in none
                assert len({bool(texts[word]) for texts in row.plain_words.values()}) == 1, row.key


def test_files_are_checked_without_the_database(django_assert_num_queries, small_folder):
    with django_assert_num_queries(0):
        content.read(small_folder)


@pytest.mark.usefixtures("small_content")
def test_a_file_that_is_not_text_and_a_missing_source(content_copy):
    (content_copy / "en/codes/553.toml").write_bytes(b"\xff\xfe\x00")
    (content_copy / "en/codes/250.toml").unlink()
    with pytest.raises(content.ContentError, match=r"en/codes/553\.toml: cannot be read"):
        content.read(content_copy)
    (content_copy / "en/codes/553.toml").write_bytes((settings.CONTENT_DIR / "en/codes/553.toml").read_bytes())
    with pytest.raises(content.ContentError, match=r"^en/codes/250\.toml: missing$"):
        content.read(content_copy)


@pytest.mark.usefixtures("small_content")
def test_what_is_not_translated_yet_is_absent(content_copy, capsys):
    (content_copy / "ar/codes/250.toml").unlink()
    (content_copy / "ar/pairs.toml").unlink()
    edit(content_copy / "ar/codes/553.toml", "summary = ", "# summary = ")
    rows = content.read(content_copy)
    assert (rows["codes"]["250"]["name_ar"], rows["codes"]["553"]["summary_ar"]) == ("", "")
    call_command("check_content", content_copy)
    out = capsys.readouterr().out
    for place in ("ar/codes/250.toml: name", "ar/codes/553.toml: summary", "ar/pairs.toml: 250/553: verdict"):
        assert f"not translated yet: {place}\n" in out


# --- the older layout


@pytest.fixture
def old_layout(small_copy):
    """Content as it lay before there were folders."""
    for language in ("en", "ar"):
        folder = small_copy / language
        for kind in ("codes", "enhanced", "causes"):
            for path in [*(folder / kind).glob("*.toml")]:
                path.rename(folder / f"{'x.' if kind == 'enhanced' else ''}{path.name}")
            (folder / kind).rmdir()
    return small_copy


def test_a_folder_of_the_older_layout_is_refused_in_one_line(old_layout):
    with pytest.raises(content.ContentError) as failure:
        content.read(old_layout)
    assert str(failure.value).count("\n") == 0
    assert f"manage.py move_content {old_layout}" in str(failure.value)


def test_move_content_brings_it_into_the_present_one(old_layout, small_folder, capsys):
    call_command("move_content", old_layout)
    assert "files moved" in capsys.readouterr().out
    assert content.read(old_layout) == content.read(small_folder)
    call_command("move_content", old_layout)
    assert "0 files moved" in capsys.readouterr().out


@pytest.mark.usefixtures("small_content")
def test_move_content_overwrites_nothing(content_copy):
    shutil.copy(content_copy / "en/codes/553.toml", content_copy / "en/553.toml")
    shutil.copy(content_copy / "en/codes/250.toml", content_copy / "en/251.toml")
    (content_copy / "en/codes/251.toml").unlink()
    with pytest.raises(CommandError, match=r"codes/553\.toml: there already; nothing was moved"):
        call_command("move_content", content_copy)
    assert not (content_copy / "en/codes/251.toml").exists()


def test_the_readme_counts_what_there_is():
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f" {Cause.objects.count()} causes," in told
    assert f" {KnownReply.objects.values('provider').distinct().count()} mail systems," in told
