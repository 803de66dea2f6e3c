"""Arranging meetings: a series and who comes, and when it meets next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Organisation, Team
from joinedup.record.access.queries import senders_of
from joinedup.record.journal import actions as journal
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.models_of_care import england
from joinedup.work.meetings.checks import meeting_of, require_open, series_of, written
from joinedup.work.meetings.dates import Pattern, checked, next_after
from joinedup.work.meetings.models import Invited, Meeting, Series
from joinedup.work.meetings.queries import pattern_of

LONGEST_TITLE, LONGEST_WHY = 100, 200
MOST_INVITED = 8


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is invited: a team by its code, or an organisation by its, where a role narrows it to some of them."""

    organisation: str = ""
    team: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a series: its name, when it meets, for how long, what comes onto its agenda, who is invited."""

    title: str
    pattern: Pattern
    minutes: int = 60
    takes_urgent: bool = True
    takes_overdue: bool = True
    most: int = 20
    guests: tuple[Guest, ...] = ()


@transaction.atomic
def arrange(team: str, told: Told, *, by: Actor, at: datetime) -> Series:
    """Have a team meet again and again; its first meeting is there at once. Raises NotAllowed, NotFound, BadInput."""
    access.require(by, "meeting.run")
    theirs = Team.objects.filter(code=team, organisation__ods_code__in=senders_of(by.organisation)).first()
    if theirs is None:
        raise NotFound("Your organisation has no such team.", now="Choose one of its teams.")
    series = Series(team=theirs, made_at=at, made_by_id=by.account_id)
    _say(series, told)
    _invite(series, told.guests)
    next_of(series, after=at)
    journal.write("meeting.arranged", by=by, at=at, details={"series": series.pk})
    return series


@transaction.atomic
def change(series_id: int, told: Told, *, by: Actor, at: datetime) -> Series:
    """Change a series: the meeting to come is held on its new day, unless it was begun.

    Raises NotAllowed, NotFound, BadInput.
    """
    access.require(by, "meeting.run")
    series = series_of(series_id, by=by, host=True, lock=True)
    before = pattern_of(series)
    _say(series, told)
    series.invited.all().delete()
    _invite(series, told.guests)
    if before != pattern_of(series):
        to_come = series.meetings.filter(closed_at=None, begun_at=None)
        to_come.update(planned_at=next_after(pattern_of(series), at, england()), moved_why="")
    journal.write("meeting.changed", by=by, at=at, details={"series": series.pk})
    return series


@transaction.atomic
def end(series_id: int, *, by: Actor, at: datetime) -> Series:
    """Have a team meet no more in this series; it can be brought back. Raises NotAllowed, NotFound, CannotProceed."""
    access.require(by, "meeting.run")
    series = series_of(series_id, by=by, host=True, lock=True)
    to_come = series.meetings.filter(closed_at=None).first()
    if to_come is not None and to_come.begun_at is not None:
        raise CannotProceed("A meeting is being held.", now="Close it first.")
    if to_come is not None:
        to_come.closed_at, to_come.closed_by_id, to_come.called_off_why = at, by.account_id, "The meetings were ended"
        to_come.save()
    series.ended_at = series.ended_at or at
    series.save(update_fields=["ended_at"])
    journal.write("meeting.ended", by=by, at=at, details={"series": series.pk})
    return series


@transaction.atomic
def bring_back(series_id: int, *, by: Actor, at: datetime) -> Series:
    """Have a series that was ended meet again. Raises NotAllowed, NotFound."""
    access.require(by, "meeting.run")
    series = series_of(series_id, by=by, host=True, lock=True)
    if series.ended_at is not None:
        series.ended_at = None
        series.save(update_fields=["ended_at"])
        next_of(series, after=at)
        journal.write("meeting.brought_back", by=by, at=at, details={"series": series.pk})
    return series


@transaction.atomic
def move(meeting_id: int, *, to: datetime, why: str, by: Actor, at: datetime) -> Meeting:
    """Hold the meeting to come at another time, and say why. Raises NotAllowed, NotFound, BadInput, CannotProceed."""
    access.require(by, "meeting.run")
    meeting = meeting_of(meeting_id, by=by, host=True, lock=True)
    require_open(meeting)
    if meeting.begun_at is not None:
        raise CannotProceed("This meeting has begun.", now="Close it, and the next one is there.")
    if to <= at:
        raise BadInput("That time is past.", now="Choose a day and a time to come.")
    meeting.planned_at = to
    meeting.moved_why = written(why, most=LONGEST_WHY, problem="It is not said why it is moved.")
    meeting.save(update_fields=["planned_at", "moved_why"])
    journal.write("meeting.moved", by=by, at=at, details={"meeting": meeting.pk})
    return meeting


@transaction.atomic
def call_off(meeting_id: int, *, why: str, by: Actor, at: datetime) -> Meeting | None:
    """Call off the meeting to come, and return the one after it.

    Raises NotAllowed, NotFound, BadInput, CannotProceed.
    """
    access.require(by, "meeting.run")
    meeting = meeting_of(meeting_id, by=by, host=True, lock=True)
    require_open(meeting)
    if meeting.begun_at is not None:
        raise CannotProceed("This meeting has begun.", now="Close it instead.")
    meeting.called_off_why = written(why, most=LONGEST_WHY, problem="It is not said why it is called off.")
    meeting.closed_at, meeting.closed_by_id = at, by.account_id
    meeting.save(update_fields=["closed_at", "closed_by", "called_off_why"])
    journal.write("meeting.called_off", by=by, at=at, details={"meeting": meeting.pk})
    return next_of(meeting.series, after=max(at, meeting.planned_at))


def _say(series: Series, told: Told) -> None:
    pattern = checked(told.pattern)
    series.title = written(told.title, most=LONGEST_TITLE, problem="The meeting has no name, or a long one.")
    if not 5 <= told.minutes <= 480:
        raise BadInput("It is not said how long it takes.", now="Write minutes, from 5 to 480.")
    if not 1 <= told.most <= 100:
        raise BadInput("It is not said how many people it speaks of.", now="Write a number from 1 to 100.")
    for name in ("every", "weekday", "nth", "day", "spacing", "first_on", "begins"):
        setattr(series, name, getattr(pattern, name))
    series.minutes, series.most = told.minutes, told.most
    series.takes_urgent, series.takes_overdue = told.takes_urgent, told.takes_overdue
    series.save()


def _invite(series: Series, guests: Collection[Guest]) -> None:
    if len(guests) > MOST_INVITED:
        raise BadInput("So many are invited that nobody could say who.", now=f"Invite {MOST_INVITED} or fewer.")
    teams = {
        team.code: team
        for team in Team.objects.filter(code__in=[each.team for each in guests]).select_related("organisation")
    }
    coded = {
        one.ods_code: one for one in Organisation.objects.filter(ods_code__in=[each.organisation for each in guests])
    }
    for guest in dict.fromkeys(guests):
        team = teams.get(guest.team)
        of = team.organisation if team else None if guest.team else coded.get(guest.organisation)
        if of is None or (guest.role and guest.role not in access.CARE_ROLES):
            raise BadInput("Someone invited is not known here.", now="Choose from the list.")
        Invited.objects.create(series=series, organisation=of, team=team, role=guest.role)


def next_of(series: Series, *, after: datetime) -> Meeting | None:
    """Have the next meeting of a series after an instant be there; None where no more are held."""
    if series.ended_at is not None:
        return None
    return Meeting.objects.create(series=series, planned_at=next_after(pattern_of(series), after, england()))
