"""Saved cuts: the list, opening one, and the acts of saving, changing, deleting and bringing back."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import query
from joinedup.faces.screens.insight.asked import Crumb, nothing_yet, release_asked, release_needed, show_insight
from joinedup.faces.screens.insight.segments import drilling, views
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.planning.segments import actions, queries, rules
from joinedup.words.basics.errors import BadInput, CannotProceed


def cuts(request: StaffRequest) -> HttpResponse:
    """List the cuts that one may open: one's own, and what others share."""
    return _cuts(request)


def cut(request: StaffRequest, cut_id: int) -> HttpResponse:
    """Open a cut on the newest release: its address is that of the explorer, to be kept or sent."""
    found = queries.cut(cut_id, request.actor)
    asked = {**rules.as_address(found.where, found.split_by), "cut": str(found.pk)}
    return redirect(reverse("segments_explore") + query(asked))


def keep(request: StaffRequest) -> HttpResponse:
    """Save what is shown under a name."""
    release, name = release_needed(request), request.POST.get("cut-name", "")
    where, split_by = rules.from_address(request.POST.dict(), queries.dimensions(release))
    shared = bool(request.POST.get("shared"))
    try:
        made = actions.save_cut(
            release, name=name, where=where, split_by=split_by, shared=shared, by=request.actor, at=request.at
        )
    except (BadInput, CannotProceed) as error:
        errors = [{"text": f"{error.problem} {error.now}", "href": "#cut-name"}]
        return views.explored(request, form_errors=errors, status=422, name=name)
    say(request, "The cut is saved.", link=reverse("cuts"), link_text="See the saved cuts")
    return redirect("cut", cut_id=made.pk)


def change(request: StaffRequest, cut_id: int) -> HttpResponse:
    """Rename one's own cut, or share it or not."""
    name, shared = request.POST.get("cut-name", ""), bool(request.POST.get("shared"))
    try:
        actions.change_cut(cut_id, name=name, shared=shared, by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        errors = [{"text": f"{error.problem} {error.now}", "href": f"#name-{cut_id}"}]
        return _cuts(request, form_errors=errors, status=422, wrong=cut_id)
    say(request, "The cut is changed.")
    return redirect("cuts")


def delete(request: StaffRequest, cut_id: int) -> HttpResponse:
    """Delete one's own cut, and offer to bring it back."""
    actions.delete_cut(cut_id, by=request.actor, at=request.at)
    request.session["cut_deleted"] = cut_id
    say(request, "The cut is deleted.")
    return redirect("cuts")


def bring_back(request: StaffRequest, cut_id: int) -> HttpResponse:
    """Undo the deletion of one's own cut."""
    actions.bring_back_cut(cut_id, by=request.actor, at=request.at)
    say(request, "The cut is back.")
    return redirect("cuts")


def _cuts(
    request: StaffRequest, *, form_errors: list[dict[str, str]] | None = None, status: int = 200, wrong: int = 0
) -> HttpResponse:
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    dimensions, mine = queries.dimensions(release), request.actor.account_id
    found = [
        (each, drilling.cut_in_words(each.where, each.split_by, dimensions), each.saved_by_id == mine)
        for each in queries.cuts_for(request.actor)
    ]
    return show_insight(
        request,
        "segments/cuts",
        release,
        crumbs=(Crumb("Segments", reverse("segments")), Crumb("Saved cuts", "")),
        status=status,
        form_errors=form_errors or [],
        cuts=found,
        wrong=wrong,
        deleted=request.session.pop("cut_deleted", None),
    )
