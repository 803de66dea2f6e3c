"""Dividing everyone on one day, and comparing two days or two schemes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from joinedup.insight.criteria import statement, understood
from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.insight.scores.compute import put_scores
from joinedup.insight.scores.definition import score
from joinedup.insight.segments.definition import Scheme


@dataclass(frozen=True, slots=True)
class Moved:
    """How many people were in one segment and then in another; None where they were not on a list that day."""

    before: str | None
    after: str | None
    people: int


def put_segments(
    engine: Engine, schemes: Iterable[Scheme], *, on: date, told: frozenset[str] | None = None, name: str = ""
) -> None:
    """Keep ``person_segment`` (or ``name``) with a row for each scheme and everyone on a practice's list on the day.

    ``person_score`` is kept too, as it was on the day, for the criteria that read frailty.
    """
    put_scores(engine, [score("frailty")], on=on, told=told)
    if told is not None:
        # What the release told was asked before anyone was scored: frailty is told from here on.
        told |= {f"person_score:{row['score']}" for row in engine.rows("SELECT DISTINCT score FROM person_score")}
    engine.work_out("time_on_list", "spending")
    rows = " UNION ALL ".join(f"SELECT * FROM ({query(scheme, on=on, told=told)}) of_one" for scheme in schemes)
    engine.keep(name or "person_segment", rows)


def query(scheme: Scheme, *, on: date, told: frozenset[str] | None = None) -> str:
    """Return the query that puts everyone in one segment of ``scheme``: person_key, scheme, segment."""
    day = literal(on)
    held = {f"s{number}": understood(each.who) for number, each in enumerate(scheme.segments) if each.who is not None}
    joins, whens = "", []
    if held:
        joins += f" LEFT JOIN ({statement(held, on=on, told=told)}) held ON held.person_key = s.person_key"
    if any(each.highest_cost for each in scheme.segments):
        joins += f" LEFT JOIN ({_cost_places(on)}) cost ON cost.person_key = s.person_key"
    for number, each in enumerate(scheme.segments[:-1]):
        fits = [f"held.s{number}"] if each.who is not None else []
        if each.highest_cost:
            fits.append(f"cost.place <= {each.highest_cost!r} * cost.people AND cost.spent > 0")
        whens.append(f"WHEN {' AND '.join(fits)} THEN {literal(each.id)}")
    chosen = (
        f"CASE {' '.join(whens)} ELSE {literal(scheme.segments[-1].id)} END"
        if whens
        else literal(scheme.segments[-1].id)
    )
    return f"""
        SELECT s.person_key, {literal(scheme.id)} AS scheme, {chosen} AS segment
        FROM time_on_list s{joins}
        WHERE s.start_date <= {day} AND s.end_date > {day}
    """


def spent(on: date) -> str:
    """Return the query for what was spent on each person on a list in the year up to the day, in pounds."""
    day = literal(on)
    since = f"add_months({day}, -12)"
    return f"""
        SELECT s.person_key, CAST(coalesce(sum(x.spent), 0) AS DOUBLE) AS spent
        FROM time_on_list s
        LEFT JOIN (
            SELECT person_key, coalesce(cost, 0) + coalesce(weekly_cost, 0) / 7
                   * days_within(start_date, end_date, add_days({since}, 1), add_days({day}, 1)) AS spent
            FROM spending WHERE start_date <= {day} AND coalesce(end_date, {day}) > {since}
        ) x ON x.person_key = s.person_key
        WHERE s.start_date <= {day} AND s.end_date > {day}
        GROUP BY s.person_key
    """


def _cost_places(on: date) -> str:
    """Return the query for each person's place by what was spent on them in the year up to the day, 1 the highest."""
    return f"""
        SELECT person_key, spent, row_number() OVER (ORDER BY spent DESC, person_key) AS place,
               count(*) OVER () AS people
        FROM ({spent(on)}) each_one
    """


def movement(
    engine: Engine, scheme: Scheme, *, first: date, last: date, told: frozenset[str] | None = None
) -> list[Moved]:
    """Return how many people moved from each segment to each between two days, in the scheme's order.

    Someone who came, left or died between them is in one of the two only.
    """
    put_segments(engine, [scheme], on=first, told=told, name="segment_before")
    put_segments(engine, [scheme], on=last, told=told)
    return moved_since(engine, scheme)


def moved_since(engine: Engine, scheme: Scheme) -> list[Moved]:
    """Return how many people moved to each segment of ``person_segment`` from each of ``segment_before``."""
    of_one = f"WHERE scheme = {literal(scheme.id)}"
    rows = engine.rows(
        "SELECT b.segment AS was, a.segment AS is_now, count(*) AS people "
        f"FROM (SELECT person_key, segment FROM segment_before {of_one}) b "
        f"FULL JOIN (SELECT person_key, segment FROM person_segment {of_one}) a ON a.person_key = b.person_key "
        "GROUP BY b.segment, a.segment"
    )
    order = {each.id: number for number, each in enumerate(scheme.segments)}
    moved = [Moved(row["was"], row["is_now"], int(row["people"])) for row in rows]
    return sorted(moved, key=lambda m: (order.get(m.before or "", len(order)), order.get(m.after or "", len(order))))


def agreement(engine: Engine, one: str, other: str) -> tuple[float, float]:
    """Return in what share of people two schemes with the same names of segments agree, and Cohen's kappa.

    For an expert's division against a rule's, both in ``person_segment``. Source: Cohen, Educational and Psychological
    Measurement 20 (1960), 37-46.
    """
    rows = engine.rows(
        f"SELECT a.segment AS one, b.segment AS other, count(*) AS people FROM person_segment a "
        f"JOIN person_segment b ON b.person_key = a.person_key AND b.scheme = {literal(other)} "
        f"WHERE a.scheme = {literal(one)} GROUP BY a.segment, b.segment"
    )
    people = sum(row["people"] for row in rows)
    if not people:
        return 0.0, 0.0
    first, second = _shares(rows, "one", people), _shares(rows, "other", people)
    same = sum(row["people"] for row in rows if row["one"] == row["other"]) / people
    chance = sum(share * second.get(name, 0.0) for name, share in first.items())
    return same, (same - chance) / (1 - chance) if chance < 1 else 1.0


def _shares(rows: Iterable[dict[str, object]], column: str, people: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in rows:
        found[str(row[column])] = found.get(str(row[column]), 0.0) + float(str(row["people"])) / people
    return found
