"""Hold every catalogue against the messages in the code and the templates."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django import conf
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_locale

from codes.content import ContentError, terms

_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]+>|https?://\w[^\s\u2069]*")
_FORMAT = re.compile(r"%(?:\(\w+\))?[sdr]|\{\w*\}")


class Command(BaseCommand):
    help = "Fail if a message is missing, superfluous, untranslated, fuzzy, lacks a mark or has a forbidden word."

    def add_arguments(self, parser):
        parser.add_argument("template", type=Path, help="the extracted messages, a .pot file")

    def handle(self, *, template, **options):
        wanted = _read(template)
        languages = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        faults = [fault for language in languages for fault in (*_faults(wanted, language), *_overriding(language))]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(wanted)} messages in {len(languages)} catalogues")


def _read(path: Path, locale: str | None = None) -> Catalog:
    try:
        with path.open("rb") as file:
            return read_po(file, locale=locale)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _faults(wanted: Catalog, language: str) -> Iterator[str]:
    path = settings.LOCALE_PATHS[0] / to_locale(language) / "LC_MESSAGES" / "django.po"
    catalogue = _read(path, to_locale(language))
    for message in wanted:
        if message.id:
            translated = catalogue.get(message.id, message.context)
            yield from (f"{path}: {fault}: {_first(message)!r}" for fault in _faults_of(message, translated))
    for message in catalogue:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"{path}: superfluous: {_first(message)!r}"
    yield from (f"{path}: {fault}" for fault in terms.catalogue_faults(_terms(language), catalogue))


def _overriding(language: str) -> Iterator[str]:
    """Yield what is wrong with the words that go before those of Django and of its apps."""
    locale = to_locale(language)
    for path in (path for folder in settings.LOCALE_PATHS[1:] for path in folder.glob(f"{locale}/LC_MESSAGES/*.po")):
        catalogue, overridden = _read(path, locale), _said_elsewhere(path.name, locale)
        for message in catalogue:
            if message.id and (_first(message), message.context) not in overridden:
                yield f"{path}: nobody says this: {_first(message)!r}"
            elif message.id and any(_is_unfit(form, _first(message)) for form in _forms(message.string or "")):
                yield f"{path}: empty, or a placeholder is new: {_first(message)!r}"
        yield from (f"{path}: {fault}" for fault in terms.catalogue_faults(_terms(language), catalogue))


def _said_elsewhere(name: str, locale: str) -> set[tuple[str, str | None]]:
    folders = [Path(conf.__file__).parent, *(Path(app.path) for app in apps.get_app_configs())]
    paths = [folder / "locale" / code / "LC_MESSAGES" / name for folder in folders for code in ("en", locale)]
    return {(_first(message), message.context) for path in paths if path.exists() for message in _read(path)}


def _is_unfit(form: str, wanted: str) -> bool:
    return not form or not {*_FORMAT.findall(form)} <= {*_FORMAT.findall(wanted)}


def _terms(language: str) -> list[terms.Term]:
    try:
        return terms.read(settings.CONTENT_DIR).get(language, [])
    except ContentError as error:
        raise CommandError(str(error)) from error


def _faults_of(message: Message, translated: Message | None) -> Iterator[str]:
    if translated is None or not translated.string or not all(_forms(translated.string)):
        yield "untranslated"
    elif translated.fuzzy:
        yield "fuzzy"
    # A plural form may do without its number ("one code found"); no form may have a placeholder of its own.
    elif any(_lost(form, message) for form in _forms(translated.string)):
        yield "a placeholder, a mark or an address is lost or new"


def _lost(form: str, message: Message) -> bool:
    own = sorted(_PLACEHOLDER.findall(form))
    wanted = sorted(_PLACEHOLDER.findall(_first(message)))
    return bool(set(own) - set(wanted)) if message.pluralizable else own != wanted


def _forms(string: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def _first(message: Message) -> str:
    return _forms(message.id)[0]
