"""Computing a measure: who lived here for how long, what happened to them meanwhile, and how sure we can be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from joinedup.insight.engine import Engine
from joinedup.insight.engine.engine import Row
from joinedup.insight.measures import people, statement
from joinedup.insight.measures.answers import Answer, average_of, rates_of, shares_of
from joinedup.insight.measures.cuts import Cut, chosen
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.periods import Period
from joinedup.insight.measures.statement import CutSet
from joinedup.words.basics.errors import BadInput

Splits = tuple[Period, ...]
Group = tuple[Any, ...]
# The rows of each set of cuts, by the names of its cuts.
BySet = Mapping[frozenset[str], list[Row]]


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


@dataclass(frozen=True, slots=True)
class Ask:
    """One measure asked in one way of cutting; ``ask`` makes it.

    ``splits`` are the months of ``period`` where it is cut by month, or ``period`` alone.
    """

    measure: Measure
    cuts: CutSet
    period: Period
    splits: Splits

    @property
    def by(self) -> tuple[str, ...]:
        """Return the names of the cuts, in the order in which they were asked."""
        return tuple(cut.name for cut in self.cuts)


def ask(measure: Measure, *, period: Period, by: Iterable[str] = (), known_to: date | None = None) -> Ask:
    """Return what is asked of ``measure``, for ``compute_many``.

    ``known_to`` is the data date: where a measure follows up, rows too near to it wait, and the period ends sooner.
    Raises BadInput for a cut that is not known or has no meaning for it, and for a period in which no row can have an
    answer yet.
    """
    cuts = tuple(chosen(by, measure))
    period = _answered(measure, period, known_to)
    return Ask(measure, cuts, period, _splits(cuts, period))


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
    same people and days. ``among`` names a kept table of person_key: only they count. Raises BadInput as ``ask`` does.
    """
    [(_, figures)] = compute_many(engine, [ask(measure, period=period, by=by, known_to=known_to)], among=among)
    return figures


def compute_many(engine: Engine, asks: Sequence[Ask], *, among: str = "") -> Iterator[tuple[Ask, list[Figure]]]:
    """Give the figures of each of ``asks``, as ``compute`` would one by one; those of one measure come together.

    A measure's rows are read once for all its cuts over the same periods, and the criteria of all measures of people
    are decided once for each day: so ask in one call what is wanted together.
    """
    of_people = list({each.measure.id: each.measure for each in asks if each.measure.of_people}.values())
    place = {measure.id: n for n, measure in enumerate(of_people)}
    counted: dict[Splits, BySet] = {}
    if of_people:
        sets = _sets(each for each in asks if each.measure.of_people)
        rows = people.counted(engine, of_people, sets=sets, among=among)
        counted = {splits: _by_set(rows[splits], sets[splits]) for splits in sets}
    for measure in {each.measure.id: each.measure for each in asks}.values():
        its = [each for each in asks if each.measure.id == measure.id]
        for splits, sets_asked in _sets(its).items():
            same = [each for each in its if each.splits == splits]
            if measure.of_people:
                for each in same:
                    told, n = counted[splits][frozenset(each.by)], place[measure.id]
                    told = people.of_anyone(n, told) if each.by else told
                    yield each, _figures(each, told, people.answers(measure, n, told))
            else:
                yield from _of_rows(engine, measure, same, sets_asked, among)


def _of_rows(
    engine: Engine, measure: Measure, asks: Sequence[Ask], sets: Sequence[CutSet], among: str
) -> Iterator[tuple[Ask, list[Figure]]]:
    """Give the figures of one measure of rows, asked in several ways over the same periods."""
    engine.work_out("time_on_list", "last_residence", measure.each, measure.over)
    splits = asks[0].splits
    happened = _by_set(engine.rows(statement.happened(measure, sets, splits, among), of=measure.title), sets)
    lived = _lived(engine, measure, sets, splits, among) if measure.kind == "rate" else {}
    for each in asks:
        rows = happened[frozenset(each.by)]
        if measure.kind == "rate":
            found = {_group(row, each.cuts): row for row in rows}
            rows = lived[frozenset(each.by)]
            days = [float(row.get("days") or 0) for row in rows]
            answers = rates_of(measure, days, [found.get(_group(row, each.cuts)) for row in rows])
        elif measure.kind == "average":
            answers = [average_of(row) for row in rows]
        else:
            answers = shares_of(
                [int(row.get("met") or 0) for row in rows], [int(row.get("rows_counted") or 0) for row in rows]
            )
        yield each, _figures(each, rows, answers)


