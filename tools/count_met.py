"""Count how often each code and cause is met, for content/met.toml: tools/count_met.py [--check].

Counted in the known replies, which show what there is, and in the real returned mails of tests/bounces/ as people read
them (expectations.tsv), which show what comes often. Both weigh the same: a number is the mean of its two shares.
"""

import csv
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MET = ROOT / "content/met.toml"
REPLIES = ROOT / "content/replies.toml"
MAILS = ROOT / "tests/bounces/expectations.tsv"

_WHOLE = 10_000
_HEAD = """\
# How often each code and cause is met: how many of ten thousand carry it. Made by tools/count_met.py (make met); do not
# edit. Half of it is its share in replies.toml, half its share in the real returned mails of tests/bounces/.
"""
# The reasons of the returned mails, as the collection they come from names them, that are causes of ours.
_CAUSES = {
    "authfailure": "authentication-failed",
    "blocked": "reputation-blocked",
    "exceedlimit": "too-large",
    "expired": "expired",
    "hasmoved": "recipient-unknown",
    "hostunknown": "dns",
    "mailboxfull": "mailbox-full",
    "mesgtoobig": "too-large",
    "norelaying": "relay-denied",
    "notcompliantrfc": "syntax",
    "policyviolation": "policy",
    "rejected": "sender-rejected",
    "requireptr": "dns",
    "spamdetected": "content-rejected",
    "speeding": "rate-limited",
    "suspend": "mailbox-disabled",
    "systemerror": "server-busy",
    "toomanyconn": "rate-limited",
    "userunknown": "recipient-unknown",
    "virusdetected": "content-rejected",
}


def count() -> dict[str, Counter[str]]:
    """Return how often each code, and each cause, is met."""
    replies = tomllib.loads(REPLIES.read_text("utf-8")).values()
    with MAILS.open(encoding="utf-8", newline="") as file:
        mails = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {
        "codes": mean(
            (code for reply in replies for code in (reply["code"], reply["enhanced"])),
            (code for mail in mails for code in (mail["replycode"], mail["status"])),
        ),
        "causes": mean((reply["cause"] for reply in replies), (_CAUSES.get(mail["reason"], "") for mail in mails)),
    }


def mean(*sources: Iterable[str]) -> Counter[str]:
    """Return the mean of the shares that each name has in the sources; what is empty has none."""
    shares: defaultdict[str, float] = defaultdict(float)
    for source in sources:
        times = Counter(filter(None, source))
        for name, number in times.items():
            shares[name] += number / times.total() / len(sources)
    return Counter({name: max(1, round(share * _WHOLE)) for name, share in shares.items()})


def written() -> str:
    """Return the file, the most met first."""
    lines = [_HEAD.rstrip()]
    for table, times in count().items():
        lines += ["", f"[{table}]"]
        most_first = sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))
        lines += [f'"{name}" = {number}' for name, number in most_first]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> str | None:
    """Write the file, or say that it is too old."""
    if arguments == ["--check"]:
        current = MET.exists() and MET.read_text("utf-8") == written()
        return None if current else f"{MET.name} is older than what it counts: run make met"
    if arguments:
        return __doc__
    MET.write_text(written(), "utf-8", newline="\n")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
