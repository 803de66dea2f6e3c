"""All care homes against each other, one home, and their files."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from joinedup.faces.components.lists import download, page_asked, query
from joinedup.faces.screens.insight import packing
from joinedup.faces.screens.insight.asked import Crumb, nothing_yet, release_asked, release_needed, show_insight
from joinedup.faces.screens.insight.care_homes import asking, board, charts, matrix, one, pack
from joinedup.faces.screens.insight.needs.views import needs_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.planning.results import population
from joinedup.record.store.pages import Page, page_within
from joinedup.words.basics.errors import NotFound


def care_homes(request: StaffRequest) -> HttpResponse:
    """Show every home in every measure, and one of the measures by home, practice and month."""
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    told = asking.told(release)
    measure = told.measure(request.GET.get("measure", ""))
    rows = asking.rows(release, told)
    page = _rows(request, rows)
    homes = [row.home for row in page.items]
    return show_insight(
        request,
        "care_homes/care_homes",
        release,
        crumbs=(Crumb("Care homes", ""),),
        told=told,
        measure=measure,
        choices=[(each.id, board.short(each)) for each in told.measures],
        page=page,
        finding=board.finding(rows),
        columns=board.columns(told.measures, request.GET),
        whole=asking.wholes(release, told),
        bands=board.BANDS,
        charts=charts.of_all(release, told, measure, homes) if measure else [],
        few=charts.MOST_BY_MONTH,
        matrix=asking.meetings(release, homes, measure) if measure else None,
        asked_query=lambda **changed: query(request.GET.dict(), **changed),
        named=query({"release": request.GET.get("release"), "measure": measure.id if measure else ""}),
    )


def care_homes_file(request: StaffRequest, table: str) -> StreamingHttpResponse:
    """Send every home in every measure, who lives where, or the figures of one chart."""
    release = release_needed(request)
    told = asking.told(release)
    measure = told.measure(request.GET.get("measure", ""))
    rows = _rows(request, asking.rows(release, told), size=0).items
    if table == "every-home":
        return download(board.table(told.measures, release=release.name), rows)
    homes = sorted(told.homes.values(), key=lambda home: home.name)
    met = asking.meetings(release, homes, measure) if measure else None
    if table == "homes-and-practices" and measure and met:
        return download(matrix.table(measure, release=release.name), met.meetings)
    chart = charts.of_name(release, told, measure, table) if measure else None
    if chart is not None:
        return download(chart.table, chart.rows)
    raise NotFound("There is no such file.", now="Go back to the care homes and choose one there.")


def care_home(request: StaffRequest, site: str) -> HttpResponse:
    """Show one home in every measure, beside the whole and beside homes of its type."""
    release = release_asked(request)
    if release is None:
        return nothing_yet(request)
    told = asking.told(release)
    home = asking.home_coded(told, site)
    measure = told.measure(request.GET.get("measure", ""))
    rows = one.rows_of(release, told, home)
    return show_insight(
        request,
        "care_homes/care_home",
        release,
        crumbs=(Crumb("Care homes", reverse("care_homes")), Crumb(home.name, "")),
        home=home,
        told=told,
        row=board.rows_of([home], told.standings, told.measures, population.residents(release))[0],
        finding=one.finding(home, rows),
        rows=rows,
        measure=measure,
        choices=[(each.id, board.short(each)) for each in told.measures],
        chart=charts.by_month(release, told, measure, one.kin(told, home), home.code) if measure else None,
        meetings=one.meetings(release, home, measure),
        needs=needs_of(release, "home", home.code, home.name),
    )


def care_home_file(request: StaffRequest, site: str, table: str) -> StreamingHttpResponse:
    """Send every measure of one home, whose people live there, or homes of its type by month."""
    release = release_needed(request)
    told = asking.told(release)
    home = asking.home_coded(told, site)
    measure = told.measure(request.GET.get("measure", ""))
    if table == "measures":
        return download(one.table(home, release=release.name), one.rows_of(release, told, home))
    if table == "practices" and measure:
        return download(matrix.table(measure, release=release.name), one.meetings(release, home, measure) or [])
    chart = charts.by_month(release, told, measure, one.kin(told, home), home.code) if measure else None
    if table == "by-month" and chart:
        return download(chart.table, chart.rows)
    raise NotFound("There is no such file.", now="Go back to the care home and choose one there.")


def care_homes_pack(request: StaffRequest, ending: str) -> HttpResponse:
    """Send the page of all homes to print and hand out, or as a spreadsheet."""
    made = pack.pack(release_needed(request), measure=request.GET.get("measure", ""))
    return packing.send(request, made, ending)


def care_home_pack(request: StaffRequest, site: str, ending: str) -> HttpResponse:
    """Send the page of one home to print and hand out, or as a spreadsheet."""
    made = pack.pack_of_home(release_needed(request), site, measure=request.GET.get("measure", ""))
    return packing.send(request, made, ending)


def _rows(request: StaffRequest, rows: list[board.Row], *, size: int = 50) -> Page[Any]:
    """Return the homes in the order asked for: a page of them, or all where ``size`` is 0."""
    ordered = board.sorted_by(rows, request.GET.get("sort", ""), down=request.GET.get("order") == "down")
    return page_within(ordered, number=page_asked(request.GET), size=size or max(1, len(ordered)))