def explained(measure: Measure, *, period: Period, by: Iterable[str] = (), among: str = "") -> list[str]:
    """Return the statements that answer ``measure``, for people to read: "how was this computed"."""
    cuts = tuple(chosen(by, measure))
    splits = _splits(cuts, period)
    if measure.of_people:
        return [people.listed(measure, cuts, split, among) for split in splits]
    asked = [statement.happened(measure, [cuts], splits, among)]
    if measure.kind == "rate":
        asked.append(statement.lived(measure, [cuts], splits, among))
    return asked


def _splits(cuts: Iterable[Cut], period: Period) -> Splits:
    return period.split("month") if any(cut.name == "month" for cut in cuts) else (period,)


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


def _sets(asks: Iterable[Ask]) -> dict[Splits, list[CutSet]]:
    """Return the sets of cuts asked over the same periods, each once, in whatever order its cuts were asked."""
    found: dict[Splits, dict[frozenset[str], CutSet]] = {}
    for each in asks:
        found.setdefault(each.splits, {}).setdefault(frozenset(each.by), each.cuts)
    return {splits: list(sets.values()) for splits, sets in found.items()}


def _by_set(rows: Iterable[Row], sets: Sequence[CutSet]) -> BySet:
    """Return the rows of each set of cuts; the whole has a row even where there is nothing at all."""
    if len(sets) == 1:
        found = {frozenset(cut.name for cut in sets[0]): list(rows)}
    else:
        cuts = [cut.name for cut in statement.of_any(sets)]
        found = {frozenset(cut.name for cut in one): [] for one in sets}
        for row in rows:
            found[frozenset(name for name in cuts if not row[f"without_{name}"])].append(row)
    if found.get(frozenset()) == []:
        found[frozenset()] = [{}]
    return found


def _lived(engine: Engine, measure: Measure, sets: Sequence[CutSet], splits: Splits, among: str) -> BySet:
    """Return days lived by group; asked once of an engine, however many measures share it."""
    sql = statement.lived(measure, sets, splits, among)
    name = f"lived_{hashlib.sha256(sql.encode()).hexdigest()[:16]}"
    engine.keep_once(name, sql)
    return _by_set(engine.rows(f"SELECT * FROM {name}"), sets)


def _group(row: Mapping[str, Any], cuts: Sequence[Cut]) -> Group:
    return tuple(row[f"cut_{cut.name}"] for cut in cuts)


def _figures(asked: Ask, rows: Iterable[Mapping[str, Any]], answers: Iterable[Answer]) -> list[Figure]:
    """Return the figures of the groups of ``rows``, in the order of their groups; what is not known comes last."""
    figures = []
    for row, told in zip(rows, answers, strict=True):
        group = _group(row, asked.cuts)
        first_day, last_day = _days(group, asked)
        named = {cut.name: value for cut, value in zip(asked.cuts, group, strict=True)}
        figures.append(
            Figure(asked.measure.id, named, *told[:5], first_day=first_day, last_day=last_day, counted=told.counted)
        )
    return sorted(figures, key=lambda figure: [(value is None, str(value)) for value in figure.group.values()])


def _days(group: Group, asked: Ask) -> tuple[date, date]:
    """Return the first and last day of a group: its month's, or the whole period's."""
    by_start: Callable[[Any], Period | None] = {split.first_day: split for split in asked.splits}.get
    for cut, value in zip(asked.cuts, group, strict=True):
        if cut.name == "month" and (split := by_start(value)):
            return split.first_day, split.last_day
    return asked.period.first_day, asked.period.last_day
