"""Saying what nothing on record says: being with someone now, and opening a record in an emergency."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.people.models import Person
from joinedup.record.sharing import rules
from joinedup.record.sharing.relationships.models import BrokenGlass, Declared, Emergency
from joinedup.words.basics.errors import BadInput, NotAllowed, NotFound

SHORTEST, LONGEST = 10, 400


@transaction.atomic
def say_with_them(person_id: int, *, by: Actor, at: datetime) -> Declared:
    """Say that ``by`` is with a person now, or on a call about them; it lasts one shift, and is asked about later.

    Raises NotAllowed, NotFound.
    """
    access.require(by, "record.declare")
    _require_person(person_id)
    said = Declared.objects.create(
        person_id=person_id, account_id=_account(by), role=by.role, organisation=by.organisation,
        starts_at=at, ends_at=at + rules.WITH_THEM,
    )  # fmt: skip
    journal.write("record.declare", by=by, at=at, about=person_id, details={"declared": said.pk})
    return said


@transaction.atomic
def break_glass(person_id: int, *, emergency: str, because: str, by: Actor, at: datetime) -> BrokenGlass:
    """Open a record in an emergency, for a few hours; their practice and the privacy officer are told, and will ask.

    Raises NotAllowed, NotFound, and BadInput without a reason in words.
    """
    access.require(by, "record.break_glass")
    because = because.strip()
    if emergency not in Emergency.values:
        raise BadInput("Nobody said what kind of emergency this is.", now="Choose one.")
    if len(because) < SHORTEST:
        raise BadInput("Nobody said what is happening.", now=f"Say it in a few words ({SHORTEST} letters or more).")
    if len(because) > LONGEST:
        raise BadInput("That is too long.", now=f"Use {LONGEST} letters or fewer.")
    _require_person(person_id)
    broken = BrokenGlass.objects.create(
        person_id=person_id, account_id=_account(by), role=by.role, organisation=by.organisation,
        emergency=emergency, because=because, starts_at=at, ends_at=at + rules.EMERGENCY,
    )  # fmt: skip
    journal.write(
        "record.break_glass", by=by, at=at, about=person_id, reason=Emergency(emergency).label,
        details={"emergency": broken.pk},
    )  # fmt: skip
    return broken


def _account(by: Actor) -> int:
    if by.account_id is None:
        raise NotAllowed("The system itself is with nobody.", now="Sign in, and say it yourself.")
    return by.account_id


def _require_person(person_id: int) -> None:
    if not Person.objects.filter(pk=person_id).exists():
        raise NotFound("There is no person by this number here.", now="Find the person again.")
