"""Factors are added, used and taken away through these alone, by their owner or by who manages accounts."""

from __future__ import annotations

from datetime import datetime

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Account
from joinedup.record.journal import actions as journal
from joinedup.record.signing_in import limiting, rules
from joinedup.record.signing_in.keeping import chances, digest_of, locked, unlocked
from joinedup.record.signing_in.models import Authenticator, OutsideIdentity, Passkey, RecoveryCode
from joinedup.record.signing_in.queries import factors_of
from joinedup.record.signing_in.sittings import end_sittings, own
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound

_TAKEN_AWAY = "A way to sign in was taken away"


@transaction.atomic
def add_authenticator(*, account_id: int, secret: bytes, code: str, by: Actor, at: datetime) -> Authenticator:
    """Return the account's authenticator, once its first code was right; it takes the place of one before it.

    Raises BadInput where the code is wrong.
    """
    own(by, account_id)
    step = rules.step_of_code(secret, code, at=at, used=0)
    if step is None:
        raise BadInput("This code is not right.", now="Enter the six figures that the app shows now.")
    Authenticator.objects.filter(account_id=account_id, ended_at=None).update(ended_at=at)
    added = Authenticator.objects.create(account_id=account_id, secret=locked(secret), added_at=at, last_step=step)
    details = {"account": account_id, "factor": "authenticator"}
    journal.write("factor.added", by=by, at=at, reason="Authenticator", details=details)
    return added


@transaction.atomic
def use_code(*, account_id: int, code: str, by: Actor, at: datetime) -> bool:
    """Return whether ``code`` is one that the account's authenticator shows now, and was not used before."""
    own(by, account_id)
    found = Authenticator.objects.select_for_update().filter(account_id=account_id, ended_at=None).first()
    step = rules.step_of_code(unlocked(found.secret), code, at=at, used=found.last_step) if found else None
    if found is None or step is None:
        return False
    found.last_step = step
    found.save(update_fields=["last_step"])
    return True


@transaction.atomic
def remove_authenticator(*, account_id: int, keep_one: bool, here: int | None = None, by: Actor, at: datetime) -> None:
    """Take the account's authenticator away, and end every sitting but the one called ``here``.

    Raises NotFound, and CannotProceed for the last where one is asked.
    """
    own(by, account_id)
    _not_the_last(account_id, keep_one)
    if not Authenticator.objects.filter(account_id=account_id, ended_at=None).update(ended_at=at):
        raise NotFound("There is no authenticator to take away.", now="Look at how this account signs in.")
    details = {"account": account_id, "factor": "authenticator"}
    journal.write("factor.removed", by=by, at=at, reason="Authenticator", details=details)
    _without_factors(account_id)
    end_sittings(account_id=account_id, but=here, because=_TAKEN_AWAY, by=by, at=at)


@transaction.atomic
def make_recovery_codes(*, account_id: int, by: Actor, at: datetime) -> list[str]:
    """Return new recovery codes, to be shown once; those made before stop working. Raises CannotProceed."""
    own(by, account_id)
    if not factors_of(account_id).any:
        raise CannotProceed("Recovery codes stand in for a second factor.", now="Add one first.")
    codes = [rules.recovery_code(chances()) for _ in range(rules.RECOVERY_CODES)]
    RecoveryCode.objects.filter(account_id=account_id).delete()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(account_id=account_id, digest=_digest(account_id, code), made_at=at) for code in codes]
    )
    details = {"account": account_id, "factor": "recovery codes"}
    journal.write("factor.added", by=by, at=at, reason="Recovery codes", details=details)
    return codes


@transaction.atomic
def use_recovery_code(*, account_id: int, code: str, by: Actor, at: datetime) -> bool:
    """Return whether ``code`` is a recovery code of the account that was not used; it is used now."""
    own(by, account_id)
    mine = RecoveryCode.objects.filter(account_id=account_id, digest=_digest(account_id, code), used_at=None)
    return bool(mine.update(used_at=at))


