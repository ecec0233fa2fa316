"""What content files look like."""

import tomllib

import pytest
from django.conf import settings

from codes import content
from codes.content.rendering import render

pytestmark = pytest.mark.django_db


def test_a_text_of_several_lines_is_written_so_that_it_can_be_read_again():
    text = 'a "quote", """three""", a \\ backslash,\n\ta tab, \x07 and \x1f and \x7f, and an end""\n"""'
    written = render({"replies": {"one-1": {"reply": text}}})["replies.toml"]
    assert tomllib.loads(written) == {"one-1": {"reply": text}}


def test_a_dump_returns_every_file_byte_for_byte(tmp_path):
    content.dump(tmp_path)
    files = {path.relative_to(settings.CONTENT_DIR) for path in settings.CONTENT_DIR.rglob("*.toml")}
    files = {str(name) for name in files} - {"credits.toml", "met.toml", "search.toml", "terms.toml"}  # no rows
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == files
    for name in files:
        assert (tmp_path / name).read_bytes() == (settings.CONTENT_DIR / name).read_bytes(), name
