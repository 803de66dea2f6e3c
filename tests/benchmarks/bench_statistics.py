"""How fast places are compared and scores judged: every practice in England, and a million people."""

import time
from collections.abc import Callable

import numpy as np

from joinedup.insight.statistics.accuracy import area_under_curve, at_the_top, calibration, decision_curve
from joinedup.insight.statistics.funnel import funnel
from joinedup.insight.statistics.inequality import concentration, lorenz
from joinedup.insight.statistics.standardising import directly_standardised, standard_population
from tests.benchmarks.measured import Measured

PRACTICES = 7_000
PEOPLE = 1_000_000


def run() -> list[Measured]:
    """Measure each on invented figures, the best of three."""
    rng = np.random.default_rng(1)
    listed = rng.integers(2_000, 20_000, PRACTICES)
    events = rng.poisson(listed * rng.gamma(100, 0.001, PRACTICES))
    names = [str(n) for n in range(PRACTICES)]
    bands = rng.integers(50, 900, (PRACTICES, 19))
    in_bands = rng.poisson(bands * 0.05)
    standard = standard_population()
    risk = rng.beta(1, 15, PEOPLE)
    happened = rng.random(PEOPLE) < risk
    use, rank = rng.gamma(0.2, 5, PEOPLE), rng.integers(1, 11, PEOPLE)
    acts: dict[str, Callable[[], object]] = {
        f"{PRACTICES:,} practices on a funnel, exact limits": lambda: funnel("rate", names, events, listed),
        f"{PRACTICES:,} practices on a funnel, over-dispersed": lambda: funnel(
            "rate", names, events, listed, dispersion="additive"
        ),
        f"{PRACTICES:,} directly standardised rates": lambda: [
            directly_standardised(*row, standard) for row in zip(in_bands, bands, strict=True)
        ],
        f"area under the curve of {PEOPLE:,} people": lambda: area_under_curve(happened, risk),
        f"calibration of {PEOPLE:,} people": lambda: calibration(happened, risk),
        f"top 2, 5 and 20% of {PEOPLE:,} people": lambda: at_the_top(happened, risk),
        f"decision curve of {PEOPLE:,} people": lambda: decision_curve(happened, risk),
        f"Lorenz curve of {PEOPLE:,} people": lambda: lorenz(use),
        f"concentration curve of {PEOPLE:,} people": lambda: concentration(use, rank),
    }
    return [Measured(what, min(_seconds(act) for _ in range(3)), "s", target=1) for what, act in acts.items()]


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
