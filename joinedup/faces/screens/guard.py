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

from joinedup.record.access import rules
from joinedup.record.access.actor import Actor
from joinedup.words.basics.errors import NotAllowed

View = Callable[..., HttpResponseBase]

ANYONE = "anyone"  # signed in or not
SIGNED_IN = "signed in"  # with or without a post
ANY_POST = "any post"  # whatever the post

# The methods of a page.
READ: tuple[str, ...] = ("GET", "HEAD")
SEND: tuple[str, ...] = ("POST",)
BOTH: tuple[str, ...] = ("GET", "HEAD", "POST")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its name, its address below the site's root, its view, and who may see it.

    ``act`` is a line of ``record.access.rules.MAY``, or one of the three words above. ``menu`` is the word by which
    the menu offers it, where it does, and ``about`` the sentence that the home page says of it; ``also`` are the
    beginnings of other addresses that the menu counts as this page's.
    """

    name: str
    path: str
    view: View
    act: str
    methods: tuple[str, ...] = READ
    menu: str = ""
    about: str = ""
    also: tuple[str, ...] = ()

    def admits(self, actor: Actor) -> rules.Answer:
        """Return whether someone in this post may see the page, and why."""
        if self.act in (ANYONE, SIGNED_IN, ANY_POST):
            return rules.Answer(True, "Every post may see this page.")
        return rules.may(actor, self.act)

    def url(self) -> URLPattern:
        """Return the page's address for Django, its view behind the guard."""
        return path(self.path, _guarded(self), name=self.name)


def _guarded(page: Page) -> View:
    """Return the view of ``page``, answering only those whom the table admits."""

    @require_http_methods(list(page.methods))
    @wraps(page.view)
    def view(request: HttpRequest, **named: Any) -> HttpResponseBase:
        if page.act not in (ANYONE, SIGNED_IN):
            actor = cast("Actor | None", request.actor)  # type: ignore[attr-defined]
            if actor is None:
                return redirect("choose_post")
            answer = page.admits(actor)
            if not answer.allowed:
                raise NotAllowed(answer.because, now="Choose another post, or ask your administrator.")
        return page.view(request, **named)

    return login_not_required(view) if page.act == ANYONE else view
