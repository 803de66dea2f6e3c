"""Who is on each practice's list, by age and sex, on the last day that figures speak of; kept with the results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from joinedup.insight.disclosure import Policy, protect
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.insight.measures.periods import year_to
from joinedup.insight.measures.population import AGE_BANDS
from joinedup.record.store.files import whole

SEXES = ("female", "male")
Shown = int | str

_COUNTED = """
    SELECT t.practice, t.sex, CAST(least(9, floor(whole_years(t.birth_month, {day}) / 10.0)) AS INTEGER) AS band,
           count(*) AS people
    FROM time_on_list t
    WHERE t.start_date <= {day} AND t.end_date > {day} AND t.birth_month IS NOT NULL AND t.sex IN ('female', 'male')
    GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Lists:
    """People of known age and sex on ``day``, as they may be shown: a count, or the words that stand for it.

    ``people`` gives by practice each band's (female, male), ``totals`` each practice's sum, ``place`` the bands of all.
    """

    day: date
    people: Mapping[str, tuple[tuple[Shown, Shown], ...]]
    totals: Mapping[str, Shown]
    place: tuple[tuple[Shown, Shown], ...]
    total: Shown


def count(engine: Engine, *, data_date: date, policy: Policy) -> Lists:
    """Return who is on each list on the last day of the last whole month."""
    day = year_to(data_date).last_day - timedelta(days=1)
    engine.work_out("time_on_list")
    rows = engine.rows(_COUNTED.format(day=literal(day)))
    practices = sorted({row["practice"] for row in rows if row["practice"]})
    counts = np.zeros((len(practices), len(AGE_BANDS), len(SEXES)), dtype=np.int64)
    for row in rows:
        if row["practice"]:
            place = practices.index(row["practice"]), row["band"], SEXES.index(row["sex"])
            counts[place] += row["people"]
    table = protect(counts, policy=policy)
    bands = range(len(AGE_BANDS))
    return Lists(
        day=day,
        people={
            name: tuple((table.at(n, band, 0), table.at(n, band, 1)) for band in bands)
            for n, name in enumerate(practices)
        },
        totals={name: table.at(n, -1, -1) for n, name in enumerate(practices)},
        place=tuple((table.at(-1, band, 0), table.at(-1, band, 1)) for band in bands),
        total=table.total,
    )


def write(path: Path, lists: Lists) -> None:
    """Write what may be shown of the lists; whole, or not at all."""
    told = {name: getattr(lists, name) for name in lists.__slots__} | {"day": lists.day.isoformat()}
    with whole(path) as part:
        part.write_text(json.dumps(told), encoding="utf-8")


def read(path: Path) -> Lists | None:
    """Return what was written, or None where nothing was."""
    if not path.exists():
        return None
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Lists(
        day=date.fromisoformat(told["day"]),
        people={name: _bands(bands) for name, bands in told["people"].items()},
        totals=told["totals"],
        place=_bands(told["place"]),
        total=told["total"],
    )


def _bands(told: list[list[Shown]]) -> tuple[tuple[Shown, Shown], ...]:
    return tuple((left, right) for left, right in told)