@transaction.atomic
def add_passkey(
    *, account_id: int, credential: str, public: bytes, uses: int, name: str, by: Actor, at: datetime
) -> Passkey:
    """Return the account's new passkey. Raises BadInput where it has no name or is known already."""
    own(by, account_id)
    if Passkey.objects.filter(credential=credential).exists():
        raise BadInput("This passkey was added before.", now="Use another device, or put the old passkey back.")
    added = Passkey.objects.create(
        account_id=account_id, credential=credential, public=public, uses=uses, name=_named(name), added_at=at
    )
    details = {"account": account_id, "factor": "passkey", "key": added.pk}
    journal.write("factor.added", by=by, at=at, reason="Passkey", details=details)
    return added


@transaction.atomic
def use_passkey(*, passkey: Passkey, uses: int, by: Actor, at: datetime) -> None:
    """Note that a passkey was used. Raises CannotProceed where its count went back: someone may have copied it."""
    own(by, passkey.account_id)
    found = Passkey.objects.select_for_update().get(pk=passkey.pk)
    # Source: W3C Web Authentication 2, section 6.1.1: a count that does not rise is a sign of a cloned authenticator.
    if (uses or found.uses) and uses <= found.uses:
        raise CannotProceed(
            "This passkey may have been copied: its count of uses went back.",
            now="Sign in another way, take this passkey away, and tell your administrator.",
        )
    found.uses, found.used_at = uses, at
    found.save(update_fields=["uses", "used_at"])


@transaction.atomic
def rename_passkey(*, passkey_id: int, name: str, by: Actor, at: datetime) -> None:
    """Give a passkey another name. Raises NotFound, BadInput."""
    found = _passkey(passkey_id, by)
    found.name = _named(name)
    found.save(update_fields=["name"])
    journal.write("factor.renamed", by=by, at=at, details={"account": found.account_id, "key": found.pk})


@transaction.atomic
def remove_passkey(*, passkey_id: int, keep_one: bool, here: int | None = None, by: Actor, at: datetime) -> Passkey:
    """Take a passkey away, end every sitting but the one called ``here``, and return it: it can be put back.

    Raises NotFound, CannotProceed as above.
    """
    found = _passkey(passkey_id, by)
    _not_the_last(found.account_id, keep_one)
    if found.ended_at:
        raise NotFound("This passkey was taken away already.", now="Nothing is left to do.")
    found.ended_at, found.ended_by = at, by.account_id
    found.save(update_fields=["ended_at", "ended_by"])
    details = {"account": found.account_id, "factor": "passkey", "key": found.pk}
    journal.write("factor.removed", by=by, at=at, reason="Passkey", details=details)
    _without_factors(found.account_id)
    end_sittings(account_id=found.account_id, but=here, because=_TAKEN_AWAY, by=by, at=at)
    return found


@transaction.atomic
def put_passkey_back(*, passkey_id: int, by: Actor, at: datetime) -> None:
    """Undo one's own taking away of a passkey. Raises NotFound, CannotProceed where an administrator took it away."""
    found = _passkey(passkey_id, by)
    if found.ended_at and found.ended_by != by.account_id:
        raise CannotProceed("An administrator took this passkey away.", now="Add it again, or another.")
    found.ended_at = found.ended_by = None
    found.save(update_fields=["ended_at", "ended_by"])
    details = {"account": found.account_id, "factor": "passkey", "key": found.pk}
    journal.write("factor.added", by=by, at=at, reason="Passkey", details=details)


@transaction.atomic
def change_password(*, account: Account, password: str, by: Actor, at: datetime) -> None:
    """Set a new password. Raises BadInput where it is too weak."""
    own(by, account.pk)
    _set_password(account, password)
    journal.write("password.changed", by=by, at=at, details={"account": account.pk})


@transaction.atomic
def give_password(*, account: Account, password: str, by: Actor, at: datetime) -> None:
    """Give someone a password who has none yet or has lost theirs, and end every session that the old one opened.

    Raises NotAllowed, CannotProceed where the account is closed, BadInput where the password is too weak.
    """
    access.require(by, "access.manage")
    if not account.is_active:
        raise CannotProceed("This account is closed.", now="Open the account again first.")
    _set_password(account, password)
    journal.write("password.given", by=by, at=at, details={"account": account.pk})
    end_sittings(account_id=account.pk, because="A new password was given", by=by, at=at)


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), now="Choose a longer password that is not a common one.") from error
    account.set_password(password)
    account.save(update_fields=["password"])


