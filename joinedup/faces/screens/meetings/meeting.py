"""One meeting: its agenda with every reason, what we said we would do, who is there; on paper; what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.screens.days import day_typed
from joinedup.faces.screens.meetings.series import guest_words
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.journeys import meetings
from joinedup.record.access.queries import senders_of
from joinedup.record.access.rules import may
from joinedup.record.tasks.looking import note_listed
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.basics.moments import LONDON
from joinedup.work.meetings import actions, arranging, queries, sheets
from joinedup.work.meetings.checks import item_of, meeting_of
from joinedup.work.meetings.models import Meeting
from joinedup.work.meetings.rules import WHY_WORDS
from joinedup.work.meetings.sight import is_host


def meeting(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Show a meeting: to come, being held or over."""
    return _show(request, "meetings/meeting", meeting_of(meeting_id, by=request.actor))


def printed(request: StaffRequest, meeting_id: int) -> HttpResponse:
    """Show a meeting for paper: its agenda, or its minutes once there are any."""
    return _show(request, "meetings/print", meeting_of(meeting_id, by=request.actor))


def act(request: StaffRequest, meeting_id: int, name: str) -> HttpResponse:
    """Do one thing with a meeting, and say what was done, or what stood against it."""
    if name not in ACTS:
        raise NotFound("There is nothing of that name to do here.", now="Go back to the meeting.")
    try:
        said = ACTS[name](request, meeting_id)
    except (BadInput, CannotProceed) as error:
        found = meeting_of(meeting_id, by=request.actor)
        return _show(request, "meetings/meeting", found, error=str(error), tried=name)
    say(request, said)
    return redirect("meeting", meeting_id=meeting_id)


def _begin(request: StaffRequest, meeting_id: int) -> str:
    meetings.begin(meeting_id, by=request.actor, at=request.at)
    return "The meeting has begun, with the agenda below."


def _close(request: StaffRequest, meeting_id: int) -> str:
    following = actions.close(meeting_id, by=request.actor, at=request.at)
    return f"The meeting is closed. {_next_words(following)}"


def _call_off(request: StaffRequest, meeting_id: int) -> str:
    why = request.POST.get("why", "")
    following = arranging.call_off(meeting_id, why=why, by=request.actor, at=request.at)
    return f"The meeting is called off. {_next_words(following)}"


def _reopen(request: StaffRequest, meeting_id: int) -> str:
    actions.reopen(meeting_id, by=request.actor, at=request.at)
    return "The meeting is open again."


def _move(request: StaffRequest, meeting_id: int) -> str:
    problem = "We could not read the day or the time."
    day = day_typed(request.POST, "to", problem=problem)
    try:
        at = datetime.strptime(request.POST.get("time", "").strip().replace(".", ":"), "%H:%M").time()  # noqa: DTZ007
    except ValueError as error:
        raise BadInput(problem, now="Write a time such as 09:30.") from error
    if day is None:
        raise BadInput(problem, now="Write a day, a month and a year, such as 30 6 2027.")
    to = datetime.combine(day, at, LONDON)
    arranging.move(meeting_id, to=to, why=request.POST.get("why", ""), by=request.actor, at=request.at)
    return "The meeting is moved."


def _attend(request: StaffRequest, meeting_id: int) -> str:
    actions.attend(meeting_id, _ticked(request.POST), by=request.actor, at=request.at)
    return "Who was there is kept."


def _ticked(typed: QueryDict) -> dict[int, str]:
    """Return who was there, by account: the boxes are called there-12."""
    named = ((name.removeprefix("there-"), how) for name, how in typed.items() if name.startswith("there-"))
    return {int(account): str(how) for account, how in named
            if account.isascii() and account.isdigit() and len(account) < 19}  # fmt: skip


def _guest(request: StaffRequest, meeting_id: int) -> str:
    actions.add_guest(
        meeting_id, name=request.POST.get("name", ""), place_of_work=request.POST.get("from", ""),
        present=request.POST.get("present") != "no", by=request.actor, at=request.at,
    )  # fmt: skip
    return "They are on the list of who was there."


def _leave_off(request: StaffRequest, meeting_id: int) -> str:
    person, why = request.POST.get("person", ""), request.POST.get("why", "")
    number = int(person) if person.isascii() and person.isdigit() and len(person) < 19 else 0
    meetings.leave_off(meeting_id, number, why=why, by=request.actor, at=request.at)
    return "They are left off this agenda. They can be put back below."


def _put_back(request: StaffRequest, meeting_id: int) -> str:
    number = request.POST.get("item", "")
    item = item_of(
        int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0,
        by=request.actor,
        at=request.at,
    )
    if item.meeting_id != meeting_id:
        raise NotFound("They are not on this agenda.", now="Look at it again.")
    actions.put_back(item, by=request.actor, at=request.at)
    return "They are on the agenda again."


ACTS: dict[str, Callable[[StaffRequest, int], str]] = {
    "begin": _begin, "close": _close, "call-off": _call_off, "reopen": _reopen, "move": _move, "attend": _attend,
    "guest": _guest, "leave-off": _leave_off, "put-back": _put_back,
}  # fmt: skip


def _next_words(following: Meeting | None) -> str:
    if following is None:
        return "No more are held."
    local = following.planned_at.astimezone(LONDON)
    return f"The next is on {local:%A} {local.day} {local:%B} at {local:%H:%M}."


def _show(request: StaffRequest, template: str, found: Meeting, *, error: str = "", tried: str = "") -> HttpResponse:
    by, at = request.actor, request.at
    sheet = meetings.sheet_of(found, by=by, at=at)
    last = queries.last_held(found.series)
    since = last.begun_at if last and last.pk != found.pk else found.series.made_at
    promised = sheets.promises(found.series, since=since, by=by, at=at) if found.closed_at is None else []
    named = {one.person_id for one in sheet.spoken} | {one.person_id for one in promised}
    note_listed(named, of=f"meeting {found.pk}", by=by, at=at)
    host = is_host(found.series, senders_of(by.organisation))
    return show(
        request, template, status=422 if error else 200, meeting=found, series=found.series, sheet=sheet,
        promised=promised, words=WHY_WORDS, said=heard(request), tried=tried, typed=request.POST,
        form_errors=[{"text": error, "href": f"#{tried}"}] if error else [],
        pattern=str(queries.pattern_of(found.series)), may_run=host and may(by, "meeting.run").allowed,
        guests=[guest_words(each) for each in found.series.invited.select_related("organisation", "team")],
        **_there(found, request),
    )  # fmt: skip


def _there(found: Meeting, request: StaffRequest) -> dict[str, Any]:
    """Return who may come and who was there; whoever else was is named with where they come from."""
    attendance = list(found.attendance.order_by("-present", "name"))
    is_open = found.begun_at is not None and found.closed_at is None
    return {
        "attendance": attendance,
        "expected": sheets.expected(found, at=request.at) if is_open or found.closed_at is None else [],
        "back": reverse("meetings"),
    }
