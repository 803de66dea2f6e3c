"""Who runs a model of care: a team of one's organisation starts it, stops it, moves people to its new version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.words import many
from joinedup.faces.screens.care.frame import show_model
from joinedup.faces.screens.days import day_typed
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.insight.models_of_care import Loaded, model_named
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import teams_at
from joinedup.record.access.rules import may
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.work.enrolment import actions, queries

UNPUBLISHED = "Nothing is published for care yet, so that nobody is found by it until then."


def running(request: StaffRequest, model_id: str) -> HttpResponse:
    """Show which teams of one's organisation run a model, what is wanting here, and how to start it."""
    return _running(request, model_named(model_id))


def act(request: StaffRequest, model_id: str, name: str) -> HttpResponse:
    """Do one act, and go back to the page; what was wrong is said there, and what was typed is kept."""
    loaded, do = model_named(model_id), ACTS.get(name)
    if do is None:
        raise NotFound("There is nothing of this name to do.", now="Go back and choose from the page.")
    try:
        said, undo = do(loaded, request.POST, request.actor, request.at)
    except (BadInput, CannotProceed) as error:
        number = request.POST.get("service", "")
        at = f"#{name}-{number}" if number.isascii() and number.isdigit() else "#team"
        return _running(request, loaded, [{"text": f"{error.problem} {error.now}", "href": at}])
    here = reverse("model_run", kwargs={"model_id": model_id})
    say(request, said, link=f"{here}{undo}" if undo else "", link_text="Take it back" if undo else "")
    return redirect("model_run", model_id=model_id)


def _running(request: StaffRequest, loaded: Loaded, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    of = loaded.model
    own = queries.own_services(of.id, by=request.actor, at=request.at)
    run_now = {each.service.team_id for each in own if each.service.ends_at is None}
    teams = [team for team in teams_at(request.actor.organisation, on=request.at.date()) if team.pk not in run_now]
    return show_model(
        request, "running", of, way="model_run", status=422 if errors else 200, own=own, teams=teams,
        wanting=_wanting(loaded, request), form_errors=errors or [], typed=request.POST, at=request.at,
        others=[each for each in queries.running_for(of.id) if each.pk not in {one.service.pk for one in own}],
        may_move=may(request.actor, "care.work").allowed,
    )  # fmt: skip


def _wanting(loaded: Loaded, request: StaffRequest) -> list[tuple[str, list[str]]]:
    warnings = [f"{warning.problem[0].upper()}{warning.problem[1:]}." for warning in loaded.warnings]
    if loaded.model.who is not None and releases.latest(Release.Purpose.CARE) is None:
        warnings.append(UNPUBLISHED)
    return queries.wanting(loaded.model, warnings, by=request.actor, at=request.at)


def _start(loaded: Loaded, typed: QueryDict, by: Actor, at: datetime) -> tuple[str, str]:
    team = typed.get("team", "")
    if not team:
        raise BadInput("No team was chosen.", now="Choose the team that runs it.")
    if typed.get("wanting") and not typed.get("read"):
        raise BadInput("What is wanting here was not read.", now="Read it, and tick that you did.")
    on = day_typed(typed, "from", problem="We could not read the day from which it runs.")
    service = actions.run(loaded.id, team=team, on=on, keep_version=typed.get("version") == "keep", by=by, at=at)
    when = "People can be referred to it now." if service.starts_at <= at else "It begins on its day."
    return f"{service.team.name} runs this model. {when}", f"#stop-{service.pk}"


def _stop(loaded: Loaded, typed: QueryDict, by: Actor, at: datetime) -> tuple[str, str]:
    service = actions.stop_running(_number(typed), why=typed.get("why", ""), by=by, at=at)
    if service.pk is None:
        return "It will not begin.", ""
    return "The team takes nobody new. Who is on it stays until their care ends.", f"#again-{service.pk}"


def _again(loaded: Loaded, typed: QueryDict, by: Actor, at: datetime) -> tuple[str, str]:
    actions.run_again(_number(typed), by=by, at=at)
    return "The team takes people again.", ""


def _version(loaded: Loaded, typed: QueryDict, by: Actor, at: datetime) -> tuple[str, str]:
    keep = typed.get("version") == "keep"
    actions.choose_version(_number(typed), keep=keep, by=by, at=at)
    told = f"by version {loaded.model.version}" if keep else "by what the file says on their day"
    return f"Whoever comes from now on does so {told}.", ""


def _move(loaded: Loaded, typed: QueryDict, by: Actor, at: datetime) -> tuple[str, str]:
    """Move those who are on another version; a service that is not one's own has none."""
    own = {each.service.pk: each for each in queries.own_services(loaded.id, by=by, at=at)}
    found = own.get(_number(typed))
    if found is None or not found.older:
        raise CannotProceed("Nobody is on another version.", now="There is nobody to move.")
    moved = actions.move_version(found.older, why=typed.get("why", ""), by=by, at=at)
    stay = len(found.older) - len(moved)
    left = f" {many(stay, 'person stays', 'people stay')} where they are: the new version lacks a step of theirs."
    return f"{many(len(moved), 'person', 'people').capitalize()} moved.{left if stay else ''}", ""


def _number(typed: QueryDict) -> int:
    text = typed.get("service", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


ACTS: dict[str, Callable[[Loaded, QueryDict, Actor, datetime], tuple[str, str]]] = {
    "start": _start, "stop": _stop, "again": _again, "version": _version, "move": _move,
}  # fmt: skip
"""Every act by its name in an address: what it returns is said, with the part of the page that takes it back."""
