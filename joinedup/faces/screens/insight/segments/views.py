"""Schemes side by side, one scheme, and their file."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from joinedup.faces.components.lists import download
from joinedup.faces.screens.insight.asked import Crumb, nothing_yet, release_asked, show_insight
from joinedup.faces.screens.insight.segments import parts
from joinedup.faces.screens.posts import StaffRequest
from joinedup.insight.segments.definition import catalogue
from joinedup.insight.segments.definition import scheme as scheme_named
from joinedup.insight.segments.profile import CUTS
from joinedup.planning.segments import queries


def segments(request: StaffRequest) -> HttpResponse:
    """Show every scheme side by side, and who uses which share of care."""
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    found = queries.explored(release)
    schemes = [
        (scheme, parts.of_scheme(scheme), rows, parts.top(rows))
        for scheme in catalogue().values()
        for rows in [found.schemes[scheme.id].by[""]]
    ]
    return show_insight(
        request,
        "segments/segments",
        release,
        crumbs=(Crumb("Segments", ""),),
        schemes=schemes,
        people=found.people,
        curve=parts.concentration(found, until=release.data_date, release=release.name),
    )


def segment(request: StaffRequest, scheme_id: str) -> HttpResponse:
    """Show one scheme: its segments, movement in the year, and by practice, age and deprivation."""
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    scheme, found = scheme_named(scheme_id), queries.explored(release)
    of = found.schemes[scheme.id]
    return show_insight(
        request,
        "segments/segment",
        release,
        crumbs=(Crumb("Segments", reverse("segments")), Crumb(scheme.title, "")),
        scheme=scheme,
        table=parts.of_scheme(scheme),
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
