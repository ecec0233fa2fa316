"""The door: what stands between the server and Django, an ASGI application.

A finished page is handed out in the event loop. All else goes to Django in a thread, and only once it is complete: a
body is read into memory before, so that nobody holds a thread by sending slowly. Django's own ASGI handler would take
three times as long for a page, and asgiref's adapter would write what people paste into a temporary file.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import BytesIO
from typing import Any, Protocol, TypeVar
from wsgiref.types import StartResponse

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http.request import split_domain_port, validate_host

from site_config.finished import Answer, Form, Message, Page, Pages, encoding_for

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Environ = dict[str, Any]
Django = Callable[[Environ, StartResponse], Iterable[bytes]]
Made = TypeVar("Made")

REFUSED = "site.refused"  # in an environ: the status under which Django is to say that nothing was taken
PATIENCE = 30  # seconds for a whole body, and for the rest of a refused one
PAUSE = 0.5  # seconds after which a refused client waits for its answer
MOST_UNREAD = 64 * 1024 * 1024  # bytes of all bodies that are not answered yet
MOST_REFUSED = 64 * 1024 * 1024  # bytes of a refused body that are read on and thrown away
HELPERS, SENDERS = 4, 16  # threads; a sender mostly waits, for a look-up or for another's save
BRIEF, USUAL = 0.001, 0.005  # seconds that a thread may keep the interpreter's lock where another one wants it
TURN = 0.05  # seconds after which a page that waits, on a database as a rule, no longer keeps others from being made
_SAFE = {"GET", "HEAD"}
_TELLING = {b"host", b"x-forwarded-proto", b"accept-encoding", b"if-none-match"}  # all that a finished page depends on
_OF_ONE_READER, _OF_ONE_REQUEST = b"set-cookie", b"x-request-id"  # a page with the first is kept for nobody
_MOST_UNKEPT = 10_000  # addresses


class Generation(Protocol):
    """Knows the number of the present content."""

    number: int

    def look(self) -> None:
        """Ask the database for it now."""

    def at_least(self, number: int) -> None:
        """Learn of a number that somebody else has seen."""


class FullError(Exception):
    """The bodies of others take all the memory that bodies may take."""


_REFUSALS: dict[type[Exception], int] = {
    ConnectionError: 400,  # whoever sent it has gone, or has only said that no more comes
    TimeoutError: 408,
    RequestDataTooBig: 413,
    FullError: 503,
}


def _status_of(error: Exception) -> int:
    return next(status for kind, status in _REFUSALS.items() if isinstance(error, kind))


class Door:
    """An ASGI application before Django's WSGI application."""

    def __init__(self, django: Django, pages: Pages, generation: Generation) -> None:
        self.django = django
        self.pages = pages
        self.generation = generation
        self.maker = ThreadPoolExecutor(1, "maker")
        self.helpers = ThreadPoolExecutor(HELPERS, "helper")
        self.senders = ThreadPoolExecutor(SENDERS, "sender")
        self._at_work = 0  # threads
        self._in_line = 0  # pages that are being made, or wait for those
        self._unanswered = 0  # bytes of bodies
        self._being_made: dict[str, asyncio.Future[None]] = {}
        self._unkept: set[str] = set()  # addresses whose answers are not kept, so that nobody waits for another's

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request: with a finished page at once, whatever else the request says."""
        if scope["type"] != "http":
            raise ValueError(f"not {scope['type']}")
        if scope["method"] not in _SAFE:
            # A task of its own, since a time-out needs one: the server runs an application as something simpler.
            await asyncio.get_running_loop().create_task(self._take(scope, receive, send))
            return
        asked: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _TELLING:
                asked[name] = asked[name] + b"," + value if name in asked else value
        encoding = encoding_for(asked.get(b"accept-encoding", b""))
        is_welcome = _is_welcome(asked.get(b"host", b""), asked.get(b"x-forwarded-proto", b""))
        page = self.pages.get(scope["path"], self.generation.number) if is_welcome else None
        if page is None or encoding not in page.forms:
            answer = self._make(scope, encoding, is_welcome, asked.get(b"if-none-match"), send)
            # A task of its own: whatever the server's waits for, its memory never forgets, which here is but None.
            await asyncio.get_running_loop().create_task(answer)
        else:
            await _show(send, page.forms[encoding], asked.get(b"if-none-match"), scope["method"])

    async def _make(self, scope: Scope, encoding: str, is_welcome: bool, known: bytes | None, send: Send) -> None:
        """Answer a request for which no finished page is there."""
        made = await self._made(scope, encoding) if is_welcome else await self._page_or_answer(scope, encoding)
        if isinstance(made, Page):
            await _show(send, made.forms[encoding], known, scope["method"])
        else:
            await _answer(send, made, is_head=scope["method"] == "HEAD")

    async def _made(self, scope: Scope, encoding: str) -> Page | Answer:
        """Have a page made, or another form of it: once for all who ask for it meanwhile."""
        address = scope["path"]
        if others := self._being_made.get(address):
            await asyncio.wait({others})
        number = self.generation.number
        if page := self.pages.get(address, number):
            await self._in(self.helpers, page.in_encoding, encoding)
            self.pages.keep(address, number, page)
            return page
        if others or address in self._unkept:
            return await self._page_or_answer(scope, encoding)
        self._being_made[address] = asyncio.get_running_loop().create_future()
        try:
            return await self._page_or_answer(scope, encoding)
        finally:
            self._being_made.pop(address).set_result(None)

    async def _page_or_answer(self, scope: Scope, encoding: str) -> Page | Answer:
        """Have Django answer; a page is kept, if it may be."""
        address = scope["path"]
        number, page, answer = await self._in_turn(self._ask, _environ(scope, BytesIO()), encoding)
        if page is None:
            if len(self._unkept) >= _MOST_UNKEPT:
                self._unkept.clear()
            self._unkept.add(address)
            return answer
        self._unkept.discard(address)
        self.generation.at_least(number)
        self.pages.get(address, self.generation.number)  # pages of earlier generations go now
        self.pages.keep(address, number, page)
        return page

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer whoever sends something, once it is here."""
        body = BytesIO()
        try:
            await _answer(send, await self._answer_to(scope, receive, body))
        finally:
            self._unanswered -= body.getbuffer().nbytes

    async def _answer_to(self, scope: Scope, receive: Receive, body: BytesIO) -> Answer:
        """Return what Django says of a body, or of one that is not read."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._read(scope, receive, body)
        except tuple(_REFUSALS) as error:
            environ = _environ(scope, BytesIO()) | {REFUSED: _status_of(error)}
            # By a helper: it takes no longer than a page, while the threads of senders may all wait for look-ups.
            answer = await self._in(self.helpers, _respond, self.django, environ, lambda: None)
            if not any(name == b"expect" for name, _value in scope["headers"]):
                await _read_on(receive)
            return answer
        return await self._in(self.senders, self._ask_after, _environ(scope, body))

    async def _read(self, scope: Scope, receive: Receive, body: BytesIO) -> None:
        """Read a whole body; RequestDataTooBig, FullError, or ConnectionError where the client has gone."""
        most = _most(scope["path"])
        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        if length.isdigit() and int(length) > most:
            raise RequestDataTooBig
        is_complete = False
        while not is_complete:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionError
            chunk = message.get("body", b"")
            if body.tell() + len(chunk) > most:
                raise RequestDataTooBig
            if self._unanswered + len(chunk) > MOST_UNREAD:
                raise FullError
            self._unanswered += body.write(chunk)
            is_complete = not message.get("more_body")
        body.seek(0)

    async def _in_turn(self, work: Callable[..., Made], *arguments: object) -> Made:
        """Make one page after the other: threads that take the interpreter's lock in turns take twice as long.

        What has waited for TURN, since another page waits for a database as a rule, is made by a helper.
        """
        with self._briefly(), self._line() as is_first:
            waiting = self.maker.submit(work, *arguments)
            made = asyncio.wrap_future(waiting)
            if not is_first:
                await asyncio.wait({made}, timeout=TURN)
                if waiting.cancel():
                    return await self._in(self.helpers, work, *arguments)
            return await made

    async def _in(self, threads: ThreadPoolExecutor, work: Callable[..., Made], *arguments: object) -> Made:
        with self._briefly():
            return await asyncio.get_running_loop().run_in_executor(threads, work, *arguments)

    @contextmanager
    def _line(self) -> Iterator[bool]:
        """Stand in line, at its head or not."""
        self._in_line += 1
        try:
            yield self._in_line == 1
        finally:
            self._in_line -= 1

    @contextmanager
    def _briefly(self) -> Iterator[None]:
        """Let threads work without keeping the interpreter's lock from the event loop as long as is usual."""
        self._at_work += 1
        sys.setswitchinterval(BRIEF)
        try:
            yield
        finally:
            self._at_work -= 1
            if not self._at_work:
                sys.setswitchinterval(USUAL)  # which spares a tenth of the time that a finished page takes

    def _ask(self, environ: Environ, encoding: str) -> tuple[int, Page | None, Answer]:
        """Have Django answer, in a thread; what may be kept becomes a page of a generation."""
        status, headers, body = _respond(self.django, environ, lambda: None)
        mark = settings.GENERATION_HEADER.lower().encode()  # which is for us alone
        number = next((int(value) for name, value in headers if name == mark), 0)
        headers = [header for header in headers if header[0] not in ({mark, _OF_ONE_REQUEST} if number else {mark})]
        may_be_kept = number and status == 200 and _OF_ONE_READER not in dict(headers)
        return number, Page.of(headers, body, encoding) if may_be_kept else None, (status, headers, body)

    def _ask_after(self, environ: Environ) -> Answer:
        """Have Django answer, in a thread; what was changed shows to whoever asks after the answer."""
        return _respond(self.django, environ, self.generation.look)


