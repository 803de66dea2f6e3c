"""The pages of one person's record."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from joinedup.faces.components.lines import facts_of, latest_of_each, passages_of
from joinedup.faces.components.lists import page_asked
from joinedup.faces.components.trends import finding, line_chart
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.record.filters import timeline_filters
from joinedup.faces.screens.record.opening import AS_AT, open_for, past_moment, show_record
from joinedup.record.entries.queries import changes_since, own_last_look
from joinedup.record.entries.reconcile_events import MEASURED
from joinedup.record.entries.reconcile_views import (
    ENCOUNTERS,
    Series,
    by_encounter,
    by_problem,
    measured,
    scored,
    timeline,
    trend,
)
from joinedup.record.linkage.queries import current_person
from joinedup.record.store.pages import page_within
from joinedup.words.basics.errors import BadInput, NotFound
from joinedup.words.basics.moments import LONDON, start_of_day
from joinedup.words.vocabulary.kinds import Kind, Section

SHOWN_AT_FIRST = 8
"""How many lines of a section the record shows before it offers the whole section."""
CONTACTS_ON_A_PAGE = 25
MEASURES_OF = (Section.OBSERVATIONS, Section.INVESTIGATIONS, Section.MONITORING)
STAYS_OF = (Section.ADMISSIONS, Section.MENTAL_HEALTH)
"""Sections in which what is over is what people look for, so that it is not folded away."""


def whole(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show the record: every heading in its order, none hidden; someone merged leads on to whom they are now."""
    try:
        reading = open_for(request, person_id)
    except NotFound:
        now = current_person(person_id)
        if now == person_id:
            raise
        return redirect("record", person_id=now)
    return show_record(
        request,
        "record",
        reading,
        way="record",
        most=SHOWN_AT_FIRST,
        measures_of=MEASURES_OF,
        stays_of=STAYS_OF,
        latest=latest_of_each,
    )


def section(request: StaffRequest, person_id: int, name: str) -> HttpResponse:
    """Show every line of one section."""
    reading = open_for(request, person_id)
    view = next((view for view in reading.record.sections if view.heading.section == name), None)
    if view is None:
        raise NotFound("A record has no section of this name.", now="Go back to the record.")
    return show_record(request, "section", reading, view=view, measures_of=MEASURES_OF, latest=latest_of_each)


def line(request: StaffRequest, person_id: int, line_id: str) -> HttpResponse:
    """Show one line with everything that each source says, what belongs to it, and its numbers over time."""
    reading = open_for(request, person_id)
    found = reading.record.line(line_id)
    if found is None:
        raise NotFound("This line is not in the record any more.", now="Go back to the record and find it there.")
    if found.address is not None:  # it was written down here, and has a page of its own
        return redirect(found.address or reading.link("record"))
    group = by_problem if found.kind is Kind.PROBLEM else by_encounter if found.kind in ENCOUNTERS else None
    belonging = (
        next((each.lines for each in group(reading.record.lines) if each.head.id == line_id), ()) if group else ()
    )
    series = trend(reading.record.lines, found.concept) if found.kind in MEASURED else ()
    return show_record(
        request,
        "line",
        reading,
        line=found,
        belonging=belonging,
        charts=[_charted(each) for each in series if len(each.points) > 1],
        told=[(row, facts_of(row), passages_of(row)) for row in found.sources],
    )


def problems(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show each problem with what was done for it."""
    reading = open_for(request, person_id)
    groups = by_problem(reading.record.lines)
    return show_record(request, "grouped", reading, way="record_problems", groups=groups, by="problem")


def encounters(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show each contact and stay, latest first, with what was done in it; a page at a time."""
    reading = open_for(request, person_id)
    page = page_within(by_encounter(reading.record.lines), number=page_asked(request.GET), size=CONTACTS_ON_A_PAGE)
    return show_record(request, "grouped", reading, way="record_encounters", groups=page.items, page=page, by="contact")


def trends(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show everything measured more than once, each with its finding, and each score of a form over time."""
    reading = open_for(request, person_id)
    series = [(each, _found(each)) for each in measured(reading.record.lines).values()]
    scores = [_charted(each) for each in scored(reading.record.lines)]
    return show_record(request, "trends", reading, way="record_trends", series=series, scores=scores)


def over_time(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show the timeline across organisations, by filters that the address keeps."""
    reading = open_for(request, person_id)
    asked = timeline_filters(request.GET)
    page = timeline(reading.record.lines, **asked.filters) if not asked.mistakes else None
    return show_record(
        request,
        "timeline",
        reading,
        way="record_timeline",
        status=422 if asked.mistakes else 200,
        page=page,
        asked=asked,
        form_errors=asked.mistakes,
        kinds=sorted({each.kind for each in reading.record.lines}),
        tellers=list(dict.fromkeys(name for each in reading.record.lines for name in each.said_by)),
    )


def changes(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show what became known since the one who looks last did, or in the last 30 days."""
    reading = open_for(request, person_id)
    last = own_last_look(reading.opened)
    since = last if last and request.GET.get("since") != "30-days" else request.at - timedelta(days=30)
    found = changes_since(reading.opened, reading.record, since)
    return show_record(request, "changes", reading, way="record_changes", last=last, changes=found)


def as_it_was(request: StaffRequest, person_id: int) -> HttpResponse:
    """Ask for a past moment, and lead to the record as it was known then."""
    boxes = {box: request.GET.get(box, "").strip() for box in ("day", "month", "year", "time")}
    mistakes = []
    if any(boxes.values()):
        try:
            at = past_moment(_written(boxes, request.at), now=request.at)
        except BadInput as mistake:
            mistakes = [{"text": f"{mistake.problem} {mistake.now}", "href": "#when-day"}]
        else:
            return redirect(open_for(request, person_id).link("record", query={AS_AT: at.isoformat()} if at else {}))
    reading = open_for(request, person_id)
    return show_record(
        request,
        "as_it_was",
        reading,
        way="record_as_it_was",
        status=422 if mistakes else 200,
        form_errors=mistakes,
        boxes=boxes,
    )


def printed(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show the whole record for paper: no line left out, who printed it and when."""
    reading = open_for(request, person_id)
    return show_record(request, "print", reading, way="record_print")


def _written(boxes: dict[str, str], now: datetime) -> str:
    """Return the moment of the boxes as ``past_moment`` reads it; a day without a time is its very end, or now."""
    day = f"{boxes['year'].zfill(4)}-{boxes['month'].zfill(2)}-{boxes['day'].zfill(2)}"
    if boxes["time"]:
        return f"{day}T{boxes['time'].zfill(5)}"
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        return day
    end = start_of_day(chosen + timedelta(days=1)) - timedelta(seconds=1)
    today = chosen == now.astimezone(LONDON).date()
    return (now if today else end).isoformat(timespec="seconds")


def _found(series: Series) -> str:
    return finding(series.title, series.unit, [(point.happened.at, point.value) for point in series.points])


def _charted(series: Series) -> dict[str, Any]:
    dots = [(point.happened.at, point.value) for point in series.points]
    return {"finding": _found(series), "svg": line_chart(dots, name=_found(series)), "series": series}
