"""Saved filters of a list of work: what one may choose there, and saving, renaming, deleting and bringing one back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.insight.models_of_care import model_named
from joinedup.record.access.queries import teams_at
from joinedup.record.tasks import filters as work
from joinedup.record.tasks.models import SavedFilter
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound

MY_DAY = "my-day"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One filter that may be chosen: what it is, where it leads, whether one saved it oneself."""

    of: SavedFilter
    href: str
    mine: bool


def saved(request: StaffRequest, of: str, asked: dict[str, str]) -> dict[str, Any]:
    """Return what a page needs to offer the filters of a list, and to save how it is narrowed now."""
    here = address_of(request, of)
    found = [
        Chosen(each, here + query(each.asked), each.saved_by_id == request.actor.account_id)
        for each in work.filters_for(of, by=request.actor)
    ]
    return {
        "of": of, "found": found, "now": here + query({name: asked.get(name) for name in work.KEPT}),
        "asked": {name: asked.get(name, "") for name in work.KEPT},
        "deleted": request.session.pop("filter_deleted", None), "may_share": bool(request.actor.team),
    }  # fmt: skip


def address_of(request: StaffRequest, of: str) -> str:
    """Return the address of a list; of another organisation's team, and of no model, there is none. Raises NotFound."""
    kind, _, name = of.partition(":")
    if of == MY_DAY:
        return reverse("my_day")
    if kind == "team" and name in {team.code for team in teams_at(request.actor.organisation, on=request.at.date())}:
        return reverse("team_board", kwargs={"team": name})
    if kind == "model":
        return reverse("model_people", kwargs={"model_id": model_named(name).id})
    raise NotFound("There is no such list.", now="Go back and choose one of yours.")


def keep(request: StaffRequest) -> HttpResponse:
    """Save how a list is narrowed under a name, and go back to it as it is."""
    typed = request.POST
    of = typed.get("of", "")
    here = address_of(request, of)
    asked = {name: typed.get(name, "") for name in work.KEPT}
    try:
        work.keep(
            of, name=typed.get("name", ""), asked=asked, shared=bool(typed.get("shared")), by=request.actor,
            at=request.at,
        )  # fmt: skip
    except (BadInput, CannotProceed) as error:
        say(request, f"It is not saved. {error.problem} {error.now}")
    else:
        say(request, "The filter is saved. Choose it above the list.")
    return redirect(here + query(asked))


def change(request: StaffRequest, filter_id: int, name: str) -> HttpResponse:
    """Rename one's own filter, delete it, or bring it back; and go back to its list."""
    by, at = request.actor, request.at
    found = work.filter_of(filter_id, by=by)
    try:
        match name:
            case "rename":
                work.rename(filter_id, name=request.POST.get("name", ""), by=by, at=at)
                say(request, "The filter is renamed.")
            case "delete":
                work.delete(filter_id, by=by, at=at)
                request.session["filter_deleted"] = filter_id
                say(request, "The filter is deleted.")
            case "bring-back":
                work.bring_back(filter_id, by=by, at=at)
                say(request, "The filter is back.")
            case _:
                raise NotFound("There is nothing of this name to do.", now="Go back and choose from the page.")
    except (BadInput, CannotProceed) as error:
        say(request, f"{error.problem} {error.now}")
    return redirect(address_of(request, found.of))
