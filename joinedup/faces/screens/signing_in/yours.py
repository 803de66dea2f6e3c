"""“Your sign-in”: what someone signs in with, where they are signed in, and changing either."""

from __future__ import annotations

import secrets
from typing import Any

import segno
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from markupsafe import Markup

from joinedup.faces.components.place import the_place
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.faces.screens.signing_in.outside import offered
from joinedup.faces.screens.signing_in.passkeys import work_here
from joinedup.faces.screens.signing_in.policy import own_account, second_factor_wanted, site_of
from joinedup.faces.screens.signing_in.standing import must_add_a_factor, require_strength
from joinedup.record.signing_in import actions, queries, rules, sittings
from joinedup.record.signing_in import passkeys as fido
from joinedup.record.signing_in.keeping import locked, unlocked
from joinedup.record.signing_in.models import How
from joinedup.words.basics.errors import BadInput, NotFound

_PENDING = "authenticator being added"
_MAKING = "passkey being made"


def your_sign_in(request: StaffRequest) -> HttpResponse:
    """Show what this account signs in with, and where it is signed in."""
    account = own_account(request)
    return show(
        request, "signing_in/yours", account=account, factors=queries.factors_of(account.pk),
        **_elsewhere(account.pk), gone=request.session.get("passkey gone"),
        sittings=queries.sittings_of(account.pk, at=request.at),
        here=request.sitting, must_add=must_add_a_factor(request), said=heard(request),
        one_password_is_enough=not second_factor_wanted(), passkeys_work=work_here(request),
    )  # fmt: skip


def _elsewhere(account_id: int) -> dict[str, Any]:
    """Return who the account is at other providers, and which of them the place offers."""
    identities, providers = queries.identities_of(account_id), offered()
    return {
        "identities": identities,
        "providers": providers,
        "bound": {identity.provider for identity in identities},
        "titles": {provider.name: provider.title for provider in providers},
    }


def authenticator(request: StaffRequest) -> HttpResponse:
    """Show a new secret as a QR code and in letters, and add the app once its first code is right."""
    account = own_account(request)
    require_strength(request)
    if request.method != "POST" or _PENDING not in request.session:
        request.session[_PENDING] = locked(secrets.token_bytes(20))
        return _show_secret(request)
    by = queries.alone(account)
    secret = unlocked(request.session[_PENDING])
    try:
        actions.add_authenticator(
            account_id=account.pk, secret=secret, code=request.POST.get("code", ""), by=by, at=request.at
        )
    except BadInput as error:
        return _show_secret(request, [{"text": f"{error.problem} {error.now}", "href": "#code"}])
    del request.session[_PENDING]
    return _added(request, How.CODE, "Your authenticator app is added.")


def _show_secret(request: StaffRequest, mistakes: list[dict[str, str]] | None = None) -> HttpResponse:
    secret = unlocked(request.session[_PENDING])
    place = the_place().name
    address = rules.address_for_app(
        secret, username=own_account(request).username, place=f"JoinedUp {place}" if place else "JoinedUp"
    )
    drawing = segno.make(address, error="m").svg_inline(
        scale=5, border=4, light="#ffffff", svgclass=None, lineclass=None
    )
    typed = rules.typed_secret(secret)
    return show(
        request, "signing_in/authenticator", status=422 if mistakes else 200, form_errors=mistakes or [],
        drawing=Markup(drawing), typed=" ".join(typed[i : i + 4] for i in range(0, len(typed), 4)),  # noqa: S704 (segno draws it from a code of ours)
    )  # fmt: skip


def authenticator_remove(request: StaffRequest) -> HttpResponse:
    """Take the authenticator app away."""
    account = own_account(request)
    keep_one = second_factor_wanted()
    actions.remove_authenticator(
        account_id=account.pk, keep_one=keep_one, here=request.sitting.pk, by=queries.alone(account), at=request.at
    )  # fmt: skip
    say(request, "Your authenticator app is taken away. You may delete it on your phone too.")
    return redirect("your_sign_in")


def recovery_codes(request: StaffRequest) -> HttpResponse:
    """Make new recovery codes, and show them this once."""
    account = own_account(request)
    codes = actions.make_recovery_codes(account_id=account.pk, by=queries.alone(account), at=request.at)
    return show(request, "signing_in/recovery_codes", codes=codes)


