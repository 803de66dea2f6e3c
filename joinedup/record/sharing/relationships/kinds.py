"""The register of kinds of relationship: each area says which facts of its own relate people to those who care.

An area registers **sources**. A source gives **spells** of its kinds in one query: rows with ``of`` (the kind's id),
``about`` (a person's id), ``starts`` and ``ends`` (instants; null where it has no such end), of those to whom someone
is related in them. A spell goes on counting for so many days after its end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from joinedup.record.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, the codes of their organisation and all that is part of it, and when.

    ``about`` is of whom they ask, where that is known: a source need look at nobody else.
    """

    by: Actor
    codes: frozenset[str]
    at: datetime
    about: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class RelationshipKind:
    """One kind: who may hold it (``roles``), what it says of the person, how long it lasts after its end."""

    id: str
    title: str
    sentence: str
    """What is so, with ``{organisation}`` for the one who asks: "They are registered with {organisation}."."""
    roles: frozenset[str]
    days: int = 0
    """How many days it goes on after the end of a spell; a place may set its own."""
    declared: bool = False
    """Whether it rests on the word of the one who asks, and not on what others told us."""


Lasting = Mapping[str, timedelta]
"""How long each kind that is asked for goes on after the end of a spell, by the kind's id."""


@dataclass(frozen=True, slots=True)
class Source:
    """The kinds that one query tells of: ``spells`` gives those of the kinds that are asked for."""

    kinds: tuple[RelationshipKind, ...]
    spells: Callable[[Asking, Lasting], QuerySet[Any, Any]]


_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Add a source to the register; an area does so once, when it is ready."""
    _SOURCES.append(source)


def sources() -> list[Source]:
    """Return every source."""
    return _SOURCES


def kinds() -> list[RelationshipKind]:
    """Return every kind, in the order in which a reason is looked for: what is only declared comes last."""
    return sorted((kind for source in _SOURCES for kind in source.kinds), key=lambda kind: kind.declared)


def kinds_for(role: str) -> list[RelationshipKind]:
    """Return the kinds that someone in this role may hold."""
    return [kind for kind in kinds() if role in kind.roles]
