"""Saving a cut by name, sharing it, renaming it, deleting it and bringing it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from joinedup.insight.segments.drill import Ask, checked
from joinedup.planning.releases.models import Release
from joinedup.planning.segments import queries, rules
from joinedup.planning.segments.models import SavedCut
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.words.basics.errors import CannotProceed, NotAllowed, NotFound


@transaction.atomic
def save_cut(
    release: Release, *, name: str, where: Mapping[str, str], split_by: str, shared: bool, by: Actor, at: datetime
) -> SavedCut:
    """Save a cut that ``release`` can answer, for the place or only for ``by``.

    Raises NotAllowed, BadInput without a name or for what cannot be asked, CannotProceed where they have one so named.
    """
    access.require(by, "cut.save")
    checked(Ask(where, split_by), queries.dimensions(release))
    account = _account(by)
    try:
        with transaction.atomic():
            made = SavedCut.objects.create(
                name=rules.named(name),
                where=dict(where),
                split_by=split_by,
                shared=shared,
                saved_by_id=account,
                saved_at=at,
            )
    except IntegrityError as error:
        raise _taken(name) from error
    journal.write("cut.saved", by=by, at=at, details={"cut": made.pk, "shared": shared})
    return made


@transaction.atomic
def change_cut(cut_id: int, *, name: str, shared: bool, by: Actor, at: datetime) -> SavedCut:
    """Rename one's own cut, or share it or keep it to oneself. Raises as ``save_cut``, and NotFound."""
    access.require(by, "cut.save")
    cut, name = _own(cut_id, by), rules.named(name)
    if cut.ended_at is not None:
        raise CannotProceed("This cut was deleted.", now="Bring it back first.")
    if (cut.name, cut.shared) == (name, shared):
        return cut
    cut.name, cut.shared = name, shared
    try:
        with transaction.atomic():
            cut.save(update_fields=["name", "shared"])
    except IntegrityError as error:
        raise _taken(name) from error
    journal.write("cut.changed", by=by, at=at, details={"cut": cut.pk, "shared": shared})
    return cut


@transaction.atomic
def delete_cut(cut_id: int, *, by: Actor, at: datetime) -> SavedCut:
    """Delete one's own cut: it is no longer offered to anyone. Raises NotAllowed, NotFound."""
    access.require(by, "cut.save")
    cut = _own(cut_id, by)
    if cut.ended_at is None:
        cut.ended_at = at
        cut.save(update_fields=["ended_at"])
        journal.write("cut.deleted", by=by, at=at, details={"cut": cut.pk})
    return cut


@transaction.atomic
def bring_back_cut(cut_id: int, *, by: Actor, at: datetime) -> SavedCut:
    """Undo the deletion of one's own cut. Raises NotAllowed, NotFound, CannotProceed where its name was taken since."""
    access.require(by, "cut.save")
    cut = _own(cut_id, by)
    if cut.ended_at is not None:
        if SavedCut.objects.filter(saved_by_id=cut.saved_by_id, name=cut.name, ended_at=None).exists():
            raise _taken(cut.name)
        cut.ended_at = None
        cut.save(update_fields=["ended_at"])
        journal.write("cut.brought-back", by=by, at=at, details={"cut": cut.pk})
    return cut


def _account(by: Actor) -> int:
    if by.account_id is None:
        raise NotAllowed("The system itself saves no cuts.", now="Act in the name of an account.")
    return by.account_id


def _own(cut_id: int, by: Actor) -> SavedCut:
    cut = SavedCut.objects.select_for_update().filter(pk=cut_id).first()
    if cut is None or (not cut.shared and cut.saved_by_id != by.account_id):
        raise NotFound("There is no such cut.", now="Choose one of the list.")
    if cut.saved_by_id != by.account_id:
        raise NotAllowed("Only who saved a cut may change it.", now="Open it, and save it under a name of your own.")
    return cut


def _taken(name: str) -> CannotProceed:
    return CannotProceed(f"You have a cut called '{name.strip()}' already.", now="Choose another name.")
