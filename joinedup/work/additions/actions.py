"""Every write of additions: a clinician adds someone, or withdraws it, each with a reason and a line in the journal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.people.models import Person
from joinedup.record.sharing.gate import open_person
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.work.additions.models import Addition
from joinedup.work.additions.queries import added_now, additions_of

LONGEST = 400


@transaction.atomic
def add(model: str, *, person_id: int, reason: str, lists: Collection[str], by: Actor, at: datetime) -> int:
    """Add a person to those whom ``model`` finds, for a reason; return the addition. Who is added already stays so.

    ``lists`` are the models to which people are added here. Raises NotAllowed where the post does not include it,
    NoRelationship where nothing relates the person to them, NotFound, BadInput for another model or without a reason,
    CannotProceed for someone who has died.
    """
    opened = open_person(person_id, by=by, reason="Adding to those whom a model finds", at=at, act="care.add")
    if model not in lists:
        raise BadInput("Nobody is added to this model by name.", now="Choose one from the list, or refer them.")
    why = _said(reason)
    if opened.demographics.death_date:
        raise CannotProceed("This person has died.", now="Nothing is offered to them.")
    list(Person.objects.select_for_update().filter(pk=person_id))  # two who add at once add once
    there = added_now(model, [person_id]).get(person_id)
    if there is not None:
        return there.id
    made = Addition.objects.create(
        person_id=person_id, model=model, reason=why, added_at=at, account_id=by.account_id, role=by.role,
        organisation=by.organisation,
    )  # fmt: skip
    journal.write("care.added", by=by, at=at, about=person_id, details={"addition": made.pk, "model": model})
    return int(made.pk)


@transaction.atomic
def withdraw(addition_id: int, *, person_id: int, why: str, by: Actor, at: datetime) -> None:
    """Withdraw an addition of a person, for a reason; what was withdrawn already stays as it is.

    Any clinician of theirs may, not only whoever added them. Raises as ``add`` does, and NotFound where it is not
    theirs.
    """
    opened = open_person(person_id, by=by, reason="Withdrawing an addition", at=at, act="care.add")
    reason = _said(why)
    theirs = [each.id for each in additions_of(opened)]
    held = Addition.objects.select_for_update().filter(pk=addition_id, pk__in=theirs).first()
    if held is None:
        raise NotFound("There is no such addition of this person.", now="Look at their care again.")
    if held.withdrawn_at is None:
        held.withdrawn_at, held.withdrawn_by_id, held.withdrawn_why = at, by.account_id, reason
        held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        details = {"addition": held.pk, "model": held.model}
        journal.write("care.addition_withdrawn", by=by, at=at, about=person_id, details=details)


def _said(reason: str) -> str:
    if not (said := " ".join(reason.split())):
        raise BadInput("It does not say why.", now="Say why, in a few words: the person may read it.")
    if len(said) > LONGEST:
        raise BadInput(f"The reason is longer than {LONGEST} letters.", now="Say it in fewer words.")
    return said
