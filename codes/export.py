"""The public site as files that any host can serve: every address, its bytes, and what a host needs to know."""

import gc
import logging
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain, combinations
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import get_language, get_language_from_path, override
from psycopg import IsolationLevel

from codes import catalogue, edition, generation, hosting, jobs, urls, views
from codes.catalogue import Catalogue
from codes.edition import Edition, Record, Stamp, Writer
from codes.languages import localized
from codes.models import CONTENT_MODELS
from codes.sitemaps import SECTIONS
from smtp_replies.smtp import Severity

NOT_FOUND = "/404.html"  # what most static hosts show at addresses without a file
_CHUNK = 32  # pages
_CODE = ("codes", "smtp_replies", "site_config", "templates", "static", "locale", "requirements.lock")
_SETTINGS = ("SITE_URL", "FEEDBACK_URL", "LANGUAGES", "LANGUAGE_CODE", "DEBUG")
_COMPARISON = next(pattern for pattern in urls.urlpatterns if pattern.name == "compare")
_OF_A_PAGE = {
    "content-language",
    "content-length",
    "content-type",
    "etag",
    "vary",
    "x-content-generation",
    "x-request-id",
}  # other headers are of all pages


# --- addresses


def addresses(languages: list[str], *, every_pair: bool) -> list[str]:
    """Return every address that is exported, in some languages.

    Of the comparisons all, or those that were written by hand or are of codes that are confused: others are linked
    nowhere.
    """
    found = [reverse("robots"), reverse("sitemap-index"), *(reverse("sitemap", args=[name]) for name in SECTIONS)]
    for language in languages:
        with override(language):
            found += [localized(NOT_FOUND, language), *_pages(catalogue.current(), every_pair=every_pair)]
    return found


def _pages(known: Catalogue, *, every_pair: bool) -> Iterator[str]:
    yield from (reverse("lookup"), reverse("suggestions"))
    yield from (reverse("family", args=[prefix]) for prefix in _families(known))
    for name, section in SECTIONS.items():
        if name != "comparisons" or not every_pair:
            pages = section()
            yield from map(pages.location, pages.items())
    if every_pair:
        start = reverse("compare-form")  # reverse() would take a second for all of them
        yield from (f"{start}{left}/{right}/" for left, right in combinations(known.codes, 2))


def _families(known: Catalogue) -> list[str]:
    codes = [code for code in (*known.codes, *known.outside) if code.severity is not Severity.OUTSIDE_SMTP]
    return sorted({family for code in codes for family in code.families if "." not in family or known.under(family)})


# --- pages


class Client:
    """Asks for pages, and sends nothing but their addresses: one request is led from page to page."""

    def __init__(self) -> None:
        self._request = _request()

    def get(self, path: str) -> tuple[int, bytes]:
        """Return the status and the octets that the server sends for an address.

        The middleware adds nothing to them: it checks, redirects and sets headers.
        """
        self._request.path = self._request.path_info = path
        language = _language(path)
        with nullcontext() if language == get_language() else override(language):
            return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        try:
            view, arguments, names = _resolved(self._request.path)
        except Resolver404 as error:
            view, arguments, names = views.page_not_found, (error,), {}
        response = view(self._request, *arguments, **names)
        if isinstance(response, TemplateResponse):
            response.render()
        return response.status_code, response.content


def headers() -> dict[str, str]:
    """Return the headers that every page of the site has; no log tells of this request, which nobody sent."""
    request, handler = _request(), BaseHandler()
    request.path = request.path_info = reverse("home")
    handler.load_middleware()
    logging.disable()
    try:
        with override(settings.LANGUAGE_CODE):
            response = handler.get_response(request)
    finally:
        logging.disable(logging.NOTSET)
    return {name: value for name, value in response.items() if name.lower() not in _OF_A_PAGE}


def _request() -> HttpRequest:
    request, site = HttpRequest(), urlsplit(settings.SITE_URL)
    request.method = "GET"
    request.META = {"HTTP_HOST": site.netloc, "HTTP_X_FORWARDED_PROTO": site.scheme, "QUERY_STRING": ""}
    return request


def _language(path: str) -> str:
    return get_language_from_path(path) or settings.LANGUAGE_CODE


def _resolved(path: str) -> ResolverMatch:
    """Return what answers an address; most are comparisons, for which no other pattern is tried."""
    bare = localized(path, settings.LANGUAGE_CODE)
    return _COMPARISON.resolve(bare[1:]) or resolve(path)


# --- an export


@dataclass(frozen=True)
class Wanted:
    """What is to be exported."""

    languages: list[str]
    every_pair: bool
    compress: bool
    live: str  # where forms are sent: https://example.org

    @property
    def stamp(self) -> Stamp:
        """What an edition of it is made of now."""
        choice = f"{self.languages} {self.every_pair} {self.compress}"
        return Stamp(_state(self.live), choice, datetime.now(UTC).isoformat(timespec="milliseconds"))


