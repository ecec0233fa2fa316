"""How often one client may ask, alone, together with other machines, and when what they share is gone."""

import logging
import threading
import time

import pytest
from running import free_port, redis_server

from site_config import rates
from site_config.clients import LIMITS, parse_limits
from site_config.rates import Limiter

ONE, OTHER = "192.0.2.1", "192.0.2.2"


def test_limits_as_they_are_written():
    assert parse_limits("") == LIMITS
    assert parse_limits(" look-up = 5 , login=0,") == LIMITS | {"look-up": 5, "login": 0}


@pytest.mark.parametrize("written", ["look-up", "lookup=5", "login=-1", "login=ten", "login=1.5", "login=٣", "login="])
def test_what_is_no_limit_is_refused(written):
    with pytest.raises(ValueError, match=written):
        parse_limits(f"search=1,{written}")


def test_one_client_waits_and_others_do_not():
    limiter = Limiter({"login": 2, "search": 0}, "secret")
    assert [limiter.wait("login", ONE) for _time in range(2)] == [0, 0]
    assert 1 <= limiter.wait("login", ONE) <= 60
    assert limiter.wait("login", OTHER) == 0
    assert [limiter.wait("search", ONE) for _time in range(9)] == [0] * 9
    assert ONE not in repr(vars(limiter._own.storage))


@pytest.mark.parametrize("jump", [-86_400, 86_400])
def test_a_clock_that_jumps_keeps_nobody_waiting(monkeypatch, jump):
    now = time.time()
    limiter = Limiter({"login": 2}, "secret")
    monkeypatch.setattr(time, "time", lambda: now)
    assert [limiter.wait("login", ONE) for _time in range(2)] == [0, 0]
    assert 1 <= limiter.wait("login", ONE) <= 60
    now += jump
    assert [limiter.wait("login", ONE) for _time in range(2)] == [0, 0]
    assert 1 <= limiter.wait("login", ONE) <= 60


@pytest.mark.redis
@pytest.mark.parametrize("scheme", ["redis", "valkey"])
def test_machines_count_together(scheme):
    port = free_port()
    with redis_server(port) as cache:
        first, second = (Limiter({"login": 3}, "secret", f"{scheme}://127.0.0.1:{port}/1") for _machine in range(2))
        waits = [machine.wait("login", ONE) for machine in (first, second, first)]
        assert waits == [0, 0, 0]
        assert 1 <= second.wait("login", ONE) <= 60
        assert second.wait("login", OTHER) == 0
        cache.execute_command("SELECT", 1)
        kept = cache.execute_command("KEYS", "*")
        assert len(kept) == 2
        assert ONE not in repr(kept)
        assert all(0 < cache.execute_command("TTL", key) <= 60 for key in kept)


@pytest.mark.redis
def test_a_cache_that_goes_and_comes_back(caplog, monkeypatch):
    monkeypatch.setattr(rates, "_PAUSE", 0)
    caplog.set_level(logging.INFO, "site")
    port = free_port()
    limiter = Limiter({"login": 2}, "secret", f"redis://:zq7password@127.0.0.1:{port}")
    ask = [threading.Thread(target=limiter.wait, args=("login", ONE)) for _request in range(20)]
    for thread in ask:
        thread.start()
    for thread in ask:
        thread.join()
    assert limiter.wait("login", ONE) > 0  # each process counts for itself
    assert caplog.messages == ["CACHE_URL cannot be used; each process counts for itself: ConnectionError"]
    with redis_server(port) as cache:
        limiter = Limiter({"login": 2}, "secret", f"redis://127.0.0.1:{port}")
        limiter._note(is_away=True, error=OSError())
        caplog.clear()
        assert [limiter.wait("login", ONE), limiter.wait("login", ONE)] == [0, 0]
        assert caplog.messages == ["CACHE_URL can be used again"]
        cache.config_set("maxmemory", "1")  # full: it takes nothing any more
        assert limiter.wait("login", OTHER) == 0
        assert caplog.messages[1:] == ["CACHE_URL cannot be used; each process counts for itself: OutOfMemoryError"]


@pytest.mark.redis
def test_a_cache_that_was_started_again_is_used_at_once(caplog):
    port = free_port()
    limiter = Limiter({"login": 2}, "secret", f"redis://127.0.0.1:{port}")
    for _start in range(2):
        with redis_server(port) as cache:
            assert limiter.wait("login", ONE) == 0
            assert len(cache.keys()) == 1
    assert caplog.messages == []


def test_a_cache_is_not_asked_again_at_once(monkeypatch):
    asked = []
    limiter = Limiter({"login": 1}, "secret", f"redis://127.0.0.1:{free_port()}")
    count = limiter._count
    monkeypatch.setattr(limiter, "_count", lambda by, *rest: asked.append(by is limiter._shared) or count(by, *rest))
    for _request in range(3):
        limiter.wait("login", ONE)
    assert asked == [True, False, False, False]
