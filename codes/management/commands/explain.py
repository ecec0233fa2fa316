"""Explain replies and returned mails on the command line."""

from collections.abc import Iterator
from json import dumps

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import override

from codes import catalogue
from codes.answers import Result, TooLargeError, explain
from codes.api import document
from codes.catalogue import Catalogue
from codes.labels import FOR_WHOM, LABELS
from codes.markup import plain
from codes.rows import LANGUAGES
from codes.sentences import NOT_A_BOUNCE
from smtp_replies.mailboxes import MAX_BYTES, STANDARD_INPUT, UnreadableError
from smtp_replies.telling import Said, tell


class Command(BaseCommand):
    help = "Read replies, logs or returned mails, and say what they mean."
    requires_system_checks = ()  # the checks ask for a database before its absence can be said in one line

    def add_arguments(self, parser):
        parser.add_argument(
            "paths",
            nargs="*",
            default=[STANDARD_INPUT],
            help="where texts stand: files, folders, Maildirs, mboxes; - for standard input",
        )
        parser.add_argument("--lang", default=settings.LANGUAGE_CODE, choices=LANGUAGES)
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="the same document as POST /api/v1/lookup")
        form.add_argument("--jsonl", action="store_true", help="that document with its source, a line for each message")

    def handle(self, *, paths, lang, json, jsonl, **options):
        with override(lang):
            try:
                known = catalogue.current()
                tell(paths, lambda text: _said(text, known, json, jsonl), self.stdout.write, jsonl=jsonl)
            except UnreadableError as error:
                raise CommandError(str(error)) from error
            except DatabaseError as error:
                said = " ".join(str(error).split())
                raise CommandError(f"{settings.DATABASE}: {said}; make run sets it up") from error


def _said(text: str, known: Catalogue, json: bool, jsonl: bool) -> Said:
    try:
        result = explain(text, known)
    except TooLargeError as error:  # Latin-1 that grew when it was decoded
        raise UnreadableError(f"longer than {MAX_BYTES} bytes") from error
    if jsonl:
        return document(result)
    return dumps(document(result), ensure_ascii=False, indent=2) if json else "\n".join(_lines(result))


def _lines(result: Result) -> Iterator[str]:
    if not result.answers:
        yield str(NOT_A_BOUNCE[result.kind])
    for answer in result.answers:
        named = answer.named
        yield from filter(None, (answer.reply.recipient, answer.reply.text))
        yield from [str(LABELS[answer.severity])] if answer.severity else []
        yield from [plain(named.own_name.markdown), plain(named.own_summary.markdown)] if named else []
        yield from (str(said) for said in (answer.retried_answer, answer.waiting_answer) if said)
        yield from (str(LABELS[actor]) for actor in answer.turns)
        for field, step in answer.steps:
            yield f"{FOR_WHOM[field]}: {plain(step.markdown)}" if field in FOR_WHOM else plain(step.markdown)
        yield answer.url
        yield ""
