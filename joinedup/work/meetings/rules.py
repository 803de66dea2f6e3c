"""Who is spoken of first, whose words stand when several write at once, and who comes. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from joinedup.record.sharing.sensitivity import Reader
from joinedup.record.tasks.rules import reads


class Why(StrEnum):
    """Why someone is on an agenda, the most pressing first."""

    RISK = "risk"
    URGENT = "urgent"
    PROMISED = "promised"
    ASKED = "asked"
    CARRIED = "carried"
    REVIEW = "review"
    OVERDUE = "overdue"


#: What each is called on a page.
WHY_WORDS = {
    Why.RISK: "Risk", Why.URGENT: "Urgent", Why.PROMISED: "We said we would", Why.ASKED: "Asked for",
    Why.CARRIED: "Not reached last time", Why.REVIEW: "Review", Why.OVERDUE: "Overdue",
}  # fmt: skip
_RANK = {why: rank for rank, why in enumerate(Why)}
#: What someone asked for, or a meeting promised, is on the agenda however many others are.
_NEVER_CUT = frozenset({Why.RISK, Why.URGENT, Why.PROMISED, Why.ASKED, Why.CARRIED, Why.REVIEW})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a meeting speaks of someone, in plain words, and since when it is so.

    ``tells`` is what reading it gives away, as of a task, and ``organisation`` whose it is.
    """

    why: Why
    words: str
    since: datetime
    tells: str = ""
    organisation: str = ""

    def as_json(self) -> dict[str, str]:
        """Return it as a row keeps it."""
        return {
            "why": self.why.value, "words": self.words, "since": self.since.isoformat(), "tells": self.tells,
            "organisation": self.organisation,
        }  # fmt: skip


def reason_of(kept: Mapping[str, str]) -> Reason:
    """Return a reason as it was kept."""
    since = datetime.fromisoformat(kept["since"])
    return Reason(Why(kept["why"]), kept["words"], since, kept["tells"], kept["organisation"])


@dataclass(frozen=True, slots=True)
class Line:
    """One person of an agenda with every reason, the most pressing first."""

    person_id: int
    reasons: tuple[Reason, ...]

    @property
    def tells(self) -> str:
        """Return what speaking of them gives away: what every reason does, nothing where one does not."""
        return self.reasons[0].tells if all(each.tells for each in self.reasons) else ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """Whom a meeting speaks of, in order, and how many more it could, whose work is only overdue."""

    lines: tuple[Line, ...]
    more: int = 0


def agenda(reasons: Iterable[tuple[int, Reason]], *, but: Collection[int] = (), most: int) -> Agenda:
    """Return the agenda of a meeting: each person once, with all their reasons, ordered by how pressing these are.

    Of two people with an equally pressing reason, the one with more reasons comes first, then who has waited longest.
    ``but`` are people who are not spoken of. Beyond ``most`` people, those whose work is only overdue are left out and
    counted; nobody else ever is.
    """
    found: dict[int, list[Reason]] = {}
    for person, reason in reasons:
        if person not in but and reason not in found.setdefault(person, []):
            found[person].append(reason)
    lines = sorted(
        (Line(person, tuple(sorted(each, key=_pressing))) for person, each in found.items() if each), key=_order
    )
    kept: list[Line] = []
    more = 0
    for line in lines:
        if len(kept) < most or any(reason.why in _NEVER_CUT for reason in line.reasons):
            kept.append(line)
        else:
            more += 1
    return Agenda(tuple(kept), more)


def _pressing(reason: Reason) -> tuple[int, datetime]:
    return _RANK[reason.why], reason.since


def _order(line: Line) -> tuple[int, int, datetime, int]:
    first = line.reasons[0]
    return _RANK[first.why], -len(line.reasons), first.since, line.person_id


def seen_reasons(reasons: Iterable[Reason], reader: Reader) -> tuple[tuple[Reason, ...], int]:
    """Return the reasons that a reader's post reads, and how many more there are."""
    every = tuple(reasons)
    seen = tuple(each for each in every if reads(each.tells, reader, organisation=each.organisation, own=False))
    return seen, len(every) - len(seen)


def merged(now: str, *, was: str, mine: str) -> str:
    """Return minutes that hold what stands ``now`` and what one writer changed from ``was`` to ``mine``, by lines.

    What only one changed is theirs. Where both changed the same lines to something else, both stand, the earlier
    first: nobody's words are lost.
    """
    if mine in (was, now):
        return now
    if now == was:
        return mine
    base, texts = was.split("\n"), (now.split("\n"), mine.split("\n"))
    result: list[str] = []
    at = 0
    for group in _together(base, texts):
        start, end = group[0].start, max(each.end for each in group)
        stretch = base[start:end]
        theirs, ours = (_made(group, side, stretch, text) for side, text in enumerate(texts))
        result += [*base[at:start], *_both(stretch, theirs, ours)]
        at = end
    return "\n".join([*result, *base[at:]])


class _Change(NamedTuple):
    """Lines of the base that one side changed, and where that side has what it made of them."""

    start: int
    end: int
    side: int
    side_start: int
    side_end: int


def _together(base: list[str], texts: tuple[list[str], list[str]]) -> list[list[_Change]]:
    """Return the changes of both sides in their order, those of the same lines, or at the same place, in one group."""
    changes = sorted(
        _Change(start, end, side, side_start, side_end)
        for side, text in enumerate(texts)
        for tag, start, end, side_start, side_end in SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
        if tag != "equal"
    )
    groups: list[list[_Change]] = []
    for change in changes:
        if groups and _meets(groups[-1], change):
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _meets(group: Sequence[_Change], change: _Change) -> bool:
    end = max(each.end for each in group)
    added_there = change.start == change.end == end and any(each.start == each.end == end for each in group)
    return change.start < end or added_there


def _made(group: Sequence[_Change], side: int, stretch: list[str], text: list[str]) -> list[str]:
    """Return what a side made of the stretch of the base that a group of changes covers."""
    mine = [change for change in group if change.side == side]
    if not mine:
        return stretch
    first, last = mine[0], mine[-1]
    end = max(change.end for change in group)
    return text[first.side_start - (first.start - group[0].start) : last.side_end + (end - last.end)]


def _both(base: list[str], theirs: list[str], ours: list[str]) -> list[str]:
    """Return what stands of a stretch: what the one who changed it made of it, or both where two did."""
    if ours in (base, theirs):
        return theirs
    if theirs == base:
        return ours
    return [*theirs, *(line for line in ours if line not in theirs and line not in base)]