@transaction.atomic
def remove_factors(*, account: Account, by: Actor, at: datetime) -> None:
    """Take away every second factor of someone who has lost theirs, and end what whoever found them began.

    Raises NotAllowed, CannotProceed.
    """
    access.require(by, "access.manage")
    mine = {"account": account, "ended_at": None}
    gone = Authenticator.objects.filter(**mine).update(ended_at=at) + Passkey.objects.filter(**mine).update(ended_at=at)
    # What its owner took away before is not put back either: whoever holds it might be signed in as them.
    Passkey.objects.filter(account=account).update(ended_by=None)
    if not gone:
        raise CannotProceed("This account has no second factor to take away.", now="Nothing is left to do.")
    RecoveryCode.objects.filter(account=account).delete()
    details = {"account": account.pk, "factor": "all", "count": gone}
    journal.write("factor.removed", by=by, at=at, reason="All, by an administrator", details=details)
    end_sittings(account_id=account.pk, because=_TAKEN_AWAY, by=by, at=at)


@transaction.atomic
def unlock(*, account: Account, by: Actor, at: datetime) -> None:
    """Let someone try again who is locked out after wrong passwords or codes. Raises NotAllowed."""
    access.require(by, "access.manage")
    reset(username=account.username)
    for kind, who in (("sign_in", account.username), ("code", account.pk)):
        limiting.forget(kind, account=who)
    journal.write("sign_in.unlocked", by=by, at=at, details={"account": account.pk})


@transaction.atomic
def bind(*, account: Account, provider: str, issuer: str, subject: str, by: Actor, at: datetime) -> OutsideIdentity:
    """Return who the account is at a provider from now on. Raises BadInput where that is someone's already."""
    own(by, account.pk)
    if not subject:
        raise BadInput("The provider's own number of someone is missing.", now="Give it as the provider writes it.")
    if OutsideIdentity.objects.filter(issuer=issuer, subject=subject, ended_at=None).exists():
        raise BadInput("This identity is bound to an account already.", now="Unbind it there first.")
    bound = OutsideIdentity.objects.create(
        account=account, provider=provider, issuer=issuer, subject=subject, bound_at=at, bound_by=by.account_id
    )
    journal.write("identity.bound", by=by, at=at, details={"account": account.pk, "provider": provider})
    return bound


@transaction.atomic
def unbind(*, identity_id: int, by: Actor, at: datetime) -> None:
    """Stop knowing an account by an identity elsewhere, and end the sittings that it began. Raises NotFound."""
    found = OutsideIdentity.objects.select_for_update().filter(pk=identity_id, ended_at=None).first()
    if found is None or by.account_id not in (None, found.account_id):
        raise NotFound("There is no such identity.", now="Look at how this account signs in.")
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    details = {"account": found.account_id, "provider": found.provider}
    journal.write("identity.unbound", by=by, at=at, details=details)
    end_sittings(account_id=found.account_id, identity=found.pk, because=_TAKEN_AWAY, by=by, at=at)


def _digest(account_id: int, code: str) -> str:
    return digest_of("recovery", account_id, rules.recovery_code_given(code))


def _not_the_last(account_id: int, keep_one: bool) -> None:
    """Raise CannotProceed where the place asks for a second factor and this is the only one."""
    found = factors_of(account_id)
    if keep_one and len(found.passkeys) + bool(found.authenticator) < 2:
        raise CannotProceed(
            "This is your only second factor, and this place asks for one.", now="Add another first, then take it away."
        )


def _without_factors(account_id: int) -> None:
    """Take recovery codes away with the last factor: alone they would be a second password."""
    if not factors_of(account_id).any:
        RecoveryCode.objects.filter(account_id=account_id).delete()


def _passkey(passkey_id: int, by: Actor) -> Passkey:
    found = Passkey.objects.select_for_update().filter(pk=passkey_id).first()
    if found is None or found.account_id != by.account_id:
        raise NotFound("There is no such passkey.", now="Look at how you sign in.")
    return found


def _named(name: str) -> str:
    kept = " ".join(name.split())
    if not kept or len(kept) > 60:
        raise BadInput("Give the passkey a name of up to 60 letters.", now="Name it for the device that holds it.")
    return kept
