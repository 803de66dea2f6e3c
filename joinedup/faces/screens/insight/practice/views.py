"""The list of practices and networks, one practice, and its files."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.text import slugify

from joinedup.faces.components.lists import Column, Table, download
from joinedup.faces.components.packs import pdf_of, spreadsheet_of
from joinedup.faces.screens.insight import asking, standings
from joinedup.faces.screens.insight.asked import Crumb, nothing_yet, release_asked, release_needed, show_insight
from joinedup.faces.screens.insight.practice.pack import Pack, pack_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.planning.releases.models import Release
from joinedup.planning.results import queries as results
from joinedup.planning.results.queries import Unit
from joinedup.words.basics.errors import NotFound

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
        pack=_pack(release, unit, rows),
        outstanding=standings.outstanding(rows),
        topics=standings.by_topic(rows),
    )


def practice_file(request: StaffRequest, code: str, table: str) -> StreamingHttpResponse:
    """Send one table of the practice's pack: every measure, or who is on the list."""
    release = release_needed(request)
    unit = asking.practice_coded(release, code)
    pack = _pack(release, unit, asking.rows_of(release, "practice", code))
    named = dict(zip(("peer-review", "list"), pack.tables, strict=False))
    if table not in named:
        raise NotFound("There is no such file.", now="Go back to the practice and choose one there.")
    return download(*named[table])


def practice_pdf(request: StaffRequest, code: str) -> HttpResponse:
    """Send the peer-review pack to print and hand out."""
    return _sent(pdf_of(_pack_asked(request, code)), "application/pdf", f"peer-review-{code}.pdf")


def practice_sheets(request: StaffRequest, code: str) -> HttpResponse:
    """Send the peer-review pack as a spreadsheet."""
    return _sent(spreadsheet_of(_pack_asked(request, code)), SPREADSHEET, f"peer-review-{code}.xlsx")


def _pack_asked(request: StaffRequest, code: str) -> Pack:
    release = release_needed(request)
    return _pack(release, asking.practice_coded(release, code), asking.rows_of(release, "practice", code))


def _sent(made: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _pack(release: Release, unit: Unit, rows: list[standings.Row]) -> Pack:
    lists = results.lists(release)
    return pack_of(
        unit.name, rows, lists=lists, code=unit.code, release=release.name, data_to=release.data_date
    )  # fmt: skip


def _rows(release: Release) -> list[dict[str, object]]:
    lists, differs = results.lists(release), asking.differing(release)
    return [
        {
            "unit": unit,
            "link": reverse("practice", args=[unit.code]),
            "network": reverse("network", args=[slugify(unit.network)]) if slugify(unit.network) else "",
            "people": lists.totals.get(unit.code, "") if lists else "",
            "differs": differs.get(unit.code, 0),
        }
        for unit in sorted(results.units(release).values(), key=lambda unit: unit.name)
    ]
