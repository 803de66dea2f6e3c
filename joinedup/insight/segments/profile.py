"""Who is in each segment and what is spent on them: in all, and by practice, age and deprivation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from joinedup.insight.criteria import told
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.insight.segments.compute import put_segments, spent
from joinedup.insight.segments.definition import Scheme
from joinedup.insight.statistics.inequality import Lorenz, lorenz

# How a scheme is cut: the words for it, and the group that each person is in.
CUTS: Mapping[str, tuple[str, str]] = {
    "practice": ("Practice", "coalesce(p.name, s.practice)"),
    "age": (
        "Age",
        "CASE WHEN whole_years(s.birth_month, {day}) < 18 THEN '0 to 17' "
        "WHEN whole_years(s.birth_month, {day}) < 65 THEN '18 to 64' "
        "WHEN whole_years(s.birth_month, {day}) < 75 THEN '65 to 74' "
        "WHEN whole_years(s.birth_month, {day}) < 85 THEN '75 to 84' "
        "WHEN whole_years(s.birth_month, {day}) >= 85 THEN '85 and over' ELSE 'Not known' END",
    ),
    "deprivation": (
        "Fifth of deprivation, 1 the most deprived",
        "coalesce(CAST(CAST(floor((home.deprivation_decile + 1) / 2.0) AS INTEGER) AS VARCHAR), 'Not known')",
    ),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One segment of one scheme, in one group of a cut ("" for everyone): people, and pounds spent in the year."""

    scheme: str
    segment: str
    group: str
    people: int
    spent: float


def put_everyone(engine: Engine, schemes: Iterable[Scheme], *, on: date) -> None:
    """Keep ``segmented``: everyone on a list on the day, once a scheme, with the groups of CUTS and ``spent``."""
    engine.work_out("time_on_list", "last_residence", "spending")
    put_segments(engine, schemes, on=on, told=told(engine))
    day = literal(on)
    groups = ", ".join(f"{sql.format(day=day)} AS of_{name}" for name, (_, sql) in CUTS.items())
    engine.keep(
        "segmented",
        f"SELECT g.scheme, g.segment, g.person_key, {groups}, cost.spent FROM person_segment g "
        f"JOIN time_on_list s ON s.person_key = g.person_key AND s.start_date <= {day} AND s.end_date > {day} "
        "LEFT JOIN last_residence home ON home.person_key = g.person_key "
        "LEFT JOIN reference_practice p ON p.practice = s.practice "
        f"LEFT JOIN ({spent(on)}) cost ON cost.person_key = g.person_key",
    )


def cells(engine: Engine, by: str = "") -> list[Cell]:
    """Return people and pounds of each segment, of everyone or by a cut of CUTS, from ``segmented``."""
    group = f"of_{by}" if by else "''"
    rows = engine.rows(
        f"SELECT scheme, segment, {group} AS in_group, count(*) AS people, sum(spent) AS spent FROM segmented "
        f"GROUP BY scheme, segment, {group} ORDER BY scheme, in_group, segment"
    )
    return [Cell(row["scheme"], row["segment"], row["in_group"], row["people"], float(row["spent"])) for row in rows]


def who_uses_what(engine: Engine, scheme: Scheme) -> Lorenz | None:
    """Return how unevenly spending falls on everyone, from ``segmented``; None where nothing was spent."""
    rows = engine.arrow(f"SELECT spent FROM segmented WHERE scheme = {literal(scheme.id)}")
    used = np.asarray(rows["spent"].to_numpy(), dtype=np.float64)
    return lorenz(np.maximum(used, 0.0)) if used.size and used.max() > 0 else None
