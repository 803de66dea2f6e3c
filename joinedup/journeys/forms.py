"""What follows when a form about someone is given, and when an answer in it tells of a risk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from joinedup.journeys import care, visits, work
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.answers import mistaken
from joinedup.record.answers.keeping import read_back
from joinedup.record.answers.models import Answered, Draft
from joinedup.record.answers.rules import readings
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from joinedup.words.forms import Form, Risk, parts_of, said
from joinedup.work.enrolment import mistaken as care_mistaken
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


def given(answered: Answered, *, form: Form, also: Collection[str] = (), by: Actor, at: datetime) -> Following:
    """Do what follows from a form that was given, once however often it is sent, and return what was done.

    ``also`` are the steps of other models for which it was ticked to count; an amended form does so where it did.

    A form that was for no work is kept and nothing else follows. The answers are kept whatever happens here: where the
    work cannot go on by itself, that is said.
    """
    following = _given(answered, by=by, at=at)
    return replace(following, said=following.said + _also(answered, also, by=by, at=at))


def _given(answered: Answered, *, by: Actor, at: datetime) -> Following:
    """Do what the work asks for that a form was given for."""
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


def _also(answered: Answered, also: Collection[str], *, by: Actor, at: datetime) -> str:
    """Have a form count for other models' steps too, and say for which; an amended one where it did before."""
    try:
        if answered.amends_id is None:
            done = visits.count(answered, also, by=by, at=at) if also else []
            return f" It counts too for: {'; '.join(done)}." if done else ""
        for of in visits.counted((each.pk for each in mistaken.versions_of(answered)), besides=answered.work):
            if queries.is_of(of.enrolment, by=by):
                care.form_given(answered, enrolment_id=of.enrolment, step=of.step, nth=of.nth, by=by, at=at)
    except (BadInput, CannotProceed, NotFound) as error:
        return f" {error.problem} {error.now}"
    return ""


def _shown(enrolment: int, by: Actor) -> tuple[str, str]:
    """Return where the referral is to be seen, for those whose own team has it."""
    return (f"/care/{enrolment}", "See the referral") if queries.is_of(enrolment, by=by) else ("", "")


@transaction.atomic
def enter_in_error(answered_id: int, *, why: str, by: Actor, at: datetime) -> str:
    """Mark a form as given about the wrong person, undo what it did in someone's care, and return what followed.

    Raises as ``mistaken.enter_in_error`` and ``enrolment.mistaken.unanswered`` do.
    """
    answered = mistaken.enter_in_error(answered_id, why=why, by=by, at=at)
    said = "It is marked as entered in error: it counts nowhere, and can still be read here."
    of, ids = work.read(answered.work), [each.pk for each in mistaken.versions_of(answered)]
    for other in visits.counted(ids, besides=answered.work):
        care_mistaken.unanswered(other.enrolment, ids, draft=None, why=why, by=_for_care(other, by), at=at)
    if isinstance(of, work.ForStep):
        draft = Draft.objects.filter(key=answered.key).values_list("pk", flat=True).first()
        care_mistaken.unanswered(of.enrolment, ids, draft=draft, why=why, by=_for_care(of, by), at=at)
        said += " Its step is to be done again. What others were told because of it stays told: tell them."
    elif isinstance(of, work.ForReferral):
        said += " They were referred with it: end that care too, if it was not meant for them."
    return said


@transaction.atomic
def not_in_error(answered_id: int, *, by: Actor, at: datetime) -> None:
    """Take back that a form was about the wrong person, and have it do again what it did. Raises as above."""
    answered = mistaken.take_back(answered_id, by=by, at=at)
    of, ids = work.read(answered.work), [each.pk for each in mistaken.versions_of(answered)]
    for other in visits.counted(ids, besides=answered.work):
        care_mistaken.answered_after_all(other.enrolment, ids, by=_for_care(other, by), at=at)
    if isinstance(of, work.ForStep):
        care_mistaken.answered_after_all(of.enrolment, ids, by=_for_care(of, by), at=at)


def _for_care(of: work.ForStep, by: Actor) -> Actor:
    """Return in whose name an enrolment is put right: another organisation's by the system, as the form is its own."""
    return by if queries.is_of(of.enrolment, by=by) else SYSTEM


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
