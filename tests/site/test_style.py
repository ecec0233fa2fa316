"""What no formatter holds: where long texts are broken."""

import tokenize
from collections.abc import Iterator
from itertools import pairwise

import pytest
from running import ROOT

from codes import markup

WIDTH = 120
SHORT = 100  # a line that ends before it could have held another word


def adjacent_literals(path) -> Iterator[tuple[tokenize.TokenInfo, tokenize.TokenInfo]]:
    """Yield every two literals that Python joins, in the order of the file."""
    with path.open("rb") as file:
        tokens = [token for token in tokenize.tokenize(file.readline) if token.type != tokenize.NL]
    yield from (pair for pair in pairwise(tokens) if {token.type for token in pair} == {tokenize.STRING})


@pytest.mark.parametrize("path", sorted(ROOT.glob("codes/**/*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_broken_in_mid_line(path):
    for one, following in adjacent_literals(path):
        next_word = following.string[1:-1].partition(" ")[0]
        full = one.end[1] >= SHORT or one.end[1] + len(next_word) > WIDTH
        assert full or one.string.endswith(r'\n"'), f"line {one.start[0]}: {one.string}"


@pytest.mark.parametrize("path", sorted(ROOT.glob("templates/**/*.html")), ids=lambda path: path.name)
def test_a_template_fits_the_screen(path):
    """Its formatter cannot break a tag; a long text is a trimmed block, or is named before it is used."""
    assert [line for line in path.read_text("utf-8").splitlines() if len(line) > WIDTH] == []


OWN_WORDS = [*(ROOT / "content").rglob("*/*.toml"), *(ROOT / "locale").glob("*/LC_MESSAGES/*.po")]


@pytest.mark.parametrize("language", sorted({path.relative_to(ROOT).parts[1] for path in OWN_WORDS}))
def test_an_apostrophe_looks_the_same_everywhere(language):
    """As it is typed: what servers and programs send stands in backticks, or in other files."""
    own = [path for path in OWN_WORDS if path.relative_to(ROOT).parts[1] == language]
    assert [path.name for path in own if "’" in markup.without_code(path.read_text("utf-8"))] == []
