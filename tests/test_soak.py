"""Nothing is lost, wrong or gone for good, whoever works at once and whatever is killed: make soak, but short."""

import os
import re
import subprocess
import sys

import pytest
from running import ROOT
from soak.kills import ALL
from soak.tally import Load, Outage, Save, Sighting, Tally
from soak.verdict import Verdict, growth, judge_pages, unexplained

ON_POSTGRESQL = "DATABASE_URL" in os.environ
pytestmark = [pytest.mark.redis] if ON_POSTGRESQL else []
SHORT = "--seconds 50 --every 7 --all-every 20 --editors 4 --readers 2 --askers 2 --slow 40"
PATIENT = "--late 10"  # other tests keep every processor busy


@pytest.fixture
def tally():
    """One text was saved after the other: at 10 and at 20 seconds; a file was loaded at 30."""
    one, two = ({"name_en": texts} for texts in (("No", "No (100001)"), ("No (100001)", "No (100002)")))
    saves = [Save("a", "550", 9, one, 9.5, 10, True), Save("b", "550", 19, two, 19.5, 20, True)]
    return Tally(saves=saves, loads=[Load(100003, 30)])


@pytest.mark.parametrize(
    ("code", "numbers", "sent", "stale"),
    [
        ("550", [], 10.9, []),
        ("550", [], 11.5, ["/550/ shows 550 name_en (0) 1.5 s after another was saved"]),
        ("", [], 99, []),  # a page that need not show it
        ("", [100001], 20.9, []),
        ("", [100001], 22, ["/550/ shows 550 name_en (100001) 2.0 s after another was saved"]),
        ("550", [100002], 30.5, []),
        ("550", [100002], 33, ["/550/ shows 550 description_en (0) 3.0 s after another was saved"]),
        ("550", [100002, 100003], 99, []),
        ("", [100002, 100004], 99, []),  # a load that was killed once it had loaded
    ],
)
def test_a_page_is_as_old_as_the_text_that_followed(tally, code, numbers, sent, stale):
    chains = {("550", "name_en"): ["No (100002)", "No (100001)", "No"]}
    tally.see(Sighting(code, "en", frozenset(numbers)), sent, "/550/")
    found = Verdict()
    judge_pages(found, chains, tally, 1)
    assert (found.stale, found.wrong) == (stale, [])


def test_a_text_that_was_shown_but_is_not_in_the_chain_was_never_saved(tally):
    tally.see(Sighting("", "en", frozenset([100002])), 99, "/")
    found = Verdict()
    judge_pages(found, {("550", "name_en"): ["No (100001)", "No"]}, tally, 1)
    assert found.wrong == ["/ shows (100002), which was never saved"]


def test_only_a_kill_explains_that_nobody_answers():
    outages = [Outage("worker", 10, 12), Outage("load", 30, 31), Outage(ALL, 50, 52)]
    failures = [(9, 11, "/", "RemoteDisconnected"), (11, 12, "/", "500"), (30, 31, "/", "RemoteDisconnected")]
    failures += [(51, 51.5, "/", "503"), (51, 51.5, "/", "404"), (70, 71, "/", "500")]
    found = unexplained(Tally(outages=outages, failures=failures))
    assert found == ["/: 500 (2 times)", "/: RemoteDisconnected (1 times)", "/: 404 (1 times)"]


def test_memory_may_not_grow():
    assert growth([(1, [90, 10])] * 200 + [(1, [110])] * 200) == []
    assert growth([(1, [90, 10])] * 200 + [(1, [130])] * 200) == ["memory with 1 workers grew from 100 to 130 MB"]
    assert growth([(1, [500])]) == ["500 MB of memory with 1 workers are more than 450"]


def test_nothing_is_lost_or_wrong_while_processes_are_killed(figures):
    result = subprocess.run(
        [sys.executable, "-m", "soak", *f"{SHORT} {PATIENT} {'--redis' * ON_POSTGRESQL}".split()],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": "tests"},
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    told = dict(re.findall(r"^(\w[\w-]*) +(\d+)", result.stdout, re.MULTILINE))
    assert [told[name] for name in ("lost", "altered", "history", "wrong", "stale", "unanswered")] == ["0"] * 6
    assert all(int(told[name]) > 0 for name in ("saves", "loads", "pages", "look-ups", "malformed"))
    assert re.search(r"^kills +[1-9]\d* of all of them", result.stdout, re.MULTILINE)
    figures.append(f"soak: {told['saves']} saves acknowledged, {told['pages']} pages read, {told['lost']} saves lost")
