"""Charsets that a client may name, and those that would break the site."""

import subprocess
import sys

import pytest
from running import ROOT

from site_config.charsets import content_type, is_charset


@pytest.mark.parametrize(
    "name", ["utf-8", "UTF8", "utf_8", "ISO-8859-1", "latin1", "windows-1256", "gb18030", "us-ascii"]
)
def test_charsets_of_forms(name):
    assert is_charset(name)


NONE = """
undefined idna punycode base64 rot13 rot_13 zlib hex utf-7 utf-16 cp037 mbcs unicode_escape raw_unicode_escape aliases
a\0b ü ../os os.path ｕｔｆ-8
"""


@pytest.mark.parametrize("name", [*NONE.split(), "", "x" * 500])
def test_what_is_no_charset_of_a_form(name):
    assert not is_charset(name)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("text/plain; charset=utf-8", "text/plain; charset=utf-8"),
        ('text/plain;charset="utf-8"', 'text/plain; charset="utf-8"'),
        ("multipart/form-data; boundary=--x1", "multipart/form-data; boundary=--x1"),
        (
            'multipart/form-data; boundary="a b; charset=undefined"',
            'multipart/form-data; boundary="a b; charset=undefined"',
        ),
        ("text/plain; charset=undefined; format=flowed", "text/plain; format=flowed"),
        ("text/plain; CHARSET=idna", "text/plain"),
        ("text/plain; charset*=idna''x", "text/plain"),
        ("application/json; charset", "application/json"),
        ("text/plain; charset=a\0b", "text/plain"),
        ("text/plain; " + "a=b; " * 1000, ""),
        ("text", ""),
        (";", ""),
        ("", ""),
    ],
)
def test_a_content_type_that_can_be_read(written, read):
    assert content_type(written) == read


def test_invented_charsets_take_no_memory():
    program = (
        "import codecs, encodings\n"
        "from site_config import charsets\n"
        "charsets.remember_no_names()\n"
        "before = len(encodings._cache)\n"
        "for number in range(100):\n"
        "    try: codecs.lookup(f'invented-{number}')\n"
        "    except LookupError: pass\n"
        "print(len(encodings._cache) - before, 'é'.encode('windows-1252'), codecs.lookup('utf-8-sig').name)\n"
    )
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (result.stdout.split(), result.stderr) == (["0", r"b'\xe9'", "utf-8-sig"], "")
