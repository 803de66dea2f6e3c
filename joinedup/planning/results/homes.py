"""Who lives in which care home, and on which practice's list, on the last day that figures speak of; kept with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from joinedup.insight.disclosure import Policy, protect
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.insight.measures.periods import year_to
from joinedup.record.store.files import whole

Shown = int | str

_COUNTED = """
    SELECT home, coalesce(practice, '') AS practice, count(*) AS people
    FROM time_in_care_home
    WHERE start_date <= {day} AND end_date > {day} AND home IS NOT NULL
    GROUP BY 1, 2
    ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Home:
    """A care home of the place's list. ``kind`` is residential, nursing or empty; ``beds`` None where nobody told."""

    code: str
    name: str
    kind: str
    beds: int | None


@dataclass(frozen=True, slots=True)
class Residents:
    """Who lived in each home on ``day``, as it may be shown: a count, or the words that stand for it.

    ``people`` gives by home each practice's count (a practice without residents there is left out), ``homes`` their
    sums. Nothing is summed over homes, so each home is held for itself.
    """

    day: date
    people: Mapping[str, Mapping[str, Shown]]
    homes: Mapping[str, Shown]


def last_day(data_date: date) -> date:
    """Return the last day of the last whole month: the day of which registers and residents tell."""
    return year_to(data_date).last_day - timedelta(days=1)


def count(engine: Engine, *, data_date: date, policy: Policy) -> Residents:
    """Return who lives where on the last day of the last whole month."""
    day = last_day(data_date)
    engine.work_out("time_on_list", "time_in_care_home")
    told: dict[str, dict[str, int]] = {}
    for row in engine.rows(_COUNTED.format(day=literal(day))):
        told.setdefault(row["home"], {})[row["practice"]] = row["people"]
    people: dict[str, dict[str, Shown]] = {}
    homes: dict[str, Shown] = {}
    for home, counts in told.items():
        table = protect(np.array(list(counts.values())), policy=policy)
        people[home] = {practice: table.at(place) for place, practice in enumerate(counts)}
        homes[home] = table.total
    return Residents(day, people, homes)


def write(path: Path, residents: Residents) -> None:
    """Write what may be shown of the residents; whole, or not at all."""
    with whole(path) as part:
        part.write_text(json.dumps(asdict(residents) | {"day": residents.day.isoformat()}), encoding="utf-8")


def read(path: Path) -> Residents | None:
    """Return what was written, or None where nothing was."""
    if not path.exists():
        return None
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return Residents(date.fromisoformat(told["day"]), told["people"], told["homes"])


def listed(folder: Path) -> dict[str, Home]:
    """Return the care homes of a release's list of sites (its ``folder``), by their codes; none where it has none."""
    if not folder.exists():
        return {}
    rows = pq.read_table(folder, columns=["site", "name", "kind", "care_type", "beds"]).to_pylist()
    return {
        row["site"]: Home(
            row["site"], row["name"] or row["site"], row["care_type"] or _of_kind(row["kind"]), row["beds"]
        )
        for row in rows
        if str(row["kind"] or "").startswith("care_home")
    }


def _of_kind(kind: str) -> str:
    return kind.removeprefix("care_home").removeprefix("_")
