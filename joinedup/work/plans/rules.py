"""What a part of a plan may say, which version of it stands, and whether it is out of date. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from joinedup.words.basics.moments import LONDON, day
from joinedup.work.plans.kinds import LINE, LONGEST, OWNER, Answer, PartKind

Content = Mapping[str, Any]
"""The answers of a part by their names: texts, a day as 2026-03-31, a score as a whole number, True."""

THE_PERSON, ANOTHER, ME = "person", "another", "me"
"""Who does an action, where it is no team and no one of the staff: the person themselves, or someone of theirs."""
_FIRST_PERSON = re.compile(r"[“\"'‘(]*(I|I['’]\w+|My|We|We['’]\w+|Me)\b", re.IGNORECASE)
_SCORES = frozenset(map(str, range(11)))
_NEVER_WRITTEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer, in words; ``answer`` is its id."""

    answer: str
    words: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a part: what it said, who wrote it and when, and who may see it."""

    number: int
    based_on: int
    beside: bool
    content: Content
    ended: bool
    why: str
    for_person: bool
    for_proxy: bool
    written_at: datetime
    account_id: int | None
    name: str
    role: str
    organisation: str
    team: str


def read(
    kind: PartKind, typed: Mapping[str, str], *, today: date, owners: Collection[str]
) -> tuple[Content, list[Problem]]:
    """Return the answers typed and everything that is wrong with them; an answer left empty is left out.

    ``owners`` are the ids of who may be given an action. What is wrong is not in the answers.
    """
    found: dict[str, Any] = {}
    problems = []
    for answer in kind.answers:
        text = _NEVER_WRITTEN.sub("", typed.get(answer.id, "")).replace("\r\n", "\n").strip()
        if not text:
            if answer.must:
                problems.append(Problem(answer.id, f"{answer.asks.rstrip('?.')}: this is missing."))
            continue
        value, wrong = _value(answer, text, today, owners)
        if wrong:
            problems.append(Problem(answer.id, f"{answer.asks.rstrip('?.')}: {wrong}"))
        else:
            found[answer.id] = value
    if not found and not problems:
        problems.append(Problem(kind.answers[0].id, "Nothing is written yet."))
    return found, problems


def _value(answer: Answer, text: str, today: date, owners: Collection[str]) -> tuple[Any, str]:
    """Return an answer as it is kept, and what is wrong with it, empty where nothing is."""
    match answer.kind:
        case "score":
            right = text in _SCORES
            return (int(text), "") if right else (None, "write a whole number from 0 to 10.")
        case "day":
            return _day(answer, text, today)
        case "yes":
            return True, ""
        case "choice" | "owner":
            listed = owners if answer.kind == OWNER else {choice.id for choice in answer.choices}
            return text, "" if text in listed else "choose one of the list."
        case _:
            return _written(answer, text)


def _written(answer: Answer, text: str) -> tuple[Any, str]:
    if len(text) > LONGEST[answer.kind]:
        return None, f"use {LONGEST[answer.kind]:,} characters or fewer."
    if answer.kind == LINE:
        text = " ".join(text.split())
    if answer.i and not _FIRST_PERSON.match(text):
        return None, "begin with “I” or “My”, as they say it themselves."
    return text, ""


def _day(answer: Answer, text: str, today: date) -> tuple[Any, str]:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None, "write a day, a month and a year, such as 30 6 2027."
    if answer.past and found > today:
        return None, "this day is in the future."
    return found.isoformat(), "" if 1900 <= found.year <= today.year + 100 else "check the year."


def place_of(latest: int, based_on: int) -> tuple[int, bool]:
    """Return the number of the next version of a part, and whether it stands beside what was written meanwhile."""
    return latest + 1, based_on != latest


@dataclass(frozen=True, slots=True)
class Standing:
    """What a part says now, and what others wrote at the same time, which nobody has yet brought together with it."""

    now: Version
    besides: tuple[Version, ...] = ()

    @property
    def latest(self) -> int:
        """Return the number on which whoever has read all of it bases the next version."""
        return max(version.number for version in self.all)

    @property
    def all(self) -> tuple[Version, ...]:
        """Return every version that stands."""
        return (self.now, *self.besides)

    @property
    def holding(self) -> tuple[Version, ...]:
        """Return every version that stands and does not end the part: what is to be acted on."""
        return tuple(version for version in self.all if not version.ended)

    @property
    def apart(self) -> str:
        """Return the words that say that several versions stand; empty where one does."""
        if not self.besides:
            return ""
        if len(self.holding) < len(self.all):
            return "someone ended it while another wrote in it: not yet brought together"
        several = "two" if len(self.all) == 2 else f"{len(self.all):,}"
        return f"{several} versions, not yet brought together"

    @property
    def ended(self) -> bool:
        """Return whether the part holds no more: not where someone wrote in it while another ended it."""
        return all(version.ended for version in self.all)


def standing(versions: Sequence[Version]) -> Standing:
    """Return what stands of a part's ``versions`` (one or more): the last that was not written beside another.

    Whatever was written beside it since then stands too.
    """
    ordered = sorted(versions, key=lambda version: version.number)
    now = next(version for version in reversed(ordered) if not version.beside)
    return Standing(now, tuple(version for version in ordered if version.beside and version.number > now.number))


def changed_answers(before: Content, after: Content) -> frozenset[str]:
    """Return the names of the answers that differ."""
    return frozenset(name for name in {*before, *after} if before.get(name) != after.get(name))


def out_of_date(review_on: str | None, today: date) -> str:
    """Return the sentence that says that a review is overdue; empty where it is not, or where no day is given."""
    if not review_on:
        return ""
    due = date.fromisoformat(review_on)
    days = (today - due).days
    if days <= 0:
        return ""
    ago = "yesterday" if days == 1 else f"{days:,} days ago" if days < 60 else f"{days // 30} months ago"
    return f"Out of date: its review was due on {day(due)}, {ago}."


def answer_by(told_at: datetime) -> datetime:
    """Return when feedback is to be answered: at 08:00 in London, of the same day where it was told before 06:00."""
    local = told_at.astimezone(LONDON)
    days = 0 if local.hour < 6 else 1
    return datetime.combine(local.date() + timedelta(days=days), time(8), LONDON)


def team_of(owner: str) -> str:
    """Return the code of the team that does an action; empty where it is no team."""
    return owner.removeprefix("team:") if owner.startswith("team:") else ""


def account_of(owner: str) -> int | None:
    """Return the account that does an action; None where it is nobody's own."""
    return int(owner.removeprefix("account:")) if owner.startswith("account:") else None
