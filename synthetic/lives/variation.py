"""How practices and homes differ from one another, and what is planted for those who look to find.

Every practice and home has a way of its own. In a place with practices enough a few lie far outside what chance
brings, and at two of them a measure changes from one month on: ``planted`` says which, for the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from synthetic.facts import facts
from synthetic.lives.draws import WHOLE_PLACE, Array, stream
from synthetic.lives.times import Period, as_date, day_number

FEWEST_PRACTICES, FEWEST_HOMES = 5, 4


@dataclass(frozen=True, slots=True)
class Change:
    """From ``day`` on, the A&E attendances of one practice's people that need no bed are ``multiple`` of before."""

    practice: int
    day: int
    multiple: float


@dataclass(frozen=True, slots=True)
class Variation:
    """By practice: log odds of checks done, of vaccinations taken up, of carers known. By home: a multiple of falls."""

    checks: Array
    vaccination: Array
    carers: Array
    falls: Array
    changes: tuple[Change, ...]
    outlying: dict[str, int]


def vary(seed: int, period: Period, lists: Array, homes: Array) -> Variation:
    """Return how the practices (with their weights ``lists``) and the homes (with people ``homes``) of a place vary.

    What lies outside is planted at large practices and the largest home, where there is something to see.
    """
    rng = stream(seed, WHOLE_PLACE, "variation")
    how = facts("quality")["variation_assumed"]
    count = len(lists)
    checks, vaccination, carers = (
        rng.standard_normal(count) * how[f"practice_{name}"] for name in ("checks", "vaccination", "carers")
    )
    falls = np.exp(rng.standard_normal(len(homes)) * how["home_falls"])
    outlying: dict[str, int] = {}
    changes: tuple[Change, ...] = ()
    if count >= FEWEST_PRACTICES:
        largest = [int(i) for i in np.argsort(-lists, kind="stable")]
        outlying |= {"checks": largest[1], "vaccination": largest[2]}
        checks[largest[1]] = how["outlying_practice_checks"]
        vaccination[largest[2]] = how["outlying_practice_vaccination"]
        changes = (
            Change(largest[3], _months_before(period, 9), how["attendances_rise"]),
            Change(largest[4], _months_before(period, 14), how["attendances_fall"]),
        )
    checks, vaccination, carers = (  # the place as a whole is as others are
        effect - np.average(effect, weights=np.maximum(lists, 1e-9)) for effect in (checks, vaccination, carers)
    )
    if len(homes) >= FEWEST_HOMES:
        outlying["falls"] = int(np.argmax(homes))
        falls[outlying["falls"]] = how["outlying_home_falls"]
    falls /= np.average(falls, weights=np.maximum(homes, 1e-9))
    return Variation(checks, vaccination, carers, falls, changes, outlying)


def _months_before(period: Period, months: int) -> int:
    """Return the first day of the month so many months before the end, within the period's last two thirds."""
    last = as_date(period.stop)
    number = last.year * 12 + last.month - 1 - months
    day = day_number(last.replace(year=number // 12, month=number % 12 + 1, day=1))
    return max(day, period.start + (period.stop - period.start) // 3)


def planted(variation: Variation, practices: list[str], homes: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return what was planted in words: ``outliers`` and ``changes``."""
    how = facts("quality")["variation_assumed"]
    said = {
        "checks": ("practice", practices, "yearly checks of lasting conditions done", how["outlying_practice_checks"]),
        "vaccination": ("practice", practices, "vaccinations taken up", how["outlying_practice_vaccination"]),
        "falls": ("site", homes, "falls in care homes", how["outlying_home_falls"]),
    }
    outliers = []
    for what, position in variation.outlying.items():
        of, codes, title, size = said[what]
        scale = "times as many as in a home like the others" if what == "falls" else "log odds beside the others"
        outliers.append({"what": title, of: codes[position], "by": size, "scale": scale})
    changes = [
        {
            "what": "A&E attendances that do not end in admission",
            "practice": practices[change.practice],
            "from": as_date(change.day).isoformat(),
            "times_as_many": change.multiple,
        }
        for change in variation.changes
    ]
    return {"outliers": outliers, "changes": changes}
