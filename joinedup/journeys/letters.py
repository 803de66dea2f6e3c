"""A letter about someone's care: which can be written now, what goes in its blanks, and what is done by sending it.

In: an enrolment, a template. Out: letters; the step or errand done that asked for one. May use: work, record, insight.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from joinedup.insight.letters import catalogue, letter_named
from joinedup.insight.models_of_care import known as known_words
from joinedup.journeys import care
from joinedup.record.access.actor import Actor, role_title
from joinedup.record.access.queries import organisation_coded, senders_of
from joinedup.record.answers.models import HiddenFrom
from joinedup.record.answers.queries import answered
from joinedup.record.entries.queries import reader_of
from joinedup.record.linkage.queries import current_person
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.gate import Opened, open_person
from joinedup.record.sharing.sensitivity import PERSON as TO_THEMSELVES
from joinedup.record.sharing.sensitivity import Reader
from joinedup.words.basics.errors import CannotProceed
from joinedup.words.basics.moments import LONDON, day
from joinedup.words.basics.nhs_number import spaced
from joinedup.words.letters import Template, fill
from joinedup.words.letters.definition import PERSON, PRACTICE, RECIPIENTS, SCORE
from joinedup.words.models_of_care.known import title_of
from joinedup.work.enrolment import actions
from joinedup.work.enrolment.asks import errand_title, tells_of
from joinedup.work.enrolment.coming_in import PROACTIVE
from joinedup.work.enrolment.events import Kind
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.enrolment.state import StepAt
from joinedup.work.enrolment.whole import Line, Whole, as_seen
from joinedup.work.enrolment.whole import whole as whole_of
from joinedup.work.letters import actions as letters
from joinedup.work.letters.models import Letter
from joinedup.work.plans.queries import plan_of

_WORK = re.compile(r"(enrolment|step|errand):(\d{1,18})(?::(.{1,150}))?$")
#: What a branch asks for that a letter does: someone is told, or someone without a team here is asked to see them.
BY_LETTER = ("tell", "refer")
#: Ways in by which someone's own practice sent them.
OF_PRACTICE = ("gp", "practice_nurse")


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a letter goes: the code of an organisation ('' for the person), their name, and as whom they read."""

    organisation: str
    name: str
    reader: Reader


def offered(whole: Whole) -> list[Template]:
    """Return the letters that can be written of someone's time on a model as far as it has come."""
    state = whole.state
    reached = {
        "referred": True, "accepted": state.accepted_at is not None,
        "seen": any(step.done_at for step in state.steps), "ended": state.ended_at is not None,
    }  # fmt: skip
    return [each for each in catalogue().values() if reached[each.once]]


def works(whole: Whole) -> list[tuple[str, str]]:
    """Return what a letter could do by being sent, each with its words: a step without forms, someone to be told."""
    steps = [
        (f"step:{whole.row.id}:{step.step}:{step.nth}", step.title)
        for step in whole.state.owed if _by_letter(whole, step)
    ]  # fmt: skip
    errands = [
        (f"errand:{whole.row.id}:{errand.key}", errand_title(errand, known_words()))
        for errand in whole.state.errands
        if errand.branch.act in BY_LETTER and errand.branch.target in RECIPIENTS and not errand.done_at
    ]
    return errands + steps


