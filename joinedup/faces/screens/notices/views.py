"""What is new since someone last looked; saying that it was seen, and undoing it; how they wish to be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.conf import settings
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import Column, Table, download
from joinedup.faces.components.words import when
from joinedup.faces.screens.care.day import shown_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.journeys.notices import News, news_of
from joinedup.record.access.rules import may
from joinedup.record.notices import actions, queries, rules
from joinedup.record.notices.rules import TITLES, Kind
from joinedup.record.tasks.looking import note_listed
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound

MOST_SHOWN = 20
"""So many of each kind are shown; the rest stand on the list to which it leads."""


@dataclass(frozen=True, slots=True)
class New:
    """One thing that is new, as a page and a file say it."""

    kind: str
    what: str
    name: str
    birth_date: object
    nhs_number: str
    due: str
    about: str
    href: str
    mark: str
    urgent: bool = False


def whats_new(request: StaffRequest) -> HttpResponse:
    """Show what came since someone last looked. Looking at it changes nothing: saying so does."""
    news, groups = _news(request), []
    for kind, rows in _by_kind(news, request.at):
        groups.append({"kind": kind, "title": TITLES[kind], "rows": rows[:MOST_SHOWN], "count": len(rows)})
    note_listed(news.people, of="what is new", by=request.actor, at=request.at)
    last = queries.looked(request.actor.account_id)
    return show(
        request, "notices/new", groups=groups, said=heard(request),
        looked=last.at if last else None, may_undo=last is not None and last.at != last.before and last.at is not None,
        failed=queries.given_up(by=request.actor, since=news.since) if may(request.actor, "access.manage").allowed
        else [], most=MOST_SHOWN,
    )  # fmt: skip


def whats_new_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send all that is new as a file."""
    news = _news(request)
    note_listed(news.people, of="what is new", exported=True, by=request.actor, at=request.at)
    return download(TABLE, [row for _, rows in _by_kind(news, request.at) for row in rows])


def act(request: StaffRequest, name: str) -> HttpResponse:
    """Record that what is new was seen, or undo that."""
    if name not in ("seen", "undo"):
        raise NotFound("There is nothing of this name to do.", now="Go back and choose from the page.")
    try:
        if name == "seen":
            actions.look(until=_until(request), by=request.actor, at=request.at)
            say(request, "Marked as seen. What is to be done stays on your day.", link=f"{reverse('whats_new')}#undo",
                link_text="Undo")  # fmt: skip
        else:
            actions.unlook(by=request.actor, at=request.at)
            say(request, "It is new again.")
    except (BadInput, CannotProceed) as error:
        say(request, f"{error.problem} {error.now}")
    return redirect("whats_new")


def _until(request: StaffRequest) -> datetime:
    """Return when the page was made on which they said so."""
    try:
        until = datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError as error:
        raise BadInput("This page was not sent whole.", now="Open it again.") from error
    return until if until.tzinfo else until.replace(tzinfo=UTC)


def how(request: StaffRequest) -> HttpResponse:
    """Show and change how someone wishes to be told."""
    row = queries.wishes_of(request.actor.account_id)
    wish, errors = queries.wish_of(row), []
    typed = {
        "email": row.email, "days": wish.days, "unwanted": wish.unwanted,
        **{name: f"{getattr(wish, name):%H:%M}" for name in _TIMES},
    }  # fmt: skip
    if request.method == "POST":
        told = set(request.POST.getlist("told"))
        unwanted = [kind.value for kind in Kind if kind.value not in told]
        typed = {name: request.POST.get(name, "") for name in ("email", "days", *_TIMES)} | {"unwanted": unwanted}
        try:
            actions.wish(
                email=str(typed["email"]), days=str(typed["days"]), unwanted=unwanted, by=request.actor, at=request.at,
                **{name: _time(request.POST, name) for name in _TIMES},
            )  # fmt: skip
        except BadInput as error:
            at = _WRONG.get(error.problem, "email" if "e-mail" in error.problem else "days")
            errors = [{"text": f"{error.problem} {error.now}", "href": f"#{at}"}]
        else:
            say(request, "Kept. This is how you are told from now on.")
            return redirect("how_we_tell_you")
    return show(
        request, "notices/how", status=422 if errors else 200, form_errors=errors, typed=typed, days=rules.DAYS,
        kinds=[(kind.value, TITLES[kind], kind in rules.ALWAYS) for kind in Kind], mails=settings.MAILS,
        said=heard(request),
    )  # fmt: skip


_TIMES = {"digest_at": "the digest", "quiet_from": "the beginning of quiet hours", "quiet_until": "their end"}
_WRONG = {f"We could not read the time of {said}.": name for name, said in _TIMES.items()}


def _time(typed: QueryDict, name: str) -> time:
    text = typed.get(name, "").strip().replace(".", ":")
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 (a time of the clock on the wall)
    except ValueError as error:
        raise BadInput(f"We could not read the time of {_TIMES[name]}.", now="Write a time such as 08:00.") from error


def _news(request: StaffRequest) -> News:
    account = request.actor.account_id
    wish = queries.wish_of(queries.wishes_of(account))
    since = queries.since(account, at=request.at)
    return news_of(wish, by=request.actor, at=request.at, since=since)


def _by_kind(news: News, at: datetime) -> Iterator[tuple[Kind, list[New]]]:
    """Give each kind of which there is anything, in their order, with its rows."""
    for kind in Kind:
        rows = [
            New(TITLES[kind], task.row.title, task.row.name, task.row.birth_date, task.row.nhs_number,
                task.due, " · ".join(filter(None, (task.model, task.row.team_name))), task.row.address, task.mark,
                task.row.urgent)
            for task in (shown_of(row, at) for row in news.tasks.get(kind, ()))
        ]  # fmt: skip
        if kind is Kind.LETTER:
            rows += [
                New(TITLES[kind], letter.title, letter.name, letter.birth_date, letter.nhs_number,
                    "", f"From {letter.from_name}, {when(letter.sent_at)}",
                    reverse("letter", kwargs={"letter_id": letter.id}), "soon")
                for letter in news.letters
            ]  # fmt: skip
        if rows:
            yield kind, rows


TABLE = Table("what-is-new", "What is new", (
    Column("Why it is here", lambda row: row.kind),
    Column("What", lambda row: row.what),
    Column("Person", lambda row: row.name),
    Column("Born", lambda row: row.birth_date),
    Column("NHS number", lambda row: row.nhs_number),
    Column("Due", lambda row: row.due),
    Column("About it", lambda row: row.about),
))  # fmt: skip
