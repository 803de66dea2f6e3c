"""Sittings begin, go on and end through these alone; each line of the journal is written with the act."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from joinedup.record.access import rules as access
from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import Outcome
from joinedup.record.signing_in.models import How, Sitting, Tally
from joinedup.record.signing_in.proof import Proof
from joinedup.words.basics.errors import NotAllowed

_SEEN_EVERY = timedelta(minutes=1)  # that someone is there is written down no more often than this
_KEPT_FOR = timedelta(days=90)


def own(by: Actor, account_id: int) -> None:
    """Raise NotAllowed where ``by`` neither owns the account nor manages accounts."""
    if by.account_id != account_id or by.account_id is None:
        access.require(by, "access.manage")


@transaction.atomic
def begin_sitting(*, proof: Proof, browser: str, address: str, by: Actor, at: datetime) -> Sitting:
    """Return the new sitting of whoever has just signed in. Raises NotAllowed for the system, which never does."""
    if by.account_id is None:
        raise NotAllowed("The system itself does not sign in.", now="Sign in as someone.")
    sitting = Sitting.objects.create(
        account_id=by.account_id,
        how=proof.how,
        began_at=at,
        seen_at=at,
        proved_at=at,
        browser=browser[:60],
        address=address[:45],
        identity=proof.identity,
        outside_session=proof.outside_session,
        posts=proof.posts,
    )
    details = {"sitting": sitting.pk, "how": proof.how}
    journal.write("sign_in.done", by=by, at=at, reason=How(proof.how).label, details=details)
    return sitting


def refuse(*, because: str, by: Actor, at: datetime) -> None:
    """Write down that someone was not let in, and why. ``because`` holds nothing personal."""
    journal.write("sign_in.done", by=by, at=at, outcome=Outcome.REFUSED, reason=because)


def seen(*, sitting: Sitting, by: Actor, at: datetime) -> None:
    """Note that someone is still there, no more than once a minute."""
    own(by, sitting.account_id)
    if at - sitting.seen_at >= _SEEN_EVERY:
        Sitting.objects.filter(pk=sitting.pk).update(seen_at=at)


@transaction.atomic
def prove(*, sitting: Sitting, how: str, by: Actor, at: datetime) -> None:
    """Note that someone proved again who they are; a sitting grows stronger by it and never weaker."""
    own(by, sitting.account_id)
    sitting.how = sitting.how if how == How.PASSWORD else how
    sitting.proved_at = sitting.seen_at = at
    sitting.save(update_fields=["how", "proved_at", "seen_at"])
    journal.write("sign_in.again", by=by, at=at, reason=How(how).label, details={"sitting": sitting.pk, "how": how})


@transaction.atomic
def end_sitting(*, sitting: Sitting, because: str, by: Actor, at: datetime) -> None:
    """End a sitting that has not ended; ``because`` is for the journal."""
    own(by, sitting.account_id)
    if Sitting.objects.filter(pk=sitting.pk, ended_at=None).update(ended_at=at):
        journal.write("sign_in.ended", by=by, at=at, reason=because, details={"sitting": sitting.pk})


@transaction.atomic
def end_sittings(
    *, account_id: int, but: int | None = None, identity: int | None = None, because: str, by: Actor, at: datetime
) -> int:
    """End every sitting of an account (or those that an ``identity`` began), but one where ``but`` names it; count."""
    own(by, account_id)
    mine = Sitting.objects.filter(account_id=account_id, ended_at=None)
    mine = mine if identity is None else mine.filter(identity_id=identity)
    ended = (mine if but is None else mine.exclude(pk=but)).update(ended_at=at)
    if ended:
        details = {"account": account_id, "sittings": ended}
        journal.write("sign_in.ended", by=by, at=at, reason=because, details=details)
    return ended


@transaction.atomic
def end_outside(*, issuer: str, subject: str, session: str, at: datetime) -> int:
    """End the sittings that a provider says are over: of one of its sessions, or of all of a subject's."""
    found = Sitting.objects.filter(identity__issuer=issuer, ended_at=None)
    found = found.filter(identity__subject=subject) if subject else found
    ended = (found.filter(outside_session=session) if session else found).update(ended_at=at)
    if ended:
        journal.write(
            "sign_in.ended", by=SYSTEM, at=at, reason="The provider ended its session", details={"sittings": ended}
        )
    return ended


_CLOSES = ("account.left", "account.returned", "staff.loaded")


def end_closed(act: str, *, by: Actor, at: datetime, details: dict[str, Any]) -> None:
    """End the sittings of accounts that ``act`` closed: one that is opened again later signs in anew."""
    if act not in _CLOSES:
        return
    closed = Q(account__is_active=False)
    if act == "account.returned":
        closed |= Q(account_id=details["account"])
    Sitting.objects.filter(closed, ended_at=None).update(ended_at=at)


def clear(*, at: datetime) -> None:
    """Forget what is of no more use: windows that are counted out, and sittings that ended three months ago."""
    from django.contrib.sessions.models import Session  # noqa: PLC0415 (this is done by the clock, not by pages)

    Session.objects.filter(expire_date__lt=at).delete()
    Tally.objects.filter(ends__lt=int(at.timestamp())).delete()
    Sitting.objects.filter(began_at__lt=at - _KEPT_FOR).delete()
