"""Reading relationships: of one person, of several at once, and as a filter of any list of people; each one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import senders_of
from joinedup.record.journal import actions as journal
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.models import Demographics
from joinedup.record.people.queries import particulars_of
from joinedup.record.sharing.relationships.kinds import Asking, RelationshipKind, kinds_for, sources
from joinedup.record.sharing.relationships.lasting import after
from joinedup.record.sharing.relationships.models import BrokenGlass
from joinedup.record.sharing.relationships.own import registered_with
from joinedup.record.sharing.rules import Relation
from joinedup.record.store.pages import SIZE, Page, page_of

_Row = TypeVar("_Row", bound=Model)


def relations(person_id: int, *, by: Actor, at: datetime, codes: frozenset[str] | None = None) -> tuple[Relation, ...]:
    """Return every relation of ``by`` to a person that counts at ``at``; of each kind the one that lasts longest.

    ``codes`` are those of the organisation of ``by`` and of all that is part of it, where they are known already.
    """
    return relations_to([person_id], by=by, at=at, codes=codes).get(person_id, ())


def relations_to(
    people: Collection[int], *, by: Actor, at: datetime, codes: frozenset[str] | None = None
) -> dict[int, tuple[Relation, ...]]:
    """Return the same of several people, in one query: those without any are not in it."""
    codes = frozenset(senders_of(by.organisation)) if codes is None else codes
    asking = Asking(by, codes, at, frozenset(people))
    asked = [
        spells.filter(about__in=people).order_by().values_list("of", "about", "starts", "ends")
        for spells in _spells(asking)
    ]
    if not asked or not people:
        return {}
    found: defaultdict[int, dict[str, Relation]] = defaultdict(dict)
    named = {kind.id: kind for kind in kinds_for(by.role)}
    for of, about, starts, ends in asked[0].union(*asked[1:], all=True):
        relation = _relation(named[of], by, starts, ends)
        known = found[about].get(of)
        if known is None or _lasts_longer(relation, known):
            found[about][of] = relation
    return {about: tuple(each[of] for of in named if of in each) for about, each in found.items()}


def only_related(
    people: QuerySet[_Row], *, by: Actor, at: datetime, person: str = "pk", declared: bool = True
) -> QuerySet[_Row]:
    """Return those of a list of people whom ``by`` has a relation to; ``person`` names the column of the person's id.

    Without ``declared`` their own word is no relation: there must be one on record.

    It is a condition of the list's own query, so that filtering costs no query of its own, however long the list.
    """
    if not access.may(by, "record.open").allowed:
        return people.none()
    listed = people.order_by().values(person)
    theirs = Q()
    for spells in _spells(_asking(by, at), declared=declared):
        theirs |= Q(**{f"{person}__in": spells.filter(about__in=listed).order_by().values("about")})
    return people.filter(theirs) if theirs else people.none()


def _spells(asking: Asking, *, declared: bool = True) -> Iterator[QuerySet[Any, Any]]:
    """Give the spells of every kind that the one who asks may hold, a query for each source."""
    for source in sources():
        held = [kind for kind in source.kinds if asking.by.role in kind.roles and (declared or not kind.declared)]
        if held:
            yield source.spells(asking, {kind.id: after(kind) for kind in held})


def emergency_until(person_id: int, *, by: Actor, at: datetime) -> datetime | None:
    """Return until when ``by`` may look in an emergency that they declared, None where they declared none."""
    return (
        BrokenGlass.objects.annotate(now=person_now("person_id")).filter(
            now=person_id, account_id=by.account_id or 0, role=by.role, organisation=by.organisation,
            starts_at__lte=at, ends_at__gt=at,
        )
        .order_by("-ends_at")
        .values_list("ends_at", flat=True)
        .first()
    )  # fmt: skip


def emergencies(*, by: Actor, at: datetime, page: int = 1, size: int = SIZE) -> Page[Any]:
    """Return a page of what ``by`` is told of: records opened in an emergency, the newest first. Raises NotAllowed.

    A practice is told of those of its own patients, who may be another practice's tomorrow; the information
    governance lead of all. Each row says who it is about ``now``; whom it named is in the journal.
    """
    found = page_of(_told(by), number=page, size=size)
    _write_down(found.items, by=by, at=at)
    return found


def every_emergency(*, by: Actor, at: datetime) -> list[Any]:
    """Return all of which ``emergencies`` gives a page. Raises NotAllowed."""
    found = list(_told(by))
    _write_down(found, by=by, at=at)
    return found


def _write_down(told: Iterable[Any], *, by: Actor, at: datetime) -> None:
    if by.role in access.CARE_ROLES:  # others are told no names
        seen: dict[int, dict[str, Any]] = {row.now: {} for row in told}
        journal.write_several("emergency.seen", by=by, at=at, about=seen.items())


def _told(by: Actor) -> QuerySet[BrokenGlass]:
    access.require(by, "emergency.told")
    found = (
        BrokenGlass.objects.select_related("account")
        .annotate(now=person_now("person_id"), **particulars_of("now"))
        .order_by("-starts_at", "-pk")
    )
    if by.role in access.CARE_ROLES:
        theirs = Demographics.objects.filter(registered_with(senders_of(by.organisation)), pk=OuterRef("now"))
        found = found.filter(Exists(theirs))
    return found


def _asking(by: Actor, at: datetime) -> Asking:
    return Asking(by, frozenset(senders_of(by.organisation)), at)


def _relation(kind: RelationshipKind, by: Actor, starts: Any, ends: Any) -> Relation:
    return Relation(
        kind=kind.id,
        title=kind.title,
        because=kind.sentence.format(organisation=by.organisation_name),
        since=starts,
        until=ends + after(kind) if ends else None,
    )


def _lasts_longer(one: Relation, other: Relation) -> bool:
    return other.until is not None and (one.until is None or one.until > other.until)
