"""How long the look-up takes, beside what Python's own mail parser takes for the same text: make bench."""

import os
import random
import statistics
import sys
import tempfile
import time
from email import message_from_string
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 300
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


def set_up(folder: str) -> None:
    """Make a site of its own, so that the figures do not depend on what somebody has in var/."""
    (Path(folder) / "static").mkdir()
    os.environ |= {
        "VAR_DIR": folder,
        "SECRET_KEY": "only for this bench",
        "DJANGO_SETTINGS_MODULE": "site_config.settings",
    }
    sys.path.insert(0, str(ROOT))
    import django  # noqa: PLC0415 - the settings read the environment
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_content")


def milliseconds(call, rounds: int) -> list[float]:
    """The time of each round."""
    times = []
    for _round in range(rounds):
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    return sorted(times)


def line(name: str, own: list[float], beside: list[float], half: list[float] | None = None) -> str:
    median, beside_median = statistics.median(own), statistics.median(beside)
    last = own[int(0.99 * (len(own) - 1))]
    growth = f"{median / statistics.median(half):7.2f}" if half else ""
    return f"{name:40} {median:9.2f} {last:9.2f} {beside_median:9.2f} {median / beside_median:7.1f} {growth:>7}"


def main() -> None:
    """Print a line for each text: median and 99th percentile, the parser's median, and how many times that it takes.

    Of the largest texts also how many times as long as half of it takes.
    """
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from django.test import Client  # noqa: PLC0415

        from codes import generation  # noqa: PLC0415

        client = Client(SERVER_NAME="127.0.0.1")

        def look_up(text):
            response = client.post("/api/v1/lookup", text, content_type="text/plain; charset=utf-8")
            assert response.status_code == 200

        first = milliseconds(lambda: look_up("550 5.1.1 User unknown"), 1)[0]
        generation.advance()
        after = milliseconds(lambda: look_up("550 5.1.1 User unknown"), 1)[0]
        print(f"first look-up of a process: {first:.0f} ms; after a change of content: {after:.0f} ms\n")
        print(f"{'milliseconds':40} {'median':>9} {'p99':>9} {'parser':>9} {'ratio':>7} {'growth':>7}")
        bounce = (ROOT / "tests/bounces/lhost-postfix-80.eml").read_text("utf-8")
        returned = bounce.replace("\n\n--", "\n\n" + "A line of the message that came back.\n" * 500 + "\n--")[:20_000]
        own = milliseconds(lambda: look_up(returned), ROUNDS)
        print(line("a bounce of 20 KB", own, milliseconds(lambda: message_from_string(returned), ROUNDS)))
        chance = random.Random(1)  # noqa: S311
        for name, characters in HARD.items():
            text = "".join(chance.choices(characters, k=LARGE))[:LARGE]
            own, half, beside = (
                milliseconds(partial(look_up, text), 5),
                milliseconds(partial(look_up, text[: LARGE // 2]), 5),
                milliseconds(partial(message_from_string, text), 5),
            )
            print(line(f"256 KB of {name}", own, beside, half))


if __name__ == "__main__":
    main()
