"""What meetings decided of one person: for those who care for them, as the person would see it, and for their copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from joinedup.record.access.actor import role_title
from joinedup.record.access.queries import organisation_names
from joinedup.record.entries.queries import reader_of
from joinedup.record.linkage.queries import people_who_became, person_now
from joinedup.record.sharing.choices.queries import choices_of
from joinedup.record.sharing.choices.rules import Choices, Seen, kept_from
from joinedup.record.sharing.gate import Opened
from joinedup.record.sharing.sensitivity import PERSON, PROXY, Reader
from joinedup.record.tasks.rules import SAFEGUARDING, reads
from joinedup.words.vocabulary.kinds import Kind, Section
from joinedup.words.vocabulary.sensitivity import Label, Said, labels_of
from joinedup.work.meetings.models import Attendance, Decision


@dataclass(frozen=True, slots=True)
class Promised:
    """What a decision asks of a team: who, by when, and what came of it."""

    words: str
    team: str
    organisation: str
    due_on: date
    done: bool | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about a person: when, at which meeting, who was there by what they are, and what follows."""

    id: int
    decided_at: datetime
    meeting: str
    team: str
    there: tuple[str, ...]
    words: str
    reasons: str
    dissent: str
    review_on: date | None
    for_person: bool
    for_proxy: bool
    actions: tuple[Promised, ...]


@dataclass(frozen=True, slots=True)
class WhatWasDecided:
    """The decisions about a person that someone may see, the latest first, and how many more are kept from them."""

    decisions: tuple[Decided, ...]
    kept: int


def decided_about(opened: Opened, *, shown_to: Reader | None = None) -> WhatWasDecided:
    """Return what meetings decided of a person, as who opened it reads it, or as the person or a proxy would.

    Who was there is told by their post, and never by name. Five queries, however many decisions there are.
    """
    reader, choices = shown_to or reader_of(opened), choices_of(opened.person_id, opened.at)
    found = (
        Decision.objects.filter(taken_back_at=None, item__person_id__in=people_who_became(opened.person_id))
        .annotate(now=person_now("item__person_id"))
        .filter(now=opened.person_id)
        .select_related("item__meeting__series__team__organisation")
        .prefetch_related("actions__team__organisation")
        .order_by("-decided_at", "-pk")
    )
    every = list(found)
    seen = [each for each in every if not _kept(each, reader, choices)]
    there = _there({each.item.meeting_id for each in seen})
    return WhatWasDecided(tuple(_decided(each, there) for each in seen), len(every) - len(seen))


def _kept(decision: Decision, reader: Reader, choices: Choices) -> bool:
    """Return whether a decision is kept from a reader: by who wrote it, by what they chose, by what it mentions."""
    tells, organisation = decision.item.tells, decision.item.meeting.series.team.organisation.ods_code
    if (reader.role == PERSON and not decision.for_person) or (reader.role == PROXY and not decision.for_proxy):
        return True
    if reader.is_staff:
        asked = {action.team.organisation.ods_code for action in decision.actions.all()}
        if not reads(tells, reader, organisation=organisation, own=False):
            return True
        if {organisation, *asked} & reader.organisations:
            return False
    said = Said(Kind.PREFERENCE, "", "", "", {"words": decision.words, "reasons": decision.reasons})
    marked = frozenset({Label.SAFEGUARDING}) if tells == SAFEGUARDING else frozenset()
    mentioned = labels_of(said, mentions=not reader.is_clinician) if reader.role != PERSON else frozenset()
    fact = Seen(0, organisation, "meeting", Kind.PREFERENCE, "", Section.COMMUNITY, mentioned | marked)
    return kept_from(reader, fact, choices) is not None


def _there(meetings: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return who was at meetings: what they are and where they work, each once."""
    found: dict[int, dict[str, None]] = {}
    for each in Attendance.objects.filter(meeting__in=list(meetings), present=True).order_by("place_of_work", "role"):
        said = f"{each.role or 'Someone'}, {each.place_of_work}"
        found.setdefault(each.meeting_id, {})[said] = None
    return {meeting: tuple(said) for meeting, said in found.items()}


def _decided(decision: Any, there: dict[int, tuple[str, ...]]) -> Decided:
    meeting = decision.item.meeting
    return Decided(
        decision.pk, decision.decided_at, meeting.series.title, meeting.series.team.name,
        there.get(meeting.pk) or (_recorder(decision),), decision.words, decision.reasons, decision.dissent,
        decision.review_on, decision.for_person, decision.for_proxy,
        tuple(
            Promised(each.words, each.team.name, each.team.organisation.name, each.due_on, each.done, each.outcome)
            for each in decision.actions.all()
        ),
    )  # fmt: skip


def _recorder(decision: Any) -> str:
    names = organisation_names()
    return f"{role_title(decision.role)}, {names.get(decision.organisation, decision.organisation)}"
