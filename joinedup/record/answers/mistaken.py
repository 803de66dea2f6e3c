"""Saying that a form was given about the wrong person, and taking that back. Nothing of it is deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from joinedup.record.access.actor import Actor
from joinedup.record.answers.checking import answered_to_amend, require
from joinedup.record.answers.models import Answered, InError
from joinedup.record.answers.rules import may_mark
from joinedup.record.journal import actions as journal
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed

LONGEST_WHY = 400


@transaction.atomic
def enter_in_error(answered_id: int, *, why: str, by: Actor, at: datetime) -> Answered:
    """Mark every version of an answered form as given about the wrong person; it counts nowhere from now on.

    Raises NotAllowed where they neither wrote it nor are a clinician, BadInput without a reason, NotFound, and
    CannotProceed where it was amended since, or is marked already.
    """
    latest = answered_to_amend(answered_id)
    person = require(latest.person_id, "form.error", by, at)
    if latest.amended_by.exists():
        raise CannotProceed("Somebody amended this.", now="Open the latest version, and mark that one.")
    versions = versions_of(latest)
    if not may_mark([each.account_id for each in versions], by):
        raise NotAllowed("Somebody else wrote this form down.", now="Ask them, or a clinician, to mark it.")
    if not why.strip() or len(why) > LONGEST_WHY:
        raise BadInput("It is not said why this is wrong.", now=f"Write why, in {LONGEST_WHY} letters or fewer.")
    InError.objects.bulk_create(
        InError(
            answered=each, why=why.strip(), at=at, account_id=by.account_id, role=by.role, organisation=by.organisation
        )
        for each in versions
    )
    journal.write("form.error", by=by, at=at, about=person, reason=why.strip(), details={"answered": latest.pk})
    return latest


@transaction.atomic
def take_back(answered_id: int, *, by: Actor, at: datetime) -> Answered:
    """Undo the marking of a form: it counts again, as it did. Raises NotAllowed, and CannotProceed if unmarked."""
    latest = Answered.objects.select_for_update().select_related("form_version").get(pk=answered_id)
    person = require(latest.person_id, "form.error", by, at)
    versions = versions_of(latest)
    marks = InError.objects.filter(answered__in=versions, taken_back_at=None)
    if not marks.exists():
        raise CannotProceed("This form is not marked as entered in error.", now="Nothing is left to do.")
    if not may_mark([*(each.account_id for each in versions), *marks.values_list("account_id", flat=True)], by):
        raise NotAllowed("Somebody else marked this form.", now="Ask them, or a clinician, to take it back.")
    marks.update(taken_back_at=at, taken_back_by_id=by.account_id)
    journal.write("form.not_error", by=by, at=at, about=person, details={"answered": latest.pk})
    return latest


def versions_of(latest: Answered) -> list[Answered]:
    """Return a form with every version that it amends, the latest first; a form has few."""
    found = [latest]
    while found[-1].amends is not None:
        found.append(found[-1].amends)
    return found
