"""The register of kinds of relationship: each area says which facts of its own relate people to those who care.

A kind gives **spells**: rows with ``about`` (a person's id), ``starts`` and ``ends`` (instants; null where it has no
such end), of those to whom ``by`` is related in it at ``at``. A spell goes on counting for so many days after its end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from joinedup.record.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, the codes of their organisation and all that is part of it, and when."""

    by: Actor
    codes: frozenset[str]
    at: datetime


@dataclass(frozen=True, slots=True)
class RelationshipKind:
    """One kind: who may hold it (``roles``), what it says of the person, how long it lasts after its end."""

    id: str
    title: str
    sentence: str
    """What is so, with ``{organisation}`` for the one who asks: "They are registered with {organisation}."."""
    roles: frozenset[str]
    days: int
    """How many days it goes on after the end of a spell; a place may set its own."""
    spells: Callable[[Asking, timedelta], QuerySet[Any, Any]]
    declared: bool = False
    """Whether it rests on the word of the one who asks, and not on what others told us."""


_KINDS: dict[str, RelationshipKind] = {}


def register(*kinds: RelationshipKind) -> None:
    """Add kinds to the register; an area does so once, when it is ready."""
    _KINDS.update({kind.id: kind for kind in kinds})


def kinds() -> Collection[RelationshipKind]:
    """Return every kind, in the order in which a reason is looked for: what is only declared comes last."""
    return sorted(_KINDS.values(), key=lambda kind: kind.declared)


def kinds_for(role: str) -> list[RelationshipKind]:
    """Return the kinds that someone in this role may hold."""
    return [kind for kind in kinds() if role in kind.roles]
