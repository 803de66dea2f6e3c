"""Counting what can be guessed or costs much, by account and by address, in the database all processes share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from joinedup.record.signing_in import rules
from joinedup.record.signing_in.keeping import digest_of
from joinedup.record.signing_in.models import Tally


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of counting: whether it is too often, whether it has just become so, and when to try again."""

    over: bool
    just_now: bool
    wait_seconds: int


def counted(kind: str, *, account: object, address: str, at: datetime) -> Counted:
    """Count one more of ``kind`` (of rules.RATES) by an account (None: nobody known) from an address."""
    rate = rules.RATES[kind]
    each = add(f"{kind} by account", account, seconds=rate.seconds, at=at) if account is not None else 0
    near = add(f"{kind} from address", address, seconds=rate.seconds, at=at) if address else 0
    wait = rate.seconds - int(at.timestamp()) % rate.seconds
    just_now = each == rate.each + 1 or near == rate.address + 1
    return Counted(rules.over(rate, each=each, address=near), just_now, wait)


def add(what: str, who: object, *, seconds: int, at: datetime) -> int:
    """Return how often ``who`` did ``what`` in the present window of ``seconds``, this time counted."""
    now = int(at.timestamp())
    starts = now - now % seconds
    key = digest_of("tally", what, who)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO signing_in_tally (key, starts, ends, count) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (key, starts) DO UPDATE SET count = signing_in_tally.count + 1 RETURNING count",
            [key, starts, starts + seconds],
        )
        return int(cursor.fetchone()[0])


def forget(kind: str, *, account: object) -> None:
    """Count an account's ``kind`` from nothing again: it was right, or an administrator unlocked it."""
    Tally.objects.filter(key=digest_of("tally", f"{kind} by account", account)).delete()


def was_right(kind: str, *, account: object, address: str) -> None:
    """Take back what was counted against someone and their address: it was no guess, and their colleagues share it."""
    forget(kind, account=account)
    Tally.objects.filter(key=digest_of("tally", f"{kind} from address", address), count__gt=0).update(
        count=F("count") - 1
    )
