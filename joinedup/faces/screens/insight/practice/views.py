"""The list of practices and networks, one practice, and its files."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.text import slugify

from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.components.lists import Column, Table, download
from joinedup.faces.screens.insight import asking, packing, standings
from joinedup.faces.screens.insight.asked import Crumb, nothing_yet, release_asked, release_needed, show_insight
from joinedup.faces.screens.insight.care_homes.asking import homes_of_practice
from joinedup.faces.screens.insight.needs.views import needs_of
from joinedup.faces.screens.insight.practice.pack import on_the_list, pack
from joinedup.faces.screens.posts import StaffRequest
from joinedup.planning.releases.models import Release
from joinedup.planning.results import population
from joinedup.planning.results.population import Unit
from joinedup.words.basics.errors import NotFound

PRACTICES = Table(
    "practices",
    "Practices and networks",
    (
        Column("Practice", lambda r: r["unit"].name, link=lambda r: r["link"]),
        Column("Code", lambda r: r["unit"].code),
        Column("Network", lambda r: r["unit"].network or "None", link=lambda r: r["network"]),
        Column("People on the list", lambda r: r["people"], numeric=True),
        Column("Measures that differ from the place", lambda r: r["differs"], numeric=True),
    ),
)


def practices(request: StaffRequest) -> HttpResponse:
    """Show every practice by name, with its network."""
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    crumbs = (Crumb("Practices and networks", ""),)
    return show_insight(request, "practice/practices", release, crumbs=crumbs, table=PRACTICES, rows=_rows(release))


def practices_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the list as a file."""
    release = release_asked(request)
    return download(PRACTICES, _rows(release) if release else [])


def practice(request: StaffRequest, code: str) -> HttpResponse:
    """Show how one practice stands in every measure, and who is on its list."""
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    unit = asking.practice_coded(release, code)
    rows = asking.rows_of(release, "practice", code)
    return show_insight(
        request,
        "practice/practice",
        release,
        crumbs=(Crumb("Practices and networks", reverse("practices")), Crumb(unit.name, "")),
        unit=unit,
        network=slugify(unit.network),
        finding=standings.finding(unit.name, rows),
        chart=_chart(release, unit),
        outstanding=standings.outstanding(rows),
        topics=standings.by_topic(rows),
        needs=needs_of(release, "practice", code, unit.name),
        homes=homes_of_practice(release, code),
    )


def practice_file(request: StaffRequest, code: str, table: str) -> StreamingHttpResponse:
    """Send one table of the practice's page: every measure, or who is on the list."""
    release = release_needed(request)
    unit = asking.practice_coded(release, code)
    if table == "peer-review":
        rows = asking.rows_of(release, "practice", code)
        return download(standings.table(f"{table}-{code}", f"{unit.name}: every measure", release=release.name), rows)
    if table == "list" and (chart := _chart(release, unit)):
        return download(chart.table, chart.rows)
    raise NotFound("There is no such file.", now="Go back to the practice and choose one there.")


def practice_pack(request: StaffRequest, code: str, ending: str) -> HttpResponse:
    """Send the peer-review pack to print and hand out, or as a spreadsheet."""
    return packing.send(request, pack(release_needed(request), code), ending)


def _chart(release: Release, unit: Unit) -> Chart | None:
    lists = population.lists(release)
    return on_the_list(unit.name, unit.code, lists, release=release.name) if lists else None


def _rows(release: Release) -> list[dict[str, object]]:
    lists, differs = population.lists(release), asking.differing(release)
    return [
        {
            "unit": unit,
            "link": reverse("practice", args=[unit.code]),
            "network": reverse("network", args=[slugify(unit.network)]) if slugify(unit.network) else "",
            "people": lists.totals.get(unit.code, "") if lists else "",
            "differs": differs.get(unit.code, 0),
        }
        for unit in sorted(population.units(release).values(), key=lambda unit: unit.name)
    ]
