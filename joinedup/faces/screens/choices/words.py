"""What is said of a choice on a page, and what about it is kept from whoever may not know. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from joinedup.record.access.actor import Actor, role_title
from joinedup.record.access.rules import may
from joinedup.record.sharing.choices.models import Choice
from joinedup.record.sharing.choices.rules import MARKS, SEALS, How, What, may_name
from joinedup.words.basics.moments import LONDON, day
from joinedup.words.vocabulary.kinds import Section
from joinedup.words.vocabulary.sections import HEADINGS

HOW = {
    How.IN_PERSON: "In person",
    How.PHONE: "By phone",
    How.LETTER: "By letter or form",
    How.ONLINE: "Online",
    How.REPRESENTATIVE: "By someone who may speak for them",
    How.CLINICIAN: "A clinician’s decision",
    How.FEED: "Sent by the practice",
}
TOLD = tuple((how.value, HOW[how]) for how in How if how not in (How.CLINICIAN, How.FEED))
"""How a person may tell it, for a form."""

_WHATS = {
    What.NO_SHARING: "Objects to sharing their record for care",
    What.NO_PLANNING: "Objects to use for planning and research (type 1)",
    What.NOT_FOR_PERSON: "One line is not shown to the person",
    What.NOT_FOR_PROXIES: "One line is not shown to those who act for them",
    What.STOPPED: "Nobody may act for them: they may be under pressure",
}
_MEANS = {
    What.NO_SHARING: "Each organisation sees what it sent itself. In an emergency all can be opened.",
    What.NO_PLANNING: "Their record is in no data set that leaves for planning or research.",
    What.SEALED: "Only those who sent it see it. In an emergency it can be opened.",
    What.LOCKED: "Only those who sent it see it, in an emergency too.",
    What.NOT_FOR_PERSON: "Staff see it. A clinician decided that it would do harm or tells of someone else.",
    What.NOT_FOR_PROXIES: "Staff and the person see it.",
    What.STOPPED: "Do not speak of it where others can hear. Whoever acted for them sees only that there is nothing.",
}
_TITLES: dict[str, str] = {heading.section.value: heading.title for heading in HEADINGS}


_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """One choice as a page shows it."""

    id: int
    title: str
    means: str
    how: str
    note: str
    recorded: str
    recorded_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    ended: str
    since: str
    until: str
    over: str
    can_end: bool
    can_bring_back: bool
    proxy: bool
    for_few: bool
    """Whether only a few may know of it, so that it is not printed."""


def shown_of(choice: Choice, *, by: Actor, codes: frozenset[str], names: Mapping[str, str], at: datetime) -> Shown:
    """Return a choice in words for ``by``; ``codes`` are those of their organisation, ``names`` of all."""
    what = What(choice.what)
    told_all = may_name(what, sender=choice.sender, recorded_by=choice.organisation, codes=codes, role=by.role)
    unsaid = "Something is sealed and locked" if what is What.LOCKED else "What one organisation sent is sealed"
    act = "choice.stop" if what is What.STOPPED else "choice.mark" if what in MARKS else "choice.record"
    own = choice.person_id is not None and may(by, act).allowed
    over = choice.ended_at is not None or (choice.ends_at is not None and choice.ends_at <= at)
    return Shown(
        id=choice.pk,
        title=_title(choice, what, names, over=over) if told_all else unsaid,
        means=_means(choice, what),
        how=HOW[How(choice.how)],
        note=choice.note if told_all else "",
        recorded=_who(choice.role, choice.organisation, names) if choice.person_id else "Their practice",
        recorded_at=choice.recorded_at,
        starts_at=choice.starts_at,
        ends_at=choice.ends_at,
        ended_at=choice.ended_at or (choice.ends_at if over else None),
        ended=_who(choice.ended_role, choice.ended_organisation, names),
        since=_day(choice.starts_at),
        # An end is the first instant after the last day.
        until=_day(choice.ends_at - _INSTANT if choice.ends_at else None),
        over=_day(choice.ended_at or (choice.ends_at - _INSTANT if choice.ends_at and over else None)),
        can_end=own and told_all and not over,
        can_bring_back=own
        and told_all
        and choice.ended_at is not None
        and (choice.ends_at is None or at < choice.ends_at),
        proxy=what is What.PROXY,
        for_few=what is What.STOPPED,
    )


def may_know_of(choice: Choice, by: Actor) -> bool:
    """Return whether that there is such a choice is for this post: that proxies were stopped is for few."""
    return choice.what != What.STOPPED or may(by, "choice.stop").allowed


def _title(choice: Choice, what: What, names: Mapping[str, str], *, over: bool) -> str:
    if what in SEALS:
        state = "sealed and locked" if what is What.LOCKED else "sealed"
        return f"{_about(choice, names)} {'was' if over else 'is'} {state}"
    if what is What.PROXY:
        relation = f" ({choice.relation})" if choice.relation else ""
        return f"{choice.name}{relation} {'acted' if over else 'acts'} for them"
    return _WHATS[what]


def _about(choice: Choice, names: Mapping[str, str]) -> str:
    if choice.key:
        return "One line of the record"
    heading = f"“{_TITLES[choice.section]}”" if choice.section else ""
    sender = names.get(choice.sender, choice.sender)
    if heading and sender:
        return f"{heading} from {sender}"
    return heading or f"Everything from {sender}"


def _means(choice: Choice, what: What) -> str:
    if what is What.PROXY:
        return f"May see: {', '.join(section_titles(choice.sections))}. Never what is sensitive or sealed."
    return _MEANS[what]


def section_titles(sections: list[str]) -> list[str]:
    """Return the names of sections, in the order of the record."""
    return [_TITLES[section.value] for section in Section if section.value in sections and section.value in _TITLES]


def _day(at: datetime | None) -> str:
    return day(at.astimezone(LONDON).date()) if at else ""


def _who(role: str, organisation: str, names: Mapping[str, str]) -> str:
    place = names.get(organisation, organisation)
    return f"{role_title(role)}{f', {place}' if place else ''}" if role else ""