@transaction.atomic
def draft(enrolment_id: int, template_id: str, *, work: str = "", key: UUID, by: Actor, at: datetime) -> Letter:
    """Draft a letter of someone's time on a model, for ``by`` to check.

    Raises NotFound, CannotProceed where something that goes in it is not known, or nobody is there to send it to.
    """
    template = letter_named(template_id)
    whole, _ = as_seen(whole_of(enrolment_id, by=by, at=at), by=by)
    if template not in offered(whole):
        raise CannotProceed("This letter cannot be written yet.", now="Choose one that can.")
    opened = open_person(whole.row.person_id, by=by, reason=letters.WRITING, at=at, act="letter.write")
    to = recipient(template, whole, opened)
    work = work or f"enrolment:{enrolment_id}"
    tells, due = _asked_by(work, enrolment_id, whole, template)
    subject, parts = fill(template, known_of(template, whole, opened, to))
    enrolment = Enrolment.objects.select_related("service").get(pk=enrolment_id)
    return letters.draft(
        letters.Drafted(
            opened.person_id, template.id, template.version, template.title, template.to, to.organisation, to.name,
            enrolment.service.team_id, subject[:400], [asdict(part) for part in parts],
            work, whole.model.id, tells, due,
        ),
        key=key, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def sign(letter_id: int, *, based_on: int, by: Actor, at: datetime) -> Letter:
    """Sign a letter; where it is sent by that, what asked for it is done.

    Raises as ``work.letters.actions.sign``, and CannotProceed where what was known when it was begun is so no more.
    """
    letter = letters.sign(letter_id, based_on=based_on, by=by, at=at)
    _require_as_begun(letter, by=by, at=at)
    return _sent(letter, by=by, at=at)


@transaction.atomic
def post(letter_id: int, *, how: str, by: Actor, at: datetime) -> Letter:
    """Record that a letter was sent outside; what asked for it is done. Raises as ``work.letters.actions.post``."""
    return _sent(letters.post(letter_id, how=how, by=by, at=at), by=by, at=at)


def recipient(template: Template, whole: Whole, opened: Opened) -> Recipient:
    """Return to whom a letter goes. Raises CannotProceed where it is not known here, or they have died."""
    known = opened.demographics
    if template.to == PERSON:
        _require_living(known)
        name = " ".join(filter(None, (known.title, known.given_names, known.family_name)))
        return Recipient("", name, Reader(TO_THEMSELVES))
    first = _referred(whole)
    own = senders_of(whole.organisation)
    from_practice = whole.state.route in OF_PRACTICE and (first is None or first.organisation in ("", *own))
    if template.to == PRACTICE or from_practice:
        practice = known.registered_practice
        if not practice:
            raise CannotProceed(
                "It is not known here with which practice they are registered.",
                now="Ask them, and tell the practice by phone or NHSmail.",
            )
        return Recipient(practice, _named(practice), Reader("gp", frozenset(senders_of(practice)), is_practice=True))
    if first is None or first.organisation in ("", *own):
        raise CannotProceed(
            "Nobody outside your organisation referred them here.", now="Write to their practice instead."
        )
    codes = frozenset(senders_of(first.organisation))
    return Recipient(first.organisation, _named(first.organisation), Reader(first.role, codes))


def known_of(template: Template, whole: Whole, opened: Opened, to: Recipient) -> dict[str, str]:
    """Return what goes in the blanks of a letter, by name; '' for what is not known, or not for its reader."""
    known, state, row = opened.demographics, whole.state, whole.row
    first = _referred(whole)
    themselves = template.to == PERSON
    # What a branch wrote as the reason names an answer of a form, which may tell of what is kept from the person; they
    # may come to read any letter about them.
    by_branch = first is not None and bool(first.event.details.get("source", {}).get("enrolment"))
    # Nor is what a model found them by anything that they said.
    said = "" if by_branch or state.route == PROACTIVE else state.why[:1].upper() + state.why[1:]
    ended = title_of("outcomes", state.outcome, known_words()) if state.outcome else ""
    told = {
        **_particulars(known),
        "model": row.title, "summary": whole.model.summary, "team": row.team_name,
        "organisation": _named(whole.organisation), "key_worker": row.key_worker_name,
        "referred_by": _who_referred(whole, first), "reason": said,
        "referred_on": _on(state.referred_at), "accepted_on": _on(state.accepted_at),
        "seen_on": _on(max((step.done_at for step in state.steps if step.done_at), default=None)),
        "ended_on": _on(state.ended_at), "outcome": ended, "why_ended": "" if themselves else state.ended_why,
        "steps_done": "\n".join(f"{step.title}: {_on(step.done_at)}" for step in state.steps if step.done_at),
        "next_due": f"{state.next.title}, {state.next.due}" if state.next and state.next.due else "",
        "what_matters": _what_matters(opened, to.reader), "today": _on(opened.at),
    }  # fmt: skip
    return told | {f"{SCORE}{form}": _score(form, whole, opened, to.reader) for form in template.scores}


def _particulars(known: Demographics) -> dict[str, str]:
    name = " ".join(filter(None, (known.given_names, known.family_name)))
    return {
        "name": name, "first_name": known.given_names.partition(" ")[0] or name,
        "born": day(known.birth_date) if known.birth_date else "", "nhs_number": spaced(known.nhs_number),
        "address": ", ".join(filter(None, (known.address, known.postcode))),
        "practice": _named(known.registered_practice) if known.registered_practice else "",
    }  # fmt: skip


def _what_matters(opened: Opened, reader: Reader) -> str:
    """Return what matters most to someone, as who writes, who reads and whom it is about all may see it."""
    parts = plan_of(opened, shown_to=(reader_of(opened), reader, Reader(TO_THEMSELVES))).of("matters")
    return " ".join(str(part.says("words")) for part in parts)


def _score(form: str, whole: Whole, opened: Opened, reader: Reader) -> str:
    """Return the last score of a form of someone's time on a model; '' where there is none for the reader."""
    theirs = answered(opened, form, shown_to=reader)
    last = next((each for each in theirs if each.work.startswith(f"enrolment:{whole.row.id}:")), None)
    if last is None or last.hidden_from == HiddenFrom.PERSON:
        return ""
    said: Iterable[str] = (
        f"{score['title']}: {score['value']:g}{', ' + score['band'].replace('_', ' ') if score.get('band') else ''}"
        for score in last.scores if score["value"] is not None
    )  # fmt: skip
    scores = "; ".join(said)
    return f"{scores} ({_on(last.happened_at)})" if scores else ""


def _asked_by(work: str, enrolment_id: int, whole: Whole, template: Template) -> tuple[str, datetime | None]:
    """Return what a letter tells of and by when it is due, from what asks for it. Raises CannotProceed."""
    kind, number, what = _read(work)
    if number != enrolment_id:
        raise CannotProceed("This letter is for other care.", now="Begin it from the person’s own care.")
    if kind == "step":
        name, _, nth = what.rpartition(":")
        step = next((each for each in whole.state.owed if (each.step, str(each.nth)) == (name, nth)), None)
        if step is None:
            raise CannotProceed("This step is not to be done now.", now="Choose one of those that are.")
        if not _by_letter(whole, step):
            raise CannotProceed("This step is not done by a letter.", now="Do it on the page of their care.")
        return "", step.due.at if step.due else None
    if kind == "errand":
        errand = next((each for each in whole.state.errands if each.key == what and not each.done_at), None)
        if errand is None or errand.branch.act not in BY_LETTER or errand.branch.target != template.to:
            raise CannotProceed("Nothing like this is asked for.", now="Choose one of what is to be done.")
        return tells_of(errand.branch), errand.due.at if errand.due else None
    return "", None


def _by_letter(whole: Whole, step: StepAt) -> bool:
    """Return whether a step can be done by a letter: not one with forms, nor one that decides something."""
    return not step.forms and not whole.model.step(step.step).decides


def _require_living(known: Demographics) -> None:
    if known.death_date:
        raise CannotProceed(
            "This person has died.", now="Write to nobody in their name; speak with those close to them."
        )


def _require_as_begun(letter: Letter, *, by: Actor, at: datetime) -> None:
    """Raise CannotProceed where a letter would go to whom, or be about whom, it is not: begun is not yet gone."""
    _, enrolment_id, _ = _read(letter.work)
    person = current_person(letter.person_id)
    if whole_of(enrolment_id, by=by, at=at).row.person_id != person:
        raise CannotProceed(
            "This letter is about someone else than the care it was written for.",
            now="Take it back, and begin it again from the person’s own care.",
        )
    known = Demographics.objects.get(pk=person)
    if letter.to == PERSON:
        _require_living(known)
    if letter.to == PRACTICE and known.registered_practice != letter.to_organisation:
        raise CannotProceed("They are registered with another practice now.", now="Take it back; write to that one.")


def _sent(letter: Letter, *, by: Actor, at: datetime) -> Letter:
    """Do what asked for a letter, once it has gone; where that was done already, nothing more is."""
    kind, enrolment_id, what = _read(letter.work)
    if letter.sent_at is None or kind == "enrolment":
        return letter
    state = whole_of(enrolment_id, by=by, at=at).state
    if kind == "errand":
        if any(each.key == what and not each.done_at for each in state.errands):
            actions.do_errand(enrolment_id, what, why="A letter was sent", by=by, at=at, key=f"letter-{letter.pk}")
        return letter
    step, _, nth = what.rpartition(":")
    if any((each.step, str(each.nth)) == (step, nth) for each in state.owed):
        care.do_step(enrolment_id, step, nth=int(nth), why="A letter was sent", by=by, at=at, key=f"letter-{letter.pk}")
    return letter


def _read(work: str) -> tuple[str, int, str]:
    found = _WORK.match(work)
    if found is None:
        raise CannotProceed("It is not said what this letter is for.", now="Begin it from the person’s own care.")
    return found[1], int(found[2]), found[3] or ""


def _referred(whole: Whole) -> Line | None:
    return next((line for line in whole.history if line.event.kind is Kind.REFERRED), None)


def _who_referred(whole: Whole, first: Line | None) -> str:
    route = title_of("routes", whole.state.route, known_words()) if whole.state.route else ""
    if first is None or first.organisation in ("", *senders_of(whole.organisation)):
        return route
    return ", ".join(filter(None, (role_title(first.role), _named(first.organisation))))


def _named(code: str) -> str:
    found = organisation_coded(code)
    return found.name if found else code


def _on(at: datetime | None) -> str:
    return day(at.astimezone(LONDON).date()) if at else ""
