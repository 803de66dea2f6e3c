"""Saved filters: how someone narrows a list of work, under a name, for themselves or for their team.

A filter keeps what a list is narrowed to and never whom it shows: whoever opens it sees of it what they may see anyway.
A search for somebody's name is not kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Team
from joinedup.record.journal import actions as journal
from joinedup.record.tasks.models import SavedFilter
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound

LONGEST = 60
#: What a filter keeps of what was asked: all but words looked for, which are somebody's name.
KEPT = ("list", "model", "key_worker", "order")


def filters_for(of: str, *, by: Actor) -> list[SavedFilter]:
    """Return the filters of a list that one may choose: one's own, and those of one's team, by name."""
    access.require(by, "care.see")
    theirs = Q(saved_by_id=by.account_id) | (Q(team__code=by.team) if by.team else Q())
    found = SavedFilter.objects.filter(theirs, of=of, ended_at=None).select_related("saved_by", "team")
    return list(found.order_by("name", "pk"))


def filter_of(filter_id: int, *, by: Actor) -> SavedFilter:
    """Return one's own filter, in use or deleted. Raises NotFound."""
    access.require(by, "care.see")
    found = SavedFilter.objects.filter(pk=filter_id, saved_by_id=by.account_id).first()
    if found is None:
        raise NotFound("You saved no such filter.", now="Choose one of yours on its list.")
    return found


@transaction.atomic
def keep(of: str, *, name: str, asked: Mapping[str, str], shared: bool, by: Actor, at: datetime) -> SavedFilter:
    """Save how a list is narrowed, for oneself or one's team. ``of`` is the list: my-day, team:CODE or model:ID.

    Raises NotAllowed, BadInput without a name or where nothing is narrowed, CannotProceed where the name is taken, or
    where one is in no team to share it with.
    """
    access.require(by, "filter.save")
    if by.account_id is None:
        raise NotAllowed("The system itself saves no filters.", now="Act in the name of an account.")
    kept = {name: str(asked[name])[:80] for name in KEPT if asked.get(name)}
    if not kept:
        raise BadInput("The list is not narrowed to anything.", now="Choose a part of it or a filter first.")
    made = _written(
        SavedFilter(of=of, name=_named(name), asked=kept, team=_team(by) if shared else None,
                    saved_by_id=by.account_id, saved_at=at)
    )  # fmt: skip
    journal.write("filter.saved", by=by, at=at, details={"filter": made.pk, "of": of, "shared": shared})
    return made


@transaction.atomic
def rename(filter_id: int, *, name: str, by: Actor, at: datetime) -> SavedFilter:
    """Rename one's own filter. Raises as ``keep``, and NotFound."""
    access.require(by, "filter.save")
    found = filter_of(filter_id, by=by)
    found.name = _named(name)
    _written(found)
    journal.write("filter.renamed", by=by, at=at, details={"filter": found.pk})
    return found


@transaction.atomic
def delete(filter_id: int, *, by: Actor, at: datetime) -> SavedFilter:
    """Delete one's own filter, for all who could choose it; again does nothing. Raises NotAllowed, NotFound."""
    access.require(by, "filter.save")
    found = filter_of(filter_id, by=by)
    if found.ended_at is None:
        found.ended_at = at
        found.save(update_fields=["ended_at"])
        journal.write("filter.deleted", by=by, at=at, details={"filter": found.pk})
    return found


@transaction.atomic
def bring_back(filter_id: int, *, by: Actor, at: datetime) -> SavedFilter:
    """Undo the deletion of one's own filter. Raises NotAllowed, NotFound, CannotProceed where its name was taken."""
    access.require(by, "filter.save")
    found = filter_of(filter_id, by=by)
    if found.ended_at is not None:
        found.ended_at = None
        _written(found)
        journal.write("filter.brought_back", by=by, at=at, details={"filter": found.pk})
    return found


def _written(saved: SavedFilter) -> SavedFilter:
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise CannotProceed("You have a filter of this name on this list.", now="Choose another name.") from error
    return saved


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST:
        raise BadInput("A filter needs a name.", now=f"Write one of up to {LONGEST} letters.")
    return name


def _team(by: Actor) -> Team:
    found = Team.objects.filter(code=by.team).first() if by.team else None
    if found is None:
        raise CannotProceed("You are in no team here with whom to share it.", now="Save it for yourself.")
    return found
