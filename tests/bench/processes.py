"""What processes take, as Linux counts it: processor time, memory, and what the machine is."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def _fields(stat: Path) -> list[str]:
    """The fields behind the name, which may hold spaces; nothing where the process is gone."""
    try:
        return stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def members(sessions: Iterable[int]) -> dict[int, list[str]]:
    """The processes of sessions, each with the fields of its stat."""
    wanted = {str(session) for session in sessions}
    found = {int(folder.name): _fields(folder / "stat") for folder in PROC.iterdir() if folder.name.isdigit()}
    return {pid: fields for pid, fields in found.items() if fields and fields[3] in wanted}


def processor_time(sessions: Iterable[int]) -> float:
    """Seconds that the processes of sessions have used, those included that ended as children of another."""
    return sum(int(tick) for fields in members(sessions).values() for tick in fields[11:15]) / TICK


def memory(sessions: Iterable[int], kind: str = "Pss") -> list[float]:
    """The memory of each process in MB (PSS: what processes share is counted once), the largest first.

    `Pss_Anon` leaves out what is mapped from files: its share grows when another process of the machine ends.
    """
    return sorted((_pss(pid, kind) for pid in members(sessions)), reverse=True)


def _pss(pid: int, kind: str) -> float:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")) / 1024


@dataclass
class Others:
    """How many processors are kept busy by what this bench did not start."""

    sessions: tuple[int, ...]

    def __post_init__(self) -> None:
        self.start = self._now()

    def _now(self) -> tuple[float, float]:
        own = sum(os.times()[:4]) + processor_time(self.sessions)
        ticks = [int(tick) for tick in (PROC / "stat").read_text().splitlines()[0].split()[1:]]
        return (sum(ticks[:3]) + sum(ticks[5:8])) / TICK - own, os.times().elapsed

    def busy(self) -> float:
        """Since this was made."""
        (others, then), (others_now, now) = self.start, self._now()
        return max(0.0, (others_now - others) / (now - then))


def facts() -> dict[str, object]:
    """What machine this is."""
    models = [
        line.partition(":")[2].strip() for line in (PROC / "cpuinfo").read_text().splitlines() if "model name" in line
    ]
    total = next(line for line in (PROC / "meminfo").read_text().splitlines() if line.startswith("MemTotal"))
    return {
        "processors": os.cpu_count(),
        "model": models[0] if models else platform.machine(),
        "memory_mb": int(total.split()[1]) // 1024,
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": os.getloadavg(),
    }
