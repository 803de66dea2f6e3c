"""Saving a cohort, a new version of it, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from joinedup.planning.cohorts import rules
from joinedup.planning.cohorts.models import Cohort, CohortVersion
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound


@transaction.atomic
def save_cohort(*, title: str, who: Sequence[Any], by: Actor, at: datetime) -> Cohort:
    """Save a new cohort and return it. Raises NotAllowed, BadInput without a title, ManyMistakes for its criteria."""
    access.require(by, "cohort.save")
    title = title.strip()
    if not title:
        raise BadInput("The cohort has no name.", now="Give it a name that others will understand.")
    if len(title) > 120:
        raise BadInput("The name is too long.", now="Use 120 characters or fewer.")
    words = str(rules.understood(who))
    try:
        with transaction.atomic():
            cohort = Cohort.objects.create(title=title, created_at=at)
    except IntegrityError as error:
        raise CannotProceed(
            f"There is a cohort called '{title}' already.",
            now="Choose another name, or save a new version of that one.",
        ) from error
    _version(cohort, number=1, who=who, words=words, reason="", by=by, at=at)
    journal.write("cohort.saved", by=by, at=at, details={"cohort": cohort.pk, "version": 1})
    return cohort


@transaction.atomic
def save_version(cohort_id: int, *, who: Sequence[Any], reason: str, by: Actor, at: datetime) -> CohortVersion:
    """Save the cohort's criteria anew and return the version; the same criteria again make none.

    Raises NotAllowed, NotFound, CannotProceed for one that has ended, ManyMistakes for its criteria.
    """
    access.require(by, "cohort.save")
    cohort = _in_use(cohort_id)
    words = str(rules.understood(who))
    last = cohort.versions.order_by("-number").first()
    if last and last.who == list(who):
        return last
    made = _version(
        cohort,
        number=(last.number if last else 0) + 1,
        who=who,
        words=words,
        reason=reason.strip()[:200],
        by=by,
        at=at,
    )
    journal.write("cohort.saved", by=by, at=at, details={"cohort": cohort.pk, "version": made.number})
    return made


@transaction.atomic
def end(cohort_id: int, *, by: Actor, at: datetime) -> None:
    """End a cohort: it is no longer offered, and its versions are kept. Raises NotAllowed, NotFound, CannotProceed."""
    access.require(by, "cohort.save")
    cohort = _in_use(cohort_id)
    cohort.ended_at = at
    cohort.save(update_fields=["ended_at"])
    journal.write("cohort.ended", by=by, at=at, details={"cohort": cohort.pk})


@transaction.atomic
def bring_back(cohort_id: int, *, by: Actor, at: datetime) -> None:
    """Undo the ending of a cohort. Raises NotAllowed, NotFound, CannotProceed where its name was taken since."""
    access.require(by, "cohort.save")
    cohort = Cohort.objects.select_for_update().filter(pk=cohort_id).first()
    if cohort is None:
        raise NotFound("There is no such cohort.", now="Choose one of the list.")
    if cohort.ended_at is None:
        return
    if Cohort.objects.filter(title=cohort.title, ended_at=None).exists():
        raise CannotProceed(
            f"Another cohort is called '{cohort.title}' by now.", now="End that one first, or save this one anew."
        )
    cohort.ended_at = None
    cohort.save(update_fields=["ended_at"])
    journal.write("cohort.brought-back", by=by, at=at, details={"cohort": cohort.pk})


def _in_use(cohort_id: int) -> Cohort:
    cohort = Cohort.objects.select_for_update().filter(pk=cohort_id).first()
    if cohort is None:
        raise NotFound("There is no such cohort.", now="Choose one of the list.")
    if cohort.ended_at is not None:
        raise CannotProceed("This cohort was ended.", now="Bring it back first, or save a new one.")
    return cohort


def _version(
    cohort: Cohort, *, number: int, who: Sequence[Any], words: str, reason: str, by: Actor, at: datetime
) -> CohortVersion:
    return CohortVersion.objects.create(
        cohort=cohort,
        number=number,
        who=list(who),
        words=words,
        reason=reason,
        saved_by_id=by.account_id,
        saved_at=at,
    )
