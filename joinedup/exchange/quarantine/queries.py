"""What waits in quarantine, and what became of what did: lists by page, one item, its exact bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from joinedup.exchange.intake.queries import feeds, landed_file
from joinedup.exchange.quarantine import rules
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.linkage.hiding import about_someone_hidden
from joinedup.record.store.pages import SIZE, Page, page_of
from joinedup.words.basics.errors import BadInput, NotFound

MOST_SHOWN = 20_000


@dataclass(frozen=True, slots=True)
class Reason:
    """How many items of one feed wait for one reason."""

    feed: str
    problem: str
    count: int


@dataclass(frozen=True, slots=True)
class Looked:
    """One item with its bytes, as someone sees it; ``cut`` where only the first ``MOST_SHOWN`` are here.

    ``hidden`` where the bytes are about someone flagged sensitive. They would say where that person is, so there are
    none here, nor mended ones: who it is stays unknown, and the sender may be named, who alone can mend it.
    """

    item: HeldItem
    body: bytes
    mended: bytes | None
    cut: bool
    hidden: bool


def items(
    *,
    by: Actor,
    state: str = HeldItem.State.HELD,
    feed: str = "",
    sender: str = "",
    text: str = "",
    delivery: int | None = None,
    page: int = 1,
    size: int = SIZE,
) -> Page[HeldItem]:
    """Return one page of items, the latest first.

    An empty ``state``, ``feed`` or ``sender`` means any; ``text`` is looked for in the problem and in the field.
    """
    found = _filtered(by=by, state=state, feed=feed, sender=sender, text=text, delivery=delivery)
    return page_of(found.defer("body", "mended"), number=page, size=size)


def every_item(
    *,
    by: Actor,
    state: str = HeldItem.State.HELD,
    feed: str = "",
    sender: str = "",
    text: str = "",
    delivery: int | None = None,
) -> Iterator[HeldItem]:
    """Return all the items of which ``items`` gives a page, one by one."""
    found = _filtered(by=by, state=state, feed=feed, sender=sender, text=text, delivery=delivery)
    return found.defer("body", "mended").iterator()


def senders(*, by: Actor) -> list[str]:
    """Return the codes of those who sent something that was ever held."""
    access.require(by, "quarantine.see")
    return list(HeldItem.objects.exclude(sender="").order_by("sender").values_list("sender", flat=True).distinct())


def reasons(
    *,
    by: Actor,
    state: str = HeldItem.State.HELD,
    feed: str = "",
    sender: str = "",
    text: str = "",
    delivery: int | None = None,
) -> list[Reason]:
    """Return how many items there are for each feed and reason, the most first: one mistake often holds many rows."""
    found = _filtered(by=by, state=state, feed=feed, sender=sender, text=text, delivery=delivery).order_by()
    counted = found.values("feed", "problem").annotate(count=Count("pk")).order_by("-count", "feed", "problem")
    return [Reason(**row) for row in counted]


def item(item_id: int, *, by: Actor) -> HeldItem:
    """Return one item whole. Raises NotFound."""
    access.require(by, "quarantine.see")
    found = HeldItem.objects.filter(pk=item_id).first()
    if found is None:
        raise NotFound("There is nothing by this number in quarantine.", now="Look at the list again.")
    return found


def look(item_id: int, *, by: Actor, at: datetime, reason: str = "") -> Looked:
    """Return one item with its bytes; they may be about a person, so the look is in the journal. Raises NotFound."""
    held = item(item_id, by=by)
    body = exact_bytes(held, by=by, most=MOST_SHOWN + 1)
    mended = None if held.mended is None else bytes(held.mended)
    journal.write("quarantine.look", by=by, at=at, reason=reason[:200], details={"item": item_id})
    if _of_someone_hidden(held, body + (mended or b"")):
        return Looked(held, b"", None, cut=False, hidden=True)
    return Looked(held, body[:MOST_SHOWN], mended, cut=len(body) > MOST_SHOWN, hidden=False)


def exact_bytes(held: HeldItem, *, by: Actor, most: int | None = None) -> bytes:
    """Return the bytes that were held; of a whole file (or its first ``most``) those that landed."""
    access.require(by, "quarantine.see")
    if held.position is not None:
        return bytes(held.body)
    path = landed_file(held.delivery_id)
    if path is None:
        return bytes(held.body)
    with path.open("rb") as file:
        return file.read() if most is None else file.read(most)


def _of_someone_hidden(held: HeldItem, body: bytes) -> bool:
    """Return whether bytes name someone flagged sensitive: by a number, by the sender's own id, or by saying so."""
    feed = feeds().get(held.feed)
    if rules.says_sensitive(body, feed.person.get("sensitive", "") if feed else ""):
        return True
    return about_someone_hidden(sender=held.sender, named=rules.names_in(body))


def _filtered(
    *, by: Actor, state: str, feed: str, sender: str, text: str = "", delivery: int | None = None
) -> QuerySet[HeldItem]:
    access.require(by, "quarantine.see")
    if state and state not in HeldItem.State.values:
        raise BadInput(f"'{state}' is not a state.", now=f"Choose one of: {', '.join(HeldItem.State.values)}.")
    found = HeldItem.objects.order_by("-held_at", "-pk")
    for name, value in (("state", state), ("feed", feed), ("sender", sender), ("delivery_id", delivery)):
        found = found.filter(**{name: value}) if value else found
    return found.filter(Q(problem__icontains=text) | Q(field__icontains=text)) if text else found
