"""Signing in and out, and choosing a post."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from joinedup.faces.screens.posts import CHOSEN, posts_open_to
from joinedup.faces.screens.show import show
from joinedup.record.access.queries import actor_of
from joinedup.record.journal import actions as journal


def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a name and a password; a wrong one is answered alike, whichever of the two is wrong."""
    going_to = request.POST.get("next") or request.GET.get("next") or "/"
    if request.method != "POST":
        return redirect("home") if request.user.is_authenticated else show(request, "signing_in/sign_in", next=going_to)
    username = request.POST.get("username", "").strip()
    mistakes = _missing(username, request.POST.get("password", ""))
    account = None
    if not mistakes:
        account = authenticate(request, username=username, password=request.POST["password"])
        if account is None:
            mistakes = [{"text": "The name or the password is not right", "href": "#username"}]
    if account is None:
        return show(request, "signing_in/sign_in", status=422, form_errors=mistakes, username=username, next=going_to)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    safe = url_has_allowed_host_and_scheme(going_to, {request.get_host()}, require_https=request.is_secure())
    return redirect(going_to if safe else "home")


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and say so."""
    logout(request)
    return redirect("sign_in")


def choose_post(request: HttpRequest) -> HttpResponse:
    """Ask in which post someone acts; what they may see follows from it, and every look is written down under it."""
    posts = posts_open_to(request)
    if request.method != "POST":
        return show(request, "signing_in/choose_post", posts=posts, chosen=request.session.get(CHOSEN))
    chosen = next((post for post in posts if str(post.pk) == request.POST.get("post")), None)
    if chosen is None:
        mistakes = [{"text": "Choose the post in which you are working now", "href": "#post"}]
        return show(request, "signing_in/choose_post", status=422, posts=posts, form_errors=mistakes)
    request.session[CHOSEN] = chosen.pk
    journal.write("post.chosen", by=actor_of(chosen), at=request.at)  # type: ignore[attr-defined]
    return redirect("home")


def _missing(username: str, password: str) -> list[dict[str, str]]:
    """Return what is missing from the form, in the order of its boxes."""
    asked = (("username", username, "Enter your sign-in name"), ("password", password, "Enter your password"))
    return [{"text": text, "href": f"#{name}"} for name, value, text in asked if not value]
