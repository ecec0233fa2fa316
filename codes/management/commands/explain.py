"""Explain a reply or a returned mail on the command line."""

import sys
from collections.abc import Iterator
from json import dumps
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import override

from codes import catalogue
from codes.answers import Result, TooLargeError, explain
from codes.api import document
from codes.box import MAX_BYTES
from codes.labels import FOR_WHOM, LABELS
from codes.markup import plain
from codes.sentences import NOT_A_BOUNCE
from smtp_replies.mail import as_text


class Command(BaseCommand):
    help = "Read a reply, a log or a returned mail, and say what it means."
    requires_system_checks = ()  # the checks ask for a database before its absence can be said in one line

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", default="-", help="where the text stands; - for standard input")
        parser.add_argument("--lang", default=settings.LANGUAGE_CODE, choices=[code for code, _n in settings.LANGUAGES])
        parser.add_argument("--json", action="store_true", help="the same document as POST /api/v1/lookup")

    def handle(self, *, file, lang, json, **options):
        with override(lang):
            try:
                result = explain(as_text(_octets(file)), catalogue.current())
            except TooLargeError as error:
                raise CommandError(f"{file}: longer than {MAX_BYTES} bytes") from error
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}") from error
            except DatabaseError as error:
                name = settings.DATABASES["default"]["NAME"]
                raise CommandError(f"{name}: {error}; make run sets it up") from error
            text = dumps(document(result), ensure_ascii=False, indent=2) if json else "\n".join(_lines(result))
        self.stdout.write(text)


def _octets(file: str) -> bytes:
    """Read one octet more than may be read: enough to know that it is too long."""
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(file).open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _lines(result: Result) -> Iterator[str]:
    if not result.answers:
        yield str(NOT_A_BOUNCE[result.kind])
    for answer in result.answers:
        named = answer.named
        yield from filter(None, (answer.reply.recipient, answer.reply.text))
        yield from [str(LABELS[answer.severity])] if answer.severity else []
        yield from [plain(named.own_name.markdown), plain(named.own_summary.markdown)] if named else []
        yield from (str(said) for said in (answer.retried_answer, answer.waiting_answer) if said)
        yield from (str(LABELS[actor]) for actor in answer.actors)
        for field, step in answer.steps:
            yield f"{FOR_WHOM[field]}: {plain(step.markdown)}" if field in FOR_WHOM else plain(step.markdown)
        yield answer.url
        yield ""
