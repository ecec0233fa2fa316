"""Messages -> what is told of each on the command line: answers, trouble and progress."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from time import monotonic

from smtp_replies.mailboxes import Message, UnreadableError, messages, peeked

_REWRITE = "\r\x1b[K"  # back to the beginning of a terminal's line, and clear it
_PAUSE = 0.2  # seconds: a line that changes more often cannot be read

Said = str | dict[str, object]


def tell(paths: Iterable[str], answer: Callable[[str], Said], write: Callable[[str], object], *, jsonl: bool) -> None:
    """Write the answer to each message, under its source if it is one of several; jsonl: as an object on one line.

    What cannot be read stops nothing: it is named on standard error, and there is an UnreadableError at the end.
    """
    are_many, found = peeked(messages(paths))
    done, failed, trouble = 0, 0, ""
    with _quiet_pipe():
        for message in _counted(found) if are_many else found:
            said, trouble = _answered(message, answer)
            done += 1
            failed += bool(trouble)
            if trouble and are_many:
                print(f"{_REWRITE if _shows_progress() else ''}{trouble}", file=sys.stderr)
            if jsonl or not trouble:
                write(_written(message.source, said, are_many=are_many))
    if failed:
        raise UnreadableError(f"{failed} of {done} messages could not be read" if are_many else trouble)


def _answered(message: Message, answer: Callable[[str], Said]) -> tuple[Said, str]:
    """The answer, and a line about what went wrong."""
    try:
        return answer(message.text), ""
    except UnreadableError as error:
        return {"error": str(error)}, f"{message.source}: {error}"


def _written(source: str, said: Said, *, are_many: bool) -> str:
    if isinstance(said, dict):
        text = json.dumps({"source": source} | said, ensure_ascii=False)
    else:
        text = f"==> {source} <==\n{said.rstrip()}\n" if are_many else said
    # Half a surrogate pair, in a mail or for an odd octet in the name of a file, is written as JSON writes it.
    return text.encode("utf-8", "backslashreplace").decode()


@contextmanager
def _quiet_pipe() -> Iterator[None]:
    """Stop where whoever reads, such as head, has read enough; Python would complain of it at its end."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _shows_progress() -> bool:
    """Whether a terminal shows nothing else: answers there are progress enough."""
    return sys.stderr.isatty() and not sys.stdout.isatty()


def _counted(found: Iterator[Message]) -> Iterator[Message]:
    """Pass messages on, and say on a terminal how many are done."""
    began = shown = monotonic()
    done = 0
    try:
        for message in found:
            yield message
            done += 1
            if monotonic() >= shown + _PAUSE:
                shown = monotonic()
                _show(done, shown - began)
    finally:
        _show(done, monotonic() - began, end="\n")


def _show(done: int, seconds: float, end: str = "") -> None:
    if _shows_progress():
        pace = done / max(seconds, 0.001)
        print(f"{_REWRITE}{done} messages, {pace:.0f} a second", end=end, file=sys.stderr, flush=True)
