"""Mending, replaying and dismissing what is held. Each is permitted first, and written in the journal."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from joinedup.exchange.intake import replaying
from joinedup.exchange.intake.actions import Outcome
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.access import rules
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound


@transaction.atomic
def mend(item_id: int, *, body: bytes, by: Actor, at: datetime) -> None:
    """Keep mended bytes beside the ones that came; what came is never changed. Replay takes the mended ones."""
    held = _open(item_id, by)
    if held.position is None:
        raise CannotProceed(
            "A whole file is not mended here.",
            now="Mend the file and take it in, or replay it with a sender and a feed.",
        )
    if not body.strip():
        raise BadInput("There is nothing in the mended text.", now="Give the whole row, resource or message.")
    held.mended = body
    held.save(update_fields=["mended"])
    journal.write("quarantine.mended", by=by, at=at, details={"item": item_id})


def replay(
    item_id: int, *, by: Actor, at: datetime, sender: str = "", feed: str = "", body: bytes | None = None
) -> Outcome:
    """Take an item in by the very path on which it failed; with ``body`` mend it first.

    ``sender`` and ``feed`` are for a whole file that came without them. Where it does not pass again nothing of it
    is kept, the item stays held, and CannotProceed says why.
    """
    with transaction.atomic():
        _open(item_id, by)
    if body is not None:
        mend(item_id, body=body, by=by, at=at)
    held = HeldItem.objects.get(pk=item_id)
    outcome = replaying.replay(
        replaying.Replay(
            delivery_id=held.delivery_id,
            position=held.position,
            file=held.file,
            sender=sender or held.sender,
            feed=feed or held.feed,
            body=bytes(held.mended if held.mended is not None else held.body),
        ),
        by=by,
        at=at,
    )
    with transaction.atomic():
        _settle(item_id, HeldItem.State.REPLAYED, reason="", by=by, at=at)
        journal.write("quarantine.replayed", by=by, at=at, details={"item": item_id, "delivery": outcome.delivery_id})
    return outcome


@transaction.atomic
def dismiss(item_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Leave an item as it is, for a reason; its bytes stay."""
    _open(item_id, by)
    if not reason.strip():
        raise BadInput("Nobody said why.", now="Give the reason for which this need not come in.")
    _settle(item_id, HeldItem.State.DISMISSED, reason=reason.strip()[:200], by=by, at=at)
    journal.write("quarantine.dismissed", by=by, at=at, reason=reason.strip()[:200], details={"item": item_id})


@transaction.atomic
def reopen(item_id: int, *, by: Actor, at: datetime) -> None:
    """Let something that was dismissed wait again: the way back from a dismissal made by mistake."""
    rules.require(by, "quarantine.mend")
    waits = {"state": HeldItem.State.HELD, "settled_at": None, "settled_by": None, "reason": ""}
    if not HeldItem.objects.filter(pk=item_id, state=HeldItem.State.DISMISSED).update(**waits):
        raise CannotProceed("This was not dismissed.", now="Look at the list again.")
    journal.write("quarantine.reopened", by=by, at=at, details={"item": item_id})


def _open(item_id: int, by: Actor) -> HeldItem:
    """Return the item, locked. Raises NotAllowed, NotFound, or CannotProceed where it is settled."""
    rules.require(by, "quarantine.mend")
    held = HeldItem.objects.select_for_update().filter(pk=item_id).first()
    if held is None:
        raise NotFound("There is nothing by this number in quarantine.", now="Look at the list again.")
    if held.state != HeldItem.State.HELD:
        raise CannotProceed(
            f"This is settled already: {held.get_state_display().lower()}.", now="Look at the list of what still waits."
        )
    return held


def _settle(item_id: int, state: HeldItem.State, *, reason: str, by: Actor, at: datetime) -> None:
    HeldItem.objects.filter(pk=item_id, state=HeldItem.State.HELD).update(
        state=state, settled_at=at, settled_by=by.account_id, reason=reason
    )
