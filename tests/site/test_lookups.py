"""Look-ups in a process of their own: read as anywhere else, in a bounded number, for a bounded time."""

import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from bench.clients import LARGE
from pebble import ProcessFuture

from codes import answers, knowledge
from codes.lookups import BusyError, Lookups, TooHardError
from codes.reader import Knowledge
from smtp_replies import Known, read

KNOWN = Knowledge([Known("pigeons", "550 The pigeons of this loft are all asleep", "550", "", "server-busy")])
TEXT = "550 The pigeons of this loft are all asleep"
SENT = {"text": "550 5.1.1 <zq7@example.com>: User unknown"}


@pytest.fixture
def begin():
    """Begin a process, and end it after the test."""
    begun = []

    def begin(knowledge=lambda _generation: KNOWN, **limits):
        begun.append(Lookups(knowledge, **{"seconds": 5} | limits))
        return begun[-1]

    yield begin
    for lookups in begun:
        lookups.stop()


def processes():
    return [process.pid for process in multiprocessing.active_children()]


def test_a_text_is_read_as_in_place(begin):
    reading = begin().read(TEXT, 1)
    assert reading == read(TEXT, KNOWN.matcher())
    assert reading.replies[0].match.known == "pigeons"


def test_each_generation_knows_its_own(begin):
    lookups = begin(lambda number: KNOWN if number > 1 else Knowledge())
    known = [lookups.read(TEXT, number).replies[0].match.known for number in (1, 2, 1, 3)]
    assert known == [None, "pigeons", None, "pigeons"]


def test_a_process_that_was_killed_is_followed_by_another(begin):
    lookups = begin()
    lookups.read(TEXT, 1)
    (killed,) = processes()
    os.kill(killed, signal.SIGKILL)
    assert lookups.read(TEXT, 1).replies[0].match.known == "pigeons"
    assert killed not in processes()


def test_what_the_process_took_when_it_was_killed_is_asked_again(begin, monkeypatch):
    """Pebble takes it for running in a process that is no more, and never says that it is done."""
    lookups = begin()
    lookups.read(TEXT, 1)
    schedule, lost = lookups._pool.schedule, iter([ProcessFuture()])
    monkeypatch.setattr(lookups._pool, "schedule", lambda *a, **k: next(lost, None) or schedule(*a, **k))
    (before,) = processes()
    assert lookups.read(TEXT, 1).replies[0].match.known == "pigeons"
    assert {*processes()} - {before}


def test_whoever_waits_with_somebody_who_gave_up_is_read_too(begin, monkeypatch):
    lookups = begin()
    lookups.read(TEXT, 1)
    schedule, lost = lookups._pool.schedule, iter([ProcessFuture(), ProcessFuture()])
    monkeypatch.setattr(lookups._pool, "schedule", lambda *a, **k: next(lost, None) or schedule(*a, **k))
    with ThreadPoolExecutor(2) as threads:
        readings = list(threads.map(lambda _number: lookups.read(TEXT, 1), range(2)))
    assert [reading.replies[0].match.known for reading in readings] == ["pigeons", "pigeons"]


def test_a_text_that_takes_too_long_is_ended_and_the_next_is_read(begin):
    lookups = begin(seconds=0.02)
    with pytest.raises(TooHardError):
        lookups.read("host mx.example.com said: 550\n" * (LARGE // 30), 1)
    assert lookups.read(TEXT, 1).replies[0].match.known == "pigeons"


def test_no_more_wait_than_may(begin):
    may_learn, learns = Event(), Event()

    def knowledge(_generation):
        learns.set()
        may_learn.wait(60)
        return KNOWN

    lookups = begin(knowledge, waiting=1)
    with ThreadPoolExecutor(2) as pool:
        readings = [pool.submit(lookups.read, TEXT, 1) for _client in range(2)]
        learns.wait(60)
        while lookups._admitted._value:
            pass
        with pytest.raises(BusyError):
            lookups.read(TEXT, 1)
        may_learn.set()
        assert {reading.result().replies[0].match.known for reading in readings} == {"pigeons"}
    assert lookups.read(TEXT, 1)


@pytest.mark.django_db
def test_what_the_site_knows_can_be_told_another_process(begin, ask, monkeypatch):
    in_place = ask(SENT["text"])
    monkeypatch.setattr(answers, "apart", begin(knowledge.of_generation))
    assert ask(SENT["text"]) == in_place


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status", "english", "arabic"),
    [
        (BusyError, 503, "Too many texts are being read", "تُقرأ الآن نصوص كثيرة"),
        (TooHardError, 422, "takes too long to read", "أطول من اللازم"),
    ],
)
def test_whoever_is_not_read_is_told_why_and_keeps_the_text(client, monkeypatch, error, status, english, arabic):
    class Refusing:
        def read(self, _text, _generation):
            raise error

    monkeypatch.setattr(answers, "apart", Refusing())
    for path, sentence in (("/lookup/", english), ("/ar/lookup/", arabic)):
        response = client.post(path, SENT)
        assert (response.status_code, response["Cache-Control"]) == (status, "no-store, no-transform")
        assert ("Retry-After" in response) is (status == 503)
        assert sentence in response.text
        assert "zq7@example.com" in response.text
    told = client.post("/api/v1/lookup?lang=ar", SENT)
    assert (told.status_code, arabic in told.json()["error"]) == (status, True)
    assert ("Retry-After" in told) is (status == 503)
    assert client.get("/550/").status_code == 200
