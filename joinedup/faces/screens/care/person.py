"""A person's care: every model that they are or were on, what is to be done for them, referring them to another."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from joinedup.faces.screens.care.day import shown_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.record.opening import open_for, show_record
from joinedup.faces.screens.said import heard, say
from joinedup.insight.models_of_care import catalogue, known, model_named
from joinedup.planning.finding.rules import may_be_added_to
from joinedup.record.access.queries import teams_at
from joinedup.record.access.rules import may
from joinedup.record.tasks import queries as tasks
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.models_of_care import ModelOfCare
from joinedup.words.models_of_care.known import title_of
from joinedup.work.additions.queries import additions_of
from joinedup.work.appointments.queries import courses_of
from joinedup.work.enrolment import actions, queries


def care(request: StaffRequest, person_id: int, *, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """Show what a person is on and was on, what is to be done for them, and what was wrong in a form sent from it."""
    reading = open_for(request, person_id)
    rows = queries.enrolments_of(reading.opened)
    running = {service.model for service in queries.services()}
    on = {row.model for row in rows if not row.ended_at}
    choices = [each.model for each in catalogue().values() if each.id in running - on]
    routes = dict.fromkeys(route for model in choices for route in model.how_in.routes)
    added = additions_of(reading.opened)
    owed = tasks.tasks_of(reading.opened, at=request.at)
    ours = {team.code for team in teams_at(request.actor.organisation, on=request.at.date())}
    return show_record(
        request, "care/person", reading, status=422 if errors else 200, way="care",
        now=[row for row in rows if not row.ended_at], before=[row for row in rows if row.ended_at], ours=ours,
        tasks=[shown_of(task, request.at) for task in owed.rows], unread=owed.kept,
        models=choices, routes=[(route, title_of("routes", route, known())) for route in routes],
        additions=added, model_title=_title, may_add=may(request.actor, "care.add").allowed,
        lists=[model for model in adding() if model.id not in {each.model for each in added if not each.withdrawn_at}],
        may_refer=may(request.actor, "care.refer").allowed,
        outcome_title=lambda word: title_of("outcomes", word, known()),
        form_errors=errors or [], typed=request.POST, said=heard(request), courses=courses_of(reading.opened),
    )  # fmt: skip


def refer(request: StaffRequest, person_id: int) -> HttpResponse:
    """Refer a person to a model of care that a team here runs."""
    typed = request.POST
    try:
        enrolment = actions.refer(
            typed.get("model", ""), person_id=person_id, route=typed.get("route", ""), why=typed.get("why", ""),
            agreed=typed.get("agreed") == "yes", by=request.actor, at=request.at,
        )  # fmt: skip
    except (BadInput, CannotProceed) as error:
        return care(request, person_id, errors=[{"text": f"{error.problem} {error.now}", "href": "#model"}])
    title = model_named(enrolment.model).model.title
    say(request, f"Referred to {title}. The team has it on its list.")
    return redirect("care", person_id=person_id)


def adding() -> list[ModelOfCare]:
    """Return the models to which clinicians add people by name."""
    return [each.model for each in catalogue().values() if may_be_added_to(each.model.who)]


def _title(model_id: str) -> str:
    """Return what a model is called, or its id where it is no longer in the catalogue."""
    found = catalogue().get(model_id)
    return found.model.title if found else model_id
