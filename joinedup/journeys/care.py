"""A step is done, and what its answers ask for follows: another step, a referral, a call, someone told, a plan.

In: answered forms, steps done, people found. Out: events of enrolments, plans begun. May use: work, record, words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from joinedup.insight.models_of_care import catalogue
from joinedup.journeys.work import ForStep
from joinedup.journeys.work import read as read_work
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.access.models import Role
from joinedup.record.answers.keeping import form_of, in_error, read_back
from joinedup.record.answers.models import Answered
from joinedup.record.linkage.queries import current_person, person_now
from joinedup.record.sharing.errors import NoRelationship
from joinedup.words.basics.errors import CannotProceed, NotAllowed
from joinedup.words.forms import said
from joinedup.words.models_of_care import Step
from joinedup.work.enrolment import actions, branching, queries
from joinedup.work.enrolment.events import Kind
from joinedup.work.enrolment.state import State
from joinedup.work.enrolment.story import branch_at
from joinedup.work.plans import actions as plans

# By which way someone comes whom a colleague of another model sends.
ROUTES: dict[str, str] = {
    Role.GP: "gp", Role.NURSE: "practice_nurse", Role.COMMUNITY_NURSE: "community_nurse",
    Role.SOCIAL_WORKER: "social_worker", Role.PARAMEDIC: "ambulance", Role.WARD_STAFF: "hospital_ward",
    Role.DISCHARGE_COORDINATOR: "hospital_ward", Role.CALL_HANDLER: "urgent_call",
    Role.OUT_OF_HOURS_GP: "urgent_call", Role.CARE_HOME_STAFF: "care_home", Role.REABLEMENT_WORKER: "council",
}  # fmt: skip
OTHER_TEAM = "other_team"
#: The question of a referral form that says why.
REASON = "reason"


@transaction.atomic
def do_step(
    enrolment_id: int, step: str, *, nth: int = 0, why: str = "", by: Actor, at: datetime, key: str = "",
    happened_at: datetime | None = None,
) -> State:  # fmt: skip
    """Do a step, and have follow what its answers, and those given before, ask for. Raises as ``actions.do_step``.

    A step with forms is done by giving them; one of which a form is wanting is refused.
    """
    whole = queries.whole(enrolment_id, by=by, at=at)
    this = _step(whole.model.steps, step)
    answered = answers_of(whole)
    owed = next((each for each in whole.state.owed if each.step == step and nth in (0, each.nth)), None)
    works = (f"enrolment:{enrolment_id}:{step}", f"enrolment:{enrolment_id}:{step}:{nth}")
    for_this = [form for form, given in answered.items() if given.work in works or (owed and form in owed.answered)]
    wanting = [form for form in this.forms if form not in for_this]
    if wanting:
        raise CannotProceed("A form of this step is not given yet.", now=f"Fill it in first: {', '.join(wanting)}.")
    known = answers_of(whole, referral=_referral(whole.history))
    state = actions.do_step(
        enrolment_id, step, nth=nth, branches=branching.held(this, _said(known)), why=why,
        forms={form: given.pk for form, given in answered.items() if form in this.forms}, by=by, at=at, key=key,
        happened_at=happened_at,
    )  # fmt: skip
    follow(enrolment_id, this, state, by=by, at=at)
    return state


@transaction.atomic
def form_given(answered: Answered, *, enrolment_id: int, step: str, nth: int = 0, by: Actor, at: datetime) -> State:
    """Have follow what a form of a step asks for, and do the step once all its forms are given; again does nothing.

    What an amended form asks for in addition follows too; what it asks for no longer is not undone: others were told.
    Raises as ``require_form`` does.
    """
    form = answered.form_version.form_id
    whole, this = require_form(enrolment_id, step, form=form, person_id=answered.person_id, by=by, at=at)
    known = answers_of(whole, referral=_referral(whole.history))
    branches = branching.held(this, _said({**known, form: answered}))
    state = actions.answered(
        enrolment_id, step, nth=nth, form=form, answered_id=answered.pk, branches=branches, by=by, at=at,
        key=f"answered-{answered.pk}", happened_at=answered.happened_at,
    )  # fmt: skip
    given = {name: one.pk for name, one in {**known, form: answered}.items() if name in this.forms}
    here = next((each for each in state.owed if each.step == step and nth in (0, each.nth)), None)
    if here is not None and set(this.forms) <= {*here.answered, form}:
        state = actions.do_step(
            enrolment_id, step, nth=nth, branches=branches, forms=given, by=by, at=at, key=f"done-{answered.pk}",
            happened_at=answered.happened_at,
        )  # fmt: skip
    return follow(enrolment_id, this, state, by=by, at=at)


def follow(enrolment_id: int, step: Step, state: State, *, by: Actor, at: datetime) -> State:
    """Do what a step asks of other parts: begin the plan, refer to a model that a team here runs.

    What is asked of anyone else stays a task: a service without a team here is written to, someone is told or called.
    """
    whole = queries.whole(enrolment_id, by=by, at=at)
    if "plan" in step.starts and any(each.step == step.name and each.done_at for each in state.steps):
        plans.start(whole.row.person_id, by=SYSTEM, at=at)
    for errand in state.errands:
        branch = errand.branch
        if errand.done_at or errand.step != step.name or branch.act != "refer" or branch.target not in catalogue():
            continue
        try:
            with transaction.atomic():
                there = actions.refer(
                    branch.target, person_id=whole.row.person_id, route=ROUTES.get(by.role, OTHER_TEAM),
                    why=f"{whole.row.title}: {' and '.join(map(str, branch.when))}",
                    source={"enrolment": enrolment_id, "step": step.name}, by=by, at=at,
                )  # fmt: skip
        except (CannotProceed, NotAllowed, NoRelationship):
            continue  # nobody here runs it, it is not for this one to send, or they object: the task to refer stays
        state = actions.do_errand(enrolment_id, errand.key, enrolled=there.pk, by=by, at=at)
    return state


@transaction.atomic
def risk_told(
    enrolment_id: int, step: str, *, person_id: int, form: str, answers: Mapping[str, tuple[str, ...]],
    risky: Collection[str], nth: int = 0, by: Actor, at: datetime, key: str,
) -> State:  # fmt: skip
    """Start at once, while a form is still being filled in, the branches that ask for one of its ``risky`` items.

    What its other answers start waits until it is given. Raises as ``require_form`` does.
    """
    whole, this = require_form(enrolment_id, step, form=form, person_id=person_id, by=by, at=at)
    fired = branching.held(this, {form: answers})
    urgent = [
        place for place in fired
        if (branch := branch_at(whole.model, step, place)) and branch.act != "end"
        and any(each.item.removesuffix("_band") in risky for each in branch.when)
    ]  # fmt: skip
    if not urgent:
        return whole.state
    state = actions.risk(enrolment_id, step, nth=nth, form=form, branches=urgent, by=by, at=at, key=key)
    return follow(enrolment_id, this, state, by=by, at=at)


@transaction.atomic
def refer_with(answered: Answered, *, model: str, route: str, by: Actor, at: datetime) -> int:
    """Refer a person with the referral form that was given about them; return the enrolment. Again does nothing."""
    there = actions.refer(
        model, person_id=answered.person_id, route=route or ROUTES.get(by.role, OTHER_TEAM),
        why=str(next(iter(answered.answers.get(REASON, ())), "")), source={"answered": answered.pk}, by=by, at=at,
        key=f"referred-{answered.pk}",
        happened_at=answered.happened_at,
    )  # fmt: skip
    return there.pk


def require_form(
    enrolment_id: int, step: str, *, form: str, person_id: int, by: Actor, at: datetime
) -> tuple[queries.Whole, Step]:
    """Return an enrolment and its step, where the form is one of the step and the person is whose enrolment it is.

    What a form is for comes with a page's address, so that it is never believed. Raises NotFound, CannotProceed.
    """
    whole = queries.whole(enrolment_id, by=by, at=at)
    if current_person(person_id) != whole.row.person_id:
        raise CannotProceed(
            "This form is about someone else than the care it is for.", now="Begin it from the person’s own care."
        )
    this = _step(whole.model.steps, step)
    if form not in this.forms:
        raise CannotProceed("This form is none of that step’s.", now="Begin it from the step that asks for it.")
    return whole, this


def answers_of(whole: queries.Whole, *, referral: int | None = None) -> dict[str, Answered]:
    """Return the latest answers to each form given in an enrolment, and to that with which they were referred.

    Only of the person whose enrolment it is, and to the forms of its steps: what others named it for counts nothing.
    """
    counted = [line.event.details["answered"] for line in whole.history if line.event.kind is Kind.ANSWERED]
    given = Answered.objects.filter(work__startswith=f"enrolment:{whole.row.id}:")
    given = given | Answered.objects.filter(pk__in=counted)
    if referral is not None:
        given = given | Answered.objects.filter(pk=referral) | Answered.objects.filter(amends_id=referral)
    theirs = given.filter(~in_error()).annotate(now=person_now("person_id")).filter(now=whole.row.person_id)
    asked = {step.name: step.forms for step in whole.model.steps}
    found: dict[str, Answered] = {}
    for each in theirs.select_related("form_version").order_by("pk"):
        of, form = read_work(each.work), each.form_version.form_id
        if not isinstance(of, ForStep) or of.enrolment != whole.row.id or form in asked.get(of.step, ()):
            found[form] = each
    return found


def _said(answered: Mapping[str, Answered]) -> dict[str, Mapping[str, tuple[str, ...]]]:
    found = {}
    for form_id, given in answered.items():
        form = form_of(given.form_version)
        found[form_id] = said(form, read_back(form, given.answers))
    return found


def _referral(history: Sequence[queries.Line]) -> int | None:
    first = next((line.event for line in history if line.event.kind is Kind.REFERRED), None)
    return first.details.get("answered") if first else None


def _step(steps: Sequence[Step], name: str) -> Step:
    found = next((each for each in steps if each.name == name), None)
    if found is None:
        raise CannotProceed("This model of care has no such step.", now="Choose one of its steps.")
    return found
