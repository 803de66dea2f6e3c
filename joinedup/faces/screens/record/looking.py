"""Who looked at a record: the page that staff show or print for the person, and its file."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, StreamingHttpResponse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.record.opening import Reading, open_for, show_record
from joinedup.record.sharing.looks.queries import looks_at
from joinedup.record.sharing.looks.rules import Look
from joinedup.record.store.pages import SIZE, page_within

ON_PAPER = 1_000
"""How many looks one page for printing holds at most: some forty sheets."""
TABLE = Table("who-looked", "Who looked at this record", (
    Column("When", lambda look: look.first),
    Column("Until", lambda look: look.last, on_page=False),
    Column("Who", lambda look: look.who),
    Column("Where", lambda look: look.where),
    Column("What they did", lambda look: look.what),
    Column("Why", lambda look: look.why),
    Column("How often, going to and fro", lambda look: look.times, numeric=True, on_page=False),
))  # fmt: skip


def looks(request: StaffRequest, person_id: int) -> HttpResponse:
    """List who looked, the latest first: a page at a time, or as many as fit for printing."""
    reading = open_for(request, person_id)
    whole = "all" in request.GET
    found = page_within(
        _looks(reading), number=1 if whole else page_asked(request.GET), size=ON_PAPER if whole else SIZE
    )
    return show_record(
        request,
        "looks",
        reading,
        way="record_looks",
        page=found,
        table=TABLE,
        whole=whole,
        asked_query=partial(query, {}),
    )


def looks_file(request: StaffRequest, person_id: int) -> StreamingHttpResponse:
    """Send every look as a file."""
    return download(TABLE, _looks(open_for(request, person_id)))


def _looks(reading: Reading) -> list[Look]:
    """Return the looks as the one who reads may know them: where someone sealed or only a part is read, not where."""
    own, sight = reading.opened.codes, reading.record.reading.sight
    return looks_at(reading.opened, may_name=lambda code: code in own or sight.shows_sender(code))
