"""Writing a letter: choosing a template, and changing what it says before it is signed."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import redirect

from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.faces.screens.show import show
from joinedup.journeys import letters as journey
from joinedup.record.sharing.gate import open_person
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.letters.definition import PERSON, RECIPIENTS
from joinedup.work.enrolment.whole import as_seen
from joinedup.work.enrolment.whole import whole as whole_of
from joinedup.work.letters import actions, queries

CANNOT_BE_READ = BadInput("This page cannot be read.", now="Go back to their care, and begin the letter again.")


def new(request: StaffRequest, enrolment_id: int) -> HttpResponse:
    """Choose which letter to write of someone's time on a model, and draft it."""
    whole, _ = as_seen(whole_of(enrolment_id, by=request.actor, at=request.at), by=request.actor)
    who = open_person(
        whole.row.person_id, by=request.actor, reason=actions.WRITING, at=request.at, act="letter.write"
    ).demographics
    asked, errors = request.POST or request.GET, []
    work = asked.get("work", "")[:200]
    if request.method == "POST":
        try:
            if not asked.get("template"):
                raise BadInput("No letter was chosen.", now="Choose one.")
            made = journey.draft(
                enrolment_id,
                asked["template"],
                work=work,
                key=_key(asked.get("key", "")),
                by=request.actor,
                at=request.at,
            )
            return redirect("letter_write", letter_id=made.pk)
        except (BadInput, CannotProceed) as error:
            errors = [{"text": f"{error.problem} {error.now}", "href": "#template-1"}]
    return show(
        request, "letters/new", status=422 if errors else 200, whole=whole, who=who,
        choices=journey.offered(whole), work=work, works=journey.works(whole),
        chosen=asked.get("template", ""), recipients=RECIPIENTS, key=uuid4(), form_errors=errors,
    )  # fmt: skip


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise CANNOT_BE_READ from error


def write(request: StaffRequest, letter_id: int) -> HttpResponse:
    """Change what a letter says; what was typed is kept where it cannot be."""
    whole = queries.whole(letter_id, by=request.actor)
    opened = open_person(whole.person_id, by=request.actor, reason=actions.WRITING, at=request.at, act="letter.write")
    if "change" not in whole.may:
        return redirect("letter", letter_id=letter_id)
    parts = [dict(part) for part in whole.says.parts]
    subject, errors, status = whole.says.subject, [], 200
    if request.method == "POST":
        typed = request.POST
        subject, texts = typed.get("subject", ""), typed.getlist("text")
        parts = [{**part, "text": text} for part, text in zip(parts, texts, strict=False)]
        number = typed.get("version", "")
        try:
            actions.change(
                letter_id, subject=subject, texts=texts, by=request.actor, at=request.at,
                based_on=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0,
            )  # fmt: skip
        except (BadInput, CannotProceed) as error:
            errors, status = [{"text": f"{error.problem} {error.now}", "href": "#subject"}], 422
        else:
            say(request, "Kept. Read it once more as its reader will, then sign it.")
            return redirect("letter", letter_id=letter_id)
    return show(
        request, "letters/write", status=status, whole=whole, letter=whole.letter, who=opened.demographics,
        parts=parts, subject=subject, form_errors=errors, to_person=whole.letter.to == PERSON,
    )  # fmt: skip
