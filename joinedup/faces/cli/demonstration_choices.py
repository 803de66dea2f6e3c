"""What a few people of the demonstration place chose: to object, to seal, to have proxies, to take part."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from joinedup.record.access.actor import Actor
    from joinedup.record.entries.queries import Record

MOST_LOOKED_AT = 400
DAY = timedelta(days=1)


def record_choices(*, by_name: str, at: datetime, but: Collection[int]) -> list[dict[str, Any]]:
    """Record the choices of five people in the care of ``by_name``, none of ``but``; again does nothing.

    Return those worth opening for them, as ``{person, name, see}``.
    """
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.sharing.choices.queries import objecting_to_sharing  # noqa: PLC0415

    by = actor_named(by_name, at=at)
    if objecting_to_sharing(at).exists():
        return []
    people = _people(by, at, but)
    told = [
        (_objects, "Objects to sharing: each organisation sees what it sent itself"),
        (_seals, "Sealed a line and a heading of the record"),
        (_has_proxies, "A daughter and a neighbour see parts of the record"),
        (_takes_part, "Takes part in something to which three must say yes"),
        (_is_kept_safe, ""),
    ]
    chosen = []
    for (record, name), (choose, see) in zip(people, told, strict=False):
        choose(record, by, at)
        if see:
            chosen.append({"person": record.person_id, "name": name, "see": [see]})
    return chosen


def _people(by: Actor, at: datetime, but: Collection[int]) -> Iterator[tuple[Record, str]]:
    """Give people of whom at least two organisations tell, and whose record can tell of their choice."""
    from joinedup.record.entries.facts import people_told_of_in  # noqa: PLC0415
    from joinedup.record.entries.queries import record_of  # noqa: PLC0415
    from joinedup.record.sharing.gate import open_person  # noqa: PLC0415
    from joinedup.record.sharing.relationships.queries import relations_to  # noqa: PLC0415

    people = people_told_of_in("correspondence", MOST_LOOKED_AT)
    related = relations_to(people, by=by, at=at)
    for person in people:
        if person not in related or person in but:
            continue
        opened = open_person(person, by=by, reason="Recording what they chose", at=at)
        known, record = opened.demographics, record_of(opened)
        if not (known.death_date or known.sensitive) and len(record.organisations) > 1 and _problem(record):
            yield record, f"{known.given_names} {known.family_name}"


def _problem(record: Record) -> Any:
    from joinedup.words.vocabulary.kinds import Kind  # noqa: PLC0415

    return next(iter(record.of(Kind.PROBLEM)), None)


def _objects(record: Record, by: Actor, at: datetime) -> None:
    from joinedup.record.sharing.choices import actions  # noqa: PLC0415
    from joinedup.record.sharing.choices.rules import How, What  # noqa: PLC0415

    for what in (What.NO_SHARING, What.NO_PLANNING):
        actions.object_to(record.person_id, what, how=How.LETTER, note="Form handed in at the desk", by=by, at=at)


def _seals(record: Record, by: Actor, at: datetime) -> None:
    from joinedup.record.sharing.choices import actions  # noqa: PLC0415
    from joinedup.record.sharing.choices.rules import Aim, How  # noqa: PLC0415

    for row in _problem(record).sources:
        aim = Aim(row.source_record, row.feed, row.kind.value, row.key)
        actions.seal(record.person_id, aim, how=How.IN_PERSON, by=by, at=at)
    actions.seal(record.person_id, Aim(section="mental_health"), how=How.PHONE, by=by, at=at)


def _has_proxies(record: Record, by: Actor, at: datetime) -> None:
    from joinedup.record.sharing.choices import actions  # noqa: PLC0415
    from joinedup.record.sharing.choices.rules import How  # noqa: PLC0415

    for name, relation, sections, until in (
        ("Judith Warrender", "daughter", ["medicines", "allergies", "appointments", "contacts", "contingency"], None),
        ("Col Beattie", "neighbour", ["appointments"], at + 365 * DAY),
    ):
        actions.add_proxy(
            record.person_id, name=name, relation=relation, sections=sections, until=until, how=How.IN_PERSON, by=by,
            at=at,
        )  # fmt: skip


def _takes_part(record: Record, by: Actor, at: datetime) -> None:
    from joinedup.record.sharing.choices import actions  # noqa: PLC0415
    from joinedup.record.sharing.choices.rules import How  # noqa: PLC0415

    parties = ["The person", "Their GP", "Their psychiatrist"]
    asked = actions.ask_to_take_part(
        record.person_id, purpose="Shared care between practice and mental health team", parties=parties, by=by, at=at
    )
    for party in parties[:2]:
        actions.say_for(asked.pk, party=party, yes=True, how=How.IN_PERSON, by=by, at=at)


def _is_kept_safe(record: Record, by: Actor, at: datetime) -> None:
    from joinedup.record.sharing.choices import actions  # noqa: PLC0415
    from joinedup.record.sharing.choices.rules import How  # noqa: PLC0415

    actions.add_proxy(
        record.person_id, name="Ray Sharrow", relation="partner", sections=["appointments", "contacts"],
        how=How.IN_PERSON, by=by, at=at - 30 * DAY,
    )  # fmt: skip
    actions.stop_proxies(record.person_id, by=by, at=at)
