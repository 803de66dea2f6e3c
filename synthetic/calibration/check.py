"""Judging each figure: what the place achieved, beside what was published, within a stated tolerance.

A figure passes where achieved and published differ by no more than the tolerance and three standard errors of the
place's own sampling (events that cluster in few people count with a design effect). Where fewer than 30 events or
people stand behind it, it is not judged.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from synthetic.calibration.figures import FIGURES, Figure
from synthetic.calibration.views import open_place

TOO_FEW = 30


class Verdict(StrEnum):
    """What is said of one figure."""

    WITHIN = "within"
    OUTSIDE = "outside"
    TOO_FEW = "too few to judge"


@dataclass(frozen=True, slots=True)
class Judged:
    """One figure: ``allowed`` is the tolerance and three standard errors together; ``n`` what stands behind it."""

    id: str
    title: str
    unit: str
    achieved: float
    published: float
    tolerance: float
    allowed: float
    n: int
    verdict: Verdict
    source: str


def check_place(folder: Path, *, progress: Callable[[int, int], None] | None = None) -> list[Judged]:
    """Return every figure judged on the place in ``folder``. Raises BadInput where there is no place."""
    db = open_place(folder)
    judged = []
    try:
        for done, figure in enumerate(FIGURES, 1):
            row = db.execute(figure.sql).fetchall()[0]
            judged.append(judge(figure, *row))
            if progress:
                progress(done, len(FIGURES))
    finally:
        db.close()
    return judged


def judge(
    figure: Figure, achieved: float | None, n: float | None, published: float | None, spread: float | None
) -> Judged:
    """Return the verdict on one figure.

    ``n`` is how many events or people stand behind it; ``spread`` the standard error of ``achieved``.
    """
    known = published if figure.published is None else figure.published
    count = round(n or 0)
    if achieved is None or known is None or spread is None or not math.isfinite(achieved) or count < TOO_FEW:
        return Judged(
            figure.id,
            figure.title,
            figure.unit,
            float("nan") if achieved is None else float(achieved),
            float(known or 0),
            figure.tolerance,
            0.0,
            count,
            Verdict.TOO_FEW,
            figure.source,
        )
    tolerance = figure.tolerance if figure.absolute else figure.tolerance * known
    allowed = tolerance + 3 * spread
    verdict = Verdict.WITHIN if abs(achieved - known) <= allowed else Verdict.OUTSIDE
    return Judged(
        figure.id,
        figure.title,
        figure.unit,
        float(achieved),
        float(known),
        tolerance,
        float(allowed),
        count,
        verdict,
        figure.source,
    )
