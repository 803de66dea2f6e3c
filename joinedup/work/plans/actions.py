"""Every write of a plan. Nothing is overwritten: a part has versions, and each says who wrote it, when and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.people.models import Person
from joinedup.record.sharing.choices.rules import How
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.work.plans import queries, rules
from joinedup.work.plans.feedback import feedback_for
from joinedup.work.plans.models import Agreed, Feedback, FeedbackAnswer, Part, PartVersion, Plan
from joinedup.work.plans.owing import owe_answer
from joinedup.work.plans.writing import (
    above_of,
    append,
    by_columns,
    content_of,
    for_whom,
    kind_named,
    last_of,
    locked,
    plain,
    plan_ids,
    require,
)

LONGEST_NOTE, LONGEST_FEEDBACK = 400, 4_000


@transaction.atomic
def start(person_id: int, *, by: Actor, at: datetime) -> Plan:
    """Return the person's one plan, started now where there is none: again does nothing. Raises NotAllowed, NotFound.

    The system starts one too, as when someone agrees to a model of care that has a plan.
    """
    access.require(by, "plan.write")
    if not Person.objects.select_for_update().filter(pk=person_id).exists():
        raise NotFound("There is no person by this number here.", now="Find the person again.")
    theirs = queries.plans_of(person_id)
    if theirs:
        return theirs[0]
    columns = {"started_at": at, **by_columns(by, "started_by")}
    plan, new = Plan.objects.get_or_create(person_id=person_id, defaults=columns)
    if new:
        journal.write("plan.started", by=by, at=at, about=person_id, details={"plan": plan.pk})
    return plan


@transaction.atomic
def add(
    person_id: int,
    kind: str,
    answers: Mapping[str, str],
    *,
    key: UUID,
    under: int | None = None,
    for_person: bool = True,
    for_proxy: bool = False,
    by: Actor,
    at: datetime,
) -> PartVersion:
    """Write a new part in the person's plan, started where there is none; sent twice (``key``) it is kept once.

    A part that a plan has once, and that is there already, is not written over: what is sent stands beside it.
    Raises NotAllowed, NotFound, NotYet with every problem of the answers.
    """
    found = kind_named(kind)
    require(by, found)
    content = content_of(found, answers, by=by, at=at)
    plan = start(person_id, by=by, at=at)
    sent = Part.objects.filter(key=key).first()
    if sent is not None:
        if sent.plan_id not in plan_ids(person_id):
            raise BadInput("This page was sent for someone else.", now="Open it again, and copy what you wrote.")
        return sent.versions.order_by("number")[0]
    there = None if found.many else Part.objects.filter(plan=plan, kind=kind, once=True).first()
    if there is not None:
        return append(locked(there.pk), 0, content, for_person=for_person, for_proxy=for_proxy, by=by, at=at)
    above = above_of(found, under, person_id)
    part = Part.objects.create(plan=plan, kind=kind, once=not found.many, under=above, key=key)
    return append(part, 0, content, for_person=for_person, for_proxy=for_proxy, by=by, at=at)


@transaction.atomic
def write(
    part_id: int,
    answers: Mapping[str, str],
    *,
    based_on: int,
    for_person: bool = True,
    for_proxy: bool = False,
    by: Actor,
    at: datetime,
) -> PartVersion:
    """Write the next version of a part. ``based_on`` is the number of the last version that the writer has read.

    Where another was written since, both stand, and the version returned says so (``beside``). The same again writes
    nothing. Raises NotAllowed, NotFound, BadInput, NotYet.
    """
    part = locked(part_id)
    found = kind_named(part.kind)
    require(by, found)
    content = content_of(found, answers, by=by, at=at)
    return append(part, based_on, content, for_person=for_person, for_proxy=for_proxy, by=by, at=at)


@transaction.atomic
def end(part_id: int, *, based_on: int, why: str, by: Actor, at: datetime) -> PartVersion:
    """Say that a part holds no more, and why; its versions stay, and it can be brought back.

    Raises NotAllowed, NotFound, BadInput, CannotProceed where it is over already.
    """
    part = locked(part_id)
    require(by, kind_named(part.kind))
    if not why.strip() or len(why.strip()) > LONGEST_NOTE:
        raise BadInput("Nobody said why it holds no more.", now=f"Write why, in {LONGEST_NOTE} characters or fewer.")
    last = last_of(part)
    if last.ended:
        raise CannotProceed("This part is over already.", now="Nothing is left to do.")
    return append(
        part, based_on, last.content, ended=True, why=why.strip(), for_person=last.for_person,
        for_proxy=last.for_proxy, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def bring_back(part_id: int, *, number: int, based_on: int, by: Actor, at: datetime) -> PartVersion:
    """Have a part say again what it said in version ``number``: undoes an end, or a change that was a mistake.

    Raises NotAllowed, NotFound, BadInput.
    """
    part = locked(part_id)
    require(by, kind_named(part.kind))
    then = part.versions.filter(number=number).first()
    if then is None:
        raise NotFound("There is no such version of this part.", now="Go back to its versions.")
    why = f"As it was in version {number}"
    return append(
        part, based_on, then.content, why=why, for_person=then.for_person, for_proxy=then.for_proxy, by=by, at=at
    )


@transaction.atomic
def agree(
    person_id: int,
    *,
    yes: bool = True,
    agreed_at: datetime,
    how: How,
    representative: str = "",
    relation: str = "",
    note: str = "",
    by: Actor,
    at: datetime,
) -> Agreed:
    """Record that the person agreed their plan as it stands, or who agreed for them; or that they no longer do.

    Raises NotAllowed, BadInput, CannotProceed where there is no plan to agree.
    """
    access.require(by, "plan.write")
    plans = queries.plans_of(person_id)
    if not Part.objects.filter(plan__in=plans).exists():
        raise CannotProceed("There is nothing to agree yet.", now="Write a part of the plan first.")
    if agreed_at > at:
        raise BadInput("That day is in the future.", now="Write the day on which they said so.")
    if representative.strip() and not relation.strip():
        raise BadInput("Nobody said what they are to the person.", now="Write what they are, such as daughter.")
    if len(representative) > 200 or len(relation) > 60 or len(note) > LONGEST_NOTE:
        raise BadInput("A name or the note is too long.", now="Write it in fewer words.")
    said = Agreed.objects.create(
        plan=plans[0], yes=yes, agreed_at=agreed_at, how=how, representative=representative.strip(),
        relation=relation.strip(), note=note.strip(), recorded_at=at, **by_columns(by, "recorded_by"),
    )  # fmt: skip
    journal.write("plan.agreed", by=by, at=at, about=person_id, details={"plan": plans[0].pk, "yes": yes})
    return said


@transaction.atomic
def tell(
    person_id: int, *, happened: str, wrong: str = "", part_id: int | None = None, key: UUID, by: Actor, at: datetime
) -> Feedback:
    """Record what happened when someone used the plan, and what was wrong in it; sent twice (``key``) it is kept once.

    It is for who wrote the part, or who last wrote in the plan; with no plan, for the person's practice. It is to be
    answered by 08:00. Raises NotAllowed, NotFound, BadInput.
    """
    access.require(by, "plan.tell")
    sent = Feedback.objects.filter(key=key).first()
    if sent is not None:
        if sent.person_id != person_id:
            raise BadInput("This page was sent for someone else.", now="Open it again, and copy what you wrote.")
        return sent
    if not happened.strip() or max(len(happened), len(wrong)) > LONGEST_FEEDBACK:
        raise BadInput("It is not said what happened.", now=f"Write it in {LONGEST_FEEDBACK:,} characters or fewer.")
    account, organisation = for_whom(person_id, part_id, by=by)
    told = Feedback.objects.create(
        person_id=person_id, part_id=part_id, key=key, happened=plain(happened), wrong=plain(wrong), told_at=at,
        to_account_id=account, to_organisation=organisation, answer_by=rules.answer_by(at), **by_columns(by, "told_by"),
    )  # fmt: skip
    journal.write("plan.told", by=by, at=at, about=person_id, details={"feedback": told.pk})
    owe_answer(told, at=at)
    return told


@transaction.atomic
def answer(feedback_id: int, *, text: str, by: Actor, at: datetime) -> FeedbackAnswer:
    """Answer feedback: what was done about it. Raises NotAllowed, NotFound, BadInput.

    Only who is to answer it, or their organisation.
    """
    access.require(by, "plan.answer")
    told = feedback_for(by).filter(pk=feedback_id).first()
    if told is None:
        raise NotFound("There is no such feedback for you to answer.", now="Go back to the list.")
    if not text.strip() or len(text) > LONGEST_FEEDBACK:
        raise BadInput("It is not said what was done.", now=f"Write it in {LONGEST_FEEDBACK:,} characters or fewer.")
    given = FeedbackAnswer.objects.create(
        feedback=told, text=plain(text), answered_at=at, **by_columns(by, "answered_by")
    )
    journal.write("plan.answered", by=by, at=at, about=told.person_id, details={"feedback": told.pk})
    owe_answer(told, at=at)
    return given
