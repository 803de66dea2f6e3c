"""What follows when a form about someone is given, and when an answer in it tells of a risk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from joinedup.journeys import care, work
from joinedup.record.access.actor import Actor
from joinedup.record.answers.keeping import read_back
from joinedup.record.answers.models import Answered, Draft
from joinedup.record.answers.rules import readings
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.words.forms import Form, Risk, parts_of, said
from joinedup.work.enrolment import queries


@dataclass(frozen=True, slots=True)
class Following:
    """What was done when a form was given, in words, and where the work goes on: a page's address, or none."""

    said: str
    address: str = ""
    link_text: str = ""


AMENDED = "The form is amended. What it said before can still be read."
GIVEN = "The form is given."


def require(form: Form, *, person_id: int, for_work: str, by: Actor, at: datetime) -> None:
    """Let a form be begun for a step only where it is the step's, and the person's whose care that is.

    Raises NotFound, CannotProceed.
    """
    of = work.read(for_work)
    if isinstance(of, work.ForStep):
        care.require_form(of.enrolment, of.step, form=form.id, person_id=person_id, by=by, at=at)


def given(answered: Answered, *, form: Form, by: Actor, at: datetime) -> Following:
    """Do what follows from a form that was given, once however often it is sent, and return what was done.

    A form that was for no work is kept and nothing else follows. The answers are kept whatever happens here: where the
    work cannot go on by itself, that is said.
    """
    plain = AMENDED if answered.amends_id is not None else GIVEN
    of = work.read(answered.work)
    try:
        if isinstance(of, work.ForStep):
            state = care.form_given(answered, enrolment_id=of.enrolment, step=of.step, nth=of.nth, by=by, at=at)
            done = any(each.step == of.step and each.done_at for each in state.steps)
            told = f"{plain} {'The step is done.' if done else 'The step has another form to fill in.'}"
            return Following(told, f"/care/{of.enrolment}", "Go on with their care")
        if isinstance(of, work.ForReferral) and answered.amends_id is None:
            there = care.refer_with(answered, model=of.model, route=of.route, by=by, at=at)
            return Following(f"{plain} The person is referred.", *_shown(there, by))
    except (BadInput, CannotProceed, NotFound) as error:
        return Following(f"{plain} {error.problem} {error.now}")
    return Following(plain)


def _shown(enrolment: int, by: Actor) -> tuple[str, str]:
    """Return where the referral is to be seen, for those whose own team has it."""
    return (f"/care/{enrolment}", "See the referral") if queries.is_of(enrolment, by=by) else ("", "")


def at_risk(draft: Draft, *, form: Form, risks: Sequence[Risk], by: Actor, at: datetime) -> None:
    """Do what an answer that tells of a risk asks for at once: the branches that it starts wait for no button."""
    of = work.read(draft.work)
    if not isinstance(of, work.ForStep):
        return
    risky = frozenset(name for risk in risks for name in (parts_of(risk.key)[0], risk.key.replace("-", "_")))
    told = _told(draft, form, risky)
    try:
        care.risk_told(
            of.enrolment, of.step, nth=of.nth, person_id=draft.person_id, form=form.id, answers=told, risky=risky,
            by=by, at=at, key=f"risk-{draft.pk}-{draft.version}"[:36],
        )  # fmt: skip
    except (CannotProceed, NotAllowed, NotFound):
        return  # the page itself tells what to do at once, and keeps what was done


def _told(draft: Draft, form: Form, risky: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return what a draft tells, with what tells of a risk also where it lies aside until someone chooses."""
    told = dict(said(form, read_back(form, draft.answers)))
    for reading in readings(draft.answers, draft.aside):
        for name, words in said(form, read_back(form, reading)).items():
            if name.removesuffix("_band") in risky:
                told[name] = tuple(dict.fromkeys((*told.get(name, ()), *words)))
    return told
