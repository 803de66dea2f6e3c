"""Holding what did not pass: called by every reader, inside the reader's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from joinedup.exchange.quarantine.models import HeldItem


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that did not pass: ``position`` is its row or place in the file from 1, none for the whole file.

    ``body`` is its exact bytes; a whole file has none here, as it lies in landing.
    """

    position: int | None
    field: str
    problem: str
    body: bytes


def hold(items: Sequence[Held], *, delivery_id: int, sender: str, feed: str, file: str, at: datetime) -> None:
    """Hold ``items``. A place of a delivery is held once, however often it is read."""
    HeldItem.objects.bulk_create(
        [
            HeldItem(
                sender=sender,
                feed=feed,
                delivery_id=delivery_id,
                file=file,
                position=item.position,
                field=item.field[:200],
                problem=item.problem,
                body=item.body,
                held_at=at,
            )
            for item in items
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def settle_files(delivery_ids: Sequence[int], *, at: datetime) -> None:
    """Settle the whole files that were held for want of a sender or a feed and have now come in."""
    HeldItem.objects.filter(delivery_id__in=delivery_ids, position=None, state=HeldItem.State.HELD).update(
        state=HeldItem.State.REPLAYED, settled_at=at, reason="The same file was taken in."
    )


def is_held_whole(delivery_id: int) -> bool:
    """Return whether the delivery's whole file is held already."""
    return HeldItem.objects.filter(delivery_id=delivery_id, position=None, state=HeldItem.State.HELD).exists()


def first_problem(delivery_id: int) -> str:
    """Return the reason of the first item held of a delivery, or nothing."""
    return first_held(delivery_id)[1]


def first_held(delivery_id: int) -> tuple[int | None, str]:
    """Return the place and the reason of the first item held of a delivery, or nothing."""
    found = HeldItem.objects.filter(delivery_id=delivery_id).order_by("position").values_list("position", "problem")
    return found.first() or (None, "")
