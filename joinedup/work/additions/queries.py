"""What others may read of additions: of a person whose record is open, those that hold now, rows for publication."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from joinedup.record.access.actor import role_title
from joinedup.record.access.queries import organisation_names
from joinedup.record.linkage.queries import person_now
from joinedup.record.sharing.gate import Opened
from joinedup.work.additions.models import Addition

#: The columns of each row of ``additions``, in order.
COLUMNS = ("person_id", "model", "added_at", "withdrawn_at")


@dataclass(frozen=True, slots=True)
class Added:
    """One addition as it is shown: to which model, why, since when, by whom and where; ``withdrawn_why`` once it is."""

    id: int
    model: str
    reason: str
    added_at: datetime
    name: str
    role: str
    organisation: str
    withdrawn_at: datetime | None
    withdrawn_why: str

    @property
    def by(self) -> str:
        """Return who added them, in which post and where."""
        return ", ".join(filter(None, (self.name, self.role, self.organisation)))


def additions_of(opened: Opened) -> list[Added]:
    """Return every addition of a person whose record is open, those that hold now first. Two queries."""
    found = _now().filter(now=opened.person_id).order_by(F("withdrawn_at").desc(nulls_first=True), "-added_at", "-pk")
    return _read(found)[0]


def added_now(model: str, people: Collection[int]) -> dict[int, Added]:
    """Return the additions to a model that hold now, of these people, by who they are now. Two queries."""
    added, whose = _read(
        _now().filter(model=model, withdrawn_at=None, now__in=set(people)).order_by("-added_at", "-pk")
    )
    return dict(zip(whose, added, strict=True))


def _read(found: QuerySet[Any]) -> tuple[list[Added], list[int]]:
    """Return additions as they are shown, and whose each is now."""
    names, rows = organisation_names(), list(found.select_related("account"))
    shown = [
        Added(
            each.pk, each.model, each.reason, each.added_at, each.account.full_name if each.account else "",
            role_title(each.role), names.get(each.organisation, each.organisation), each.withdrawn_at,
            each.withdrawn_why,
        )
        for each in rows
    ]  # fmt: skip
    return shown, [each.now for each in rows]


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


def _now() -> QuerySet[Any]:
    return Addition.objects.annotate(now=person_now("person_id"))
