"""Mutation testing of the pure code: change it a little, many times over, and see that a test notices each change.

python -m tests.mutation        (what is changed and which tests look on: ``tool.mutmut`` in pyproject.toml)

Prints every change that no test noticed; ends with 1 where fewer than ``FLOOR`` of them were noticed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
COUNTS = CHECKOUT / "mutants/mutmut-cicd-stats.json"
MUTMUT = (sys.executable, "-m", "mutmut")
# The share of changes that must be noticed. Raise it when more are; never lower it.
FLOOR = 0.98


def main() -> int:
    """Run mutmut, tell what was not noticed, and hold the share against the floor."""
    subprocess.run([*MUTMUT, "run"], cwd=CHECKOUT, check=True)
    subprocess.run([*MUTMUT, "export-cicd-stats"], cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    noticed, share = score(counts)
    subprocess.run([*MUTMUT, "results"], cwd=CHECKOUT, check=True)
    print(f"{noticed:,} of {counts['total']:,} changes were noticed: {share:.1%} (at least {FLOOR:.0%} is asked).")
    print("Look at one with: python -m mutmut show NAME")
    return 0 if share >= FLOOR else 1


def score(counts: dict[str, int]) -> tuple[int, float]:
    """Return how many changes were noticed, by a failing test or by never ending, and their share of all."""
    noticed = counts["killed"] + counts["timeout"]
    return noticed, noticed / counts["total"] if counts["total"] else 1.0


if __name__ == "__main__":
    sys.exit(main())
