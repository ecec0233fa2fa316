"""Texts that are made once and kept, up to a number of characters."""

from collections.abc import Callable
from threading import Lock


class Kept:
    """Texts by what they are made of; where all together are longer than the limit, the oldest are forgotten."""

    def __init__(self, limit: int) -> None:
        self._limit = limit  # in characters
        self._texts: dict[object, str] = {}
        self._size = 0
        self._lock = Lock()  # for the size; two threads may well make the same text

    def __call__(self, name: object, make: Callable[[], str]) -> str:
        """Return the text of that name, made now if there is none."""
        text = self._texts.get(name)
        return self._keep(name, make()) if text is None else text

    def _keep(self, name: object, text: str) -> str:
        with self._lock:
            self._size += len(text) - len(self._texts.pop(name, ""))
            self._texts[name] = text
            while self._size > self._limit:
                self._size -= len(self._texts.pop(next(iter(self._texts))))
        return text

    @property
    def size(self) -> int:
        """How many characters are kept."""
        return self._size
