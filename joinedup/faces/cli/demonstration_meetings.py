"""Meetings of the demonstration place: the neighbourhood team's, one held with decisions, the next with its agenda."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from joinedup.words.basics.moments import LONDON

if TYPE_CHECKING:
    from joinedup.record.access.actor import Actor
    from joinedup.work.meetings.models import Meeting, Series

DAY = timedelta(days=1)
TEAM = "neighbourhood"
REASON = "Direct care: the team's meeting"
ARRANGED_AGO = 9
# What was said, decided, why, who does it (team, role), in how many days from then; and what came of it.
SPOKEN = (
    ("Has not left the house since the funeral.\nThe neighbour has a key.", "A visit this week, and the lunch club",
     "“The days are long”", "neighbourhood", "Visit them at home", 3, "Visited. They will try the lunch club."),
    ("Two falls in the kitchen this month.", "Look at the kitchen with them, and at their tablets",
     "The falls began with a new tablet", "urgent-response", "Go through the kitchen and the tablets", 5, ""),
    ("Would like to walk again with others.", "Offer the walking group again in spring",
     "It is too cold for them now", "", "", 0, ""),
)  # fmt: skip


def meet(*, at: datetime) -> int:
    """Have the neighbourhood team meet: once with decisions, and next time; again does nothing.

    Return of how many people the meeting that was held spoke.
    """
    from joinedup.journeys import meetings  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415
    from joinedup.work.meetings import actions, minuting, sheets  # noqa: PLC0415
    from joinedup.work.meetings.queries import series_for  # noqa: PLC0415

    by = actor_named("keyworker", at=at)
    if series_for(by).exists():
        return 0
    series = _arrange(by, at=at - ARRANGED_AGO * DAY, next_on=(at + DAY).astimezone(LONDON).date())
    then = _to_come(series).planned_at
    held = meetings.begin(_to_come(series).pk, by=by, at=then)
    present = {one.account: "present" if one.place_of_work.startswith("Neighbourhood") else "apologies"
               for one in sheets.expected(held, at=then)}  # fmt: skip
    actions.attend(held.pk, present, by=by, at=then)
    actions.add_guest(held.pk, name="Pat Lowther", place_of_work="Age Well Brackenshire", present=True, by=by, at=then)
    spoken = [one for one in sheets.sheet_of(held, by=by, at=then).spoken if not one.tells]
    linkworker = actor_named("linkworker", at=at)
    for one, told in zip(spoken, SPOKEN, strict=False):
        words, decided, why, team, action, days, outcome = told
        item = one.id or 0
        first, _, second = words.partition("\n")
        minuting.note(item, first, was="", by=by, at=then)
        if second:
            minuting.note(item, words, was=first, by=linkworker, at=then + timedelta(minutes=1))
        wanted = [minuting.Wanted(uuid4(), action, team, (then + days * DAY).date(), agreed=True)] if action else []
        decision = minuting.decide(
            item, decided, key=uuid4(), reasons=why, for_proxy=True, wanted=wanted,
            review_on=(then + 28 * DAY).date(), by=by, at=then + timedelta(minutes=2),
        )  # fmt: skip
        for asked in decision.actions.all() if outcome else ():
            minuting.tell(asked.pk, done=True, outcome=outcome, by=linkworker, at=then + 2 * DAY)
    actions.close(held.pk, by=by, at=then + timedelta(hours=1))
    _ask(series, by="gp", at=at)
    return min(len(spoken), len(SPOKEN))


def _arrange(by: Actor, *, at: datetime, next_on: date) -> Series:
    """Arrange a meeting of every week, on the day of the week of ``next_on``; on Mondays where that is a weekend."""
    from joinedup.work.meetings.arranging import Guest, Told, arrange  # noqa: PLC0415
    from joinedup.work.meetings.dates import DAYS, Every, Pattern  # noqa: PLC0415

    weekday = next_on.weekday() if next_on.weekday() < len(DAYS) else 0
    pattern = Pattern(Every.WEEK, at.astimezone(LONDON).date(), time(8, 45), weekday=weekday)
    guests = (Guest(organisation="Z00001", role="gp"), Guest(organisation="Z00001", role="nurse"),
              Guest(team="urgent-response"), Guest(organisation="ZS1", role="social_worker"))  # fmt: skip
    return arrange(TEAM, Told("Neighbourhood huddle", pattern, minutes=30, most=12, guests=guests), by=by, at=at)


def _to_come(series: Series) -> Meeting:
    return series.meetings.get(closed_at=None)


def _ask(series: Series, *, by: str, at: datetime) -> None:
    """Have someone of the practice ask the next meeting to speak of one of theirs, of whom it has not."""
    from joinedup.journeys.meetings import agenda_of  # noqa: PLC0415
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415
    from joinedup.record.sharing.gate import open_several  # noqa: PLC0415
    from joinedup.work.meetings import actions  # noqa: PLC0415

    actor = actor_named(by, at=at)
    people = [line.person_id for line in agenda_of(series, at=at).lines]
    opened = open_several(people, by=actor, reason=REASON, at=at, act="meeting.work")
    if opened:
        actions.ask(opened[-1], series.pk, why="Three calls to us this week, and nothing that we could treat")
