"""Packages of social care: what is given to whom, from when to when, at what cost, and why it ended."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from synthetic.lives.columns import NO_DATE, words
from synthetic.lives.courses import NEVER
from synthetic.lives.draws import Array
from synthetic.lives.life import Life, pence

SERVICES = [
    "home_care",
    "reablement",
    "residential",
    "nursing",
    "day_care",
    "telecare",
    "direct_payment",
    "equipment",
    "carer_support",
    "assessment",
]
_OUTCOMES = ["ended", "died", "moved_away", "care_home", "no_further_need", "long_term_support"]


class Packages:
    """Packages added part by part; every one ends with the person's time at home there."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.parts: list[tuple[Array, ...]] = []

    def add(
        self,
        who: Array,
        service: str,
        start: Array,
        stop: Array,
        *,
        hours: Array | None = None,
        weekly: Array | float = 0.0,
        outcome: Array | None = None,
        provider: str = "ZS1",
        in_home: bool = False,
    ) -> None:
        """Add packages from ``start`` to ``stop`` (days; ``NEVER`` where it goes on)."""
        life = self.life
        n = len(who)
        end_of_life = np.where(life.courses.dies[who] < NEVER, life.courses.dies[who] + 1, life.courses.leaves[who])
        limit = end_of_life if in_home else np.minimum(end_of_life, life.courses.enters[who])
        end = np.minimum(stop, limit)
        why = np.where(outcome is None, 0, outcome if outcome is not None else 0) + np.zeros(n, np.int64)
        why = np.where(
            end < stop,
            np.where(end == life.courses.enters[who], 3, np.where(life.courses.dies[who] < NEVER, 1, 2)),
            why,
        )
        keep = (start < end) & (start < life.place.period.stop) & (end > life.place.period.start)
        still = end >= life.place.period.stop
        self.parts.append(
            tuple(
                column[keep]
                for column in (
                    who,
                    np.full(n, SERVICES.index(service)),
                    start,
                    np.where(still, NO_DATE, end),
                    hours if hours is not None else np.full(n, np.nan),
                    pence(np.broadcast_to(weekly, n)),
                    np.where(still, -1, why),
                    np.full(n, int(provider[2:])),
                )
            )
        )

    def table(self, keys: pa.Array) -> dict[str, Any]:
        """Return the columns of ``package``."""
        who, service, start, end, hours, weekly, outcome, provider = (
            np.concatenate(c) for c in zip(*self.parts, strict=True)
        )
        order = np.lexsort((start, who))
        return {
            "person_key": words(who[order], keys),
            "service": words(service[order], SERVICES),
            "start_date": start[order],
            "end_date": end[order],
            "hours_per_week": hours[order],
            "weekly_cost": weekly[order],
            "outcome": words(outcome[order], _OUTCOMES),
            "provider": words(provider[order], [f"ZS{i}" for i in range(40)]),
        }


def adult_years(life: Life) -> float:
    """Return the years that adults lived here, for rates per 1,000 adults."""
    s = life.stretches
    return float((s.years * (s.age >= 18)).sum())


def at_home(life: Life, who: Array, day: Array) -> Array:
    """Return who on ``day`` lives here, and in no care home."""
    return (day < life.until[who]) & (day < life.courses.enters[who])
