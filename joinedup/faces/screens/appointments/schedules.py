"""A team's schedules: what they offer at set times, how many places are left, who waits, and making a new one."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.days import day_typed
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.insight.models_of_care import catalogue
from joinedup.journeys import appointments as journeys
from joinedup.record.access.models import Team
from joinedup.record.access.queries import teams_at
from joinedup.record.access.rules import may
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from joinedup.words.basics.moments import LONDON
from joinedup.work.appointments import actions, queries
from joinedup.work.appointments.rules import in_words


def schedules(request: StaffRequest) -> HttpResponse:
    """List what the teams of one's organisation offer at set times."""
    return show(
        request, "appointments/schedules", schedules=queries.schedules(by=request.actor, at=request.at),
        may_work=may(request.actor, "care.work").allowed, said=heard(request),
    )  # fmt: skip


def new(request: StaffRequest) -> HttpResponse:
    """Ask what a team offers, when and to how many, and make all its slots."""
    mistakes: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            made = _made(request)
        except BadInput as error:
            mistakes = [{"text": f"{error.problem} {error.now}", "href": "#title"}]
        else:
            say(request, "It is made. Book people from here, or from their own appointments.")
            return redirect("schedule", schedule_id=made)
    return show(
        request, "appointments/new", status=422 if mistakes else 200, form_errors=mistakes, typed=request.POST,
        teams=_teams(request), places=_places(),
    )  # fmt: skip


def one(request: StaffRequest, schedule_id: int) -> HttpResponse:
    """Show the times of a schedule, how many places are left in each, and who waits for one."""
    of, past = queries.schedule(schedule_id, by=request.actor), request.GET.get("past") == "yes"
    return show(
        request, "appointments/schedule", schedule=of, hours=in_words(of.hours), past=past, said=heard(request),
        times=queries.times(of, at=request.at, past=past, page=page_asked(request.GET)),
        waiting=queries.who_waits(of, by=request.actor, at=request.at),
        may_work=may(request.actor, "care.work").allowed,
        asked_query=partial(query, {"past": "yes"} if past else {}),
    )  # fmt: skip


def one_file(request: StaffRequest, schedule_id: int) -> StreamingHttpResponse:
    """Send every time of a schedule as a file."""
    of = queries.schedule(schedule_id, by=request.actor)
    return download(_TABLE, queries.every_time(of))


def book_waiting(request: StaffRequest, schedule_id: int) -> HttpResponse:
    """Give someone who waits the soonest place that fits; of a group, one in every session to come."""
    of = queries.schedule(schedule_id, by=request.actor)
    typed = request.POST.get("person", "")
    person = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
    soonest = queries.free(of, at=request.at, most=1)
    try:
        if of.kind == of.Kind.SLOT and not soonest:
            raise CannotProceed("No place is left.", now="They stay on the list.")
        slot = soonest[0].slot.pk if of.kind == of.Kind.SLOT else None
        journeys.book(schedule_id, person_id=person, slot_id=slot, by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        say(request, f"{error.problem} {error.now}")
    else:
        say(request, "They are booked.")
    return redirect("schedule", schedule_id=schedule_id)


def _made(request: StaffRequest) -> int:
    typed = request.POST
    model, _, place = typed.get("place", "").partition("/")
    if place and (model, place) not in {(of, name) for of, name, _ in _places()}:
        raise BadInput("That is not a place of a model of care.", now="Choose one of the list.")
    first = day_typed(typed, "first", problem="The first day is not a day.")
    if first is None:
        raise BadInput("It is not said when it begins.", now="Write a first day.")
    if first < request.at.astimezone(LONDON).date():
        raise BadInput("The first day has passed.", now="Write today or a later day.")
    if typed.get("team") not in {team.code for team in _teams(request)}:
        raise NotAllowed("That team is not of your organisation.", now="Choose one of its teams.")
    return actions.make_schedule(
        typed["team"], title=typed.get("title", ""), kind=typed.get("kind", ""), hours=typed.get("hours", ""),
        capacity=_number(typed.get("capacity", "")), first=first,
        last=day_typed(typed, "last", problem="The last day is not a day."), minutes=_number(typed.get("minutes", "")),
        count=_number(typed.get("count", "")), on_holidays=typed.get("on_holidays") == "yes",
        where=typed.get("where", ""), model=model if place else "", place=place, by=request.actor, at=request.at,
    ).pk  # fmt: skip


def _teams(request: StaffRequest) -> list[Team]:
    return teams_at(request.actor.organisation, on=request.at.astimezone(LONDON).date())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


def _places() -> list[tuple[str, str, str]]:
    """Return each place of a model of care that is an appointment or a group: the model, its name, and words."""
    return [
        (each.id, place.name, f"{each.model.title}: {place.name.replace('_', ' ')}")
        for each in catalogue().values() for place in each.model.places if place.kind in ("slot", "group")
    ]  # fmt: skip


_TABLE = Table(
    "times", "Times",
    (
        Column("Number", lambda row: row.slot.number, numeric=True),
        Column("From", lambda row: row.slot.starts_at),
        Column("Until", lambda row: row.slot.ends_at),
        Column("Booked", lambda row: row.filled, numeric=True),
        Column("Places left", lambda row: row.left, numeric=True),
        Column("Cancelled", lambda row: row.slot.cancelled_why),
    ),
)  # fmt: skip
