"""Organisations in their tree: the list, one with its teams and who works there, and the forms that change them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect

from joinedup.faces.components.lists import download, page_asked, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.faces.screens.staff import lists
from joinedup.faces.screens.staff.asked import day_asked, site_asked, told
from joinedup.record.access import actions, queries, staff
from joinedup.record.access.models import Belonging, Organisation, Team
from joinedup.words.basics.errors import BadInput, NotFound
from joinedup.words.basics.moments import LONDON


def organisations(request: StaffRequest) -> HttpResponse:
    """List the organisations, each below the one it belongs to, with a search by name or code."""
    text = request.GET.get("text", "").strip()
    found = staff.organisations(by=request.actor, at=request.at, text=text, page=page_asked(request.GET))
    filters = [{"name": "text", "label": "Name or code", "value": text}]
    return show(
        request, "staff/organisations", page=found, table=lists.TREE, filters=filters, said=heard(request),
        asked_query=partial(query, {"text": text}),
    )  # fmt: skip


def organisations_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list as a file."""
    text = request.GET.get("text", "").strip()
    return download(lists.TREE, staff.every_organisation(by=request.actor, at=request.at, text=text))


def organisation(request: StaffRequest, code: str) -> HttpResponse:
    """Show one organisation: what it belongs to, what is below it, its teams, and who works there."""
    found = staff.organisation(code, by=request.actor)
    here = staff.Sought(organisation=code)
    page = staff.staff(here, by=request.actor, at=request.at, page=page_asked(request.GET))
    return show(
        request, "staff/organisation", organisation=found, belongs=lists.belongs(found), kind=lists.words(found.kind),
        page=page, table=lists.STAFF, teams=lists.TEAMS, sites=lists.SITES, said=heard(request),
        asked_query=partial(query, {}),
    )  # fmt: skip


def organisation_file(request: StaffRequest, code: str) -> StreamingHttpResponse:
    """Send who works at an organisation as a file."""
    here = staff.Sought(organisation=staff.organisation(code, by=request.actor).ods_code)
    return download(lists.STAFF, staff.all_staff(here, by=request.actor, at=request.at))


def organisation_new(request: StaffRequest) -> HttpResponse:
    """Add an organisation."""
    return _organisation(request, {"code": request.POST.get("code", "").strip().upper()})


def organisation_change(request: StaffRequest, code: str) -> HttpResponse:
    """Change an organisation, or where it stands."""
    found = staff.organisation(code, by=request.actor)
    kept = {
        "code": code, "name": found.name, "kind": found.kind, "belongs": found.belongs,
        "above": found.parent.ods_code if found.parent else "", "opened": found.opened_on or "",
        "closed": found.closed_on or "",
    }  # fmt: skip
    return _organisation(request, kept, changing=True)


def site_new(request: StaffRequest, code: str) -> HttpResponse:
    """Add a site to an organisation."""
    return _site(request, code, {"code": request.POST.get("code", "").strip().upper()})


def site_change(request: StaffRequest, code: str, site: str) -> HttpResponse:
    """Change a site, or close it."""
    found = staff.site(site, of=code, by=request.actor)
    kept = {"code": site, "name": found.name, "opened": found.opened_on or "", "closed": found.closed_on or ""}
    return _site(request, code, kept, changing=True)


def team_new(request: StaffRequest, code: str) -> HttpResponse:
    """Add a team to an organisation."""
    return _team(request, code, {"code": request.POST.get("code", "").strip()})


def team_change(request: StaffRequest, code: str, team: str) -> HttpResponse:
    """Change a team, or whom it serves."""
    found = staff.team(team, by=request.actor)
    if found.organisation.ods_code != code:
        raise NotFound("This organisation has no team by this code.", now="Go back to the list of organisations.")
    kept = {
        "code": team, "name": found.name, "kind": found.kind, "opened": found.opened_on or "",
        "closed": found.closed_on or "",
        "serves": " ".join(sorted(served.practice.ods_code for served in found.serves.all())),
        "site": found.site.ods_code if found.site else "",
    }  # fmt: skip
    return _team(request, code, kept, changing=True)


