"""Reading how someone wishes to be told, when they last looked, and e-mails that could not be sent."""

from __future__ import annotations

from datetime import date, datetime

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.notices.models import Looked, Mail, Wishes
from joinedup.record.notices.rules import NEVER_LOOKED, Kind, Wish

DIGEST = "digest-"


def wishes_of(account_id: int | None) -> Wishes:
    """Return how someone wishes to be told, as a row that may not be kept yet."""
    return Wishes.objects.filter(pk=account_id).first() or Wishes()


def wish_of(row: Wishes) -> Wish:
    """Return a row as a plain value; a kind that is not known any more is left out."""
    known = {kind.value for kind in Kind}
    unwanted = frozenset(Kind(name) for name in row.unwanted if name in known)
    return Wish(row.days, row.digest_at, row.quiet_from, row.quiet_until, unwanted)


def looked(account_id: int | None) -> Looked | None:
    """Return when someone last looked, None where they never did."""
    return Looked.objects.filter(pk=account_id).first()


def since(account_id: int | None, *, at: datetime) -> datetime:
    """Return the instant since which something is new to someone."""
    last = looked(account_id)
    return last.at if last and last.at else at - NEVER_LOOKED


def told_by_mail() -> list[Wishes]:
    """Return the wishes of all who gave an e-mail address and can sign in."""
    return list(Wishes.objects.exclude(email="").filter(account__is_active=True).order_by("pk"))


def last_digest(account_id: int) -> tuple[date, datetime] | None:
    """Return the day of someone's last digest and when it was made, None where there was none."""
    last = Mail.objects.filter(account_id=account_id, key__startswith=DIGEST).order_by("-key").first()
    return (date.fromisoformat(last.key.removeprefix(DIGEST)), last.made_at) if last else None


def given_up(*, by: Actor, since: datetime) -> list[Mail]:
    """Return the e-mails that could not be sent since an instant, for whoever manages accounts. Raises NotAllowed."""
    access.require(by, "access.manage")
    return list(Mail.objects.filter(given_up_at__gt=since).select_related("account").order_by("-given_up_at"))
