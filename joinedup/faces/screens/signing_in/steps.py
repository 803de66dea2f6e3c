"""The steps of signing in: from a right password to the second factor, and in; and proving it again later."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.signing_in.policy import safe
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Account
from joinedup.record.signing_in import actions, rules, sittings
from joinedup.record.signing_in.models import How
from joinedup.record.signing_in.proof import Proof
from joinedup.record.signing_in.queries import account_numbered, alone

_HALF = "half signed in"
_HALF_SECONDS = 600
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def ask_for_code(request: StaffRequest, account: Account, going_to: str) -> HttpResponse:
    """Remember for ten minutes that the password was right, in a session of a new name, and ask for the rest."""
    request.session.cycle_key()
    request.session[_HALF] = {"account": account.pk, "at": request.at.timestamp(), "next": going_to}
    return redirect("sign_in_code")


def halfway(request: StaffRequest) -> Account | None:
    """Return whose password was right in the last ten minutes, or None."""
    half = request.session.get(_HALF)
    if not half or request.at.timestamp() - half["at"] > _HALF_SECONDS:
        return None
    return account_numbered(half["account"])


def next_of(request: HttpRequest) -> str:
    """Return where whoever is halfway is going."""
    return str(request.session.get(_HALF, {}).get("next", "/"))


def how_proved(account: Account, code: str, *, by: Actor, at: datetime) -> How | None:
    """Return by what kind of code the account proved itself: six figures are the app's, letters a recovery code."""
    if len(rules.recovery_code_given(code)) > rules.DIGITS:
        return How.RECOVERY if actions.use_recovery_code(account_id=account.pk, code=code, by=by, at=at) else None
    return How.CODE if actions.use_code(account_id=account.pk, code=code, by=by, at=at) else None


def let_in(request: HttpRequest, account: Account, proof: Proof, going_to: str) -> HttpResponse:
    """Sign someone in with what they proved, and lead them to where they were going."""
    before = cast(StaffRequest, request).sitting
    if before:
        sittings.end_sitting(
            sitting=before, because="Signed in again", by=alone(before.account), at=cast(StaffRequest, request).at
        )
    request.session.pop(_HALF, None)
    request.session.cycle_key()
    request.proof = proof  # type: ignore[attr-defined]
    login(request, account, backend=_BACKEND)
    cast(StaffRequest, request).session.pop("ended", None)
    return HttpResponseRedirect(safe(request, going_to))
