"""Run the benchmarks named (or all), each in a process of its own, print what was measured, keep it if asked.

python -m tests.benchmarks [--keep] [NAME ...]
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from tests.benchmarks.measured import Measured

HERE = Path(__file__).parent
KEPT = HERE.parent.parent / "docs/reference/benchmarks.md"


def names() -> list[str]:
    """Return the names of all benchmarks."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def run_apart(name: str) -> list[Measured]:
    """Return what the benchmark measured, run in a process of its own so that its memory is its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--inside", name], stdout=subprocess.PIPE, check=True, text=True
    )
    return [Measured(**row) for row in json.loads(done.stdout.strip().splitlines()[-1])]


def table_row(name: str, m: Measured) -> str:
    """Return one line of the table in the reference."""
    target = "" if m.target is None else f"{'at most' if m.better == 'lower' else 'at least'} {m.target:,g} {m.unit}"
    met = {True: "yes", False: "**no**", None: ""}[m.met]
    today = datetime.now(UTC).date().isoformat()
    machine = f"{platform.machine()}, {__import__('os').cpu_count()} cores"
    return f"| {name} | {m.what} | {m.value:,.4g} {m.unit} | {target} | {met} | {today}, {machine}, `make bench only={name}` | {m.note} |"


def keep(name: str, measured: list[Measured]) -> None:
    """Put the rows of ``name`` in the reference in place of its older ones."""
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if not line.startswith(f"| {name} |")]
    lines += [table_row(name, m) for m in measured]
    KEPT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Run, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--keep", action="store_true", help="write the figures in docs/reference/benchmarks.md")
    parser.add_argument("--inside", metavar="NAME", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        measured = import_module(f"tests.benchmarks.bench_{given.inside}").run()
        print(json.dumps([asdict(m) for m in measured]))
        return
    for name in given.names or names():
        measured = run_apart(name)
        for m in measured:
            print(table_row(name, m), flush=True)
        if given.keep:
            keep(name, measured)


if __name__ == "__main__":
    main()
