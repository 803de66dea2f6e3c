"""Take files into a fresh place in a process of its own, and tell how long it took and how much memory.

python -m tests.benchmarks.intake_run SENDER FEED FILE ...    (JOINEDUP_HOME and DATABASE_URL as for any command)
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """What one intake took: seconds, the most memory in MB, and the counts of what came in."""

    seconds: float
    megabytes: float
    rows: int
    added: int
    unchanged: int
    quarantined: int


def take_in_apart(files: list[Path], *, sender: str, feed: str, home: Path, url: str = "") -> Run:
    """Take ``files`` into the place at ``home`` in a process of its own."""
    environment = {**os.environ, "JOINEDUP_HOME": str(home), "DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.intake_run", sender, feed, *map(str, files)],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return Run(**json.loads(done.stdout.strip().splitlines()[-1]))


def main() -> None:
    """Take in, and print what it took."""
    from joinedup.faces.cli.django_ready import django_ready  # noqa: PLC0415

    django_ready()
    from joinedup.exchange.intake import actions, addressing, queries  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    sender, feed, *files = sys.argv[1:]
    addressed = addressing.address(map(Path, files), sender=sender, feed=feed, feeds=queries.feeds())
    began = time.perf_counter()
    batch = actions.batch_of(addressed)
    outcomes = [actions.take_in(one, by=SYSTEM, at=datetime.now(UTC), batch=batch) for one in addressed]
    seconds = time.perf_counter() - began
    counts = {name: sum(getattr(o, name) for o in outcomes) for name in ("rows", "added", "unchanged", "quarantined")}
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": most, **counts}))


if __name__ == "__main__":
    main()
