"""Whom every model of care of the catalogue finds among 500,000 people: 10 seconds for twenty models.

FINDING_PEOPLE="5000" makes it a quick look.
"""

from __future__ import annotations

import os
import time

from joinedup.insight.criteria import statement, told
from joinedup.insight.engine import open_release
from joinedup.insight.models_of_care import catalogue
from tests.benchmarks.made_up import DATA_DATE, peak_gigabytes, release_of
from tests.benchmarks.measured import Measured

PEOPLE = int(os.environ.get("FINDING_PEOPLE", "500000"))
YEARS, TWENTY = 3, 20
MEMORY = "1200MB"


def run() -> list[Measured]:
    """Return seconds for every model's criteria as they stand, each asked by itself as its page does, and in one query."""
    asked = {each.id.replace("-", "_"): each.model.who for each in catalogue().values() if each.model.who is not None}
    release = release_of(PEOPLE, YEARS)
    with open_release(release, memory=MEMORY) as engine:
        known = told(engine)
        began, found = time.perf_counter(), {}
        for name, who in asked.items():
            query = statement({"holds": who}, on=DATA_DATE, told=known)
            [row] = engine.rows(f"SELECT count(*) AS people FROM ({query}) found WHERE holds")
            found[name] = row["people"]
        each = time.perf_counter() - began
    note = "; ".join(f"{name.replace('_', '-')} {people:,}" for name, people in found.items())
    what = f"whom {len(asked)} models of care find among {PEOPLE:,} people, one after the other"
    return [
        Measured(what, each, "s", 10 if PEOPLE == 500_000 else None, note=note),
        Measured(
            f"{what}: scaled to {TWENTY} models", each * TWENTY / len(asked), "s", 10 if PEOPLE == 500_000 else None
        ),
        Measured(f"{what}: peak memory", peak_gigabytes(), "GB"),
    ]
