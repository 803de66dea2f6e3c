"""A page of the table, and the one guard that every page stands behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from joinedup.faces.screens.signing_in.standing import ask_again, is_fresh, must_add_a_factor, too_often
from joinedup.record.access import rules
from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import NotAllowed, NotFound

View = Callable[..., HttpResponseBase]

ANYONE = "anyone"  # signed in or not
SIGNED_IN = "signed in"  # with or without a post
ANY_POST = "any post"  # whatever the post

LARGEST = 2**63 - 1  # a number of ours; a database can be asked for no larger one

# The methods of a page.
READ: tuple[str, ...] = ("GET", "HEAD")
SEND: tuple[str, ...] = ("POST",)
BOTH: tuple[str, ...] = ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name, its address below the site's root, its view, and who may see it.

    ``act`` is a line of ``record.access.rules.MAY``, or one of the three words above. ``menu`` is the word by which
    the menu offers it, where it does, and ``about`` the sentence that the home page says of it; ``also`` are the
    beginnings of other addresses that the menu counts as this page's. ``fresh`` is for what is dangerous: whoever does
    it has proved in the last minutes who they are, or is asked to first. ``limit`` is a line of
    ``record.signing_in.rules.RATES``: how often it may be asked for. ``reason`` is False for the few pages about a
    person that need no reason on record to see them: those on which one is given. ``gates`` are the acts by which such
    a page passes the gate to the person, where these are not its own act; all must be allowed.
    """

    name: str
    path: str
    view: View
    act: str
    methods: tuple[str, ...] = READ
    menu: str = ""
    about: str = ""
    also: tuple[str, ...] = ()
    fresh: bool = False
    limit: str = ""
    reason: bool = True
    gates: tuple[str, ...] = ()

    def admits(self, actor: Actor) -> rules.Answer:
        """Return whether someone in this post may see the page, and why."""
        if self.act in (ANYONE, SIGNED_IN, ANY_POST):
            return rules.Answer(True, "Every post may see this page.")
        return rules.may(actor, self.act)

    @property
    def counted_as(self) -> str:
        """Return the line of RATES that counts this page: any file that is taken away is a download."""
        return self.limit or ("download" if self.path.endswith((".csv", ".<slug:ending>")) else "")

    def url(self) -> URLPattern:
        """Return the page's address for Django, its view behind the guard."""
        return path(self.path, _guarded(self), name=self.name)


def _guarded(page: Page) -> View:
    """Return the view of ``page``, answering only those whom the table admits."""

    @require_http_methods(list(page.methods))
    @wraps(page.view)
    def view(request: HttpRequest, **named: Any) -> HttpResponseBase:
        stopped = _stopped(page, request)
        if stopped is not None:
            return stopped
        if any(isinstance(number, int) and number > LARGEST for number in named.values()):
            raise NotFound("There is nothing by this number.", now="Go back and choose from the list.")
        _let_leave(page, request)
        return page.view(request, **named)

    return login_not_required(view) if page.act == ANYONE else view


def _let_leave(page: Page, request: HttpRequest) -> None:
    """Let a file of figures leave under the sharing agreements. Raises CannotProceed where none lets it."""
    from joinedup.faces.screens.leaving import let_file_leave  # noqa: PLC0415 (it knows pages, which stand behind this)

    let_file_leave(page.act, page.path, request)


def _stopped(page: Page, request: HttpRequest) -> HttpResponseBase | None:
    """Return what someone is shown in the place of ``page``, or None where nothing stands against it.

    Raises NotAllowed where their post does not include it.
    """
    if page.act not in (ANYONE, SIGNED_IN):
        if must_add_a_factor(request):
            return redirect("your_sign_in")
        actor = cast("Actor | None", request.actor)  # type: ignore[attr-defined]
        if actor is None:
            return redirect("choose_post")
        answer = page.admits(actor)
        if not answer.allowed:
            raise NotAllowed(answer.because, now="Choose another post, or ask your administrator.")
    if page.fresh and not is_fresh(request):
        return ask_again(request)
    counts = request.method == ("POST" if "POST" in page.methods else "GET")
    return too_often(page.counted_as, request) if page.counted_as and counts else None
