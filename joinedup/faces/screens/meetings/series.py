"""The meetings of one's teams and those to which one is invited: those to come, those held, one series, its actions."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.components.packs.dates import Entry, calendar_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard
from joinedup.faces.screens.show import show
from joinedup.record.access.actor import role_title
from joinedup.record.access.queries import senders_of
from joinedup.record.access.rules import may
from joinedup.record.store.pages import page_of
from joinedup.record.tasks.looking import note_listed
from joinedup.words.models_of_care import england
from joinedup.work.meetings import queries, sheets
from joinedup.work.meetings.checks import series_of
from joinedup.work.meetings.dates import coming
from joinedup.work.meetings.models import Invited
from joinedup.work.meetings.sheets import Promise
from joinedup.work.meetings.sight import is_host

A_PAGE, DATES = 20, 12


def meetings(request: StaffRequest) -> HttpResponse:
    """Show the meetings to come to which one may come, and those that are over."""
    return show(
        request, "meetings/meetings", to_come=list(queries.to_come(request.actor)), said=heard(request),
        page=page_of(queries.held(request.actor), number=page_asked(request.GET), size=A_PAGE),
        asked_query=partial(query, {}), codes=senders_of(request.actor.organisation),
        ended=list(queries.series_for(request.actor).exclude(ended_at=None)),
        may_run=may(request.actor, "meeting.run").allowed,
    )  # fmt: skip


def one(request: StaffRequest, series_id: int) -> HttpResponse:
    """Show one series: how often, who comes, what was promised, its meetings."""
    series = series_of(series_id, by=request.actor)
    host = is_host(series, senders_of(request.actor.organisation))
    promised = sheets.promises(series, by=request.actor, at=request.at)
    note_listed({each.person_id for each in promised}, of="actions of meetings", by=request.actor, at=request.at)
    return show(
        request, "meetings/series", series=series, pattern=str(queries.pattern_of(series)), said=heard(request),
        guests=[guest_words(guest) for guest in series.invited.select_related("organisation", "team")],
        to_come=series.meetings.filter(closed_at=None).first(), promised=promised, table=ACTIONS,
        page=page_of(queries.held(request.actor, series.pk), number=page_asked(request.GET), size=A_PAGE),
        asked_query=partial(query, {}), may_run=host and may(request.actor, "meeting.run").allowed,
    )  # fmt: skip


def actions_file(request: StaffRequest, series_id: int) -> StreamingHttpResponse:
    """Send all that a series asked of teams as a file."""
    series = series_of(series_id, by=request.actor)
    rows = sheets.promises(series, by=request.actor, at=request.at)
    note_listed(
        {each.person_id for each in rows}, of="actions of meetings", exported=True, by=request.actor, at=request.at
    )
    return download(ACTIONS, rows)


def dates(request: StaffRequest, series_id: int) -> HttpResponse:
    """Send the next meetings for a calendar: no word of whom they speak."""
    series = series_of(series_id, by=request.actor)
    to_come = series.meetings.filter(closed_at=None).first()
    held = [to_come.planned_at] if to_come else []
    if series.ended_at is None:
        held += coming(queries.pattern_of(series), max([request.at, *held]), england(), DATES)
    entries = [Entry(f"series-{series.pk}-{at:%Y%m%d}", at, series.minutes, series.title) for at in held]
    sent = HttpResponse(calendar_of(entries, at=request.at), content_type="text/calendar; charset=utf-8")
    sent["Content-Disposition"] = 'attachment; filename="meetings.ics"'
    return sent


def guest_words(guest: Invited) -> str:
    """Return who is invited, in words: everyone of a team, or those of a post in an organisation."""
    of = f"{guest.team.name}, {guest.organisation.name}" if guest.team else guest.organisation.name
    return f"{role_title(guest.role)}: {of}" if guest.role else of


def _address(row: Promise) -> str:
    return reverse("meeting_action", kwargs={"action_id": row.action.pk})


ACTIONS = Table(
    "meeting-actions",
    "What we said we would do",
    (
        Column("Person", lambda row: row.name),
        Column("NHS number", lambda row: row.nhs_number, on_page=False),
        Column("What", lambda row: row.action.words, link=_address),
        Column("Who", lambda row: f"{row.action.team.name}, {row.action.team.organisation.name}"),
        Column("By", lambda row: row.action.due_on),
        Column("Agreed", lambda row: row.action.asked_at, on_page=False),
        Column("How it stands", lambda row: row.stands),
        Column("What came of it", lambda row: row.action.outcome),
    ),
)
