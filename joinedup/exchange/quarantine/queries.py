"""What waits in quarantine, and what became of what did: lists by page, one item, its exact bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from joinedup.exchange.intake.queries import landed_file
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.access import rules
from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import BadInput, NotFound

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: ``number`` counts from 1, ``total`` is how many items all pages hold."""

    items: Sequence[HeldItem]
    number: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True, slots=True)
class Reason:
    """How many items of one feed wait for one reason."""

    feed: str
    problem: str
    count: int


def items(
    *, by: Actor, state: str = HeldItem.State.HELD, feed: str = "", sender: str = "", page: int = 1, size: int = PAGE
) -> Page:
    """Return one page of items, the latest first; an empty ``state``, ``feed`` or ``sender`` means any."""
    found = _filtered(by=by, state=state, feed=feed, sender=sender)
    start = (max(page, 1) - 1) * size
    total = found.count()
    return Page(list(found.defer("body", "mended")[start : start + size]), max(page, 1), total, size)


def reasons(*, by: Actor, state: str = HeldItem.State.HELD, feed: str = "", sender: str = "") -> list[Reason]:
    """Return how many items there are for each feed and reason, the most first: one mistake often holds many rows."""
    found = _filtered(by=by, state=state, feed=feed, sender=sender).order_by()
    counted = found.values("feed", "problem").annotate(count=Count("pk")).order_by("-count", "feed", "problem")
    return [Reason(**row) for row in counted]


def item(item_id: int, *, by: Actor) -> HeldItem:
    """Return one item whole. Raises NotFound."""
    rules.require(by, "quarantine.see")
    found = HeldItem.objects.filter(pk=item_id).first()
    if found is None:
        raise NotFound("There is nothing by this number in quarantine.", now="Look at the list again.")
    return found


def exact_bytes(held: HeldItem, *, by: Actor, most: int | None = None) -> bytes:
    """Return the bytes that were held; of a whole file (or its first ``most``) those that landed."""
    rules.require(by, "quarantine.see")
    if held.position is not None:
        return bytes(held.body)
    path = landed_file(held.delivery_id)
    if path is None:
        return bytes(held.body)
    with path.open("rb") as file:
        return file.read() if most is None else file.read(most)


def _filtered(*, by: Actor, state: str, feed: str, sender: str) -> QuerySet[HeldItem]:
    rules.require(by, "quarantine.see")
    if state and state not in HeldItem.State.values:
        raise BadInput(f"'{state}' is not a state.", now=f"Choose one of: {', '.join(HeldItem.State.values)}.")
    found = HeldItem.objects.order_by("-held_at", "-pk")
    for name, value in (("state", state), ("feed", feed), ("sender", sender)):
        found = found.filter(**{name: value}) if value else found
    return found
