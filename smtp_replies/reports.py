"""The fields of delivery reports (RFC 3464): what they say of each recipient."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from smtp_replies.reply import Reply, tidy
from smtp_replies.smtp import X_Y_Z
from smtp_replies.transcripts import ADDRESS, hits

_MOST = 500  # recipients that are looked at
_FIELD = re.compile(
    r"^(?P<indent>[\s>*|-]{0,20})"
    r"(?P<name>(?:final|original)[- ]recipient|recipient address|action|status|diagnostic[- ]code"
    # What says nothing of the reason is taken out as well: else it would run on from the reply above it.
    r"|(?:reporting|received-from|remote)-mta|arrival-date|last-attempt-date|will-retry-until|original-envelope-id"
    r"|x-[a-z]{1,20}-(?:queue-id|sender))"
    r"\s{0,3}:(?P<value>.*)$",
    re.IGNORECASE,
)
_RUN_ON = re.compile(
    r"[ \t](?=(?:(?:Final|Original)-Recipient|Action|Status|Remote-MTA|Diagnostic-Code|Last-Attempt-Date): ?\S)"
)
_TYPE = re.compile(r"\s*(?P<type>[\w-]{1,40})\s?;\s*")
_STATUS = re.compile(rf"\W{{0,3}}({X_Y_Z})")
_ADDRESS = re.compile(ADDRESS)


@dataclass(frozen=True)
class Report:
    """What a delivery report says of one recipient (RFC 3464 section 2.3)."""

    recipient: str
    written_to: str  # where a server passed the mail on to the recipient
    action: str
    status: str
    reply: Reply


def split_reports(text: str) -> tuple[list[Report], str]:
    """Take the fields of delivery reports out of a text.

    Another recipient begins with a name that is repeated, or with a recipient below a blank line; other blank lines may
    come from a program that made every line a paragraph.
    """
    if ":" not in text:
        return [], text
    blocks: list[dict[str, str]] = [{}]
    rest, name, indent, is_blank = [], "", 0, False
    for line in _lines(text):
        if field := _field(line):
            name, indent = field["name"].lower().replace(" ", "-"), len(field["indent"])
            if name in blocks[-1] or (is_blank and "recipient" in name):
                blocks[_MOST:] = [{}]
            blocks[-1][name] = field["value"]
            is_blank = False
        elif name and line[: indent + 1].isspace() and line.strip():
            blocks[-1][name] += f"\n{line}"
        else:
            name = ""
            rest.append(line)
            is_blank = is_blank or not line.strip()
    return [report for fields in blocks[:_MOST] for report in _report(fields)], "\n".join(rest)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text; a ticket or a spreadsheet may have put all fields of a report on one."""
    for line in text.split("\n"):
        yield from _RUN_ON.split(line) if _field(line) else [line]


def _field(line: str) -> re.Match[str] | None:
    return _FIELD.match(line) if ":" in line else None


def _report(fields: Mapping[str, str]) -> list[Report]:
    status = _STATUS.match(fields.get("status", ""))
    diagnostic = fields.get("diagnostic-code", "").strip()
    if not (status or diagnostic):
        return []
    final, original, other = map(
        partial(_address, fields), ("final-recipient", "original-recipient", "recipient-address")
    )
    return [
        Report(
            recipient=final or original or other,
            written_to=original if final and original.lower() != final.lower() else "",
            action=fields.get("action", "").strip().lower(),
            status=status[1] if status else "",
            reply=_diagnosed(diagnostic),
        )
    ]


def _address(fields: Mapping[str, str], name: str) -> str:
    address = _ADDRESS.search(fields.get(name, ""))
    return address[0] if address else ""


def _diagnosed(diagnostic: str) -> Reply:
    """Read a Diagnostic-Code; what stands after X-Unix is an exit status or a program's output."""
    kind = _TYPE.match(diagnostic)
    text = diagnostic[kind.end() :] if kind else diagnostic
    if kind and kind["type"].lower() == "x-unix":
        return Reply(text=tidy(text))
    found = sorted(hits(f"smtp; {text}"), key=lambda hit: hit.order)
    reply = found[0].reply if found else Reply()
    return reply if reply.code else replace(reply, text=tidy(text))
