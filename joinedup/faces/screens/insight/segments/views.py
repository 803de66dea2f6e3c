"""Schemes side by side, one scheme, a drill into any of them, and their files."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from joinedup.faces.components.lists import download
from joinedup.faces.screens.insight.asked import (
    Crumb,
    nothing_yet,
    release_asked,
    show_insight,
)
from joinedup.faces.screens.insight.segments import drilling, parts
from joinedup.faces.screens.posts import StaffRequest
from joinedup.insight.segments.definition import catalogue
from joinedup.insight.segments.definition import scheme as scheme_named
from joinedup.insight.segments.drill import Ask
from joinedup.insight.segments.profile import CUTS
from joinedup.planning.releases.models import Release
from joinedup.planning.segments import queries, rules
from joinedup.words.basics.errors import BadInput

SEGMENTS = "Segments"


def segments(request: StaffRequest) -> HttpResponse:
    """Show every scheme side by side, and who uses which share of care."""
    release = release_asked(request)
    if release is None or queries.under_way(release):
        return _not_yet(request, release)
    found = queries.explored(release)
    schemes = [
        (scheme, parts.of_scheme(scheme, release=request.GET.get("release", "")), rows, parts.top(rows))
        for scheme in catalogue().values()
        for rows in [found.schemes[scheme.id].by[""]]
    ]
    return show_insight(
        request,
        "segments/segments",
        release,
        crumbs=(Crumb(SEGMENTS, ""),),
        schemes=schemes,
        people=found.people,
        curve=parts.concentration(found, until=release.data_date, release=release.name),
    )


def segment(request: StaffRequest, scheme_id: str) -> HttpResponse:
    """Show one scheme: its segments, movement in the year, and by practice, age and deprivation."""
    release = release_asked(request)
    if release is None or queries.under_way(release):
        return _not_yet(request, release)
    scheme, found = scheme_named(scheme_id), queries.explored(release)
    of = found.schemes[scheme.id]
    return show_insight(
        request,
        "segments/segment",
        release,
        crumbs=(Crumb(SEGMENTS, reverse("segments")), Crumb(scheme.title, "")),
        scheme=scheme,
        table=parts.of_scheme(scheme, release=request.GET.get("release", "")),
        rows=of.by[""],
        finding=parts.top(of.by[""]),
        cuts=[(parts.of_cut(by), of.by[by]) for by in CUTS],
        moved=parts.moved(scheme, of.moves, since=found.since, until=release.data_date, release=release.name),
    )


def segments_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send every scheme in every cut as a file; its headings alone where nothing is published."""
    release = release_asked(request)
    if release is None:
        return download(parts.WHOLE, ())
    found = queries.explored(release)
    rows = parts.whole(found, catalogue().values(), release=release.name, until=release.data_date)
    return download(parts.WHOLE, rows)


def explore(request: StaffRequest) -> HttpResponse:
    """Show the people that the address chooses, divided by what it says; the form chooses others."""
    return explored(request)


def explored(
    request: StaffRequest, *, form_errors: list[dict[str, str]] | None = None, status: int = 200, name: str = ""
) -> HttpResponse:
    """Return the page of a drill, with what is wrong with a form that was sent from it."""
    release = release_asked(request)
    if release is None or queries.under_way(release):
        return _not_yet(request, release)
    dimensions = queries.dimensions(release)
    given = request.POST if request.method == "POST" else request.GET
    ask = Ask(*rules.from_address(given.dict(), dimensions))
    shown, wrong = {}, list(form_errors or [])
    try:
        shown = drilling.shown(queries.drilled(release, ask), ask, dimensions, release, drilling.kept(request.GET))
    except BadInput as error:
        wrong.append({"text": f"{error.problem} {error.now}", "href": "#choices"})
        status, ask = 422, drilling.possible(ask, dimensions)
    return show_insight(
        request,
        "segments/explore",
        release,
        crumbs=(Crumb(SEGMENTS, reverse("segments")), Crumb("Explore", "")),
        status=status,
        form_errors=wrong,
        name=name,
        cut=queries.cut_opened(request.GET.get("cut", ""), request.actor),
        **{**drilling.form(ask, dimensions, drilling.kept(request.GET)), **shown},
    )


def explore_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send a drill as a file; its headings alone where nothing is published."""
    release = release_asked(request)
    if release is None:
        return download(drilling.WHOLE, ())
    dimensions = queries.dimensions(release)
    ask = Ask(*rules.from_address(request.GET.dict(), dimensions))
    return download(drilling.WHOLE, drilling.whole(queries.drilled(release, ask), ask, dimensions, release))


def _not_yet(request: StaffRequest, release: Release | None) -> HttpResponse:
    if release is None:
        return nothing_yet(request)
    return show_insight(
        request, "segments/waiting", release, crumbs=(Crumb(SEGMENTS, ""),), here=request.get_full_path()
    )
