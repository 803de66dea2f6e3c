"""The list of reports, one report with what was made of it, asking for one, changing it, and taking a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.screens.insight import packing
from joinedup.faces.screens.insight.asked import Crumb, release_asked
from joinedup.faces.screens.insight.reports import listed, making
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.planning.reports import actions, jobs, queries, rules
from joinedup.planning.reports.models import Format, Made, Often, Report
from joinedup.words.basics.errors import BadInput, NotFound

# What can be done with a report: the act, and what is said when it is done.
_ACTS: dict[str, tuple[Callable[..., Report | Made], str]] = {
    "pause": (actions.pause, "No more of it is made until you resume it."),
    "resume": (actions.resume, "It is made again."),
    "delete": (actions.delete, "The report is deleted. For a week you can bring it back."),
    "bring-back": (actions.bring_back, "The report is back."),
    "make": (actions.make, "It was made now."),
}


def reports(request: StaffRequest) -> HttpResponse:
    """List the reports of this post and of its role, with what waits."""
    found = queries.seen_by(request.actor)
    shown = listed.lines(found, taken=queries.taken_by(request.actor, found), by=request.actor)
    deleted = queries.seen_by(request.actor, deleted=True)
    return show(
        request, "insight/reports/reports", reports=shown, deleted=deleted, said=heard(request), kept=rules.KEPT
    )


def report(request: StaffRequest, report_id: int) -> HttpResponse:
    """Show one report: when it is made, for whom, and what was made of it."""
    found = queries.report(report_id, by=request.actor)
    [line] = listed.lines([found], taken=queries.taken_by(request.actor, [found]), by=request.actor)
    crumbs = [Crumb("Reports", reverse("reports")), Crumb(found.about, "")]
    return show(
        request, "insight/reports/report", line=line, said=heard(request), crumbs=crumbs, at_release="", kept=rules.KEPT
    )


def new(request: StaffRequest) -> HttpResponse:
    """Ask for a page regularly."""
    if request.method != "POST":
        return _form(request, request.GET.dict())
    given = request.POST.dict()
    try:
        release = release_asked(request)
        if release is None:
            raise NotFound("Nothing has been published yet.", now="Ask again when a release is published.")
        asked = rules.asked_of(given.get("page", ""), given)
        made = actions.ask_for(
            page=given["page"], asked=asked, about=making.about(given["page"], asked, release),
            format=given.get("format", ""), often=given.get("often", ""),
            role=request.actor.role if given.get("whom") == "role" else "", by=request.actor, at=request.at,
        )  # fmt: skip
    except BadInput as error:
        field = "#often" if given.get("format") in Format.values else "#format"
        return _form(request, given, status=422, form_errors=[{"text": error.now, "href": field}])
    jobs.ask_for()
    say(request, f"“{made.about}” is made regularly from now on. The first is being made, and will wait for you here.")
    return redirect("reports")


def change(request: StaffRequest, report_id: int, act: str) -> HttpResponse:
    """Pause, resume, delete, bring back, or make a report now."""
    if act not in _ACTS:
        raise NotFound("There is no such act.", now="Go back to your reports and choose one there.")
    do, told = _ACTS[act]
    done = do(report_id, by=request.actor, at=request.at)
    if act == "delete":
        say(request, told, link="#deleted", link_text="See it, or bring it back")
        return redirect("reports")
    say(request, f"It could not be made. {done.why_not}" if isinstance(done, Made) and done.why_not else told)
    return redirect("report", report_id=report_id)


def file(request: StaffRequest, report_id: int, made_id: int, ending: str) -> HttpResponse:
    """Send a file that was made."""
    name, content = actions.take(report_id, made_id, by=request.actor, at=request.at)
    if not name.endswith(f".{ending}"):
        raise NotFound("There is no such file.", now="Choose one that is listed with the report.")
    return packing.sent(content, name)


def _form(request: StaffRequest, given: dict[str, str], *, status: int = 200, **more: Any) -> HttpResponse:
    page = given.get("page", "")
    release = release_asked(request)
    if page not in rules.PAGES or release is None:
        return show(request, "insight/reports/choose", status=status, crumbs=listed.CRUMBS, at_release="")
    asked = rules.asked_of(page, given)
    return show(
        request, "insight/reports/new", status=status, page=page, asked=asked, crumbs=listed.CRUMBS, at_release="",
        about=making.about(page, asked, release), formats=listed.choices(Format, given.get("format", Format.PDF)),
        often=listed.choices(Often, given.get("often", Often.RELEASE)), whom=given.get("whom", "me"), **more,
    )  # fmt: skip
