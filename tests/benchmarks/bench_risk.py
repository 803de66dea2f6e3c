"""Everyone's features and risk of an emergency admission, and their four scores, of 500,000 people: 30 seconds.

RISK_PEOPLE="5000" makes it a quick look.
"""

from __future__ import annotations

import os
import time

from joinedup.insight.engine import open_release
from joinedup.insight.risk.definition import risk
from joinedup.insight.risk.train import risks_on, train
from joinedup.insight.scores.compute import put_scores
from joinedup.insight.scores.definition import catalogue as scores
from tests.benchmarks.made_up import DATA_DATE, peak_gigabytes, release_of
from tests.benchmarks.measured import Measured

SIZES = tuple(map(int, os.environ.get("RISK_PEOPLE", "100000 500000").split()))
LARGE = 500_000
MEMORY = "1200MB"


def run() -> list[Measured]:
    """Return the seconds of features, risk and scores for each size; how long the model took to learn beside it."""
    found, asked = [], risk("emergency-admission")
    for people in SIZES:
        with open_release(release_of(people, 3), memory=MEMORY) as engine:
            began = time.perf_counter()
            trained = train(engine, asked, release="made-up", data_date=DATA_DATE)
            learnt = time.perf_counter() - began
        with open_release(release_of(people, 3), memory=MEMORY) as engine:
            began = time.perf_counter()
            table, _ = risks_on(engine, trained, asked, on=DATA_DATE)
            put_scores(engine, list(scores().values()), on=DATA_DATE)
            seconds = time.perf_counter() - began
        what = f"features, risk and four scores of everyone, {people:,} people"
        card = trained.card
        found += [
            Measured(what, seconds, "s", 30 if people == LARGE else None, note=f"{table.num_rows:,} adults on lists"),
            Measured(
                f"learning that risk and trying it, {people:,} people", learnt, "s",
                note=f"area under the curve {card.area.value:.3f}, observed over expected "
                f"{card.calibration.ratio.value:.3f}, slope {card.calibration.slope.value:.3f}",
            ),
            Measured(f"{what}: peak memory", peak_gigabytes(), "GB"),
        ]  # fmt: skip
    return found
