"""What happened: one line for one visit, vaccination, measurement or letter, whoever tells it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from datetime import date, datetime, timedelta

from joinedup.record.entries.rules import (
    EntryRow,
    Line,
    Related,
    Standing,
    apart,
    earliest,
    latest_end,
    local_day,
    newest_first,
    standing_of,
)
from joinedup.words.basics.moments import Precision
from joinedup.words.vocabulary import conditions
from joinedup.words.vocabulary.kinds import SECTION_OF, Kind

MEASURED = frozenset((Kind.OBSERVATION, Kind.INVESTIGATION, Kind.READING))
# Contacts are one where who gave the care and when agree: each source has its own words for them.
CONTACTS = frozenset(
    (
        Kind.CONSULTATION, Kind.ATTENDANCE, Kind.APPOINTMENT, Kind.COMMUNITY_CONTACT, Kind.MENTAL_HEALTH_CONTACT,
        Kind.AMBULANCE_CALL, Kind.URGENT_CALL,
    )
)  # fmt: skip
SAME_CONTACT = timedelta(minutes=30)
SAME_READING = timedelta(minutes=1)
_VACCINE = (
    "vaccination",
    "vaccine",
    "immunisation",
    "immunization",
    "first",
    "second",
    "third",
    "dose",
    "booster",
    "of",
)


def events(rows: list[EntryRow], at: datetime) -> list[Line]:
    """Return the lines of what happened; each source's repeats are its own, and only different voices are joined."""
    groups: dict[tuple[Hashable, Hashable], list[EntryRow]] = defaultdict(list)
    for row in rows:
        groups[_what_and_when(row)].append(row)
    lines = []
    for group in _across_midnight(groups):
        found = [line_of(members, at) for members in joined(group, _same(group[0].kind))]
        lines += _with_other_values(found) if group[0].kind in MEASURED else found
    return lines


def _across_midnight(groups: dict[tuple[Hashable, Hashable], list[EntryRow]]) -> Iterator[list[EntryRow]]:
    """Yield the groups; those of one contact on two days that meet, as two clocks tell it, are one."""
    for (what, when), rows in sorted(groups.items(), key=lambda named: str(named[0])):
        following = (what, when + timedelta(days=1)) if isinstance(when, date) and rows[0].kind in CONTACTS else None
        if following in groups and _meet(rows, groups[following]):
            groups[following] += rows  # the days are in order, so the next one is still to come
        else:
            yield rows


def _meet(evening: list[EntryRow], morning: list[EntryRow]) -> bool:
    """Return whether a contact at the end of one day may be one at the beginning of the next."""
    last, first = ([row.happened.at for row in rows if _is_exact(row) and row.happened] for rows in (evening, morning))
    return bool(last and first) and min(first) - max(last) <= SAME_CONTACT


def _is_exact(row: EntryRow) -> bool:
    return bool(row.happened and row.happened.precision is Precision.TIME)


def _what_and_when(row: EntryRow) -> tuple[Hashable, Hashable]:
    """Return what two entries must have in common to be compared at all: what it is, and the day or period."""
    when: Hashable = None
    if row.happened:
        exact = row.happened.precision in (Precision.DAY, Precision.TIME)
        when = local_day(row.happened) if exact else str(row.happened)
    if row.kind in MEASURED:
        return ("measured", row.code or conditions.plain(row.text)), when
    if row.kind in CONTACTS:
        return (row.kind, provider(row)), when
    if row.kind is Kind.IMMUNISATION:
        words = [word for word in conditions.plain(row.text).split() if word not in _VACCINE]
        return (row.kind, " ".join(words) or row.code), when
    return (row.kind, conditions.plain(row.text) or row.code), when


def provider(row: EntryRow) -> str:
    """Return who gave the care: the trust's code of three letters where a site's longer code is given."""
    code = str(row.details.get("provider") or row.sender)
    return code[:3] if len(code) == 5 and code[0] in "RXT" else code


