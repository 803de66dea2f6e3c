"""One letter: reading it, as a PDF too, and each thing that may be done with it; what was wrong is said there."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.packs.letter import letter_pdf
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.journeys import letters as journey
from joinedup.record.access.actor import Actor
from joinedup.record.sharing.gate import open_person
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.letters.definition import PERSON
from joinedup.work.letters import actions, queries, rules
from joinedup.work.letters.queries import Whole
from joinedup.work.letters.rules import Stand

SAID = {
    "sign": "The letter is signed and sent.",
    "post": "Recorded: the letter was sent.",
    "acknowledge": "Recorded: the letter was read.",
    "unacknowledge": "It is with the letters to read again.",
    "take-back": "The letter is taken back.",
    "told-again": "Recorded: they were told.",
}


def letter(request: StaffRequest, letter_id: int, *, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """Show a letter; where it came to one's organisation, that it was opened is kept."""
    whole, who = _open(request, letter_id)
    return show(
        request, "letters/letter", status=422 if errors else 200, whole=whole, letter=whole.letter, says=whole.says,
        who=who, stands=rules.SAID[whole.stand], gone=whole.stand in rules.GONE, outside=rules.OUTSIDE,
        to_person=whole.letter.to == PERSON, wanting=rules.unwritten(whole.says.parts),
        is_draft=whole.stand is Stand.DRAFT,
        form_errors=errors or [], typed=request.POST, said=heard(request),
    )  # fmt: skip


def act(request: StaffRequest, letter_id: int, name: str) -> HttpResponse:
    """Do one thing with a letter, and go back to it."""
    if name not in SAID:
        raise NotFound("There is nothing of this name to do.", now="Go back and choose from the page.")
    _open(request, letter_id)  # a refusal is in the journal, whatever becomes of the act
    try:
        done = _do(name, letter_id, request)
    except (BadInput, CannotProceed) as error:
        wrong = [{"text": f"{error.problem} {error.now}", "href": f"#act-{name}"}]
        return letter(request, letter_id, errors=wrong)
    if name == "sign" and done.sent_at is None:
        why = "" if done.to == PERSON else f" Nobody at {done.to_name} reads it here."
        say(request, f"The letter is signed.{why} Print it and send it, then say how.")
    elif name == "acknowledge":
        say(request, SAID[name], link=f"{reverse('letter', kwargs={'letter_id': letter_id})}#act-unacknowledge",
            link_text="Undo")  # fmt: skip
    else:
        say(request, SAID[name])
    return redirect("letter", letter_id=letter_id)


class _Who(TypedDict):
    by: Actor
    at: datetime


def _do(name: str, letter_id: int, request: StaffRequest) -> Any:
    typed, who = request.POST, _Who(by=request.actor, at=request.at)
    match name:
        case "sign":
            number = typed.get("version", "")
            version = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0
            return journey.sign(letter_id, based_on=version, **who)
        case "post":
            return journey.post(letter_id, how=typed.get("how", ""), **who)
        case "take-back":
            return actions.take_back(letter_id, why=typed.get("why", ""), **who)
        case "told-again":
            return actions.told_again(letter_id, **who)
        case _:
            return actions.acknowledge(letter_id, read=name == "acknowledge", **who)


def pdf(request: StaffRequest, letter_id: int) -> HttpResponse:
    """Send the letter as an accessible PDF; one that is not signed, or was taken back, says so."""
    whole, who = _open(request, letter_id)
    sent = HttpResponse(letter_pdf(whole, who, made_by=request.actor, at=request.at), content_type="application/pdf")
    sent["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    return sent


def _open(request: StaffRequest, letter_id: int) -> tuple[Whole, Any]:
    """Return a letter and whose it is; the look is in the journal, and that it was opened is kept."""
    whole = queries.whole(letter_id, by=request.actor)
    opened = open_person(whole.person_id, by=request.actor, reason=actions.READING, at=request.at, act="letter.read")
    if whole.for_us and request.actor.account_id != whole.letter.drafted_by_id:
        actions.opened(whole.letter, by=request.actor, at=request.at)
    return whole, opened.demographics
