"""What a retention rule is, and when something falls due by it. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NoReturn

from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import age_on

REVIEW, DESTROY = "review", "destroy"
DEATH, LAST_CONTACT, BIRTH, END, MADE = "death", "last contact", "birth", "end", "made"
EVERYONE, ADULTS, CHILDREN = "everyone", "adults", "children"
RECORDS = "records"
# What a rule can be of, and whether it may be destroyed by itself: only working copies, never the record.
SUBJECTS: Mapping[str, bool] = {
    RECORDS: False, "answered forms": False, "untold": False, "journal": False, "seals": False, "copies": False,
    "landed files": True, "quarantine": True, "releases": True, "made reports": True, "opt-out answers": True,
    "downtime packs": True,
}  # fmt: skip
_FROM = (DEATH, LAST_CONTACT, BIRTH, END, MADE)
_NEEDED = frozenset(("id", "title", "of", "keep", "from", "then", "source"))
_MAY = _NEEDED | {"systems", "who", "at_17", "or_after_death", "note"}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TIME = re.compile(r"(\d{1,3}) (year|month|day)s?")
_ADULT = 18


@dataclass(frozen=True, slots=True)
class Keep:
    """A time: so many years, months or days."""

    number: int
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"

    def after(self, day: date) -> date:
        """Return the day this long after ``day``; what would be 30 or 31 of a shorter month is its last day."""
        if self.unit == "day":
            return day + timedelta(days=self.number)
        months = day.year * 12 + day.month - 1 + self.number * (12 if self.unit == "year" else 1)
        first = date(months // 12, months % 12 + 1, 1)
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return first.replace(day=min(day.day, last.day))


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One rule: what it is of (records by their ``systems`` and ``who``), how long, from when, what then, and why."""

    id: str
    title: str
    of: str
    keep: Keep
    counted_from: str
    then: str
    source: str
    systems: tuple[str, ...] = ()
    who: str = EVERYONE
    at_17: Keep | None = None
    or_after_death: Keep | None = None
    note: str = ""

    @property
    def said(self) -> str:
        """Return how long, in words: 8 years from last contact."""
        also = f", or {self.or_after_death} from death if that is sooner" if self.or_after_death else ""
        return f"{self.keep} from {self.counted_from}{also}"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one organisation's record of a person: the last contact, and when they were born and died."""

    last: date
    born: date | None = None
    died: date | None = None


def falls_due(rule: RetentionRule, known: Known) -> date | None:
    """Return the first day on which a record is due by a rule; None where the rule is of others, or not begun."""
    if rule.who != EVERYONE and _is_childs(known) != (rule.who == CHILDREN):
        return None
    after_death = rule.or_after_death.after(known.died) if rule.or_after_death and known.died else None
    found = [day for day in (_by_itself(rule, known), after_death) if day is not None]
    return min(found, default=None)


def _is_childs(known: Known) -> bool:
    """Return whether they were under 18 when last seen; someone whose birth is not known is taken for an adult."""
    return known.born is not None and age_on(known.born, known.last) < _ADULT


def _by_itself(rule: RetentionRule, known: Known) -> date | None:
    if rule.counted_from == DEATH:
        return rule.keep.after(known.died) if known.died else None
    if rule.counted_from == BIRTH:
        if known.born is None:
            return None
        late = rule.at_17 and age_on(known.born, known.last) == _ADULT - 1
        return (rule.at_17 if late and rule.at_17 else rule.keep).after(known.born)
    return rule.keep.after(known.last)


@dataclass(frozen=True, slots=True)
class Due:
    """How many of what a rule is of are due, since when the oldest is, and from when that one's time counts."""

    rule: RetentionRule
    count: int = 0
    since: date | None = None
    oldest: date | None = None
    why_not: str = ""


def tally(rules: Iterable[RetentionRule], rows: Iterable[tuple[str, Known, int]], *, on: date) -> list[Due]:
    """Return what is due of records on a day: of each system, what is known, and how many records it is known of."""
    wanted = list(rules)
    found = {rule.id: Due(rule) for rule in wanted}
    for system, known, number in rows:
        for rule in wanted:
            day = falls_due(rule, known) if system in rule.systems else None
            if day is not None and day <= on:
                was = found[rule.id]
                oldest = min(filter(None, (was.oldest, known.last)))
                found[rule.id] = Due(rule, was.count + number, min(filter(None, (was.since, day))), oldest)
    return list(found.values())


def read(told: Mapping[str, Any]) -> RetentionRule:
    """Return a rule as it is written. Raises BadInput, saying what is wrong with it."""
    name = str(told.get("id", ""))
    missing, strange = sorted(_NEEDED - told.keys()), sorted(told.keys() - _MAY)
    if missing or strange:
        _wrong(name, f"{', '.join(missing or strange)} {'is missing' if missing else 'is not known'}")
    if not _ID.fullmatch(name):
        _wrong(name, "its id is not small letters with dashes")
    of, then, who = str(told["of"]), str(told["then"]), str(told.get("who", EVERYONE))
    if of not in SUBJECTS or told["from"] not in _FROM or who not in (EVERYONE, ADULTS, CHILDREN):
        _wrong(
            name, f"of is one of {', '.join(SUBJECTS)}; from one of {', '.join(_FROM)}; who everyone, adults, children"
        )
    if then not in (REVIEW, DESTROY) or (then == DESTROY and not SUBJECTS[of]):
        _wrong(name, f"then is review or destroy, and {of} are reviewed by people")
    if bool(told.get("systems")) != (of == RECORDS):
        _wrong(name, "records, and nothing else, have systems")
    return RetentionRule(
        id=name, title=str(told["title"]), of=of, keep=_time(name, told["keep"]), counted_from=told["from"], then=then,
        source=str(told["source"]), systems=tuple(told.get("systems", ())), who=who,
        at_17=_time(name, told["at_17"]) if "at_17" in told else None,
        or_after_death=_time(name, told["or_after_death"]) if "or_after_death" in told else None,
        note=str(told.get("note", "")),
    )  # fmt: skip


def _time(name: str, text: object) -> Keep:
    found = _TIME.fullmatch(str(text))
    if not found:
        _wrong(name, "a time is written as 8 years, 6 months or 90 days")
    return Keep(int(found[1]), found[2])


def _wrong(name: str, problem: str) -> NoReturn:
    raise BadInput(f"The retention rule '{name}' cannot be used: {problem}.", now="Correct it in catalogue/retention.")
