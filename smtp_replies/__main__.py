"""python -m smtp_replies < bounce.eml: what stands in a text, as JSON; what is not known is null."""

import json
import os
import sys

from smtp_replies.mail import as_text
from smtp_replies.reading import read
from smtp_replies.reply import Reply


def main() -> None:
    """Read standard input, write standard output."""
    reading = read(as_text(sys.stdin.buffer.read()))
    document = {
        "kind": reading.kind.value,
        "replies": [_told(reply) | _cause(reply) for reply in reading.replies],
        "others": [_told(reply) for reply in reading.others],
        "by_program": reading.by_program,
    }
    text = json.dumps(document, ensure_ascii=False, indent=2)
    try:
        sys.stdout.buffer.write(f"{text}\n".encode())
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # whoever reads, such as head, has read enough; Python would complain of it at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
