"""From which month on a release tells: before a feed began there is no figure, not a figure of nought."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.periods import Period
from joinedup.words.vocabulary.feeds import declared
from joinedup.words.vocabulary.kinds import EVENTS, Kind

MONTHS_LOOKED_BACK = 60
# A feed tells from the first month that has this share of its fullest one: what lies before it are stray dates.
FULL_ENOUGH = 0.2


@dataclass(frozen=True, slots=True)
class Coverage:
    """The first month from which each feed tells, and the first of any."""

    by_feed: Mapping[str, date]

    def begins(self, measure: Measure) -> date | None:
        """Return the first day from which a measure can be answered, or None where nothing says so.

        That is when each group of feeds that it rests on has begun. A group in which one feed tells no contacts says
        nothing of when: a list of problems tells of years before it was first sent. Where no group says anything, the
        first of any feed.
        """
        groups = [group for group in measure.told_by if all(map(_tells_contacts, group))]
        known = [[self.by_feed[feed] for feed in group if feed in self.by_feed] for group in groups]
        begun = [min(group) for group in known if group]
        return max(begun) if begun else min(self.by_feed.values(), default=None)

    def covered(self, measure: Measure, period: Period, *, whole: bool = False) -> Period | None:
        """Return the part of ``period`` that is covered (or all of it, if ``whole``), None where none is."""
        first = self.begins(measure)
        if first is None or first <= period.first_day:
            return period
        return None if whole or first >= period.last_day else Period(first, period.last_day)


def coverage(engine: Engine, *, data_date: date) -> Coverage:
    """Return from when each feed of contacts and referrals tells, up to the data date."""
    day = literal(data_date)
    told = [
        f"SELECT feed, month_start(london_day({column})) AS month FROM {table} "
        f"WHERE london_day({column}) <= {day} AND london_day({column}) > add_months({day}, -{MONTHS_LOOKED_BACK})"
        for table, column in (("event", "start_at"), ("referral", "referred_at"))
    ]
    rows = engine.rows(
        f"SELECT feed, month, count(*) AS contacts FROM ({' UNION ALL '.join(told)}) told "
        "WHERE feed IS NOT NULL GROUP BY feed, month"
    )
    return Coverage({feed: _first(months) for feed, months in _by_feed(rows).items()})


@functools.cache
def _tells_contacts(feed: str) -> bool:
    """Return whether a feed tells contacts or referrals: messages may, an extract where its rows are such."""
    rule = declared()[feed].entry
    return rule is None or bool({rule.kind, *rule.kinds.values()} & {*EVENTS, Kind.REFERRAL})


def _by_feed(rows: Iterable[Mapping[str, object]]) -> dict[str, dict[date, int]]:
    found: dict[str, dict[date, int]] = {}
    for row in rows:
        month, contacts = row["month"], row["contacts"]
        if isinstance(month, date) and isinstance(contacts, int):
            found.setdefault(str(row["feed"]), {})[month] = contacts
    return found


def _first(months: Mapping[date, int]) -> date:
    most = max(months.values())
    return min(month for month, contacts in months.items() if contacts >= FULL_ENOUGH * most)
