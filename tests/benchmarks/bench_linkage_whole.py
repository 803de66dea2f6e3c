"""Linkage of a whole place: every record with a person's particulars in every feed of a million made-up people.

LINKAGE_PEOPLE and LINKAGE_YEARS make another place; LINKAGE_PLACE names one that is made already.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.bench_linkage import open_place
from tests.benchmarks.measured import Measured

PEOPLE = int(os.environ.get("LINKAGE_PEOPLE", "1000000"))
YEARS = int(os.environ.get("LINKAGE_YEARS", "1"))
AT = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)


def run() -> list[Measured]:
    """Make the place, take in whom its feeds name, link them in one go, and hold the links against the truth."""
    with tempfile.TemporaryDirectory(prefix="bench-linkage-whole-") as scratch:
        made = _made(Path(scratch))
        home = Path(scratch) / "home"
        home.mkdir()
        open_place(home)
        from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
        from joinedup.record.linkage.actions import link_new  # noqa: PLC0415
        from joinedup.record.linkage.truth import check  # noqa: PLC0415
        from tests.benchmarks.linkage_feeds import take_in_people  # noqa: PLC0415

        began = time.perf_counter()
        take_in_people(made / "feeds", home=home, at=AT)
        taken_in = time.perf_counter() - began
        steps, began = _Steps(), time.process_time()
        report = link_new(by=SYSTEM, at=AT, progress=steps.say)
        linked, busy = steps.end(), time.process_time() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
        checked = check(made)
    what = f"link all feeds of {PEOPLE:,} people, {report.arrived:,} records"
    right = checked.overall
    by_feed = sorted(checked.by_feed.items())
    return [
        Measured(f"{what}: read to demographics", linked, "s", note=steps.told()),
        Measured(f"{what}: processor time", busy, "s"),
        Measured(f"{what}: most memory of the process", memory, "GB", 10),
        Measured(f"{what}: precision of pairs", right.precision, "", 0.99, "higher",
                 "; ".join(f"{feed} {of.precision:.4f}" for feed, of in by_feed)),
        Measured(f"{what}: recall of pairs", right.recall, "", 0.975, "higher",
                 "; ".join(f"{feed} {of.recall:.4f}" for feed, of in by_feed)),
        Measured(f"{what}: F1 of pairs", right.f1, "",
                 note="; ".join(f"{feed} {of.f1:.4f}" for feed, of in by_feed)),
        Measured(f"{what}: people found", report.people_made, "people",
                 note=f"{report.reviews_opened:,} pairs left for someone to look at"),
        Measured(f"{what}: whom the feeds name, into source records", taken_in, "s"),
    ]  # fmt: skip


def _made(scratch: Path) -> Path:
    """Return the folder of the place, made in a process of its own so that its memory is its own."""
    if given := os.environ.get("LINKAGE_PLACE"):
        return Path(given)
    made = scratch / "place"
    asked = ("place", "make", "--people", PEOPLE, "--years", YEARS, "--out", made, "--json")
    command = [sys.executable, "-c", "from joinedup.faces.cli.main import main; main()", *map(str, asked)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return made


class _Steps:
    """How long each step of the linking took."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._starts: list[tuple[str, float]] = []

    def say(self, what: str, _done: int, _total: int) -> None:
        self._starts.append((what, time.perf_counter()))
        print(f"{time.perf_counter() - self._began:8.1f} s  {what}", file=sys.stderr, flush=True)

    def end(self) -> float:
        self._starts.append(("", time.perf_counter()))
        return self._starts[-1][1] - self._began

    def told(self) -> str:
        pairs = zip(self._starts, self._starts[1:], strict=False)
        return "; ".join(f"{what.lower()} {after - at:.0f} s" for (what, at), (_, after) in pairs)