def passkey_add(request: StaffRequest) -> HttpResponse:
    """Ask the browser to make a passkey, and add it under a name."""
    account, site = own_account(request), site_of(request)
    require_strength(request)
    mistakes = []
    kept = request.session.pop(_MAKING, None)
    if request.method == "POST" and kept is not None:
        by = queries.alone(account)
        try:
            made = fido.made(site, kept, request.POST.get("credential", ""))
            actions.add_passkey(
                account_id=account.pk, credential=made.credential, public=made.public, uses=made.uses,
                name=request.POST.get("name", ""), by=by, at=request.at,
            )  # fmt: skip
            return _added(request, How.PASSKEY, "Your passkey is added.")
        except BadInput as error:
            mistakes = [{"text": f"{error.problem} {error.now}", "href": "#name"}]
    options = ""
    if site.has_passkeys:
        options, request.session[_MAKING] = fido.ask_to_make(site, account, queries.factors_of(account.pk).passkeys)
    return show(
        request, "signing_in/passkey_add", status=422 if mistakes else 200, form_errors=mistakes, options=options,
        works=site.has_passkeys, name=request.POST.get("name", ""),
    )  # fmt: skip


def passkey_change(request: StaffRequest, passkey_id: int, act: str) -> HttpResponse:
    """Rename a passkey, take it away, or put it back."""
    by = queries.alone(own_account(request))
    if act == "rename":
        actions.rename_passkey(passkey_id=passkey_id, name=request.POST.get("name", ""), by=by, at=request.at)
        say(request, "The passkey has its new name.")
    elif act == "remove":
        gone = actions.remove_passkey(
            passkey_id=passkey_id, keep_one=second_factor_wanted(), here=request.sitting.pk, by=by, at=request.at
        )
        say(
            request,
            f"The passkey “{gone.name}” is taken away.",
            link="#put-back",
            link_text="You can put it back below.",
        )
        request.session["passkey gone"] = {"id": gone.pk, "name": gone.name}
    elif act == "put-back":
        require_strength(request)
        actions.put_passkey_back(passkey_id=passkey_id, by=by, at=request.at)
        request.session.pop("passkey gone", None)
        say(request, "The passkey works again.")
    else:
        raise NotFound("There is no page at this address.", now="Start again from Your sign-in.")
    return redirect("your_sign_in")


def password(request: StaffRequest) -> HttpResponse:
    """Change the password; every other session ends with the old one."""
    account, mistakes = own_account(request), []
    if request.method == "POST":
        first, second = request.POST.get("first", ""), request.POST.get("second", "")
        by = queries.alone(account)
        try:
            if first != second:
                raise BadInput("The two are not alike.", now="Type the new password twice.")
            actions.change_password(account=account, password=first, by=by, at=request.at)
        except BadInput as error:
            mistakes = [{"text": f"{error.problem} {error.now}", "href": "#first"}]
        else:
            update_session_auth_hash(request, account)
            because = "The password was changed"
            sittings.end_sittings(
                account_id=account.pk, but=request.sitting.pk, because=because, by=by, at=request.at
            )  # fmt: skip
            say(request, "Your password is changed, and you are signed out everywhere else.")
            return redirect("your_sign_in")
    return show(request, "signing_in/password", status=422 if mistakes else 200, form_errors=mistakes)


def sign_out_elsewhere(request: StaffRequest) -> HttpResponse:
    """End every other session of this account."""
    account = own_account(request)
    ended = sittings.end_sittings(
        account_id=account.pk, but=request.sitting.pk, because="Signed out everywhere else",
        by=queries.alone(account), at=request.at,
    )  # fmt: skip
    say(request, f"You are signed out of {ended} other session{'' if ended == 1 else 's'}.")
    return redirect("your_sign_in")


def identity_unbind(request: StaffRequest, identity_id: int) -> HttpResponse:
    """Stop signing in as one is known to another provider."""
    actions.unbind(identity_id=identity_id, by=queries.alone(own_account(request)), at=request.at)
    say(request, "You no longer sign in with this provider. You can add it again.")
    return redirect("your_sign_in")


def _added(request: StaffRequest, how: str, said: str) -> HttpResponse:
    """Count the sitting as proved with the new factor; with the first one, show recovery codes at once."""
    account = own_account(request)
    by = queries.alone(account)
    sittings.prove(sitting=request.sitting, how=how, by=by, at=request.at)
    if queries.factors_of(account.pk).recovery_left == 0:
        codes = actions.make_recovery_codes(account_id=account.pk, by=by, at=request.at)
        return show(request, "signing_in/recovery_codes", codes=codes, said_before=said)
    say(request, said)
    return redirect(reverse("your_sign_in"))
