"""Who is on a register now, of those to whom the one who asks has a relationship: why, since when, what is due.

It is read in the newest release for care, so that those who opted out of planning are on their own practice's list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from joinedup.insight.criteria import facts_of
from joinedup.insight.engine import Engine
from joinedup.insight.registers import Register, catalogue, made_ready, members
from joinedup.planning.finding.queries import AT_ONCE, SIZE, Reason, living, newest, reason_of, require
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.sensitivity import FULL
from joinedup.record.store.pages import Page, page_within
from joinedup.words.basics.errors import NotFound
from joinedup.words.criteria import Line, decide
from joinedup.words.models_of_care import ModelOfCare
from joinedup.work.enrolment.among import models_on
from joinedup.work.plans.among import last_reviewed

PARTS = {
    "all": "Everyone on it",
    "no_model": "On no model of care, though one is for them",
    "due": "Something is due",
}
"""What a list may be narrowed to."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One check that is due to all on the register: whether it is done (None: nobody here tells), and when."""

    title: str
    done: bool | None
    on: date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One person on a register: why, since when as far as is told, last review of their plan, checks, models of care.

    ``on`` are ids of models that they are on or wait for; ``eligible`` of those that run here, are for them, and that
    they are not on.
    """

    person: Demographics
    reasons: tuple[Reason, ...]
    since: date | None
    reviewed: datetime | None
    checks: tuple[Checked, ...]
    on: tuple[str, ...]
    eligible: tuple[str, ...]

    def is_in(self, part: str) -> bool:
        """Return whether they are in one of ``PARTS``."""
        if part == "no_model":
            return not self.on and bool(self.eligible)
        return part == "all" or any(check.done is not True for check in self.checks)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of those on a register, in the order of their names; ``release`` is the one that says so."""

    people: Page[Listed]
    release: Release


def listed(
    register: Register, *, models: Sequence[ModelOfCare], by: Actor, at: datetime, part: str = "all", number: int = 1
) -> RegisterPage:
    """Return one page of a register, or of a part of it; ``models`` are those that run here.

    Each listing is in the journal with those whom it showed. Raises NotAllowed (journaled), NotFound for another part,
    CannotProceed where nothing was published for care.
    """
    release, people = _people(register, part, by=by, at=at)
    with releases.open_release(release) as engine:
        made_ready(engine, [register], on=release.data_date)
        asked = _Asked(engine, register, models, release.data_date, by.role in FULL)
        if part == "all":
            page = page_within(people, number=number, size=SIZE)
            shown = Page(_shown(asked, page.items), page.number, page.total, page.size)
        else:
            shown = page_within([one for one in _each(asked, people) if one.is_in(part)], number=number, size=SIZE)
    _wrote(register, release, [one.person.pk for one in shown.items], by=by, at=at)
    return RegisterPage(shown, release)


def every(
    register: Register, *, models: Sequence[ModelOfCare], by: Actor, at: datetime, part: str = "all"
) -> Iterator[Listed]:
    """Yield all of whom ``listed`` gives pages, some hundreds at a time, as for a download."""
    release, people = _people(register, part, by=by, at=at)
    _wrote(register, release, people, by=by, at=at)
    with releases.open_release(release) as engine:
        made_ready(engine, [register], on=release.data_date)
        asked = _Asked(engine, register, models, release.data_date, by.role in FULL)
        yield from (one for one in _each(asked, people) if one.is_in(part))


def counts(*, by: Actor, at: datetime) -> tuple[dict[str, int], Release]:
    """Return how many of one's own people are on each register of the catalogue, and the release that says so.

    Nobody is named, so that no look is written. Raises as ``listed`` does.
    """
    require(by=by, at=at, reason="Counting who is on each register", details={"register": ""})
    release = newest()
    own = np.array(living(by=by, at=at), dtype=np.int64)
    on = _members(release.pk, _versions())
    return {name: int(np.isin(own, keys, assume_unique=True).sum()) for name, keys in on.items()}, release


@dataclass(frozen=True, slots=True)
class _Asked:
    engine: Engine
    register: Register
    models: Sequence[ModelOfCare]
    on: date
    whole: bool


def _people(register: Register, part: str, *, by: Actor, at: datetime) -> tuple[Release, list[int]]:
    require(by=by, at=at, reason=f"The register: {register.title}", details={"register": register.id})
    if part not in PARTS:
        raise NotFound("There is no such part of a register.", now=f"Choose: {', '.join(PARTS)}.")
    release = newest()
    on = set(_members(release.pk, _versions())[register.id].tolist())
    return release, [person for person in living(by=by, at=at) if person in on]


def _versions() -> tuple[tuple[str, str], ...]:
    return tuple((each.id, each.version) for each in catalogue().values())


@lru_cache(maxsize=2)
def _members(release_pk: int, versions: tuple[tuple[str, str], ...]) -> Mapping[str, NDArray[np.int64]]:
    """Return who is on each register in a release, asked once: a release never changes."""
    release = Release.objects.get(pk=release_pk)
    with releases.open_release(release) as engine:
        found = members(engine, [catalogue()[name] for name, _ in versions], on=release.data_date)
    return {name: np.array([int(key) for key in keys], dtype=np.int64) for name, keys in found.items()}


def _each(asked: _Asked, people: Sequence[int]) -> Iterator[Listed]:
    for start in range(0, len(people), AT_ONCE):
        yield from _shown(asked, people[start : start + AT_ONCE])


def _shown(asked: _Asked, people: Sequence[int]) -> list[Listed]:
    facts = facts_of(asked.engine, [str(person) for person in people])
    particulars, on, reviewed = Demographics.objects.in_bulk(list(people)), models_on(people), last_reviewed(people)
    found = []
    for person in people:
        theirs = facts[str(person)]
        lines = decide(asked.register.expression, theirs, asked.on).lines
        days = [row.on for line in lines if line.answer.holds for row in line.answer.evidence if row.on]
        checks = [(check.title, decide(check.done, theirs, asked.on)) for check in asked.register.checks]
        eligible = (
            model.id for model in asked.models
            if model.who and model.id not in on.get(person, ()) and decide(model.who, theirs, asked.on).holds
        )  # fmt: skip
        found.append(
            Listed(
                particulars[person], tuple(reason_of(line, whole=asked.whole) for line in lines),
                min(days) if days and asked.whole else None, reviewed.get(person),
                tuple(
                    Checked(title, told.holds, _latest(told.lines) if asked.whole and told.holds else None)
                    for title, told in checks
                ),
                on.get(person, ()), tuple(eligible),
            )
        )  # fmt: skip
    return found


def _latest(lines: Sequence[Line]) -> date | None:
    return max((line.answer.on for line in lines if line.answer.holds and line.answer.on), default=None)


def _wrote(register: Register, release: Release, people: Sequence[int], *, by: Actor, at: datetime) -> None:
    journal.write(
        "register.listed", by=by, at=at, reason=f"The register: {register.title}",
        details={
            "register": register.id, "version": register.version, "release": release.name, "people": list(people)
        },
    )  # fmt: skip