def _same(kind: Kind) -> Callable[[EntryRow, EntryRow], bool]:
    if kind in MEASURED:
        return lambda one, other: (
            _alike(one.value, other.value) and _unit(one, other) and _near(one, other, SAME_READING)
        )
    if kind in CONTACTS:
        return lambda one, other: _near(one, other, SAME_CONTACT)
    return lambda one, other: one.value == other.value


def _alike(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other))


def _unit(one: EntryRow, other: EntryRow) -> bool:
    return not one.unit or not other.unit or one.unit.lower() == other.unit.lower()


def _near(one: EntryRow, other: EntryRow, limit: timedelta) -> bool:
    if one.happened is None or other.happened is None:
        return one.happened is other.happened
    return apart(one.happened, other.happened) <= limit


def joined(rows: list[EntryRow], same: Callable[[EntryRow, EntryRow], bool]) -> list[list[EntryRow]]:
    """Return rows in groups, each with at most one row of a voice, and each row in the group that is nearest to it.

    Exact times come first, so that a day finds its time.
    """
    groups: list[list[EntryRow]] = []
    for row in sorted(rows, key=_exact_first):
        fitting = [
            group
            for group in groups
            if all(row.voice != member.voice for member in group) and all(same(row, member) for member in group)
        ]
        if fitting:
            min(fitting, key=lambda group: _distance(row, group[0])).append(row)
        else:
            groups.append([row])
    return groups


def _distance(one: EntryRow, other: EntryRow) -> timedelta:
    return apart(one.happened, other.happened) if one.happened and other.happened else timedelta(0)


def _exact_first(row: EntryRow) -> tuple[bool, float, int]:
    moment = row.happened
    return (moment is None or moment.precision is not Precision.TIME, moment.at.timestamp() if moment else 0, row.id)


def line_of(rows: list[EntryRow], at: datetime) -> Line:
    """Return the line of one event. The words shown are those that say most: coded first, then the longest."""
    shown = max(rows, key=lambda row: (bool(row.code), len(row.details), len(row.text), -row.id))
    others = [row for row in newest_first(rows) if row is not shown]
    standings = [standing_of(row, at) for row in (shown, *others)]
    conflicts = []
    if Standing.NOT_DONE in standings and len(set(standings)) > 1:
        done = {Standing.NOT_DONE: "says it was not done"}
        told = zip((shown, *others), standings, strict=True)
        conflicts = ["; ".join(f"{row.organisation} {done.get(s, 'says it was done')}" for row, s in told) + "."]
    return Line(
        kind=shown.kind,
        section=SECTION_OF[shown.kind],
        title=shown.text,
        concept=shown.code or conditions.plain(shown.text),
        sources=(shown, *others),
        standing=standings[0],
        happened=earliest(rows),
        ended=latest_end(rows),
        conflicts=tuple(conflicts),
    )


def _with_other_values(lines: list[Line]) -> list[Line]:
    """Return lines of one measurement on one day, with a sentence where two sources give one moment two values."""
    found = list(lines)
    for n, line in enumerate(lines):
        for other in lines:
            if other is line or not _another_value(line.shown, other.shown):
                continue
            words = f"{other.shown.organisation} gives {number(other.shown)} for the same moment."
            found[n] = found[n].with_conflicts(words).with_related(Related(other.id, "Another value"))
    return found


def _another_value(one: EntryRow, other: EntryRow) -> bool:
    exact = all(row.happened and row.happened.precision is Precision.TIME for row in (one, other))
    values = one.value is not None and other.value is not None and not _alike(one.value, other.value)
    return exact and values and one.voice != other.voice and _unit(one, other) and _near(one, other, SAME_READING)


def number(row: EntryRow) -> str:
    """Return a measured number as people read it, with its unit."""
    return f"{row.value:g} {row.unit}".strip() if row.value is not None else ""
