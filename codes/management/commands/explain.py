"""Explain a reply or a returned mail on the command line."""

import sys
from collections.abc import Iterator
from json import dumps
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import override

from codes import answers
from codes.box import MAX_BYTES
from codes.labels import FOR_WHOM
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
                document = answers.explain(as_text(_octets(file))).document
            except answers.TooLargeError as error:
                raise CommandError(f"{file}: longer than {MAX_BYTES} bytes") from error
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}") from error
            except DatabaseError as error:
                name = settings.DATABASES["default"]["NAME"]
                raise CommandError(f"{name}: {error}; make run sets it up") from error
            text = dumps(document, ensure_ascii=False, indent=2) if json else "\n".join(_lines(document))
        self.stdout.write(text)


def _octets(file: str) -> bytes:
    """Read one octet more than may be read: enough to know that it is too long."""
    if file == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(file).open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _lines(document: dict) -> Iterator[str]:
    if not document["replies"]:
        yield document["explanation"]
    for reply in document["replies"]:
        explanation = reply["explanation"]
        yield from filter(None, (reply["recipient"], reply["line"], explanation["verdict"], explanation["name"]))
        yield from filter(None, (explanation["summary"], explanation["retried"], explanation["waiting"]))
        yield from explanation["actors"]
        for whom, step in explanation["steps"].items():
            yield f"{FOR_WHOM[whom.replace('-', '_')]}: {step}" if whom != "fix" else step
        yield explanation["url"]
        yield ""
