"""The pages of a person's choices: what holds, its history, recording and ending it, and what others would be shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect

from joinedup.faces.components.lists import Column, Table, download
from joinedup.faces.screens.choices import words
from joinedup.faces.screens.days import day_typed
from joinedup.faces.screens.finding.views import reason_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.record.opening import open_for, show_record
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.record.access.queries import organisation_names
from joinedup.record.entries.queries import reader_of, record_of
from joinedup.record.entries.sight import Sight
from joinedup.record.sharing.choices import actions, queries
from joinedup.record.sharing.choices.models import Choice
from joinedup.record.sharing.choices.rules import Aim, How, What
from joinedup.record.sharing.gate import Opened, open_person
from joinedup.record.sharing.sensitivity import PERSON, PROXY, Reader
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.basics.moments import start_of_day
from joinedup.words.vocabulary.kinds import Section
from joinedup.words.vocabulary.sections import HEADINGS

PARTIES = "The person\nTheir GP"


def choices(request: StaffRequest, person_id: int) -> HttpResponse:
    """Show what holds of a person, what held before, and in what they take part."""
    opened = _open(request, person_id)
    found = _shown(request, opened)
    return show(
        request, "choices/choices", person_id=person_id, who=opened.demographics, said=heard(request),
        now=[each for each in found if each.ended_at is None], before=[each for each in found if each.ended_at],
        asked=queries.taking_part(person_id), told=words.TOLD,
    )  # fmt: skip


def choices_file(request: StaffRequest, person_id: int) -> StreamingHttpResponse:
    """Send every choice, those of the past too, as a file."""
    return download(TABLE, _shown(request, _open(request, person_id)))


def new(request: StaffRequest, person_id: int, what: str) -> HttpResponse:
    """Ask what someone chose, and record it."""
    opened = _open(request, person_id)
    if what not in _NEW:
        raise NotFound("There is no such choice.", now="Go back to the choices.")
    return _asked(request, opened, what, _NEW[what])


def stop(request: StaffRequest, person_id: int) -> HttpResponse:
    """Ask whether to stop everyone who acts for someone, and stop them."""
    return _asked(request, _open(request, person_id), "stop", _stop)


def end(request: StaffRequest, person_id: int, choice_id: int) -> HttpResponse:
    """End a choice, and offer to undo it."""
    choice = _theirs(request, person_id, choice_id)
    actions.end(choice.pk, note=request.POST.get("note", ""), by=request.actor, at=request.at)
    say(request, "It is ended. It is kept under “What held before”, where you can bring it back.")
    return redirect("choices", person_id=person_id)


def bring_back(request: StaffRequest, person_id: int, choice_id: int) -> HttpResponse:
    """Undo the end of a choice."""
    choice = _theirs(request, person_id, choice_id)
    try:
        actions.bring_back(choice.pk, by=request.actor, at=request.at)
    except CannotProceed as error:
        say(request, f"{error.problem} {error.now}")
    else:
        say(request, "It holds again, from now on.")
    return redirect("choices", person_id=person_id)


def party_said(request: StaffRequest, person_id: int, asking_id: int) -> HttpResponse:
    """Record what one party says of taking part."""
    opened = _open(request, person_id)
    if asking_id not in {each.id for each in queries.taking_part(opened.person_id)}:
        raise NotFound("Nobody was asked this.", now="Go back to the choices.")
    holds = actions.say_for(
        asking_id, party=request.POST.get("party", ""), yes=request.POST.get("answer") == "yes",
        how=_how(request), by=request.actor, at=request.at,
    )  # fmt: skip
    say(request, "All have said yes: they take part." if holds else "It is recorded. They do not take part (yet).")
    return redirect("choices", person_id=person_id)


def seal_line(request: StaffRequest, person_id: int, line_id: str) -> HttpResponse:
    """Ask from whom a line of the record is to be kept, and keep it."""
    reading = open_for(request, person_id)
    if reading.opened.broke_glass:
        _open(request, person_id)  # an emergency is a reason to look, not to decide what others may see
    line = reading.record.line(line_id)
    if line is None:
        raise NotFound("This line is not in the record any more.", now="Go back to the record and find it there.")
    if line.address is not None:
        raise CannotProceed(
            "This was written down here.", now="Amend it on its own page: say there from whom to keep it."
        )
    mistakes: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _keep_line(request, person_id, [Aim(r.source_record, r.feed, r.kind.value, r.key) for r in line.sources])
        except BadInput as error:
            mistakes = [{"text": f"{error.problem} {error.now}", "href": "#keep-1"}]
        else:
            say(request, "It is done.", link=reading.link("choices"), link_text="See it among the choices, or undo it")
            return redirect("choices", person_id=person_id)
    return show_record(
        request, "keep_line", reading, status=422 if mistakes else 200, line=line, form_errors=mistakes,
        told=words.TOLD, typed=request.POST,
    )  # fmt: skip


def shown_to(request: StaffRequest, person_id: int, who: str) -> HttpResponse:
    """Show what the person, or one who acts for them, would be shown: never more than who looks may see."""
    opened = open_person(person_id, by=request.actor, reason=reason_of(request), at=request.at)
    reader, name = _reader(opened, who)
    record = record_of(opened, shown_to=(reader_of(opened), reader))
    sections = [view for view in record.sections if view.lines]
    return show(
        request, "choices/shown_to", person_id=person_id, who=opened.demographics, name=name, sections=sections,
        kept=record.kept, is_proxy=reader.role == PROXY,
    )  # fmt: skip


def _open(request: StaffRequest, person_id: int) -> Opened:
    return open_person(person_id, by=request.actor, reason=reason_of(request), at=request.at, act="choice.see")


def _shown(request: StaffRequest, opened: Opened) -> list[words.Shown]:
    names = organisation_names()
    return [
        words.shown_of(choice, by=request.actor, codes=opened.codes, names=names, at=request.at)
        for choice in queries.history_of(opened.person_id)
        if words.may_know_of(choice, request.actor)
    ]


def _theirs(request: StaffRequest, person_id: int, choice_id: int) -> Choice:
    """Return a choice of this person that this post may know of. Raises NotFound."""
    opened = _open(request, person_id)
    found = queries.history_of(opened.person_id).filter(pk=choice_id).first()
    if found is None or not words.may_know_of(found, request.actor):
        raise NotFound("There is no choice by this number.", now="Go back to the list of choices.")
    return found


def _asked(request: StaffRequest, opened: Opened, what: str, record: Callable[..., str]) -> HttpResponse:
    """Show the form of one choice; where it is sent, record it or say what is wrong."""
    mistakes: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            done = record(request, opened)
        except (BadInput, CannotProceed) as error:
            mistakes = [{"text": f"{error.problem} {error.now}", "href": "#first"}]
        else:
            say(request, done)
            return redirect("choices", person_id=opened.person_id)
    names = organisation_names()
    return show(
        request, f"choices/{what.replace('-', '_')}", status=422 if mistakes else 200, form_errors=mistakes,
        person_id=opened.person_id, who=opened.demographics, told=words.TOLD, typed=request.POST, headings=HEADINGS,
        senders=[(code, names.get(code, code)) for code in _senders(opened)],
        parties=PARTIES,
    )  # fmt: skip


def _senders(opened: Opened) -> list[str]:
    """Return who sent what this post may know of: of someone sensitive nobody, for it tells where they are."""
    if opened.demographics.sensitive:
        return []
    sight = Sight((reader_of(opened),), queries.choices_of(opened.person_id, opened.at))
    every = opened.by.role == "privacy_officer"
    return [code for code in queries.holders(opened.person_id) if every or sight.shows_sender(code)]


def _object(request: StaffRequest, opened: Opened) -> str:
    to = request.POST.get("to", "")
    what = What(to) if to in (What.NO_SHARING, What.NO_PLANNING) else None
    if what is None:
        raise BadInput("Nobody said to what they object.", now="Choose one.")
    actions.object_to(opened.person_id, what, **_common(request))
    return "Their objection is recorded, and holds from now on."


def _seal(request: StaffRequest, opened: Opened) -> str:
    aim = Aim(sender=request.POST.get("sender", ""), section=request.POST.get("section", ""))
    if aim.sender and aim.sender not in _senders(opened):
        # The same words whether it holds a record or not: who may not know of it is not told by trying.
        raise BadInput("That organisation is not one of those listed.", now="Choose one of the list.")
    actions.seal(opened.person_id, aim, locked=request.POST.get("locked") == "yes", **_common(request))
    return "It is sealed from now on."


def _proxy(request: StaffRequest, opened: Opened) -> str:
    actions.add_proxy(
        opened.person_id, name=request.POST.get("name", ""), relation=request.POST.get("relation", ""),
        sections=request.POST.getlist("sections"), **_common(request),
    )  # fmt: skip
    return "They may act for the person from now on."


def _take_part(request: StaffRequest, opened: Opened) -> str:
    actions.ask_to_take_part(
        opened.person_id, purpose=request.POST.get("purpose", ""), parties=request.POST.get("parties", "").splitlines(),
        by=request.actor, at=request.at,
    )  # fmt: skip
    return "It is recorded who is asked. Record below what each of them says."


def _stop(request: StaffRequest, opened: Opened) -> str:
    actions.stop_proxies(opened.person_id, note=request.POST.get("note", ""), by=request.actor, at=request.at)
    return "Nobody acts for them any more. Only a few posts can see that this was done."


_NEW: dict[str, Callable[..., str]] = {
    "objection": _object, "seal": _seal, "proxy": _proxy, "taking-part": _take_part,
}  # fmt: skip


def _keep_line(request: StaffRequest, person_id: int, aims: list[Aim]) -> None:
    keep, note = request.POST.get("keep", ""), request.POST.get("note", "")
    if keep not in _KEEP:
        raise BadInput("Nobody said from whom to keep it.", now="Choose one.")
    for aim in dict.fromkeys(aims):
        if keep in (What.SEALED, What.LOCKED):
            actions.seal(
                person_id,
                aim,
                locked=keep == What.LOCKED,
                how=_how(request),
                note=note,
                by=request.actor,
                at=request.at,
            )
        else:
            actions.mark(person_id, aim, hidden_from=What(keep), note=note, by=request.actor, at=request.at)


_KEEP = frozenset((What.SEALED, What.LOCKED, What.NOT_FOR_PERSON, What.NOT_FOR_PROXIES))


def _common(request: StaffRequest) -> dict[str, Any]:
    return {
        "how": _how(request), "note": request.POST.get("note", ""), "until": _until(request), "by": request.actor,
        "at": request.at,
    }  # fmt: skip


def _how(request: StaffRequest) -> How:
    how = request.POST.get("how", "")
    if how not in dict(words.TOLD):
        raise BadInput("Nobody said how it was told.", now="Choose one.")
    return How(how)


def _until(request: StaffRequest) -> datetime | None:
    """Return the end of the day that was written, None where none was. Raises BadInput where it is no day."""
    last = day_typed(request.POST, "until", problem="We could not read the day of the end.")
    return start_of_day(last + timedelta(days=1)) if last else None


def _reader(opened: Opened, who: str) -> tuple[Reader, str]:
    """Return with whose eyes to look, and who that is in words: the person, or a proxy by the number of the choice."""
    if who == PERSON:
        return Reader(PERSON), "the person"
    for proxy in queries.choices_of(opened.person_id, opened.at).proxies:
        if who == f"proxy-{proxy.id}":
            return Reader(PROXY, sections=frozenset(map(Section, proxy.sections))), proxy.name
    # One who acts for them no longer, or never did, is shown the same: nothing, and no reason why.
    return Reader(PROXY), "someone who acts for them"


TABLE = Table(
    "choices", "What a person chose",
    (
        Column("Choice", lambda row: row.title),
        Column("What it means", lambda row: row.means),
        Column("From", lambda row: row.starts_at),
        Column("Until", lambda row: row.ended_at or row.ends_at),
        Column("How it was told", lambda row: row.how),
        Column("Recorded by", lambda row: row.recorded, link=None),
        Column("Ended by", lambda row: row.ended),
        Column("Note", lambda row: row.note),
    ),
)  # fmt: skip
