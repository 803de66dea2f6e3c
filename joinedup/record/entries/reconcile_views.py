"""Other ways through the same lines: by time, by problem, by contact, and one number over time. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from joinedup.record.entries.reconcile_events import CONTACTS, MEASURED
from joinedup.record.entries.reconcile_stays import STAYS
from joinedup.record.entries.rules import EntryRow, Line
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import Moment, Precision, start_of_day
from joinedup.words.vocabulary import conditions
from joinedup.words.vocabulary.kinds import Kind

ENCOUNTERS = CONTACTS | STAYS | {Kind.CONTACT}
PAGE = 50


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Lines, latest first. ``after`` asks for the next page (empty on the last one); ``total`` counts all that match.

    ``undated`` are those that match and have no date: they are on the first page only.
    """

    lines: tuple[Line, ...]
    undated: tuple[Line, ...]
    total: int
    after: str


def timeline(
    lines: Sequence[Line],
    *,
    kinds: Collection[Kind] = (),
    organisations: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
    after: str = "",
    size: int = PAGE,
) -> TimelinePage:
    """Return one page of the lines that match; no filter matches all. ``until`` is the last day that is shown.

    A page begins after a line, not at a number, so lines that arrive between two pages shift nothing. Raises
    BadInput where ``after`` is not what a page before gave.
    """
    first = start_of_day(since) if since else None
    end = start_of_day(until + timedelta(days=1)) if until else None
    matching = [
        line
        for line in lines
        if (not kinds or line.kind in kinds)
        and (not organisations or not set(organisations).isdisjoint(line.said_by))
        and _within(line.happened, first, end)
    ]
    dated = sorted((line for line in matching if line.happened), key=_key, reverse=True)
    undated = tuple(line for line in matching if not line.happened)
    start = _after(after)
    following = [line for line in dated if _key(line) < start] if start else dated
    page = following[:size]
    more = len(following) > size
    return TimelinePage(
        lines=tuple(page),
        undated=() if start else undated,
        total=len(matching),
        after=f"{page[-1].happened.at.timestamp():.6f}~{page[-1].id}" if more and page[-1].happened else "",
    )


def _within(happened: Moment | None, first: datetime | None, end: datetime | None) -> bool:
    if happened is None:
        return first is None and end is None
    return (first is None or happened.at >= first) and (end is None or happened.at < end)


def _key(line: Line) -> tuple[float, str]:
    return (round(line.happened.at.timestamp(), 6) if line.happened else 0.0, line.id)


def _after(text: str) -> tuple[float, str] | None:
    at, _, line_id = text.partition("~")
    if not text:
        return None
    try:
        return float(at), line_id
    except ValueError as error:
        raise BadInput("This page of the timeline cannot be found.", now="Begin again at the first page.") from error


