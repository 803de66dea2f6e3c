"""One network: how it stands in every measure, its practices side by side in one of them, and its files."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from joinedup.faces.components.lists import download
from joinedup.faces.screens.insight import asking, packing, standings
from joinedup.faces.screens.insight.asked import Crumb, nothing_yet, release_asked, release_needed, show_insight
from joinedup.faces.screens.insight.needs.views import needs_of
from joinedup.faces.screens.insight.network import side_by_side
from joinedup.faces.screens.insight.network.pack import pack
from joinedup.faces.screens.posts import StaffRequest
from joinedup.words.basics.errors import NotFound


def network(request: StaffRequest, network: str) -> HttpResponse:
    """Show one network, and its practices side by side in the measure that is asked for."""
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    name, members = asking.network_named(release, network)
    rows = asking.rows_of(release, "network", name)
    asked = side_by_side.asked(request.GET.get("measure", ""), rows)
    return show_insight(
        request,
        "network/network",
        release,
        crumbs=(Crumb("Practices and networks", reverse("practices")), Crumb(name, "")),
        name=name,
        slug=network,
        members=members,
        finding=standings.finding(name, rows),
        outstanding=standings.outstanding(rows),
        topics=standings.by_topic(rows),
        measure=asked,
        choices=[(row.measure.id, row.measure.title) for row in rows],
        chart=side_by_side.chart(release, asked, members) if asked else None,
        needs=needs_of(release, "network", name, name),
    )


def network_pack(request: StaffRequest, network: str, ending: str) -> HttpResponse:
    """Send the network's page to print and hand out, or as a spreadsheet."""
    return packing.send(request, pack(release_needed(request), network, measure=request.GET.get("measure", "")), ending)


def network_file(request: StaffRequest, network: str, table: str) -> StreamingHttpResponse:
    """Send every measure of the network, or its practices side by side in one."""
    release = release_needed(request)
    name, members = asking.network_named(release, network)
    rows = asking.rows_of(release, "network", name)
    asked = side_by_side.asked(request.GET.get("measure", ""), rows)
    if table == "measures":
        return download(standings.table(f"{network}-measures", f"{name}: every measure", release=release.name), rows)
    if table == "side-by-side" and asked:
        chart = side_by_side.chart(release, asked, members)
        return download(chart.table, chart.rows)
    raise NotFound("There is no such file.", now="Go back to the network and choose one there.")
