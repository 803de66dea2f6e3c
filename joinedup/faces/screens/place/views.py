"""The Place page, its downloads, and asking for a new release."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect

from joinedup.exchange.optouts import queries as optouts
from joinedup.faces.components.lists import download as csv_of
from joinedup.faces.screens.insight import packing
from joinedup.faces.screens.insight.asked import release_asked, release_needed
from joinedup.faces.screens.place import findings, tables
from joinedup.faces.screens.place.pack import pack
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.insight.measures.compute import explained
from joinedup.insight.measures.periods import Period
from joinedup.planning.releases import jobs, queries
from joinedup.planning.releases.models import Release
from joinedup.planning.releases.queries import Answered
from joinedup.planning.results import queries as results
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound


def place(request: StaffRequest) -> HttpResponse:
    """Show who lives here and how they fare, from the latest release or the one that is asked for."""
    return _place(request)


def download(request: StaffRequest, table: str) -> StreamingHttpResponse:
    """Send one table of the page as a file."""
    release = release_asked(request)
    if release is not None and table == tables.LIVES.name:
        return csv_of(tables.LIVES, tables.lives(results.lives(release)))
    if table not in tables.DOWNLOADS or release is None:
        raise NotFound("There is no such file.", now="Go back to the Place page and choose one there.")
    kind, rows = tables.DOWNLOADS[table]
    return csv_of(kind, rows(queries.seen(release)))


def place_pack(request: StaffRequest, ending: str) -> HttpResponse:
    """Send the page to print and hand out, or as a spreadsheet."""
    return packing.send(request, pack(release_needed(request)), ending)


def publish(request: StaffRequest) -> HttpResponse:
    """Queue a new release, and say so on the page."""
    try:
        jobs.ask_for(purpose=request.POST.get("purpose", ""), by=request.actor, at=request.at)
    except BadInput as error:
        return _place(request, status=422, form_errors=[{"text": error.now, "href": "#purpose"}])
    except CannotProceed as error:
        return _place(request, status=409, form_errors=[{"text": str(error), "href": "#publishing"}])
    say(
        request,
        "A new release was asked for. It can take some minutes.",
        link="#publishing",
        link_text="See how far it is",
    )
    return redirect("place")


def _place(
    request: StaffRequest, *, status: int = 200, form_errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    release = release_asked(request)
    shown: dict[str, Any] = {
        "publishing": queries.publishing(at=request.at),
        "purposes": Release.Purpose.choices,
        "check": optouts.current(at=request.at),
        "how_to_check": optouts.HOW,
        "said": heard(request),
        "form_errors": form_errors or [],
    }
    if release is None:
        return show(request, "place/nothing_yet", status=status, **shown)
    seen = queries.seen(release)
    shown |= {
        "seen": seen,
        "release": release,
        "left_out": findings.of_those_left_out(release),
        "releases": [r for r in queries.releases() if r.pk != release.pk][:12],
        "everyone": findings.of_everyone(seen.population),
        "people": _people(seen.population),
        "lives": _lives(release),
        "cards": [_card(answered) for answered in seen.measures],
    }
    return show(request, "place/place", status=status, **shown)


def _people(people: Any) -> list[dict[str, Any]]:
    """Return the four blocks of who lives here: finding, chart, table, rows."""
    return [
        {"finding": findings.of_ages(people), "chart": tables.chart_of_ages(people), "table": tables.AGES,
         "rows": tables.ages(people)},
        {"finding": findings.of_deprivation(people), "chart": tables.chart_of_deprivation(people),
         "table": tables.DEPRIVATION, "rows": tables.deprivation(people)},
        {"finding": findings.of_practices(people), "table": tables.PRACTICES, "rows": tables.practices(people)},
        {"finding": findings.of_care_homes(people), "table": tables.CARE_HOMES, "rows": tables.care_homes(people)},
    ]  # fmt: skip


def _lives(release: Release) -> dict[str, Any] | None:
    """Return the block of how long people live; None where the release does not tell, or it is not worked out yet."""
    told = results.lives(release)
    return {"finding": findings.of_lives(told), "table": tables.LIVES, "rows": tables.lives(told)} if told else None


def _card(answered: Answered) -> dict[str, Any]:
    """Return what the card of one measure shows."""
    year = answered.year
    return {
        "measure": answered.measure,
        "rate": findings.rate(year),
        "interval": f"{findings.number(year.low)} to {findings.number(year.high)}" if year.value is not None else "",
        "counted": findings.counted(year),
        "period": findings.period(year),
        "direction": findings.direction(year, answered.year_before),
        "months_finding": findings.of_months(answered.months),
        "chart": tables.chart_of_months(answered),
        "table": tables.ONE_MEASURES_MONTHS,
        "rows": tables.months_of(answered),
        "dated": answered.measure.dating,
        "sql": "\n\n".join(
            _written_out(sql) for sql in explained(answered.measure, period=Period(year.first_day, year.last_day))
        ),
    }


def _written_out(sql: str) -> str:
    """Return a query as people read it: without its indent and its empty lines."""
    return "\n".join(part for part in dedent(sql).splitlines() if part.strip())
