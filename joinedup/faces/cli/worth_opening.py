"""Three people of the demonstration who are worth opening, found in what came about them, and what to see in each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from joinedup.faces.components.words import many
from joinedup.words.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from joinedup.record.access.actor import Actor
    from joinedup.record.entries.queries import Record
    from joinedup.record.sharing.gate import Opened

LETTERS = "correspondence"
MOST_LOOKED_AT = 200
REASON = "Direct care: I am preparing a visit, clinic or meeting"


def people_worth_opening(personas: Iterable[str], *, looked_at: datetime) -> list[dict[str, Any]]:
    """Return who is worth opening, as ``{person, name, see}``: a medicine, an allergy, and many sources.

    They are in the care of the first persona, and of as many others as may be. Each of these then looked at them at
    ``looked_at``, so that "what changed" has a look to go back to.
    """
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.access.rules import may  # noqa: PLC0415
    from joinedup.record.entries.facts import people_told_of_in  # noqa: PLC0415
    from joinedup.record.entries.queries import changes_since, record_of  # noqa: PLC0415
    from joinedup.record.sharing.gate import open_person  # noqa: PLC0415
    from joinedup.record.sharing.relationships.queries import relations_to  # noqa: PLC0415

    carers = [by for by in (actor_named(name, at=looked_at) for name in personas) if may(by, "record.open").allowed]

    def opened(person: int, by: Actor) -> Opened:
        return open_person(person, by=by, reason=REASON, at=looked_at)

    people = people_told_of_in(LETTERS, MOST_LOOKED_AT)
    theirs = [relations_to(people, by=by, at=looked_at) for by in carers]
    seen = [(one, record_of(one)) for one in (opened(person, carers[0]) for person in people if person in theirs[0])]
    alive = [(one, record) for one, record in seen if not (one.demographics.death_date or one.demographics.sensitive)]
    chosen: list[dict[str, Any]] = []
    for see, weigh in (
        (_disagreement(Kind.MEDICINE), lambda record: _count(record, Kind.MEDICINE)),
        (_disagreement(Kind.ALLERGY), lambda record: _count(record, Kind.ALLERGY)),
        (_many_sources, lambda record: len(record.organisations)),
    ):
        left = [each for each in alive if each[0].person_id not in {one["person"] for one in chosen}]
        worth = [each for each in left if weigh(each[1])]
        one, record = max(
            worth, key=lambda each: (_carers(each[0], theirs), weigh(each[1]), -each[0].person_id), default=(None, None)
        )
        if one is None or record is None:
            continue
        new = len(changes_since(one, record, looked_at).new)
        known = one.demographics
        chosen.append(
            {
                "person": one.person_id,
                "name": f"{known.given_names} {known.family_name}",
                "see": [*see(record), *_since_then(new)],
            }
        )
        for by, related in zip(carers[1:], theirs[1:], strict=True):
            if one.person_id in related:
                opened(one.person_id, by)
    return chosen


def _carers(one: Opened, theirs: Iterable[Mapping[int, object]]) -> int:
    return sum(one.person_id in related for related in theirs)


def _count(record: Record, kind: Kind) -> int:
    return sum(line.kind is kind for line in record.conflicts)


def _disagreement(kind: Kind) -> Callable[[Record], list[str]]:
    def see(record: Record) -> list[str]:
        return [f"{line.title}: {line.conflicts[0]}" for line in record.conflicts if line.kind is kind][:2]

    return see


def _many_sources(record: Record) -> list[str]:
    repeats = f"; {many(record.merged, 'repeat stands', 'repeats stand')} behind other lines" if record.merged else ""
    return [f"{many(len(record.organisations), 'organisation tells', 'organisations tell')} of them{repeats}."]


def _since_then(new: int) -> list[str]:
    return [f"What changed: {new} lines are new since you last looked."] if new > 1 else []
