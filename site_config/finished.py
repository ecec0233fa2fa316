"""Finished pages: what is kept of them, for how long, and which form of one a client can read."""

from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import brotli
from isal import igzip

Headers = list[tuple[bytes, bytes]]
Answer = tuple[int, Headers, bytes]  # status, headers, body
Message = MutableMapping[str, Any]  # of ASGI

_NO_BODY: Message = {"type": "http.response.body", "body": b""}

_OVERHEAD = 1_900  # bytes of Python's objects around a form of a page and of its address, as tracemalloc counts them
# Once for each page and generation. Brotli, which browsers like best, takes 0.33 ms for 19 KB; with 4 it would take
# 0.25 ms, and be a tenth larger. ISA-L takes 0.04 ms, and zlib five times as long for a twelfth less.
_COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda plain: brotli.compress(plain, quality=5),
    "gzip": lambda plain: igzip.compress(plain, compresslevel=2, mtime=0),
    "": lambda plain: plain,
}
_DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": igzip.decompress,
    "": lambda plain: plain,
}


@lru_cache(maxsize=512)
def encoding_for(accepted: bytes) -> str:
    """Return the encoding that an Accept-Encoding likes best, ours among equals; empty: none, as everybody reads."""
    weights = {}
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    best = max(("br", "gzip"), key=lambda name: weights.get(name, weights.get("*", 0)))
    weight = weights.get(best, weights.get("*", 0))
    return best if weight > 0 and weight >= weights.get("identity", 0) else ""


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1
    try:
        return float(value)
    except ValueError:
        return 0


def is_known(asked: bytes, etag: bytes) -> bool:
    """Return whether an If-None-Match names an ETag; a proxy may have made it weak."""
    return asked == etag or any(tag.strip().removeprefix(b"W/") in {etag, b"*"} for tag in asked.split(b","))


@lru_cache(maxsize=64)
def _same(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """Return one object for the headers that all pages have in common."""
    return name, value


@dataclass(frozen=True, slots=True)
class Form:
    """A page in one encoding, as messages of ASGI that are ready to be sent."""

    etag: bytes
    start: Message
    unchanged: Message  # without the headers that describe the body
    body: Message

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return len(self.body["body"]) + _OVERHEAD

    def messages(self, asked: bytes | None, is_head: bool) -> tuple[Message, Message]:
        """Return what a client gets that names the ETags it has."""
        if asked is not None and is_known(asked, self.etag):
            return self.unchanged, _NO_BODY
        return self.start, _NO_BODY if is_head else self.body


@dataclass(slots=True)
class Page:
    """What an address shows in one generation, in each encoding that was asked for so far."""

    headers: Headers  # what all forms of it have in common
    content_type: tuple[bytes, bytes]
    digest: str
    forms: dict[str, Form] = field(default_factory=dict)

    @classmethod
    def of(cls, headers: Headers, plain: bytes, encoding: str) -> "Page":
        """Take a page as it was made, and make the form that was asked for."""
        headers = [_same(*header) for header in headers]
        content_type = next(header for header in headers if header[0] == b"content-type")
        common = [header for header in headers if header[0] not in {b"content-type", b"content-length", b"vary"}]
        common.append(_same(b"vary", b"Accept-Encoding"))
        page = cls(common, content_type, blake2b(plain, digest_size=12).hexdigest())
        page.forms[encoding] = page._form(plain, encoding)
        return page

    def in_encoding(self, encoding: str) -> Form:
        """Return the form in an encoding, which is made of another one where nobody asked for it before."""
        if encoding not in self.forms:
            other, form = next(iter(self.forms.items()))
            self.forms[encoding] = self._form(_DECOMPRESS[other](form.body["body"]), encoding)
        return self.forms[encoding]

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return sum(form.size for form in list(self.forms.values()))  # a thread may be adding one

    def _form(self, plain: bytes, encoding: str) -> Form:
        body = _COMPRESS[encoding](plain)
        etag = f'"{self.digest}{encoding and "-"}{encoding}"'.encode()
        of_unchanged = [*self.headers, (b"etag", etag)]
        headers = [*of_unchanged, self.content_type, (b"content-length", b"%d" % len(body))]
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        return Form(
            etag,
            {"type": "http.response.start", "status": 200, "headers": headers},
            {"type": "http.response.start", "status": 304, "headers": of_unchanged},
            {"type": "http.response.body", "body": body},
        )


class Pages:
    """The pages of one generation within so many bytes; those that nobody asked for longest go first.

    One thread uses it, that of the event loop.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self.generation = 0
        self._kept: OrderedDict[str, Page] = OrderedDict()
        self._sizes: dict[str, int] = {}

    def get(self, address: str, generation: int) -> Page | None:
        """Return the page of an address, if this generation has made it."""
        if generation != self.generation:
            self._start(generation)
        if (page := self._kept.get(address)) is not None:
            self._kept.move_to_end(address)
        return page

    def keep(self, address: str, generation: int, page: Page) -> None:
        """Keep a page, also after it got another form, unless it is of another generation than the present one."""
        if generation != self.generation:
            return
        self.size += page.size - self._sizes.get(address, 0)
        self._kept[address], self._sizes[address] = page, page.size
        self._kept.move_to_end(address)
        while self.size > self.most and self._kept:
            old, _page = self._kept.popitem(last=False)
            self.size -= self._sizes.pop(old)

    def _start(self, generation: int) -> None:
        self.generation, self.size = generation, 0
        self._kept.clear()
        self._sizes.clear()
