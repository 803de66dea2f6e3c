"""A meeting's agenda, brought together: what its team has to do for people, and what people and meetings asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from joinedup.journeys.risks import SOURCE as RISK
from joinedup.record.access.actor import Actor
from joinedup.record.tasks.queries import Pressing, pressing
from joinedup.words.basics.errors import NotFound
from joinedup.words.basics.moments import LONDON, day
from joinedup.work.meetings import actions, queries, sheets
from joinedup.work.meetings.checks import meeting_of
from joinedup.work.meetings.minuting import SOURCE as PROMISED
from joinedup.work.meetings.models import Item, Meeting, Series
from joinedup.work.meetings.rules import Agenda, Line, Reason, Why, agenda, reason_of
from joinedup.work.meetings.sheets import Sheet


def agenda_of(series: Series, *, but: frozenset[int] = frozenset(), at: datetime) -> Agenda:
    """Return whom the meeting of a series would speak of now, and why, whoever may see them."""
    every = [*queries.asked_for(series, at=at), *_work_of(series, at)]
    return agenda(every, but=but, most=series.most)


def sheet_of(meeting: Meeting, *, by: Actor, at: datetime) -> Sheet:
    """Return the agenda of a meeting as ``by`` sees it: as it was begun, or as it would be now."""
    if meeting.begun_at is not None or meeting.closed_at is not None:
        return sheets.sheet_of(meeting, by=by, at=at)
    found = agenda_of(meeting.series, but=frozenset(queries.left_off(meeting)), at=at)
    return sheets.sheet_of_lines(meeting, found.lines, more=found.more, by=by, at=at)


def begin(meeting_id: int, *, by: Actor, at: datetime) -> Meeting:
    """Begin a meeting with its agenda of now; again puts on it whom it lacks.

    Raises NotAllowed, NotFound, CannotProceed.
    """
    meeting = meeting_of(meeting_id, by=by, host=True)
    found = agenda_of(meeting.series, but=frozenset(queries.left_off(meeting)), at=at)
    return actions.begin(meeting_id, found.lines, by=by, at=at)


def leave_off(meeting_id: int, person_id: int, *, why: str, by: Actor, at: datetime) -> Item:
    """Leave someone off a meeting's agenda, of those whom ``by`` sees on it. Raises as ``actions.leave_off`` does."""
    meeting = meeting_of(meeting_id, by=by)
    seen = {one.person_id: one for one in sheet_of(meeting, by=by, at=at).spoken}
    if person_id not in seen:
        raise NotFound("They are not on this agenda.", now="Look at it again.")
    item_id = seen[person_id].id
    if item_id is not None:
        there = Item.objects.get(pk=item_id)
        line = Line(there.person_id, tuple(map(reason_of, there.reasons)))
    else:
        found = agenda_of(meeting.series, but=frozenset(queries.left_off(meeting)), at=at)
        line = next(each for each in found.lines if each.person_id == person_id)
    return actions.leave_off(meeting_id, line, why=why, by=by, at=at)


def _work_of(series: Series, at: datetime) -> Iterator[tuple[int, Reason]]:
    """Give what the team has to do that brings people onto its agenda. What a meeting asked for comes by itself."""
    code = series.team.organisation.ods_code
    for task in pressing(series.team_id, at=at):
        if task.source == PROMISED:
            continue
        if task.urgent and series.takes_urgent:
            why = Why.RISK if task.source == RISK else Why.URGENT
            yield task.person_id, Reason(why, _said(task, at), task.begins_at, task.tells, code)
        elif series.takes_overdue and not task.urgent and task.due_at is not None:
            yield task.person_id, Reason(Why.OVERDUE, _said(task, at), task.due_at, task.tells, code)


def _said(task: Pressing, at: datetime) -> str:
    """Return a task in plain words: what was due, and since when it is late."""
    if task.due_at is None or task.due_at >= at:
        return task.title
    return f"{task.title}, due {day(task.due_at.astimezone(LONDON))}"
