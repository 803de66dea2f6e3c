"""Proving again who one is, before what is dangerous."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect

from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show
from joinedup.faces.screens.signing_in import passkeys, steps
from joinedup.faces.screens.signing_in.address import address_of
from joinedup.faces.screens.signing_in.policy import going_to, own_account
from joinedup.faces.screens.signing_in.standing import wait
from joinedup.record.signing_in import limiting, rules, sittings
from joinedup.record.signing_in.models import How
from joinedup.record.signing_in.queries import Factors, alone, factors_of


def sign_in_again(request: StaffRequest) -> HttpResponse:
    """Ask someone who is signed in to prove it again: by a second factor where they have one."""
    if request.sitting.identity_id:
        return redirect_to_provider(request)
    account = own_account(request)
    factors = factors_of(account.pk)
    if request.method != "POST":
        return _ask(request, factors)
    tries = limiting.counted("code", account=account.pk, address=address_of(request), at=request.at)
    if tries.over:
        return wait(request, rules.RATES["code"].words, tries.wait_seconds)
    how = _proved(request, factors)
    if how is None:
        sittings.refuse(because="Did not prove again who they are", by=alone(account), at=request.at)
        return _ask(request, factors, [{"text": _WRONG[factors.any], "href": "#given"}])
    limiting.was_right("code", account=account.pk, address=address_of(request))
    sittings.prove(sitting=request.sitting, how=how, by=alone(account), at=request.at)
    return HttpResponseRedirect(going_to(request))


_WRONG = {True: "This code is not right, or was used already", False: "The password is not right"}


def redirect_to_provider(request: StaffRequest) -> HttpResponse:
    """Have the provider with whom someone signed in ask them again."""
    from joinedup.faces.screens.signing_in.outside import start_again  # noqa: PLC0415 (it shows pages of ours too)

    return start_again(request)


def _proved(request: StaffRequest, factors: Factors) -> str | None:
    """Return how the form proves who they are, or None where it does not."""
    account = own_account(request)
    if request.POST.get("credential"):
        passkey = passkeys.proved(request)
        return How.PASSKEY if passkey and passkey.account_id == account.pk else None
    given = request.POST.get("given", "")
    if factors.any:
        return steps.how_proved(account, given, by=alone(account), at=request.at)
    return How.PASSWORD if account.check_password(given) else None


def _ask(request: StaffRequest, factors: Factors, mistakes: list[dict[str, str]] | None = None) -> HttpResponse:
    return show(
        request, "signing_in/again", status=422 if mistakes else 200, form_errors=mistakes or [], factors=factors,
        next=going_to(request), options=passkeys.asked(request) if factors.passkeys else "",
        works=passkeys.work_here(request),
    )  # fmt: skip
