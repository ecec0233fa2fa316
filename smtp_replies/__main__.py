"""python -m smtp_replies bounce.eml: what stands in a text, as JSON; what is not known is null."""

import json
import sys
from argparse import ArgumentParser

from smtp_replies.causes import Matcher
from smtp_replies.diagnosis import Reading
from smtp_replies.mailboxes import STANDARD_INPUT, UnreadableError
from smtp_replies.reading import read
from smtp_replies.reply import Reply
from smtp_replies.telling import Said, tell


def main() -> None:
    """Read files, folders, mailboxes or standard input, write standard output."""
    options = _parser().parse_args()
    matcher = Matcher()

    def answer(text: str) -> Said:
        document = _document(read(text, matcher))
        return document if options.jsonl else json.dumps(document, ensure_ascii=False, indent=2)

    try:
        tell(options.paths, answer, _write, jsonl=options.jsonl)
    except UnreadableError as error:
        sys.exit(str(error))


def _parser() -> ArgumentParser:
    parser = ArgumentParser("python -m smtp_replies", description="Say what stands in replies, logs and mails.")
    parser.add_argument(
        "paths", nargs="*", default=[STANDARD_INPUT], help="files, folders, Maildirs, mboxes; - for standard input"
    )
    parser.add_argument("--jsonl", action="store_true", help="a line for each message")
    return parser


def _write(text: str) -> None:
    sys.stdout.buffer.write(f"{text}\n".encode())


def _document(reading: Reading) -> dict[str, object]:
    return {
        "kind": reading.kind.value,
        "replies": [_told(reply) | _cause(reply) for reply in reading.replies],
        "others": [_told(reply) for reply in reading.others],
        "by_program": reading.by_program,
    }


def _told(reply: Reply) -> dict[str, object]:
    return {
        "code": reply.code or None,
        "enhanced": reply.enhanced or None,
        "stage": reply.stage.value if reply.stage else None,
        "action": reply.action or None,
        "recipient": reply.recipient or None,
        "line": reply.text or None,
    }


def _cause(reply: Reply) -> dict[str, object]:
    return {"cause": reply.match.cause, "is_sure": reply.match.is_sure, "words": list(reply.match.words)}


if __name__ == "__main__":
    main()
