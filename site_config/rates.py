"""How often one client asks: counted in memory, or for all machines together in the Redis that CACHE_URL names.

It is imported where the first request is counted: the library would be a tenth of a start.
"""

import logging
import time
from collections.abc import Mapping
from hashlib import blake2b
from math import ceil
from threading import Lock

from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import StorageTypes, storage_from_string
from limits.strategies import FixedWindowRateLimiter

_PATIENCE = 0.25  # seconds that a request waits for the cache
_PAUSE = 5  # seconds in which a cache that failed is not asked again
_logger = logging.getLogger("site.rates")


class Limiter:
    """Counts requests by kind and client. Of a client it keeps a digest that only this site can make, for a minute.

    A cache that is gone costs no request: until it is back each process counts for itself.
    """

    def __init__(self, limits: Mapping[str, int], secret: str, cache_url: str = "") -> None:
        self._limits = {kind: RateLimitItemPerMinute(number) for kind, number in limits.items() if number}
        self._secret = blake2b(secret.encode()).digest()
        self._own = FixedWindowRateLimiter(storage_from_string("memory://"))
        self._shared = FixedWindowRateLimiter(_shared_storage(cache_url)) if cache_url else None
        self._is_away, self._ask_again, self._lock = False, 0.0, Lock()

    def wait(self, kind: str, client: str) -> int:
        """Count a request; return 0, or the seconds after which the client may ask again."""
        if kind not in self._limits:
            return 0
        who = blake2b(client.encode(), key=self._secret, digest_size=16).hexdigest()
        if self._shared and time.monotonic() >= self._ask_again:
            try:
                seconds = self._count(self._shared, kind, who)
            except StorageError as error:
                self._ask_again = time.monotonic() + _PAUSE
                self._note(is_away=True, error=error.storage_error)
            else:
                self._note(is_away=False)
                return seconds
        return self._count(self._own, kind, who)

    def _count(self, limiter: FixedWindowRateLimiter, kind: str, who: str) -> int:
        limit = self._limits[kind]
        if limiter.hit(limit, kind, who):
            return 0
        seconds = ceil(limiter.get_window_stats(limit, kind, who).reset_time - time.time())
        if seconds > limit.get_expiry():  # the clock was put back, and nobody waits until it is where it was
            limiter.clear(limit, kind, who)
            return self._count(limiter, kind, who)
        return max(1, seconds)

    def _note(self, *, is_away: bool, error: Exception | None = None) -> None:
        """Log once that the cache went, and once that it is back."""
        if self._is_away == is_away:
            return
        with self._lock:
            changes, self._is_away = self._is_away != is_away, is_away
        if changes and is_away:
            _logger.error("CACHE_URL cannot be used; each process counts for itself: %s", type(error).__name__)
        elif changes:
            _logger.warning("CACHE_URL can be used again")


def _shared_storage(url: str) -> StorageTypes:
    """Return the storage in Redis, which is not asked twice but where a kept connection broke."""
    from redis.backoff import NoBackoff  # noqa: PLC0415 - a site without it need not load it
    from redis.retry import Retry  # noqa: PLC0415

    return storage_from_string(
        url.replace("valkey", "redis", 1) if url.startswith("valkey") else url,  # which speaks as Redis does
        wrap_exceptions=True,
        socket_timeout=_PATIENCE,
        socket_connect_timeout=_PATIENCE,
        retry=Retry(NoBackoff(), 1),  # type: ignore[arg-type]  # handed on to Redis as it is
    )
