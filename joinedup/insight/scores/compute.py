"""Scoring everyone on one day: one pass over diagnoses, one over criteria, and the sums."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from joinedup.insight.criteria import statement, understood
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.insight.scores.definition import Point, Score


def put_scores(engine: Engine, scores: Iterable[Score], *, on: date, told: frozenset[str] | None = None) -> None:
    """Keep ``person_score`` with a row for each of ``scores`` and everyone alive on a practice's list on the day.

    Someone younger than a score is for has no row of it. ``told`` names what the release tells of (see
    ``insight.criteria.facts.told``); a deficit that nothing tells of is left out of a share, and counts no points.
    """
    engine.work_out("time_on_list")
    rows = " UNION ALL ".join(f"SELECT * FROM ({query(score, on=on, told=told)}) of_one" for score in scores)
    engine.keep("person_score", rows)


def query(score: Score, *, on: date, told: frozenset[str] | None = None) -> str:
    """Return the query that scores everyone: person_key, score, value, band."""
    coded = [point for point in score.points if point.codes]
    held = [point for point in score.points if not point.codes]
    joins, sums = "", []
    if coded:
        joins += f" LEFT JOIN ({_diagnosed(score, coded, on)}) d ON d.person_key = s.person_key"
        sums.append("coalesce(d.points, 0)")
    if held:
        named = {f"p{number}": understood(point.holds) for number, point in enumerate(held)}
        joins += f" LEFT JOIN ({statement(named, on=on, told=told)}) h ON h.person_key = s.person_key"
        sums += [f"CASE WHEN h.p{number} THEN {point.points!r} ELSE 0.0 END" for number, point in enumerate(held)]
    total = f"({' + '.join(sums)})"
    if score.how == "share":
        known = " + ".join(f"CASE WHEN h.p{number} IS NULL THEN 0 ELSE 1 END" for number in range(len(held)))
        total = f"({total} / nullif({known}, 0))"
    day = literal(on)
    old_enough = f" AND whole_years(s.birth_month, {day}) >= {score.aged}" if score.aged else ""
    return f"""
        SELECT person_key, {literal(score.id)} AS score, value, {_band(score)} AS band
        FROM (
            SELECT s.person_key, round({total}, 6) AS value
            FROM time_on_list s{joins}
            WHERE s.start_date <= {day} AND s.end_date > {day}{old_enough}
        ) added
        WHERE value IS NOT NULL
    """


def _diagnosed(score: Score, points: Iterable[Point], on: date) -> str:
    """Return the query that adds up points for diagnoses, each counted once however often it was written."""
    told = list(points)
    day = literal(on)
    each = ", ".join(
        f"max(CASE WHEN any_begins(reasons, {literal(point.codes)}) THEN {point.points!r} END) AS c{number}"
        for number, point in enumerate(told)
    )
    added = " + ".join(f"coalesce(c{number}, 0.0)" for number in range(len(told)))
    return f"""
        SELECT person_key, {added} AS points
        FROM (
            SELECT person_key, {each}
            FROM event
            WHERE kind = 'admission' AND london_day(start_at) <= {day}
              AND london_day(start_at) > add_months({day}, -{score.within})
            GROUP BY person_key
        ) found
    """


def _band(score: Score) -> str:
    whens = " ".join(
        f"WHEN value {'>' if band.above else '>='} {band.least!r} THEN {literal(band.name)}"
        for band in reversed(score.bands)
    )
    return f"CASE {whens} END"
