"""The list of cohorts, one cohort, the builder, and the acts of saving and ending."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import download
from joinedup.faces.screens.insight.asked import Crumb, nothing_yet, release_asked, release_needed, show_insight
from joinedup.faces.screens.insight.cohorts import building, tables
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.planning.cohorts import actions, queries, rules
from joinedup.planning.releases.models import Release
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes

COHORTS = Crumb("Cohorts", "")


def cohorts(request: StaffRequest) -> HttpResponse:
    """List the cohorts in use."""
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    found = [(cohort, queries.versions(cohort.pk)[0]) for cohort in queries.in_use()]
    return show_insight(request, "cohorts/cohorts", release, crumbs=(COHORTS,), cohorts=found)


def cohort(request: StaffRequest, cohort_id: int) -> HttpResponse:
    """Show one cohort: how many, where, what they use, its versions, and its overlap with another."""
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    found, versions = queries.cohort(cohort_id), queries.versions(cohort_id)
    counted = queries.count(release, versions[0].who)
    other_id = request.GET.get("with", "")
    other = queries.cohort(int(other_id)) if other_id.isdigit() else None
    overlap = queries.overlap(release, versions[0].who, queries.versions(other.pk)[0].who) if other else None
    return show_insight(
        request,
        "cohorts/cohort",
        release,
        crumbs=(Crumb("Cohorts", reverse("cohorts")), Crumb(found.title, "")),
        cohort=found,
        versions=versions,
        counted=counted,
        blocks=tables.blocks(counted),
        areas=tables.areas(counted),
        uses=tables.uses(counted),
        uses_table=tables.USES,
        others=[each for each in queries.in_use() if each.pk != found.pk],
        other=other,
        overlap=overlap,
    )


def cohort_file(request: StaffRequest, cohort_id: int) -> StreamingHttpResponse:
    """Send the counts of one cohort as a file."""
    release = release_needed(request)
    queries.cohort(cohort_id)
    counted = queries.count(release, queries.versions(cohort_id)[0].who)
    return download(tables.WHOLE, tables.whole(counted))


def build(request: StaffRequest) -> HttpResponse:
    """Show the builder with the lines asked for, and how many people they hold of."""
    return _build(request)


def edit(request: StaffRequest, cohort_id: int) -> HttpResponse:
    """Go to the builder with the lines of a cohort."""
    lines = rules.as_lines(queries.versions(queries.cohort(cohort_id).pk)[0].who)
    if lines is None:
        raise CannotProceed(
            "These criteria are deeper than the builder's three parts.",
            now="Build the cohort anew, or copy it by file.",
        )
    return redirect(f"{reverse('cohort_build')}?{building.address(lines)}&cohort={cohort_id}")


def keep(request: StaffRequest) -> HttpResponse:
    """Save what was built as a new cohort, or as a new version of one."""
    who = rules.as_written(building.lines_asked(request.POST))
    cohort_id, now = request.POST.get("cohort", ""), datetime.now(UTC)
    try:
        if cohort_id.isdigit():
            reason = request.POST.get("reason", "")
            saved = actions.save_version(int(cohort_id), who=who, reason=reason, by=request.actor, at=now).cohort_id
        else:
            saved = actions.save_cohort(title=request.POST.get("title", ""), who=who, by=request.actor, at=now).pk
    except ManyMistakes as wrong:
        return _build(request, form_errors=building.told(wrong), status=422)
    except BadInput as wrong:
        return _build(request, form_errors=[{"text": wrong.now, "href": "#title"}], status=422)
    except CannotProceed as wrong:
        return _build(request, form_errors=[{"text": str(wrong), "href": "#title"}], status=409)
    say(request, "The cohort is saved.")
    return redirect("cohort", cohort_id=saved)


def end(request: StaffRequest, cohort_id: int) -> HttpResponse:
    """End a cohort, and offer to bring it back."""
    actions.end(cohort_id, by=request.actor, at=datetime.now(UTC))
    say(request, "The cohort is ended.", link=reverse("cohort", args=[cohort_id]), link_text="See it, or bring it back")
    return redirect("cohorts")


def bring_back(request: StaffRequest, cohort_id: int) -> HttpResponse:
    """Undo the ending of a cohort."""
    actions.bring_back(cohort_id, by=request.actor, at=datetime.now(UTC))
    say(request, "The cohort is in use again.")
    return redirect("cohort", cohort_id=cohort_id)


def _build(
    request: StaffRequest, *, status: int = 200, form_errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    given = request.POST if request.method == "POST" else request.GET
    lines, wrong = building.lines_asked(given), list(form_errors or building.half_said(given))
    counted, mistakes = _counted(release, lines) if lines and not wrong else ({"counted": None, "words": ""}, [])
    wrong += mistakes
    cohort_id = given.get("cohort", "")
    return show_insight(
        request,
        "cohorts/build",
        release,
        crumbs=(Crumb("Cohorts", reverse("cohorts")), Crumb("Build", "")),
        status=status if form_errors else (422 if wrong else 200),
        form_errors=wrong,
        lines=lines,
        parts=rules.PARTS,
        choices=building.choices(),
        of=queries.cohort(int(cohort_id)) if cohort_id.isdigit() else None,
        title=given.get("title", ""),
        **counted,
    )


def _counted(release: Release, lines: list[rules.Line]) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Return how many people the lines hold of and what they say, or what is wrong with them."""
    who = rules.as_written(lines)
    try:
        return {"counted": queries.count_quickly(release, who), "words": str(rules.understood(who))}, []
    except ManyMistakes as mistakes:
        return {"counted": None, "words": ""}, building.told(mistakes)
