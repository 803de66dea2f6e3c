"""One measure: its page, the files of its charts, and where its limits start again."""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import download
from joinedup.faces.screens.insight import packing, words
from joinedup.faces.screens.insight.asked import Crumb, nothing_yet, release_asked, release_needed, show_insight
from joinedup.faces.screens.insight.indicator import parts
from joinedup.faces.screens.insight.indicator.pack import pack
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.insight.measures import definition, periods
from joinedup.planning.results import actions
from joinedup.planning.results import queries as results
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound


def measure(request: StaffRequest, measure_id: str) -> HttpResponse:
    """Show one measure everywhere over time."""
    return _measure(request, measure_id)


def measure_file(request: StaffRequest, measure_id: str, table: str) -> StreamingHttpResponse:
    """Send the numbers of one chart of the page."""
    release, asked = release_needed(request), definition.measure(measure_id)
    trend = results.trend(release, asked)
    charts = parts.every_chart(parts.sections(release, asked, trend, mine=request.actor.organisation))
    if table not in charts:
        raise NotFound("There is no such file.", now="Go back to the measure and choose one there.")
    kind = charts[table].table
    named = type(kind)(f"{measure_id}-{table}", kind.caption, kind.columns)
    return download(named, charts[table].rows)


def measure_pack(request: StaffRequest, measure_id: str, ending: str) -> HttpResponse:
    """Send the page of one measure to print and hand out, or as a spreadsheet."""
    release, asked = release_needed(request), definition.measure(measure_id)
    return packing.send(request, pack(release, asked, mine=request.actor.organisation), ending)


def rebase(request: StaffRequest, measure_id: str) -> HttpResponse:
    """Start the limits again from a month, with the reason."""
    asked = definition.measure(measure_id)
    reason = request.POST.get("reason", "")
    try:
        month = periods.month(request.POST.get("month", ""))
        actions.rebase(measure=asked, month=month.first_day, reason=reason, by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        field = "#reason" if request.POST.get("month") and not reason.strip() else "#month"
        errors = [{"text": f"{error.problem} {error.now}", "href": field}]
        return _measure(request, measure_id, status=422, form_errors=errors, reason=reason)
    say(request, f"The limits start again from {month.first_day:%B} {month.first_day.year}.")
    return redirect(f"{reverse('measure', args=[measure_id])}#over-time")


def undo_rebase(request: StaffRequest, measure_id: str, rebase_id: int) -> HttpResponse:
    """Take a re-basing back."""
    made = actions.undo_rebase(rebase_id, by=request.actor, at=request.at)
    say(request, f"The limits no longer start again from {made.month:%B} {made.month.year}.")
    return redirect(f"{reverse('measure', args=[measure_id])}#over-time")


def _measure(request: StaffRequest, measure_id: str, *, status: int = 200, **more: object) -> HttpResponse:
    release = release_asked(request)
    asked = definition.measure(measure_id)
    if release is None:
        return nothing_yet(request)
    trend = results.trend(release, asked)
    return show_insight(
        request,
        "indicator/indicator",
        release,
        crumbs=(Crumb(asked.title, ""),),
        status=status,
        measure=asked,
        trend=trend,
        words=words,
        verdict=words.OVER_TIME[trend.verdict],
        sections=parts.sections(release, asked, trend, mine=request.actor.organisation),
        computed=parts.how_computed(release, trend),
        examples=parts.examples(asked),
        rebasings=results.rebasings(asked),
        months=parts.months_offered(trend),
        **more,
    )
