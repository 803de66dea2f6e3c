"""The pages for when something stopped us: each says what happened, and what to do now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from joinedup.faces.screens.show import show
from joinedup.words.basics.errors import BadInput, CannotProceed, JoinedUpError, NotAllowed, NotFound

# Which error is which page: status, and the heading in the reader's words.
_PAGES: dict[type[JoinedUpError], tuple[int, str]] = {
    NotAllowed: (403, "You cannot see this page in this post"),
    NotFound: (404, "There is nothing here"),
    CannotProceed: (409, "This cannot be done now"),
    BadInput: (422, "We could not use what was entered"),
}


def stopped(request: HttpRequest, error: JoinedUpError) -> HttpResponse:
    """Return the page for an error of ours, in its own words."""
    status, heading = next(
        (page for kind, page in _PAGES.items() if isinstance(error, kind)), (500, "Something went wrong")
    )
    return _page(request, status, heading, error.problem, error.now)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for an address that leads nowhere."""
    return _page(
        request, 404, "Page not found", "There is no page at this address.",
        "Check the address, or start again from the home page.",
    )  # fmt: skip


def no_permission(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for what may not be seen."""
    return _page(
        request, 403, "You cannot see this page", "What you asked for is not open to you.",
        "Go back to the home page, or ask your administrator.",
    )  # fmt: skip


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for a request that no form of ours sends."""
    return _page(
        request, 400, "We could not read that request", "Your browser sent something that we do not understand.",
        "Go back to the home page and try again.",
    )  # fmt: skip


def too_large(request: HttpRequest) -> HttpResponse:
    """Return the answer to what is too large to be one of our forms: plain, as it comes before anything is read."""
    return HttpResponse(
        "What was sent is too large. Nothing of it was kept. Send less at once, or ask your administrator to take the "
        "file in on the server.\n", status=413, content_type="text/plain; charset=utf-8",
    )  # fmt: skip


def our_fault(request: HttpRequest) -> HttpResponse:
    """Return the page for a fault of ours; it reads no table, as the database may be what failed."""
    return _page(
        request, 500, "Sorry, there is a problem with JoinedUp", "Nothing that you entered on the last page was kept.",
        "Try again in a few minutes. If a person is waiting, use your downtime procedure now.",
    )  # fmt: skip


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that was open too long, or was sent from somewhere else."""
    return _page(
        request, 403, "This form was open for too long",
        "To keep people's information safe, a form works only in the session that opened it. Nothing was changed.",
        "Go back, load the page again and send the form once more.",
    )  # fmt: skip


def locked_out(
    request: HttpRequest, credentials: dict[str, Any] | None = None, *rest: Any, **named: Any
) -> HttpResponse:
    """Return the page for a sign-in that is locked after too many wrong passwords."""
    return _page(
        request, 429, "Sign-in is locked for 15 minutes",
        "The password was wrong five times, so we have stopped trying.",
        "Wait 15 minutes and try again, or ask your administrator to help you sign in.",
    )  # fmt: skip


def _page(request: HttpRequest, status: int, heading: str, problem: str, now: str) -> HttpResponse:
    return show(request, "stopped", status=status, heading=heading, problem=problem, now=now, code=status)
