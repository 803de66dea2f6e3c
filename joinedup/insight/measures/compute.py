"""Computing a measure: who was on a list for how long, what happened to them meanwhile, and the interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from joinedup.insight.engine import Engine
from joinedup.insight.measures.definition import Measure
from joinedup.insight.statistics.intervals import Interval, byar, compound
from joinedup.words.basics.errors import BadInput

DAYS_A_YEAR = 365.25
# How a figure may be cut: the name, and the SQL that gives a person's group (t: time on list, home: last residence).
CUTS: dict[str, str] = {
    "practice": "t.practice",
    "sex": "t.sex",
    "age_band": (
        "CASE WHEN whole_years(t.birth_month, p.first_day) < 18 THEN '0 to 17' "
        "WHEN whole_years(t.birth_month, p.first_day) < 65 THEN '18 to 64' "
        "WHEN whole_years(t.birth_month, p.first_day) < 75 THEN '65 to 74' "
        "WHEN whole_years(t.birth_month, p.first_day) < 85 THEN '75 to 84' ELSE '85 and over' END"
    ),
    "deprivation": "CAST((home.deprivation_decile + 1) // 2 AS INTEGER)",
    "month": "p.first_day",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, with all that must be shown beside it.

    ``numerator`` is what was added up; ``denominator`` is in person-years; ``rate``, ``low`` and ``high`` are per
    ``Measure.per`` person-years, None where nobody was there. ``last_day`` is exclusive.
    """

    measure: str
    group: dict[str, Any]
    numerator: float
    denominator: float
    rate: float | None
    low: float | None
    high: float | None
    first_day: date
    last_day: date


def compute(
    engine: Engine, measure: Measure, *, first_day: date, last_day: date, by: list[str] | None = None
) -> list[Figure]:
    """Return the figures of ``measure`` for the days from ``first_day`` up to ``last_day`` (exclusive).

    ``by`` names cuts (see CUTS). Only what happened while a person was on a list of the place counts, so that
    numerator and denominator speak of the same people and days. Raises BadInput for a cut that is not known and for
    an empty period.
    """
    cuts = by or []
    if unknown := [cut for cut in cuts if cut not in CUTS]:
        raise BadInput(f"We cannot cut by {', '.join(unknown)}.", now=f"Choose from: {', '.join(CUTS)}.")
    if first_day >= last_day:
        raise BadInput("The period is empty.", now="Choose a first day before the last.")
    engine.work_out("time_on_list", "last_residence", measure.each)
    rows = engine.rows(statement(measure, cuts), [first_day, last_day])
    return [_figure(measure, cuts, row, first_day, last_day) for row in rows]


def statement(measure: Measure, cuts: list[str]) -> str:
    """Return the SQL that answers ``measure``, cut by ``cuts``; its two parameters are the first and the last day."""
    columns = "".join(f", {CUTS[cut]} AS cut_{cut}" for cut in cuts)
    names = "".join(f", cut_{cut}" for cut in cuts)
    months = "month" in cuts
    period = (
        "SELECT CAST(m AS DATE) AS first_day, least(CAST(m + INTERVAL 1 MONTH AS DATE), l) AS last_day "
        "FROM whole, LATERAL (SELECT unnest(generate_series(CAST(f AS TIMESTAMP), "
        "CAST(l AS TIMESTAMP) - INTERVAL 1 DAY, INTERVAL 1 MONTH)) AS m)"
        if months
        else "SELECT f AS first_day, l AS last_day FROM whole"
    )
    starts = "london_day(e.start_at) >= s.from_day AND london_day(e.start_at) < s.to_day"
    overlaps = "london_day(e.start_at) < s.to_day AND coalesce(london_day(e.end_at), s.to_day) > s.from_day"
    adds = measure.adds.replace("first_day", "s.from_day").replace("last_day", "s.to_day")
    same_cut = " AND ".join(f"lived.cut_{cut} IS NOT DISTINCT FROM happened.cut_{cut}" for cut in cuts)
    shown = "".join(f"lived.cut_{cut}, " for cut in cuts)
    group = "GROUP BY ALL" if cuts else ""
    return f"""
        WITH whole AS (SELECT CAST(? AS DATE) AS f, CAST(? AS DATE) AS l),
        p AS ({period}),
        s AS (
            SELECT t.person_key, greatest(t.start_date, p.first_day) AS from_day,
                   least(t.end_date, p.last_day) AS to_day{columns}
            FROM time_on_list t JOIN p ON t.start_date < p.last_day AND t.end_date > p.first_day
            {"LEFT JOIN last_residence home USING (person_key)" if "deprivation" in cuts else ""}
        ),
        lived AS (
            SELECT sum(days_between(from_day, to_day)) AS days{names} FROM s WHERE to_day > from_day
            {group}
        ),
        counted AS (
            SELECT * FROM {measure.each} WHERE {measure.counts}
        ),
        happened AS (
            SELECT sum(amount) AS total, sum(amount * amount) AS squares{names}
            FROM (
                SELECT CAST({adds} AS DOUBLE) AS amount{names}
                FROM counted e JOIN s ON s.person_key = e.person_key
                 AND {starts if measure.dated == "start" else overlaps}
            )
            {group}
        )
        SELECT {shown}coalesce(total, 0) AS total, coalesce(squares, 0) AS squares, lived.days
        FROM lived LEFT JOIN happened ON {same_cut or "true"}
        {"ORDER BY ALL" if cuts else ""}
    """


def _figure(measure: Measure, cuts: list[str], row: dict[str, Any], first_day: date, last_day: date) -> Figure:
    years = float(row["days"] or 0) / DAYS_A_YEAR
    total = float(row["total"])
    interval: Interval = byar(int(total)) if measure.whole_events else compound(total, float(row["squares"]))
    scale = measure.per / years if years else None
    return Figure(
        measure=measure.id,
        group={cut: row[f"cut_{cut}"] for cut in cuts},
        numerator=total,
        denominator=years,
        rate=total * scale if scale else None,
        low=interval.low * scale if scale else None,
        high=interval.high * scale if scale else None,
        first_day=first_day,
        last_day=last_day,
    )
