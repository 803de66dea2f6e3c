"""One form, one visit: a form that is given for a step counts for other models' steps too, where someone ticks that.

In: a form, and whom it is about. Out: the steps of other models that ask for it in the same visit; those steps done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from joinedup.journeys import care
from joinedup.journeys.work import ForStep, read
from joinedup.record.access.actor import Actor
from joinedup.record.answers.models import Answered
from joinedup.record.tasks.rules import one_visit
from joinedup.words.basics.errors import BadInput
from joinedup.work.enrolment import queries
from joinedup.work.enrolment.state import StepAt
from joinedup.work.enrolment.whole import Whole


@dataclass(frozen=True, slots=True)
class Other:
    """A step of another model that asks for the same form now: what it is, and by when."""

    of: ForStep
    title: str
    model: str
    due_at: datetime | None


def others(form: str, *, person_id: int, work: str, by: Actor, at: datetime) -> list[Other]:
    """Return the steps of one's own organisation that ask ``form`` of someone in the same visit as ``work`` does.

    Of other models only: a form that comes round in one model is asked again there because it is asked again. What is
    due much later is not of this visit. Raises NotAllowed.
    """
    mine = read(work)
    besides = mine.enrolment if isinstance(mine, ForStep) else 0
    on_it = {number: queries.whole(number, by=by, at=at) for number in queries.going_on(person_id, by=by)}
    first = None
    if isinstance(mine, ForStep) and queries.is_of(besides, by=by):
        first = _due(queries.whole(besides, by=by, at=at).state.steps, mine)
    return [
        Other(_work(whole, step), step.title, whole.row.title, step.due.at if step.due else None)
        for number, whole in on_it.items() if number != besides
        for step in whole.state.owed
        if form in step.forms and form not in step.answered
        and one_visit(step.due.at if step.due else None, at=at, besides=first)
    ]  # fmt: skip


@transaction.atomic
def count(answered: Answered, ticked: Collection[str], *, by: Actor, at: datetime) -> list[str]:
    """Have a form that was given count for the steps that were ticked, of those offered; return them in words.

    What was ticked is never believed: a step of someone else, another team or another form is none that is offered.
    Raises BadInput for such, and as ``care.form_given`` does.
    """
    form = answered.form_version.form_id
    offered = {
        str(each.of): each
        for each in others(form, person_id=answered.person_id, work=answered.work, by=by, at=at)
    }  # fmt: skip
    if not set(ticked) <= set(offered):
        raise BadInput("A step that was ticked does not ask for this form now.", now="Look at their care.")
    for name in ticked:
        of = offered[name].of
        care.form_given(answered, enrolment_id=of.enrolment, step=of.step, nth=of.nth, by=by, at=at)
    return [f"{offered[name].title} ({offered[name].model})" for name in ticked]


def counted(versions: Iterable[int], *, besides: str) -> list[ForStep]:
    """Return the steps beside that of ``besides`` for which versions of a form counted."""
    mine = read(besides)
    found = [ForStep(*each) for each in queries.counted_in(list(versions))]
    return [each for each in found if not isinstance(mine, ForStep) or each.enrolment != mine.enrolment]


def _work(whole: Whole, step: StepAt) -> ForStep:
    return ForStep(whole.row.id, step.step, step.nth if step.repeats else 0)


def _due(steps: Iterable[StepAt], of: ForStep) -> datetime | None:
    found = next((each for each in steps if each.step == of.step and of.nth in (0, each.nth)), None)
    return found.due.at if found and found.due else None
