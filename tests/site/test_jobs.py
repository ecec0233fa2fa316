"""Work for several processes: whatever ends one of them, nobody waits for ever and nobody is left."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from running import ROOT

from codes.jobs import JobError, run


def work(do):
    """What each process enters once; it does nothing around."""

    @contextmanager
    def at_work():
        yield do

    return at_work


def ended(number):
    if number == 15:
        os.kill(os.getpid(), signal.SIGKILL)


def wrong(number):
    if number == 15:
        raise ValueError("of two\nlines")


def refused(number):
    if number == 15:
        raise JobError("/550/: status 500")


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("chunks", [0, 1, 4, 300])
def test_every_chunk_is_done_once(tmp_path, jobs, chunks):
    done = run(work(lambda number: (tmp_path / str(number)).touch(exist_ok=False)), chunks, jobs)
    assert sorted(done) == list(range(chunks))
    assert len(list(tmp_path.iterdir())) == chunks


@pytest.mark.parametrize(
    ("do", "said"), [(ended, "ended by signal 9"), (wrong, "ValueError: of two lines"), (refused, "/550/: status 500")]
)
@pytest.mark.parametrize("chunks", [16, 40])  # the last one, and one among others
def test_what_ends_one_process_ends_the_work_with_a_line(do, said, chunks):
    before = Path("/proc/thread-self/children").read_text()
    with pytest.raises(JobError, match=said) as error:
        list(run(work(do), chunks, 2))
    assert "\n" not in str(error.value)
    assert Path("/proc/thread-self/children").read_text() == before


def test_a_failure_at_the_start_of_a_process_is_said():
    @contextmanager
    def nowhere():
        raise JobError("no database")
        yield

    with pytest.raises(JobError, match="no database"):
        list(run(nowhere, 3, 2))


PROGRAM = """
import os, time
from contextlib import contextmanager
from codes.jobs import run

@contextmanager
def at_work():
    os.write(1, f"{os.getpid()}\\n".encode())  # at once, as print() does not
    yield lambda number: time.sleep(0.05)

list(run(at_work, 10_000, 2))
"""


def test_no_process_outlives_the_first_one():
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as first:
        children = [int(first.stdout.readline()) for _child in range(2)]
        first.kill()
        first.wait()
        deadline = time.monotonic() + 20
        while any(map(is_running, children)):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def is_running(process):
    """Whether a process goes on: one that has ended may wait to be asked for its status."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
