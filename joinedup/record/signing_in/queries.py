"""What is known of how people sign in: their factors, their sittings, and who they are elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Account
from joinedup.record.signing_in.models import Authenticator, OutsideIdentity, Passkey, RecoveryCode, Sitting
from joinedup.record.signing_in.rules import Limits
from joinedup.record.store.pages import Page, page_of


@dataclass(frozen=True, slots=True)
class Factors:
    """What an account can prove itself with beside a password."""

    authenticator: Authenticator | None
    passkeys: list[Passkey]
    recovery_left: int

    @property
    def any(self) -> bool:
        """Return whether there is a second factor at all; recovery codes alone are none."""
        return bool(self.authenticator or self.passkeys)


def limits() -> Limits:
    """Return how long a sitting lasts in this place."""
    kept: Limits = settings.SITTING_LIMITS
    return kept


def alone(account: Account) -> Actor:
    """Return someone who acts for themselves, in no post: signing in, and looking after how they do."""
    return Actor(
        account_id=account.pk, name=account.full_name, role="", role_title="", organisation="", organisation_name=""
    )


def account_numbered(account_id: int) -> Account | None:
    """Return an account that may sign in, or None."""
    return Account.objects.filter(pk=account_id, is_active=True).first()


def factors_of(account_id: int) -> Factors:
    """Return the open factors of an account."""
    return Factors(
        authenticator=Authenticator.objects.filter(account_id=account_id, ended_at=None).first(),
        passkeys=list(Passkey.objects.filter(account_id=account_id, ended_at=None).order_by("added_at", "pk")),
        recovery_left=RecoveryCode.objects.filter(account_id=account_id, used_at=None).count(),
    )


def passkey_known(credential: str) -> Passkey | None:
    """Return the open passkey with this credential id, of an account that may sign in; or None."""
    return (
        Passkey.objects.filter(credential=credential, ended_at=None, account__is_active=True)
        .select_related("account")
        .first()
    )


def identities_of(account_id: int) -> list[OutsideIdentity]:
    """Return who the account is at other providers."""
    return list(OutsideIdentity.objects.filter(account_id=account_id, ended_at=None).order_by("bound_at", "pk"))


def identity_known(*, issuer: str, subject: str) -> OutsideIdentity | None:
    """Return the identity that this issuer calls ``subject``, of an account that may sign in; or None."""
    return (
        OutsideIdentity.objects.filter(issuer=issuer, subject=subject, ended_at=None, account__is_active=True)
        .select_related("account")
        .first()
    )


def sitting_numbered(number: object) -> Sitting | None:
    """Return a sitting by what a session keeps of it, or None."""
    return Sitting.objects.filter(pk=number).first() if isinstance(number, int) else None


def sittings_of(account_id: int, *, at: datetime) -> list[Sitting]:
    """Return the account's sittings that go on at ``at``, the latest first."""
    return list(_going_on(at).filter(account_id=account_id).order_by("-began_at", "-pk"))


def _going_on(at: datetime) -> QuerySet[Sitting]:
    said = limits()
    return Sitting.objects.filter(ended_at=None, began_at__gt=at - said.whole, seen_at__gt=at - said.idle)


def _locked(at: datetime) -> QuerySet[AccessAttempt]:
    since = at - settings.LOCKED_FOR
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=since
    )
    return found


def sign_ins(*, by: Actor, at: datetime, sought: str = "", state: str = "", page: int = 1) -> Page[Account]:
    """Return one page of accounts with how each signs in, by sign-in name. Raises NotAllowed."""
    return page_of(every_sign_in(by=by, at=at, sought=sought, state=state), number=page)


def every_sign_in(*, by: Actor, at: datetime, sought: str = "", state: str = "") -> QuerySet[Account]:
    """Return all accounts that fit, each with ``app``, ``passkey``, ``outside``, ``sitting`` and ``locked``.

    ``state`` is one of ``STATES``. Raises NotAllowed.
    """
    access.require(by, "access.manage")
    own = {"account_id": OuterRef("pk"), "ended_at": None}
    found = Account.objects.annotate(
        app=Exists(Authenticator.objects.filter(**own)),
        passkey=Exists(Passkey.objects.filter(**own)),
        outside=Exists(OutsideIdentity.objects.filter(**own)),
        sitting=Exists(_going_on(at).filter(account_id=OuterRef("pk"))),
        locked=Exists(_locked(at).filter(username=OuterRef("username"))),
    ).order_by("username")
    if sought:
        found = found.filter(Q(username__icontains=sought) | Q(full_name__icontains=sought))
    return found.filter(STATES[state]) if state in STATES else found


STATES: dict[str, Q] = {
    "locked": Q(locked=True),
    "password": Q(app=False, passkey=False, outside=False),
    "sitting": Q(sitting=True),
}
