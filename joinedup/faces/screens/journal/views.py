"""The journal with its filters, its file, and finding a person's lines by their NHS number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download, page_asked, query
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show
from joinedup.record.access.actor import role_title
from joinedup.record.access.queries import account_names, accounts_called, everyones_names, organisation_names
from joinedup.record.journal import queries
from joinedup.record.journal.acts import ACTS, act_in_words
from joinedup.record.journal.sealing import last_sealed_at
from joinedup.record.linkage.hiding import hidden_people
from joinedup.record.linkage.queries import people_under, people_who_became
from joinedup.words.basics.errors import BadInput, NotFound

ASKED = ("person", "who", "act", "first_day", "last_day", "refused")


def journal(request: StaffRequest) -> HttpResponse:
    """List what was done and seen, the latest first; that it was read is written down too."""
    return _journal(request)


def journal_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send all the lines that fit the filters as a file; that they were taken away is written down too."""
    sought, mistakes = _sought(_asked(request))
    if mistakes:
        raise BadInput(mistakes[0]["text"], now="Go back to the journal and correct it.")
    found = queries.every_line(sought, by=request.actor, at=request.at)
    return download(_table(everyones_names(), organisation_names(), hidden_people()), found)


def find_lines(request: StaffRequest) -> HttpResponse:
    """Find a person by the number that the form sends, and go to their lines; the number is in no address."""
    try:
        people = people_under(request.POST.get("number", ""), by=request.actor, at=request.at)
    except (BadInput, NotFound) as error:
        return _journal(request, [{"text": str(error), "href": "#number"}])
    return redirect(f"{reverse('journal')}?{urlencode({'person': '-'.join(map(str, people))})}")


def _journal(request: StaffRequest, mistakes: list[dict[str, str]] | None = None) -> HttpResponse:
    asked = _asked(request)
    sought, wrong = _sought(asked)
    page = queries.lines(sought, by=request.actor, at=request.at, page=page_asked(request.GET))
    errors = [*(mistakes or []), *wrong]
    return show(
        request,
        "journal/journal",
        status=422 if errors else 200,
        page=page,
        sealed_at=last_sealed_at(),
        table=_table(
            account_names(line.account_id for line in page.items),
            organisation_names(),
            hidden_people({line.person_id for line in page.items if line.person_id}),
        ),
        filters=_filters(asked),
        people=sought.people,
        person=asked["person"],
        asked_query=partial(query, asked),
        filtered=any(asked.values()),
        form_errors=errors,
    )


def _asked(request: StaffRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ASKED}


def _sought(asked: dict[str, str]) -> tuple[queries.Sought, list[dict[str, str]]]:
    """Return what is asked of the journal, and what of it cannot be understood."""
    mistakes: list[dict[str, str]] = []
    days: dict[str, date | None] = {}
    for name in ("first_day", "last_day"):
        try:
            days[name] = date.fromisoformat(asked[name]) if asked[name] else None
        except ValueError:
            days[name] = None
            mistakes.append({"text": "Enter a day such as 2026-04-03", "href": f"#{name}"})
    named = [int(part) for part in asked["person"].split("-") if part.isdecimal() and len(part) < 18]
    return queries.Sought(
        people=tuple(dict.fromkeys(pk for person in named for pk in people_who_became(person))),
        accounts=tuple(accounts_called(asked["who"])) if asked["who"] else None,
        act=asked["act"],
        refused=bool(asked["refused"]),
        **days,
    ), mistakes


def _table(people: Mapping[int | None, str], organisations: dict[str, str], hidden: Collection[int]) -> Table:
    """Return the table of lines; where someone's place is ``hidden``, so is where those who look at them work."""

    def lines_about(line: Any) -> str:
        return f"{reverse('journal')}?person={line.person_id}" if line.person_id else ""

    def at(line: Any) -> str:
        return "Not shown" if line.person_id in hidden else organisations.get(line.organisation, line.organisation)

    return Table("journal", "Who did and saw what", (
        Column("When", lambda line: line.at),
        Column("Who", lambda line: people.get(line.account_id, "")),
        Column("Post", lambda line: role_title(line.role)),
        Column("At", at),
        Column("What", lambda line: act_in_words(line.act)),
        Column("About", lambda line: f"Person {line.person_id}" if line.person_id else "", link=lines_about),
        Column("Reason", lambda line: line.reason),
        Column("Outcome", lambda line: line.get_outcome_display()),
    ))  # fmt: skip


def _filters(asked: dict[str, str]) -> list[dict[str, Any]]:
    acts = sorted(ACTS.items(), key=lambda pair: pair[1])
    return [
        {"name": "who", "label": "Name or sign-in name of staff", "value": asked["who"]},
        {"name": "act", "label": "What was done", "value": asked["act"], "choices": [("", "Anything"), *acts]},
        {"name": "first_day", "label": "From", "value": asked["first_day"], "type": "date"},
        {"name": "last_day", "label": "Until", "value": asked["last_day"], "type": "date"},
        {"name": "refused", "label": "Refused only", "value": asked["refused"], "type": "checkbox"},
        *([{"name": "person", "label": "Person’s number", "value": asked["person"]}] if asked["person"] else []),
    ]
