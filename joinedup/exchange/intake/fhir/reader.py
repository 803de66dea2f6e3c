"""Taking in a landed FHIR file, piece by piece; each piece is one transaction that also moves the delivery on."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction

from joinedup.exchange.intake import deliveries
from joinedup.exchange.intake.fhir.pieces import (
    Name,
    Piece,
    content_of,
    contents,
    logical_id,
    references_in,
)
from joinedup.exchange.intake.fhir.shelf import Shelf
from joinedup.exchange.intake.fhir.whose import number_of, owner_of, patient_id
from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.intake.rows import bare_row, entry_row, person_row
from joinedup.exchange.quarantine.holding import Held
from joinedup.record.access.actor import Actor
from joinedup.record.entries import actions as entries
from joinedup.record.linkage.receiving import receive_people
from joinedup.record.store import bulk
from joinedup.words.basics import moments
from joinedup.words.vocabulary.feeds import Feed
from joinedup.words.vocabulary.fhir.mapping import facts_of, keyed, particulars_of
from joinedup.words.vocabulary.fhir.reading import Received
from joinedup.words.vocabulary.fhir.stu3 import resource_to_r4
from joinedup.words.vocabulary.fhir.stu3.lists import kinds_told_whole
from joinedup.words.vocabulary.fhir.validation import Validator
from joinedup.words.vocabulary.kinds import Fact, Particulars

_NOBODY = "This does not say whose it is, so it can be put in no record. Ask the sender to give its subject."
_NUL = "This holds a character that no text may hold (\\u0000). Ask the sender to leave it out."


@functools.cache
def validator() -> Validator:
    """Return the one checker of this process, made when it is first needed."""
    return Validator(Path(settings.ASSETS) / "fhir")


def take_in(delivery: Delivery, feed: Feed, *, by: Actor, moved: Callable[[float], None]) -> None:
    """Take in the resources of a landed delivery from where it is; ``moved`` is told what share is done."""
    path = Path(settings.HOME) / delivery.landed_at_path
    whole = path.stat().st_size or 1
    found = contents(path, skip=delivery.rows_done, convert=_convert(feed))
    shelf = Shelf(delivery.sender, found)
    size = 0
    for piece in found.pieces:
        _keep(delivery, feed, _read(piece, feed, shelf, delivery), piece, by=by)
        size += piece.size
        moved(min(1.0, size / whole))


def _convert(feed: Feed) -> Callable[[dict[str, Any]], dict[str, Any]] | None:
    return (lambda resource: dict(resource_to_r4(resource))) if feed.version == "STU3" else None


@dataclass(frozen=True, slots=True)
class Good:
    """A resource that passed: what it is called, what it says, of whom ('' for nobody), and since when."""

    received: Received
    place: int
    resource: dict[str, Any]
    name: Name
    owner: str
    updated: datetime | None
    facts: list[Fact]


@dataclass(slots=True)
class Read:
    """What a piece came to; ``unread`` are the types of what is held, '' for one that does not say."""

    good: list[Good] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


def _read(piece: Piece, feed: Feed, shelf: Shelf, delivery: Delivery) -> Read:
    """Check each resource of a piece, find whose it is and what it says."""
    read = Read()
    passed: list[tuple[Received, int, dict[str, Any], Name]] = []
    for place, one in enumerate(piece.received, start=piece.first):
        if held := _mistakes(one, place):
            read.held.append(held)
            read.unread.add(_type_of(one))
        elif one.resource is not None:
            name = (str(one.resource["resourceType"]), logical_id(one))
            passed.append((one, place, {**one.resource, "id": one.resource.get("id") or name[1]}, name))
    ids_churn = feed.version == "STU3"
    patients = {
        name[1]: patient_id(resource, name[1], ids_churn=ids_churn)
        for _, _, resource, name in passed
        if name[0] == "Patient"
    }
    shelf.begin(
        {name: resource for _, _, resource, name in passed},
        set().union(*(references_in(one.raw) for one, *_ in passed)) if passed else (),
    )
    for one, place, resource, name in passed:
        good = _good(one, place, resource, name, shelf=shelf, patients=patients)
        if good is None:
            read.held.append(Held(place, name[0], _NOBODY, one.raw))
            read.unread.add(name[0])
        else:
            read.good.append(good)
    if ids_churn:
        read.good = _named_by_content(read.good)
    return read


def _type_of(one: Received) -> str:
    said = one.resource.get("resourceType") if one.resource else None
    return said if isinstance(said, str) else ""


def _mistakes(one: Received, place: int) -> Held | None:
    """Return why a resource does not pass; None for one that does."""
    found = list(one.mistakes)
    if one.resource is not None:
        found += validator().check(one.resource)
    if not found and b"\\u0000" in one.raw:
        return Held(place, "", _NUL, one.raw)
    if not found:
        return None
    problem = "\n".join(
        f"{mistake.field}: {mistake.problem}" if mistake.field else mistake.problem for mistake in found
    )
    return Held(place, found[0].field, problem, one.raw)


def _good(
    one: Received, place: int, resource: dict[str, Any], name: Name, *, shelf: Shelf, patients: dict[str, str]
) -> Good | None:
    """Return a resource with its facts and whose they are; None where it has facts and does not say whose."""
    address = one.full_url

    def lookup(reference: str) -> dict[str, Any] | None:
        return shelf.lookup(reference, address)

    facts = facts_of(resource, lookup)
    if name[0] == "Patient":
        owner: str | None = patients[name[1]]
    else:
        owner = owner_of(
            resource,
            name_of=lambda reference: shelf.name_of(reference, address),
            id_of=lambda own: patients.get(own, own),
        )
    if facts and owner is None:
        return None
    return Good(one, place, resource, name, owner or "", _updated(resource), facts if owner else [])


def _updated(resource: dict[str, Any]) -> datetime | None:
    """Return when the source last changed a resource, where it says (``meta.lastUpdated``)."""
    meta = resource.get("meta")
    said = meta.get("lastUpdated") if isinstance(meta, dict) else None
    try:
        return moments.parse(said).at if isinstance(said, str) else None
    except (ValueError, OverflowError):
        return None


def _named_by_content(good: list[Good]) -> list[Good]:
    """Return resources whose ids churn, named by what they say: facts by content, and resources by their facts."""
    owners = dict.fromkeys(one.owner for one in good)
    new: dict[int, list[Fact]] = {}
    for owner in owners:
        mine = [one for one in good if one.owner == owner]
        facts = iter(keyed([fact for one in mine for fact in one.facts]))
        for one in mine:
            new[one.place] = [next(facts) for _ in one.facts]
    return [
        replace(
            one,
            facts=new[one.place],
            name=(one.name[0], f"{one.owner}/{new[one.place][0].key}"[:120] if new[one.place] else one.name[1]),
        )
        for one in good
    ]


def _keep(delivery: Delivery, feed: Feed, read: Read, piece: Piece, *, by: Actor) -> None:
    """Keep what a piece came to, and move the delivery on, in one transaction."""
    of: dict[str, Any] = {"sender": delivery.sender, "system": feed.system, "by": by, "at": delivery.received_at}
    with transaction.atomic():
        _keep_people(read, delivery, of)
        entries.receive_resources(
            (
                (*one.name, one.owner or None, _body(one), content_of(one.resource), bulk.moment(one.updated))
                for one in read.good
            ),
            delivery_id=delivery.pk,
            heard_at=delivery.heard_at,
            **of,
        )
        received = entries.receive_entries(
            (
                entry_row(
                    fact, local_id=one.owner, updated=bulk.moment(one.updated), place=one.place, resource=one.name
                )
                for one in read.good
                for fact in one.facts
            ),
            feed=feed.name,
            delivery_id=delivery.pk,
            of_resources=True,
            heard_at=delivery.heard_at,
            **of,
        )
        if feed.whole:
            received += entries.Received(changed=_end_untold(delivery, feed, read, of))
        deliveries.move_on(delivery, to=piece.last, held=read.held, received=received)


def _end_untold(delivery: Delivery, feed: Feed, read: Read, of: dict[str, Any]) -> int:
    """End what an earlier record of a person told and this one, which tells all there is, does not."""
    return sum(
        entries.end_untold(
            {(fact.kind.value, fact.key) for one in read.good if one.owner == owner for fact in one.facts},
            local_id=owner,
            kinds=kinds_told_whole(lists, read.unread),
            lists={str(one["title"]) for one in lists if one.get("title")},
            feed=feed.name,
            heard_at=delivery.heard_at,
            **of,
        )
        for owner, lists in _lists(read).items()
    )


def _lists(read: Read) -> dict[str, list[dict[str, Any]]]:
    """Return the lists of each person."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in read.good:
        if one.name[0] == "List" and one.owner:
            found[one.owner].append(one.resource)
    return found


def _body(one: Good) -> str:
    """Return the resource as JSON: as it came where it came alone, else as the bundle held it."""
    if one.received.resource is one.resource and not one.received.full_url and one.received.raw[:1] == b"{":
        return one.received.raw.decode()
    return orjson.dumps(one.resource).decode()


def _keep_people(read: Read, delivery: Delivery, of: dict[str, Any]) -> None:
    """Have a source record for everyone a piece is about; a Patient says who they are."""
    patients = {
        one.owner: person_row(
            particulars_of(one.resource), local_id=one.owner, as_of=one.updated or delivery.heard_at, whole=True
        )
        for one in read.good
        if one.name[0] == "Patient"
    }
    for one in read.good:
        if one.owner and one.owner not in patients and (number := number_of(one.resource)):
            who = Particulars(local_id=one.owner, nhs_number=number)
            patients[one.owner] = person_row(who, local_id=one.owner, as_of=delivery.heard_at, whole=False)
    others = dict.fromkeys(one.owner for one in read.good if one.owner and one.owner not in patients)
    if patients:
        receive_people(patients.values(), **of)
    if others:
        receive_people(map(bare_row, others), named=False, **of)