@dataclass(frozen=True, slots=True)
class Point:
    """One number, when it was measured, and the line that says so; of a score, the ``band`` in which it lies."""

    happened: Moment
    value: float
    line: Line
    band: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One thing measured, in one unit, oldest first. Another unit is another series: nothing is converted."""

    concept: str
    title: str
    unit: str
    points: tuple[Point, ...]


def trend(lines: Sequence[Line], concept: str) -> tuple[Series, ...]:
    """Return the numbers of one thing measured (``Line.concept``) over time, one series a unit, the longest first."""
    by_unit: dict[str, list[Point]] = defaultdict(list)
    for line in lines:
        if line.kind in MEASURED and line.concept == concept and line.value is not None and line.happened:
            by_unit[line.unit].append(Point(line.happened, line.value, line))
    found = [
        Series(concept, points[0].line.title, unit, tuple(sorted(points, key=_when)))
        for unit, points in by_unit.items()
    ]
    return tuple(sorted(found, key=lambda series: (-len(series.points), series.unit)))


def measured(lines: Sequence[Line]) -> dict[str, Series]:
    """Return everything measured more than once, by concept: the most often measured first."""
    concepts = dict.fromkeys(line.concept for line in lines if line.kind in MEASURED and line.value is not None)
    longest = [found[0] for concept in concepts if (found := trend(lines, concept))]
    often = sorted((series for series in longest if len(series.points) > 1), key=lambda s: (-len(s.points), s.title))
    return {series.concept: series for series in often}


def scored(lines: Sequence[Line]) -> tuple[Series, ...]:
    """Return each score of the forms answered here that was worked out more than once, by the titles of the scores."""
    found: dict[tuple[str, str, str], list[Point]] = defaultdict(list)
    for line in lines:
        for score in line.details.get("scores", ()) if line.kind is Kind.ASSESSMENT and line.address else ():
            if line.happened and score["value"] is not None:
                title = line.title if score["title"] == line.title else f"{line.title}: {score['title']}"
                point = Point(line.happened, float(score["value"]), line, score["band"])
                found[title, line.concept, score["name"]].append(point)
    return tuple(
        Series(f"{form} {name}", title, "", tuple(sorted(points, key=_when)))
        for (title, form, name), points in sorted(found.items())
        if len(points) > 1
    )


def _when(point: Point) -> datetime:
    return point.happened.at


@dataclass(frozen=True, slots=True)
class Grouped:
    """One problem or one contact, with the lines that belong to it, in the order of the record."""

    head: Line
    lines: tuple[Line, ...]


def by_problem(lines: Sequence[Line]) -> tuple[Grouped, ...]:
    """Return each problem with all that was done for it: by what its sources tie to it or give as its reason."""
    problems = [line for line in lines if line.kind is Kind.PROBLEM]
    keys = {(row.source_record, row.key): n for n, line in enumerate(problems) for row in line.sources}
    words: dict[str, list[int]] = defaultdict(list)
    for n, line in enumerate(problems):
        words[line.concept].append(n)
    belonging: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.kind is not Kind.PROBLEM:
            for n in dict.fromkeys(n for row in line.sources for n in _problems_of(row, keys, words)):
                belonging[n].append(line)
    return tuple(Grouped(line, tuple(belonging[n])) for n, line in enumerate(problems))


def _problems_of(row: EntryRow, keys: Mapping[tuple[int, str], int], words: Mapping[str, list[int]]) -> list[int]:
    tied = row.details.get("problems") or ()
    found = [keys[row.source_record, key] for key in tied if (row.source_record, key) in keys]
    reason, system = str(row.details.get("reason") or ""), str(row.details.get("reason_system") or "")
    told = [
        (row.code_system, row.code, row.text),
        (system or row.code_system, reason, str(row.details.get("reason_text") or reason)),
    ]
    for code_system, code, text in told:
        known = conditions.condition(code_system, code, text) if code or text else None
        concept = known.word if known else conditions.plain_condition(text)
        found += words.get(concept, ())
    return found


def by_encounter(lines: Sequence[Line]) -> tuple[Grouped, ...]:
    """Return each contact and stay, latest first, with what its sources tie to it or did during it."""
    heads = sorted((line for line in lines if line.kind in ENCOUNTERS and line.happened), key=_key, reverse=True)
    keys = {(row.source_record, row.key): n for n, line in enumerate(heads) for row in line.sources}
    belonging: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.kind in ENCOUNTERS:
            continue
        tied = [keys.get((row.source_record, str(row.details.get("encounter") or ""))) for row in line.sources]
        found = [n for n in tied if n is not None] or [n for n, head in enumerate(heads) if _during(line, head)]
        for n in dict.fromkeys(found):
            belonging[n].append(line)
    return tuple(Grouped(line, tuple(belonging[n])) for n, line in enumerate(heads))


def _during(line: Line, head: Line) -> bool:
    """Return whether a thing was done by those who gave a contact, between its beginning and its end, to the minute."""
    if not line.happened or not head.happened or line.happened.precision is not Precision.TIME:
        return False
    if {row.source_record for row in line.sources}.isdisjoint(row.source_record for row in head.sources):
        return False
    end = head.ended.at if head.ended else head.happened.at
    return head.happened.precision is Precision.TIME and head.happened.at <= line.happened.at <= end
