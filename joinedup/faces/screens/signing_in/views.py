"""Signing in and out, and choosing a post."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_credentials
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.screens.posts import CHOSEN, StaffRequest, posts_open_to
from joinedup.faces.screens.show import show
from joinedup.faces.screens.signing_in import steps
from joinedup.faces.screens.signing_in.address import address_of
from joinedup.faces.screens.signing_in.outside import offered_or_why
from joinedup.faces.screens.signing_in.policy import going_to, own_account, second_factor_wanted, why_signed_out
from joinedup.faces.screens.signing_in.standing import wait
from joinedup.record.access import queries as access
from joinedup.record.access.models import LONGEST_NAME, Account
from joinedup.record.access.queries import actor_of
from joinedup.record.journal import actions as journal
from joinedup.record.signing_in import limiting, rules, sittings
from joinedup.record.signing_in.models import How
from joinedup.record.signing_in.proof import Proof
from joinedup.record.signing_in.queries import alone, factors_of, identities_of


def sign_in(request: StaffRequest) -> HttpResponse:
    """Ask for a name and a password; a wrong one is answered alike, whichever of the two is wrong."""
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect("home")
        return _ask(request, why=why_signed_out(request))
    username, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
    if mistakes := _missing(username, password):
        return _ask(request, mistakes, username=username)
    if len(username) > LONGEST_NAME:  # nobody's name, and longer than what counts wrong passwords can keep
        return _not_right(request, username)
    return _try(request, username, password)


def _try(request: StaffRequest, username: str, password: str) -> HttpResponse:
    """Let someone in whose password is right, or on to their second factor."""
    # Whom axes has locked out at their address guesses nothing, and so keeps nobody else from this account.
    open_ = AxesProxyHandler.is_allowed(request, get_credentials(username=username))
    who = username if open_ else None
    tries = limiting.counted("sign_in", account=who, address=address_of(request), at=request.at)
    if tries.over:
        return wait(request, rules.RATES["sign_in"].words, tries.wait_seconds)
    account: Any = authenticate(request, username=username, password=password)
    if account is None:
        if known := access.account_named(username):
            sittings.refuse(because="The password was wrong", by=alone(known), at=request.at)
        return _not_right(request, username)
    limiting.was_right("sign_in", account=username, address=address_of(request))
    if factors_of(account.pk).any:
        return steps.ask_for_code(request, account, going_to(request))
    if second_factor_wanted() and (identities := identities_of(account.pk)):
        return _elsewhere(request, account, [each.provider for each in identities])
    return steps.let_in(request, account, Proof(How.PASSWORD), going_to(request))


def _elsewhere(request: StaffRequest, account: Account, bound: list[str]) -> HttpResponse:
    """Send whoever is known by another provider there: beside it a password alone is not enough."""
    sittings.refuse(because="A password beside another provider", by=alone(account), at=request.at)
    offered = [provider.name for provider in offered_or_why()[0] if provider.name in bound]
    if offered:
        to = urlencode({"next": going_to(request)})
        return HttpResponseRedirect(f"{reverse('sign_in_with', args=[offered[0]])}?{to}")
    text = "This account signs in with another provider, which cannot be reached from here. Ask your administrator"
    return _ask(request, [{"text": text, "href": "#username"}], username=account.username)


def _not_right(request: StaffRequest, username: str) -> HttpResponse:
    return _ask(request, [{"text": "The name or the password is not right", "href": "#username"}], username=username)


def code(request: StaffRequest) -> HttpResponse:
    """Ask for the second factor of whoever gave the right password: the app's code, or a recovery code."""
    account = steps.halfway(request)
    if account is None:
        return redirect("sign_in")
    shown: dict[str, Any] = {"factors": factors_of(account.pk), "next": steps.next_of(request)}
    if request.method != "POST":
        return show(request, "signing_in/code", **shown)
    tries = limiting.counted("code", account=account.pk, address=address_of(request), at=request.at)
    if tries.over:
        return wait(request, rules.RATES["code"].words, tries.wait_seconds)
    how = steps.how_proved(account, request.POST.get("code", ""), by=alone(account), at=request.at)
    if how is None:
        sittings.refuse(because="The code was wrong", by=alone(account), at=request.at)
        mistakes = [{"text": "This code is not right, or was used already", "href": "#code"}]
        return show(request, "signing_in/code", status=422, form_errors=mistakes, **shown)
    limiting.was_right("code", account=account.pk, address=address_of(request))
    return steps.let_in(request, account, Proof(how), steps.next_of(request))


def sign_out(request: StaffRequest) -> HttpResponse:
    """End the session, and say so."""
    by = alone(own_account(request))
    sittings.end_sitting(sitting=request.sitting, because="Signed out", by=by, at=request.at)
    logout(request)
    return redirect("sign_in")


def choose_post(request: StaffRequest) -> HttpResponse:
    """Ask in which post someone acts; what they may see follows from it, and every look is written down under it."""
    posts = posts_open_to(request)
    if request.method != "POST":
        return show(request, "signing_in/choose_post", posts=posts, chosen=request.session.get(CHOSEN))
    chosen = next((post for post in posts if str(post.pk) == request.POST.get("post")), None)
    if chosen is None:
        mistakes = [{"text": "Choose the post in which you are working now", "href": "#post"}]
        return show(request, "signing_in/choose_post", status=422, posts=posts, form_errors=mistakes)
    request.session.cycle_key()  # what one may do changes, so no session known from before goes on
    request.session[CHOSEN] = chosen.pk
    journal.write("post.chosen", by=actor_of(chosen), at=request.at)
    return redirect("home")


def _ask(
    request: HttpRequest, mistakes: list[dict[str, str]] | None = None, *, username: str = "", why: str = ""
) -> HttpResponse:
    """Return the page that asks for a name and a password, or offers other ways."""
    providers, why_none = offered_or_why()
    return show(
        request, "signing_in/sign_in", status=422 if mistakes else 200, form_errors=mistakes or [], username=username,
        next=going_to(request), why=why, providers=providers, why_none=why_none,
        one_password_is_enough=not second_factor_wanted(),
    )  # fmt: skip


def _missing(username: str, password: str) -> list[dict[str, str]]:
    """Return what is missing from the form, in the order of its boxes."""
    asked = (("username", username, "Enter your sign-in name"), ("password", password, "Enter your password"))
    return [{"text": text, "href": f"#{name}"} for name, value, text in asked if not value]
