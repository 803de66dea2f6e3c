"""Computing a measure: who lived here for how long, what happened to them meanwhile, and how sure we can be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from joinedup.insight.engine import Engine
from joinedup.insight.measures import people, statement
from joinedup.insight.measures.answers import Answer, Group, average_of, rate_of, share_of
from joinedup.insight.measures.cuts import Cut, chosen
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.periods import Period
from joinedup.words.basics.errors import BadInput


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, with all that must be shown beside it.

    ``numerator`` is what was added up or met; ``denominator`` is person-years (or resident-days) for a rate, rows for a
    share or an average, people or expected people for the kinds that count them. ``value``, ``low`` and ``high`` are
    in the measure's unit (a share from 0 to 1), None where there is no denominator. ``counted`` is how many rows (or
    people) the numerator is made of, by which small numbers are hidden. ``last_day`` is exclusive.
    """

    measure: str
    group: Mapping[str, Any]
    numerator: float
    denominator: float
    value: float | None
    low: float | None
    high: float | None
    first_day: date
    last_day: date
    counted: int = 0


def compute(
    engine: Engine,
    measure: Measure,
    *,
    period: Period,
    by: Iterable[str] = (),
    among: str = "",
    known_to: date | None = None,
) -> list[Figure]:
    """Return the figures of ``measure`` for ``period``, one for each group of the cuts ``by``, in their order.

    Only what happened while a person was on a list of the place counts, so that numerator and denominator speak of the
    same people and days. ``among`` names a kept table of person_key: only they count. ``known_to`` is the data date:
    where a measure follows up, rows too near to it wait, and the period ends sooner. Raises BadInput for a cut that is
    not known or has no meaning for it, and for a period in which no row can have an answer yet.
    """
    cuts = chosen(by, measure)
    period = _answered(measure, period, known_to)
    splits = period.split("month") if any(cut.name == "month" for cut in cuts) else (period,)
    if measure.of_people:
        answers = people.answers(engine, measure, cuts=cuts, splits=splits, among=among)
    else:
        answers = _answers(engine, measure, cuts=cuts, splits=splits, among=among)
    figures = []
    for group, told in answers.items():
        first_day, last_day = _days(group, cuts, period, splits)
        named = {cut.name: value for cut, value in zip(cuts, group, strict=True)}
        figures.append(
            Figure(measure.id, named, *told[:5], first_day=first_day, last_day=last_day, counted=told.counted)
        )
    return sorted(figures, key=lambda figure: [(value is None, str(value)) for value in figure.group.values()])


def _answers(
    engine: Engine, measure: Measure, *, cuts: Sequence[Cut], splits: Sequence[Period], among: str
) -> dict[Group, Answer]:
    engine.work_out("time_on_list", "last_residence", measure.each, measure.over)
    rows = {_group(row, cuts): row for row in engine.rows(statement.happened(measure, cuts, splits, among))}
    if measure.kind == "rate":
        lived = _lived(engine, measure, cuts, splits, among)
        return {group: rate_of(measure, days, rows.get(group)) for group, days in lived.items()}
    if measure.kind == "average":
        return {group: average_of(row) for group, row in rows.items()}
    return {group: share_of(int(row["met"] or 0), int(row["rows_counted"] or 0)) for group, row in rows.items()}


def explained(measure: Measure, *, period: Period, by: Iterable[str] = (), among: str = "") -> list[str]:
    """Return the statements that answer ``measure``, for people to read: "how was this computed"."""
    cuts = chosen(by, measure)
    splits = period.split("month") if any(cut.name == "month" for cut in cuts) else (period,)
    if measure.of_people:
        return [people.listed(measure, cuts, split, among) for split in splits]
    asked = [statement.happened(measure, cuts, splits, among)]
    if measure.kind == "rate":
        asked.append(statement.lived(measure, cuts, splits, among))
    return asked


def _answered(measure: Measure, period: Period, known_to: date | None) -> Period:
    """Return the part of ``period`` whose rows have been followed up for as long as the measure asks."""
    if not measure.follow_up or known_to is None:
        return period
    last = min(period.last_day, known_to - timedelta(days=measure.follow_up - 1))
    if last <= period.first_day:
        raise BadInput(
            f"'{measure.title}' is known only {measure.follow_up} days after, and the data end before that.",
            now="Choose an earlier period.",
        )
    return Period(period.first_day, last)


def _lived(
    engine: Engine, measure: Measure, cuts: Sequence[Cut], splits: Sequence[Period], among: str
) -> dict[Group, float]:
    """Return days lived by group; asked once of an engine, however many measures share it."""
    sql = statement.lived(measure, cuts, splits, among)
    name = f"lived_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
    engine.keep_once(name, sql)
    columns = "".join(f"cut_{cut.name}, " for cut in cuts)
    return {_group(row, cuts): float(row["days"] or 0) for row in engine.rows(f"SELECT {columns}days FROM {name}")}


def _group(row: Mapping[str, Any], cuts: Sequence[Cut]) -> Group:
    return tuple(row[f"cut_{cut.name}"] for cut in cuts)


def _days(group: Group, cuts: Sequence[Cut], period: Period, splits: Sequence[Period]) -> tuple[date, date]:
    """Return the first and last day of a group: its month's, or the whole period's."""
    by_start: Callable[[Any], Period | None] = {split.first_day: split for split in splits}.get
    for cut, value in zip(cuts, group, strict=True):
        if cut.name == "month" and (split := by_start(value)):
            return split.first_day, split.last_day
    return period.first_day, period.last_day
