"""Characters: digits of all scripts, marks that nobody sees, control characters."""

import re
import unicodedata

# Every decimal digit, and the points that stand between those of other scripts.
_DIGITS = {n: str(unicodedata.decimal(chr(n))) for n in range(0x80, 0x10000) if chr(n).isdecimal()}
_DIGITS |= {ord("٫"): ".", ord("．"): "."}
# Soft hyphens, zero-width spaces, and what steers the direction: chat programs put it before every line of Arabic.
UNSEEN = (0xAD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
_PLAIN = _DIGITS | dict.fromkeys(UNSEEN, "")
_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
CONTROLS = re.compile(f"[{_CONTROLS}]")  # not the tab and the ends of lines
_ALL_CONTROLS = re.compile(rf"[{_CONTROLS}\t\n\r\x80-\x9f]")


def plain(text: str) -> str:
    """Write every decimal digit (٥, ۵, ５), and its decimal point, as its ASCII twin; drop marks that are not seen."""
    return text.translate(_PLAIN)


def one_line(text: str) -> str:
    """Write a text on one line, without control characters, a single blank between words."""
    return " ".join(_ALL_CONTROLS.sub(" ", text).split())
