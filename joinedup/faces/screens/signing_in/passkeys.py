"""Signing in with a passkey alone, and what a page asks the browser for one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show
from joinedup.faces.screens.signing_in import steps
from joinedup.faces.screens.signing_in.address import address_of
from joinedup.faces.screens.signing_in.policy import going_to, site_of
from joinedup.record.signing_in import actions, limiting
from joinedup.record.signing_in import passkeys as fido
from joinedup.record.signing_in.models import How, Passkey
from joinedup.record.signing_in.proof import Proof
from joinedup.record.signing_in.queries import alone
from joinedup.words.basics.errors import JoinedUpError

_KEPT = "passkey asked"


def sign_in_passkey(request: StaffRequest) -> HttpResponse:
    """Ask the browser for a passkey, and sign in whose it is: the device has asked its owner for a finger or a PIN."""
    mistakes = []
    if request.method == "POST":
        try:
            passkey = proved(request)
        except JoinedUpError as error:
            passkey, mistakes = None, [{"text": f"{error.problem} {error.now}", "href": "#passkey"}]
        if passkey:
            limiting.was_right("sign_in", account=None, address=address_of(request))
            return steps.let_in(request, passkey.account, Proof(How.PASSKEY), going_to(request))
        mistakes = mistakes or [{"text": "We do not know this passkey. Sign in another way.", "href": "#passkey"}]
    return show(
        request, "signing_in/passkey", status=422 if mistakes else 200, form_errors=mistakes, next=going_to(request),
        options=asked(request), works=work_here(request),
    )  # fmt: skip


def work_here(request: HttpRequest) -> bool:
    """Return whether passkeys can work at the address by which the site was opened."""
    return site_of(request).has_passkeys


def asked(request: HttpRequest) -> str:
    """Return what the page asks the browser, as JSON, and keep what its answer must hold; empty where none can work."""
    if not work_here(request):
        return ""
    options, request.session[_KEPT] = fido.ask_to_use(site_of(request))
    return options


def proved(request: StaffRequest) -> Passkey | None:
    """Return the passkey that the browser's answer proves, once; None where none was asked. Raises BadInput."""
    kept = request.session.pop(_KEPT, None)
    if kept is None:
        return None
    passkey, uses = fido.used(site_of(request), kept, request.POST.get("credential", ""))
    actions.use_passkey(passkey=passkey, uses=uses, by=alone(passkey.account), at=request.at)
    return passkey
