"""A made-up place with all its feeds: 10,000, 100,000 and 1,000,000 people over three years, seconds and memory.

Each size is made in a process of its own, whose memory (with that of the processes it starts) is what is measured.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.benchmarks.measured import Measured

SIZES = (10_000, 100_000, 1_000_000)
YEARS = 3
_MAKE = "from joinedup.faces.cli.main import main; main()"


def run(sizes: tuple[int, ...] = SIZES) -> list[Measured]:
    """Return seconds, gigabytes and seconds for each 1,000 people, for each size."""
    found = []
    for people in sizes:
        with tempfile.TemporaryDirectory() as folder:
            seconds, gigabytes = _make(people, Path(folder) / "place")
        large = people == SIZES[-1]
        what = f"{people:,} people x {YEARS} years, lives and feeds"
        found += [
            Measured(what, seconds, "s", 1_500 if large else None),
            Measured(f"{what}: peak memory of all its processes", gigabytes, "GB", 12 if large else None),
            Measured(
                f"{what}: for each 1,000 people", seconds / people * 1000, "s", note="linear where it stays the same"
            ),
        ]
    return found


def _make(people: int, out: Path) -> tuple[float, float]:
    """Make one place and return its seconds and the most memory it ever had."""
    asked = ["place", "make", "--people", str(people), "--years", str(YEARS), "--out", str(out), "--json"]
    began = time.perf_counter()
    made = subprocess.Popen([sys.executable, "-c", _MAKE, *asked], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = [0]
    watching = threading.Thread(target=_watch, args=(made, peak))
    watching.start()
    code = made.wait()
    watching.join()
    if code:
        raise RuntimeError(f"making the place ended with {code}")
    return time.perf_counter() - began, peak[0] / 1e6


def _watch(made: subprocess.Popen[bytes], peak: list[int]) -> None:
    """Keep in ``peak`` the most kilobytes (each shared page counted once) that the process and its children hold."""
    while made.poll() is None:
        peak[0] = max(peak[0], sum(_kilobytes(pid) for pid in _family(made.pid)))
        time.sleep(0.5)


def _family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [each for child in task.read_text().split() for each in _family(int(child))]
        except OSError:
            continue
    return found


def _kilobytes(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
