"""Holding meetings: whom they are asked to speak of, the agenda, who is there, closing; each act can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.linkage.queries import person_now
from joinedup.record.sharing.gate import Opened
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.work.meetings.arranging import LONGEST_WHY, next_of
from joinedup.work.meetings.checks import meeting_of, require_begun, require_open, series_of, written
from joinedup.work.meetings.models import AgendaRequest, Attendance, Item, Meeting
from joinedup.work.meetings.queries import discussed, left_off
from joinedup.work.meetings.rules import Line
from joinedup.work.meetings.sheets import expected
from joinedup.work.meetings.sight import reached

LONGEST_REASON, LONGEST_NAME = 400, 200


@transaction.atomic
def ask(opened: Opened, series_id: int, *, why: str) -> AgendaRequest:
    """Ask a meeting to speak of a person whose record is open for it, and say why.

    Raises NotAllowed, NotFound, BadInput, and CannotProceed where nobody of the team could see who it is.
    """
    by, at = opened.by, opened.at
    access.require(by, "meeting.work")
    series = series_of(series_id, by=by)
    said = written(why, most=LONGEST_REASON, problem="It is not said why.")
    if series.ended_at is not None:
        raise CannotProceed("These meetings are no longer held.", now="Choose another meeting.")
    if not reached(opened.person_id, series.team, at=at):
        raise CannotProceed(
            f"{series.team.organisation.name} has no relationship with this person: nobody there could see who it is.",
            now="Refer them to the team first, or choose another meeting.",
        )
    same = AgendaRequest.objects.filter(
        series=series, person_id=opened.person_id, why=said, asked_by_id=by.account_id, settled=None, withdrawn_at=None
    ).first()
    if same is not None:
        return same
    request = AgendaRequest.objects.create(
        series=series, person_id=opened.person_id, why=said, asked_at=at, asked_by_id=by.account_id, role=by.role,
        organisation=by.organisation,
    )  # fmt: skip
    journal.write("meeting.asked", by=by, at=at, about=opened.person_id, details={"series": series.pk})
    return request


@transaction.atomic
def withdraw(opened: Opened, request_id: int) -> None:
    """Take back what one's organisation asked of a meeting about a person whose record is open for it.

    Raises NotAllowed, NotFound where it asked no such thing of them.
    """
    by, at = opened.by, opened.at
    access.require(by, "meeting.work")
    asked = AgendaRequest.objects.filter(pk=request_id, organisation__in=opened.codes, settled=None)
    request = asked.annotate(now=person_now("person_id")).filter(now=opened.person_id).first()
    if request is None:
        raise NotFound("You asked no meeting this.", now="Go back to the person.")
    if request.withdrawn_at is None:
        request.withdrawn_at = at
        request.save(update_fields=["withdrawn_at"])
        journal.write("meeting.withdrawn", by=by, at=at, about=request.person_id, details={"request": request.pk})


@transaction.atomic
def begin(meeting_id: int, agenda: Sequence[Line], *, by: Actor, at: datetime) -> Meeting:
    """Begin a meeting with its agenda, or put on it whom it lacks: several who begin at once begin one.

    Raises NotAllowed, NotFound, CannotProceed.
    """
    access.require(by, "meeting.run")
    meeting = meeting_of(meeting_id, by=by, host=True, lock=True)
    require_open(meeting)
    if meeting.begun_at is None:
        meeting.begun_at, meeting.begun_by_id = at, by.account_id
        meeting.save(update_fields=["begun_at", "begun_by"])
        journal.write("meeting.begun", by=by, at=at, details={"meeting": meeting.pk})
    there = dict(meeting.items.annotate(now=person_now("person_id")).values_list("now", "place"))
    last = max(there.values(), default=0)
    new = [line for line in agenda if line.person_id not in there]
    Item.objects.bulk_create(
        Item(meeting=meeting, person_id=line.person_id, place=place, reasons=[each.as_json() for each in line.reasons],
             tells=line.tells)
        for place, line in enumerate(new, start=last + 1)
    )  # fmt: skip
    return meeting


@transaction.atomic
def leave_off(meeting_id: int, line: Line, *, why: str, by: Actor, at: datetime) -> Item:
    """Leave someone off the agenda of a meeting, begun or to come, with a reason; it can be undone.

    Whom ``by`` sees on it, the caller has asked. Raises NotAllowed, NotFound, BadInput, CannotProceed.
    """
    access.require(by, "meeting.work")
    meeting = meeting_of(meeting_id, by=by, lock=True)
    require_open(meeting)
    said = written(why, most=LONGEST_WHY, problem="It is not said why they are left off.")
    item, _ = Item.objects.get_or_create(
        meeting=meeting, person_id=line.person_id,
        defaults={"place": 0, "reasons": [each.as_json() for each in line.reasons], "tells": line.tells},
    )  # fmt: skip
    if item.minutes or item.decisions.filter(taken_back_at=None).exists():
        raise CannotProceed("They have been spoken of.", now="Leave them on the agenda.")
    item.left_off_why, item.left_off_by_id = said, by.account_id
    item.save(update_fields=["left_off_why", "left_off_by"])
    journal.write("meeting.left_off", by=by, at=at, about=item.person_id, details={"meeting": meeting.pk})
    return item


@transaction.atomic
def put_back(item: Item, *, by: Actor, at: datetime) -> None:
    """Put someone back on the agenda: undoes leaving them off. Raises NotAllowed, NotFound, CannotProceed."""
    access.require(by, "meeting.work")
    meeting = meeting_of(item.meeting_id, by=by, lock=True)
    require_open(meeting)
    if meeting.begun_at is None:
        item.delete()  # of a meeting to come, the agenda is worked out anew
    else:
        item.left_off_why, item.left_off_by = "", None
        item.place = item.place or 1 + max(meeting.items.values_list("place", flat=True))
        item.save(update_fields=["left_off_why", "left_off_by", "place"])
    journal.write("meeting.put_back", by=by, at=at, about=item.person_id, details={"meeting": meeting.pk})


@transaction.atomic
def attend(meeting_id: int, said: Mapping[int, str], *, by: Actor, at: datetime) -> None:
    """Record who of the staff was there or sent apologies, by account: ``present``, ``apologies`` or empty for neither.

    Those not named stay as they are. Raises NotAllowed, NotFound, BadInput, CannotProceed.
    """
    access.require(by, "meeting.work")
    meeting = meeting_of(meeting_id, by=by, lock=True)
    require_open(meeting)
    may_come = {each.account: each for each in expected(meeting, at=at)}
    if any(account not in may_come or how not in ("", "present", "apologies") for account, how in said.items()):
        raise BadInput("Someone of this list is not expected.", now="Open the meeting again.")
    changed = {account: how for account, how in said.items() if how != may_come[account].how}
    Attendance.objects.filter(meeting=meeting, account_id__in=changed).delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, account_id=account, name=one.name, place_of_work=one.place_of_work, role=one.role,
                   present=how == "present", recorded_at=at, recorded_by_id=by.account_id)
        for account, how in changed.items() if how and (one := may_come[account])
    )  # fmt: skip
    journal.write("meeting.attended", by=by, at=at, details={"meeting": meeting.pk})


@transaction.atomic
def add_guest(meeting_id: int, *, name: str, place_of_work: str, present: bool, by: Actor, at: datetime) -> Attendance:
    """Record someone who has no account here, by name and where they come from. Raises as ``attend`` does."""
    access.require(by, "meeting.work")
    meeting = meeting_of(meeting_id, by=by, lock=True)
    require_open(meeting)
    called = written(name, most=LONGEST_NAME, problem="It is not said who it was.")
    of = written(place_of_work, most=LONGEST_NAME, problem="It is not said where they come from.")
    guest, _ = Attendance.objects.update_or_create(
        meeting=meeting, account=None, name=called, place_of_work=of,
        defaults={"present": present, "recorded_at": at, "recorded_by_id": by.account_id},
    )  # fmt: skip
    journal.write("meeting.attended", by=by, at=at, details={"meeting": meeting.pk})
    return guest


@transaction.atomic
def close(meeting_id: int, *, by: Actor, at: datetime) -> Meeting | None:
    """Close a meeting and return the next, which carries over whom nobody spoke of; None where no more are held.

    Raises NotAllowed, NotFound, CannotProceed.
    """
    access.require(by, "meeting.run")
    meeting = meeting_of(meeting_id, by=by, host=True, lock=True)
    require_begun(meeting)
    meeting.closed_at, meeting.closed_by_id = at, by.account_id
    meeting.save(update_fields=["closed_at", "closed_by"])
    done = discussed(meeting) | left_off(meeting)
    settles = AgendaRequest.objects.filter(series=meeting.series, settled=None, withdrawn_at=None, asked_at__lte=at)
    theirs = settles.annotate(now=person_now("person_id")).filter(now__in=done)
    AgendaRequest.objects.filter(pk__in=list(theirs.values_list("pk", flat=True))).update(settled=meeting)
    journal.write("meeting.closed", by=by, at=at, details={"meeting": meeting.pk})
    return next_of(meeting.series, after=max(at, meeting.planned_at))


@transaction.atomic
def reopen(meeting_id: int, *, by: Actor, at: datetime) -> Meeting:
    """Open the last meeting again: undoes closing it, or calling it off, while nothing was done at the next.

    Raises NotAllowed, NotFound, CannotProceed.
    """
    access.require(by, "meeting.run")
    meeting = meeting_of(meeting_id, by=by, host=True, lock=True)
    if meeting.closed_at is None:
        return meeting
    later = meeting.series.meetings.exclude(pk=meeting.pk).filter(pk__gt=meeting.pk).order_by("pk").first()
    if meeting.series.ended_at is not None or (
        later is not None and (later.begun_at or later.closed_at or later.items.exists() or later.attendance.exists())
    ):
        raise CannotProceed("Something was done at the next meeting already.", now="Write it there.")
    if later is not None:
        later.delete()
    AgendaRequest.objects.filter(settled=meeting).update(settled=None)
    meeting.closed_at = meeting.closed_by = None
    meeting.called_off_why = ""
    meeting.save(update_fields=["closed_at", "closed_by", "called_off_why"])
    journal.write("meeting.reopened", by=by, at=at, details={"meeting": meeting.pk})
    return meeting