def _most(path: str) -> int:
    """Return how long a body may be: a sheet of texts, for the workbench, is longer than what readers paste."""
    is_sheet = path.endswith("/admin/sheets/")
    return settings.FILE_UPLOAD_MAX_MEMORY_SIZE if is_sheet else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


async def _show(send: Send, form: Form, known: bytes | None, method: str) -> None:
    start, body = form.messages(known, method == "HEAD")
    await send(start)
    await send(body)


async def _answer(send: Send, answer: Answer, is_head: bool = False) -> None:
    status, headers, body = answer
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else body})


async def _read_on(receive: Receive) -> None:
    """Throw away what a refused client still sends, until it pauses: many look at the answer only after all of it."""
    read, more = 0, True
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while more and read < MOST_REFUSED:
                async with asyncio.timeout(PAUSE):
                    message = await receive()
                read, more = read + len(message.get("body", b"")), message.get("more_body", False)


def _respond(django: Django, environ: Environ, afterwards: Callable[[], None]) -> Answer:
    """Call a WSGI application, and something else before its connections are closed."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _error: object = None, /) -> Callable[[bytes], object]:
        started.append((status, headers))
        return bytes.__len__  # a way of writing that Django does not use

    result = django(environ, start)
    try:
        body = b"".join(result)
        afterwards()
    finally:
        if hasattr(result, "close"):
            result.close()
    [(status, headers)] = started
    return int(status[:3]), [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers], body


def _environ(scope: Scope, body: BytesIO) -> Environ:
    """Return a request as WSGI has it."""
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for octets, value in scope["headers"]:
        if b"_" in octets:  # else X_Forwarded_Proto would pass for what only the proxy may say
            continue
        name, said = f"HTTP_{octets.decode('latin-1').upper().replace('-', '_')}", value.decode("latin-1")
        joint = "; " if name == "HTTP_COOKIE" else ","
        environ[name] = f"{environ[name]}{joint}{said}" if name in environ else said
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(body.getbuffer().nbytes)
    return environ


@lru_cache(maxsize=1024)
def _is_welcome(host: bytes, protocol: bytes) -> bool:
    """Whether Django would neither refuse the name of the site nor send the client to https first."""
    domain, _port = split_domain_port(host.decode("latin-1"))
    is_secure = not settings.SECURE_SSL_REDIRECT or protocol == b"https"
    return is_secure and bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
