"""Those who make trouble, from many addresses, in a process of their own: slow bodies, and the worst texts."""

import multiprocessing
import random
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from multiprocessing.synchronize import Event
from threading import Thread

LARGE = 256 * 1024
HARD = {
    "digits": "0123456789",
    "dots": ".",
    "angle brackets": "<>",
    "equals signs": "=\n",
    "all of them": "0123456789.<>=\n",
    "events in JSON": ['{"event": "bounce", "reason": "550 5.1.1 User unknown", "email": "user@example.com"},\n'],
    "reports of another host": ["host mx.example.com said: "],
    "refusals": ["550 5.1.1 User unknown\n", "452 4.2.2 Mailbox full\n"],
}
LOOK_UP = "/api/v1/lookup"
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
Trouble = Callable[[int, Event, "Counter[str]"], None]


def worst_texts() -> dict[str, str]:
    """Texts of 256 KB that take a parser long."""
    chance = random.Random(1)  # noqa: S311
    return {name: "".join(chance.choices(characters, k=LARGE))[:LARGE] for name, characters in HARD.items()}


def address(number: int) -> tuple[str, int]:
    """Where a client comes from; every address of 127.0.0.0/8 is this machine."""
    return f"127.0.1.{1 + number % 250}", 0


def post_worst_texts(port: int, over: Event, seen: "Counter[str]", clients: int = 8) -> None:
    """Post the worst texts without a pause, each client its own."""
    texts = [text.encode() for text in worst_texts().values()]

    def client(number: int) -> None:
        while not over.is_set():
            connection = HTTPConnection("127.0.0.1", port, timeout=60, source_address=address(number))
            try:
                connection.request("POST", LOOK_UP, texts[number % len(texts)], PLAIN)
                seen[str(connection.getresponse().status)] += 1
            except (OSError, HTTPException):
                seen["no answer"] += 1
                time.sleep(0.05)
            finally:
                connection.close()

    for number in range(clients):
        Thread(target=client, args=[number], daemon=True).start()
    over.wait()


def send_slow_bodies(port: int, over: Event, seen: "Counter[str]", clients: int = 200) -> None:
    """Send bodies at one byte a second; whom the server sends away comes back."""
    head = f"POST {LOOK_UP} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    head += "Content-Type: text/plain\r\nContent-Length: 100000\r\n\r\n"

    def opened(number: int) -> socket.socket | None:
        with suppress(OSError):
            one = socket.create_connection(("127.0.0.1", port), timeout=5, source_address=address(number))
            one.sendall(head.encode())
            one.setblocking(False)
            return one
        return None

    sockets: list[socket.socket | None] = [None] * clients
    while not over.wait(1):
        for number, one in enumerate(sockets):
            try:
                if one is None:
                    raise ConnectionResetError
                one.send(b"5")
            except OSError:
                seen["sent away"] += one is not None
                sockets[number] = opened(number)


def _work(trouble: Trouble, port: int, over: Event, told: "multiprocessing.Queue[Counter[str]]") -> None:
    seen: Counter[str] = Counter()
    trouble(port, over, seen)
    told.put(seen)


@contextmanager
def troubled(trouble: Trouble, port: int) -> Iterator["Counter[str]"]:
    """Make trouble for as long as something else is measured; afterwards what the troublemakers saw."""
    fresh = multiprocessing.get_context("spawn")
    over, told, seen = fresh.Event(), fresh.Queue(), Counter[str]()
    process = fresh.Process(target=_work, args=[trouble, port, over, told], daemon=True)
    process.start()
    try:
        yield seen
        over.set()
        with suppress(Exception):  # one that hangs is ended below
            seen.update(told.get(timeout=10))
    finally:
        process.kill()
        process.join()
