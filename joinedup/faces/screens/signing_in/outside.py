"""Signing in through another provider: sending the browser there, and what it comes back with."""

from __future__ import annotations

from dataclasses import asdict
from hmac import compare_digest

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.faces.screens.show import show
from joinedup.faces.screens.signing_in import steps
from joinedup.faces.screens.signing_in.address import address_of
from joinedup.faces.screens.signing_in.policy import going_to, own_account
from joinedup.faces.screens.signing_in.standing import require_strength, wait
from joinedup.record.access.actor import SYSTEM
from joinedup.record.signing_in import actions, limiting, queries, rules, sittings
from joinedup.record.signing_in.models import How
from joinedup.record.signing_in.openid import coming_back
from joinedup.record.signing_in.openid.coming_back import Asked, Found
from joinedup.record.signing_in.openid.declared import Provider, provider_named, providers
from joinedup.record.signing_in.proof import Proof
from joinedup.words.basics.errors import BadInput, CannotProceed, JoinedUpError

_ASKED = "asked of a provider"
_FOUND = "found at a provider"
_SECONDS = 900  # how long someone may take to sign in there


def offered() -> list[Provider]:
    """Return the providers with whom one may sign in here; none where their file cannot be used."""
    return offered_or_why()[0]


def offered_or_why() -> tuple[list[Provider], str]:
    """Return the providers, and why there are none where their file cannot be used: a password opens all the same."""
    try:
        return list(providers().values()), ""
    except BadInput as error:
        return [], str(error)


def sign_in_with(request: StaffRequest, provider: str) -> HttpResponse:
    """Send the browser to a provider, to sign in there."""
    return _send(request, provider, "in", going_to(request))


def identity_bind(request: StaffRequest, provider: str) -> HttpResponse:
    """Send whoever is signed in to a provider, to be known by it from now on."""
    require_strength(request)
    return _send(request, provider, "bind", reverse("your_sign_in"))


def start_again(request: StaffRequest) -> HttpResponse:
    """Send someone to the provider with whom they signed in, to prove it again there; where that is no more, out."""
    account = own_account(request)
    identities = queries.identities_of(account.pk)
    name = next((each.provider for each in identities if each.pk == request.sitting.identity_id), None)
    if name is None:
        because = "No longer bound to the provider"
        sittings.end_sitting(sitting=request.sitting, because=because, by=queries.alone(account), at=request.at)
        logout(request)
        return redirect("sign_in")
    return _send(request, name, "again", going_to(request))


def _send(request: StaffRequest, name: str, purpose: str, to: str) -> HttpResponse:
    back = request.build_absolute_uri(reverse("sign_in_back", args=[name]))
    address, asked = coming_back.ask(provider_named(name), back=back, going_to=to, purpose=purpose, at=request.at)
    request.session[_ASKED] = asdict(asked)
    return HttpResponseRedirect(address)


def sign_in_back(request: StaffRequest, provider: str) -> HttpResponse:
    """Take what a provider sends back with the browser: sign in, bind, or prove again, whichever was asked."""
    declared = provider_named(provider)
    asked = _asked(request, declared)
    # Only what this browser asked is counted: any page elsewhere can send a browser here, of a whole hospital too.
    address = address_of(request)
    tries = limiting.counted("proof", account=request.user.pk, address=address, at=request.at)
    if tries.over:
        return wait(request, rules.RATES["proof"].words, tries.wait_seconds)
    try:
        if "code" not in request.GET:
            raise CannotProceed(f"You did not sign in with {declared.title}.", now="Sign in again, or in another way.")
        found = coming_back.found(declared, asked, code=request.GET["code"], at=request.at)
    except JoinedUpError:
        sittings.refuse(because=f"Not proved by {provider}", by=SYSTEM, at=request.at)
        raise
    limiting.was_right("proof", account=request.user.pk, address=address)
    if asked.purpose == "bind":
        return _ask_to_bind(request, declared, found)
    identity = queries.identity_known(issuer=found.issuer, subject=found.subject)
    if identity is None:
        return show(request, "signing_in/not_bound", status=403, provider=declared, subject=found.subject)
    if asked.purpose == "again":
        if identity.pk != request.sitting.identity_id:
            raise CannotProceed("You signed in there as someone else.", now="Sign out, and sign in again.")
        by = queries.alone(own_account(request))
        sittings.prove(sitting=request.sitting, how=How.OUTSIDE, by=by, at=request.at)
        return HttpResponseRedirect(asked.going_to)
    proof = Proof(How.OUTSIDE, identity=identity, outside_session=found.session, posts=found.posts)
    return steps.let_in(request, identity.account, proof, asked.going_to)


def _asked(request: StaffRequest, provider: Provider) -> Asked:
    """Return what this browser asked the provider with, once. Raises BadInput where it asked nothing of the kind."""
    kept = request.session.pop(_ASKED, None)
    asked = Asked(**kept) if kept else None
    given = request.GET
    if (
        asked is None
        or asked.provider != provider.name
        or not compare_digest(asked.state.encode(), given.get("state", "").encode())
        or given.get("iss", provider.issuer) != provider.issuer  # Source: RFC 9207, mix-up of providers
        or request.at.timestamp() - asked.asked_at > _SECONDS
        or (asked.purpose != "in" and not request.user.is_authenticated)
    ):
        raise BadInput("This is no answer to anything that you asked here.", now="Sign in again from the beginning.")
    return asked


def _ask_to_bind(request: StaffRequest, provider: Provider, found: Found) -> HttpResponse:
    """Ask whether this is to be, by a form of ours: another site could have sent the browser there and back unseen."""
    request.session[_FOUND] = {"provider": provider.name, "issuer": found.issuer, "subject": found.subject}
    return show(request, "signing_in/bind", provider=provider, subject=found.subject)


def identity_confirm(request: StaffRequest, provider: str) -> HttpResponse:
    """Tie the account that is signed in to who they have just shown to be at a provider."""
    require_strength(request)
    declared, found = provider_named(provider), request.session.pop(_FOUND, None)
    if found is None or found["provider"] != declared.name:
        raise BadInput("There is nothing to tie to your account.", now="Start again from Your sign-in.")
    account = own_account(request)
    actions.bind(account=account, **found, by=queries.alone(account), at=request.at)
    say(request, f"You can now sign in with {declared.title}.")
    return redirect("your_sign_in")


@csrf_exempt
def session_ended(request: HttpRequest, provider: str) -> HttpResponse:
    """Hear from a provider itself that a session ended (back-channel logout), and end ours. No browser sends this."""
    try:
        coming_back.ended(provider_named(provider), request.POST.get("logout_token", ""), at=request.at)  # type: ignore[attr-defined]
    except JoinedUpError as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=200)
