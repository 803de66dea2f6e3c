"""What others may read of additions: of a person whose record is open, those that hold now, rows for publication."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from joinedup.record.access.actor import role_title
from joinedup.record.access.queries import organisation_names
from joinedup.record.linkage.queries import person_now
from joinedup.record.sharing.gate import Opened
from joinedup.work.additions.models import Addition

#: The columns of each row of ``additions``, in order.
COLUMNS = ("person_id", "model", "added_at", "withdrawn_at")


@dataclass(frozen=True, slots=True)
class Added:
    """One addition as it is shown: to which model, why, since when, and by whom; ``withdrawn_why`` once it is."""

    id: int
    model: str
    reason: str
    added_at: datetime
    added_by: str
    withdrawn_at: datetime | None
    withdrawn_why: str


def additions_of(opened: Opened) -> list[Added]:
    """Return every addition of a person whose record is open, those that hold now first. Two queries."""
    found = _now().filter(now=opened.person_id).select_related("account").order_by("withdrawn_at", "-added_at", "-pk")
    names = organisation_names()
    return [
        Added(
            each.pk, each.model, each.reason, each.added_at,
            ", ".join(filter(None, (
                each.account.full_name if each.account else "", role_title(each.role),
                names.get(each.organisation, each.organisation),
            ))),
            each.withdrawn_at, each.withdrawn_why,
        )
        for each in sorted(found, key=lambda each: each.withdrawn_at is not None)
    ]  # fmt: skip


def added_now(model: str, people: Collection[int]) -> dict[int, Addition]:
    """Return the additions to a model that hold now, of these people, by who they are now."""
    return {each.now: each for each in _now().filter(model=model, withdrawn_at=None, now__in=set(people))}


def ever_added(model: str) -> dict[int, datetime | None]:
    """Return everyone who was ever added to a model, by who they are now: since when they are, None where withdrawn."""
    found: dict[int, datetime | None] = {}
    for person, added, withdrawn in _now().filter(model=model).values_list("now", "added_at", "withdrawn_at"):
        held = found.get(person)
        found[person] = held if withdrawn else min(added, held or added)
    return found


def additions() -> Iterator[tuple[Any, ...]]:
    """Yield a row for each addition, with whose it is now: what publication reads. Instants are UTC."""
    yield from _now().order_by("pk").values_list("now", "model", "added_at", "withdrawn_at").iterator(chunk_size=5_000)


def _now() -> QuerySet[Addition]:
    return Addition.objects.annotate(now=person_now("person_id"))
