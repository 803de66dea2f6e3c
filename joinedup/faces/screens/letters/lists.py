"""The lists of letters: for us and from us, each with its count and its file; and those about one person."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.record.opening import open_for, show_record
from joinedup.faces.screens.said import heard
from joinedup.faces.screens.show import show
from joinedup.record.tasks.looking import note_listed
from joinedup.work.letters import queries
from joinedup.work.letters.queries import Row
from joinedup.work.letters.rules import SAID

# The lists in the order in which they are shown, and their words.
FOR_US = (("unread", "To read"), ("read", "Read"), ("wrong", "Entered in error"))
FROM_US = (
    ("to_sign", "To check and sign"), ("to_post", "To print and send"), ("not_opened", "Sent, not opened yet"),
    ("sent", "Sent"),
)  # fmt: skip
EMPTY = {
    "unread": "There is no letter to read. A letter for your organisation comes here as soon as it is signed.",
    "to_sign": "No letter waits to be checked and signed. You begin one on the page of someone’s care.",
    "to_post": "No letter waits to be printed and sent.",
}


def letters(request: StaffRequest) -> HttpResponse:
    """List the letters for one's organisation that nobody has read; or another of the lists."""
    asked = _asked(request)
    found = queries.listed(
        asked["list"], by=request.actor, at=request.at, words=asked["words"], page=page_asked(request.GET)
    )
    note_listed(
        [row.person_id for row in found.page.items], of=f"letters, {asked['list']}", by=request.actor, at=request.at
    )
    here = reverse("letters")

    def ways(lists: tuple[tuple[str, str], ...]) -> list[dict[str, object]]:
        return [
            {"name": name, "text": text, "count": found.counts[name], "href": here + query({**asked, "list": name})}
            for name, text in lists
        ]

    return show(
        request, "letters/letters", page=found.page, asked=asked, here=here, for_us=ways(FOR_US), from_us=ways(FROM_US),
        table=table(asked["list"]), kept=found.kept, asked_query=partial(query, asked), said=heard(request),
        filters=[{"name": "words", "label": "Name or NHS number", "value": asked["words"], "type": "search"}],
        title=dict((*FOR_US, *FROM_US))[asked["list"]],
        empty="No letter fits this." if asked["words"] else EMPTY.get(asked["list"], "There is no such letter."),
    )  # fmt: skip


def letters_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list as a file."""
    asked = _asked(request)
    rows = queries.every(asked["list"], by=request.actor, at=request.at, words=asked["words"])
    note_listed(
        [row.person_id for row in rows], of=f"letters, {asked['list']}", exported=True, by=request.actor, at=request.at
    )
    return download(table(asked["list"]), rows)


def of_person(request: StaffRequest, person_id: int) -> HttpResponse:
    """List the letters about a person that one's organisation wrote or was sent."""
    reading = open_for(request, person_id)
    return show_record(
        request, "letters/of_person", reading, way="letters_of", rows=queries.letters_of(reading.opened), table=THEIRS,
        said=heard(request),
    )  # fmt: skip


def _asked(request: StaffRequest) -> dict[str, str]:
    name = request.GET.get("list", "")
    return {"list": name if name in queries.LISTS else "unread", "words": request.GET.get("words", "")[:80]}


def _to(row: Row) -> str:
    return reverse("letter", kwargs={"letter_id": row.id})


_PERSON = (
    Column("Person", lambda row: row.name, link=_to),
    Column("Born", lambda row: row.birth_date),
    Column("NHS number", lambda row: row.nhs_number, on_page=False),
)
_LETTER = Column("Letter", lambda row: row.title)
_FROM, _TO = Column("From", lambda row: row.from_name), Column("To", lambda row: row.to_name)
_SENT, _STANDS = Column("Sent", lambda row: row.sent_at), Column("How it stands", lambda row: SAID[row.stand])
_DUE = Column("To be sent by", lambda row: row.due_at)


def table(name: str) -> Table:
    """Return the table of a list."""
    if name in dict(FOR_US):
        read = (
            Column("Opened first by", lambda row: row.opened_by),
            Column("Read by", lambda row: row.acknowledged_by),
            Column("Read", lambda row: row.acknowledged_at),
        )
        return Table(
            "letters-for-us",
            "Letters for us",
            (*_PERSON, _LETTER, _FROM, _SENT, *(read if name == "read" else read[:1])),
        )
    drafted = Column("Begun", lambda row: row.drafted_at)
    own = (drafted, _DUE) if name in ("to_sign", "to_post") else (_SENT, _STANDS)
    return Table("letters-from-us", "Letters from us", (*_PERSON, _LETTER, _TO, *own))


THEIRS = Table("letters", "Letters", (
    Column("Letter", lambda row: row.title, link=_to), _FROM, _TO, _SENT, _STANDS,
))  # fmt: skip