def _organisation(request: StaffRequest, kept: Mapping[str, object], *, changing: bool = False) -> HttpResponse:
    mistakes: list[dict[str, str]] = []
    if request.method == "POST":
        code, given = str(kept["code"]), _given(request, "name", "kind", "belongs")
        try:
            if not changing and queries.organisation_coded(code):
                raise BadInput("There is an organisation with this code.", now="Change that one, or use another code.")
            actions.place_organisation(
                ods_code=code, **given, above=_given(request, "above")["above"].upper(),
                opened_on=day_asked(request.POST, "opened", "it"), closed_on=day_asked(request.POST, "closed", "it"),
                by=request.actor, at=request.at,
            )  # fmt: skip
            say(request, "Kept. To undo it, change it back here.")
            return redirect("organisation", code=code)
        except BadInput as error:
            mistakes, kept = told(error, "name"), {**request.POST.dict(), "code": kept["code"]}
    return show(
        request, "staff/organisation_form", status=422 if mistakes else 200, form_errors=mistakes, kept=kept,
        changing=changing, belongings=[("", "To none"), *Belonging.choices],
    )  # fmt: skip


def _site(request: StaffRequest, code: str, kept: Mapping[str, object], *, changing: bool = False) -> HttpResponse:
    home = staff.organisation(code, by=request.actor)
    mistakes: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            if not changing and any(site.ods_code == kept["code"] for site in home.sites.all()):
                raise BadInput("It has a site with this code.", now="Change that one, or use another code.")
            actions.keep_site(
                ods_code=str(kept["code"]), **_given(request, "name"), organisation=home,
                opened_on=day_asked(request.POST, "opened", "it"), closed_on=day_asked(request.POST, "closed", "it"),
                by=request.actor, at=request.at,
            )  # fmt: skip
            say(request, "The site is kept. To undo it, change it back here.")
            return redirect("organisation", code=code)
        except BadInput as error:
            mistakes, kept = told(error, "name"), {**request.POST.dict(), "code": kept["code"]}
    return show(
        request, "staff/site_form", status=422 if mistakes else 200, form_errors=mistakes, kept=kept, home=home,
        changing=changing,
    )  # fmt: skip


def _sites_of(home: Organisation, on: date, now: object) -> list[tuple[str, str]]:
    """Return the sites at which a team may be put: those that are not closed, and the one where it is."""
    still = (site for site in home.sites.all() if not site.closed_on or site.closed_on > on or site.ods_code == now)
    return [(site.ods_code, f"{site} ({site.ods_code})") for site in still]


def _team(request: StaffRequest, code: str, kept: Mapping[str, object], *, changing: bool = False) -> HttpResponse:
    home = staff.organisation(code, by=request.actor)
    sites = _sites_of(home, request.at.astimezone(LONDON).date(), kept.get("site"))
    mistakes: list[dict[str, str]] = []
    if request.method == "POST":
        given, serves = _given(request, "name", "kind"), request.POST.get("serves", "").upper().split()
        try:
            site = staff.site(chosen, of=code, by=request.actor) if (chosen := site_asked(request, sites)) else None
            actions.keep_team(
                code=str(kept["code"]), **given, organisation=home, site=site, serves=serves,
                opened_on=day_asked(request.POST, "opened", "it"), closed_on=day_asked(request.POST, "closed", "it"),
                by=request.actor, at=request.at,
            )  # fmt: skip
            say(request, "The team is kept. To undo it, change it back here.")
            return redirect("organisation", code=code)
        except BadInput as error:
            mistakes, kept = told(error, "name"), {**request.POST.dict(), "code": kept["code"]}
    return show(
        request, "staff/team_form", status=422 if mistakes else 200, form_errors=mistakes, kept=kept, home=home,
        changing=changing, kinds=Team.Kind.choices, sites=sites,
    )  # fmt: skip


def _given(request: StaffRequest, *boxes: str) -> dict[str, str]:
    return {box: request.POST.get(box, "").strip() for box in boxes}