class Export:
    """One export, from the state that the content has when it is made."""

    def __init__(self, link: Path, wanted: Wanted) -> None:
        self.link, self.wanted = link, wanted
        self.last = edition.last(link)
        with snapshot() as self.generation:
            self.edition, self._lock = edition.begin(link, self.last, wanted.stamp)
            self.paths = addresses(wanted.languages, every_pair=wanted.every_pair)
        there = self.edition.whole()
        self.missing = [path for path in self.paths if path not in there]
        self._client = Client()
        self._writer = Writer(self.edition, self.last, edition.COPIES if wanted.compress else {})

    def make(self, processes: int) -> Generator[int, None, None]:
        """Make the pages that are missing; yield how many were made each time."""
        chunks = [self.missing[start : start + _CHUNK] for start in range(0, len(self.missing), _CHUNK)]

        @contextmanager
        def at_work() -> Iterator[Callable[[int], None]]:
            with snapshot() as there:
                if there != self.generation:
                    raise jobs.JobError("somebody changed the content just now; start it again")
                yield lambda number: self._make(chunks[number])

        with snapshot():
            self._headers = headers()
        gc.freeze()  # what every page is made of is not looked through again and again
        for number in jobs.run(at_work, len(chunks), processes):
            yield len(chunks[number])

    def _make(self, paths: list[str]) -> None:
        with override(_language(paths[0])):  # and of the others, mostly
            self.edition.note([(path, self._record(path)) for path in paths])

    def _record(self, path: str) -> Record:
        if kept := self._writer.keep(path):
            return kept
        try:
            status, body = self._client.get(path)
            if status == (404 if path.endswith(NOT_FOUND) else 200):
                return self._writer.write(path, body.replace(b'action="/', b'action="%s/' % self.wanted.live.encode()))
        except OSError as error:
            raise jobs.JobError(f"{path}: {error.strerror}") from error
        except Exception as error:
            raise jobs.JobError(f"{path}: {type(error).__name__}: {error}") from error
        raise jobs.JobError(f"{path}: status {status}")

    def finish(self) -> Edition:
        """Add static files and what hosts read, and lead the address to all this."""
        for source, name in _static_files():
            target = self.edition.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            for ending in ("", *self._writer.copies):
                if Path(f"{source}{ending}").exists():
                    shutil.copy2(f"{source}{ending}", f"{target}{ending}")
        told = hosting.for_live(self._headers, self.wanted.live)
        static = urlsplit(settings.STATIC_URL).path
        for name, text in {
            "_headers": hosting.headers_file(told),
            "_redirects": hosting.redirects_file(self.wanted.live),
            f"{edition.OWN}/nginx.conf": hosting.nginx_file(told, static, self.wanted.live),
        }.items():
            edition.write(f"{self.edition.folder}/{name}", text.encode())
        if self.last:
            self.edition.bury(self.last)
        edition.switch(self.link, self.edition)
        return self.edition.fresh()


@contextmanager
def snapshot() -> Iterator[int]:
    """Read one state of the content, that of a generation, whatever others change; nobody has to wait for it."""
    within = connection.in_atomic_block
    if not within:
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # its stubs lack it
        else:
            connection.connection.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with transaction.atomic(), generation.one_state() as number:
            yield number
    finally:
        if not within:
            connection.close()  # other processes have their own, and whoever writes next one as it is set


def _state(live: str) -> str:
    """Return a digest of all that pages are made of."""
    digest = sha256(repr([live, *(getattr(settings, name) for name in _SETTINGS)]).encode())
    for file in _made_of():
        digest.update(f"{file}\0".encode() + file.read_bytes())
    for model in CONTENT_MODELS:
        for row in QuerySet(model).order_by("pk").values_list():  # in all languages, whichever is active
            digest.update(repr(row).encode())
    return digest.hexdigest()


def _made_of() -> list[Path]:
    places = [*(settings.BASE_DIR / name for name in _CODE), settings.CONTENT_DIR]
    files = chain.from_iterable(place.rglob("*") if place.is_dir() else [place] for place in places)
    return sorted(file for file in files if file.is_file() and file.suffix != ".pyc")


def _static_files() -> Iterator[tuple[Path, str]]:
    """Yield the static files of public pages, where they stand and by their names in addresses."""
    for folder in map(Path, settings.STATICFILES_DIRS):
        for file in folder.rglob("*"):
            name = file.relative_to(folder).as_posix()
            if file.is_file() and not name.startswith("admin/"):
                address = urlsplit(staticfiles_storage.url(name)).path
                stored = address.removeprefix(urlsplit(settings.STATIC_URL).path)
                yield settings.STATIC_ROOT / stored, address.lstrip("/")
