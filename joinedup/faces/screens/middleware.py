"""What every request passes: signed in first, then in which post, then the errors that people read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict

from joinedup.faces.screens import errors
from joinedup.faces.screens.posts import actor_for
from joinedup.faces.screens.reasons.views import interruption
from joinedup.faces.screens.signing_in.policy import sitting_of
from joinedup.record.sharing.errors import NoRelationship
from joinedup.words.basics.errors import JoinedUpError


class SignInFirst(LoginRequiredMiddleware):
    """Sends whoever is not signed in to the sign-in page; views opt out with ``login_not_required``."""


class Guarded:
    """Refuses what is too large before it is read, tells browsers what our pages never do, and lets none be kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.LONGEST_BODY:
            response = errors.too_large(request)
        elif _holds_a_nul(request.path, *_words(request.GET), *request.COOKIES.values()):
            response = errors.bad_request(request, BadRequest())
        else:
            response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _NEVER)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Personal data: no browser and no proxy keeps a page, so Back after signing out shows nothing.
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _holds_a_nul(*words: str) -> bool:
    """Return whether there is a NUL in any of ``words``: no keyboard sends one, and PostgreSQL can keep none."""
    return any("\0" in word for word in words)


def _words(sent: QueryDict) -> list[str]:
    return [word for name, values in sent.lists() for word in (name, *map(str, values))]


# A passkey is the one thing of a device that our pages ask for, and only they.
_NEVER = ", ".join((
    *(f"{part}=()" for part in ("camera", "microphone", "geolocation", "payment", "usb", "display-capture")),
    "publickey-credentials-get=(self)", "publickey-credentials-create=(self)",
))  # fmt: skip


class ActInAPost:
    """Gives each request its moment and its actor, and turns our errors into pages.

    ``request.at`` is the clock of everything done in this request; ``request.actor`` is None until a post is chosen.
    ``request.sitting`` is theirs where they are signed in; one that is over is ended before anything else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        request.at = datetime.now(UTC)  # type: ignore[attr-defined]
        request.sitting = sitting_of(request)  # type: ignore[attr-defined]
        request.signed_in = request.user.is_authenticated  # type: ignore[attr-defined]
        request.actor = actor_for(request)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Refuse a form that no page of ours sends; what is too large to be one was refused before it was read."""
        files = [str(getattr(file, "name", "")) for file in request.FILES.values()]
        return errors.bad_request(request, BadRequest()) if _holds_a_nul(*_words(request.POST), *files) else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show our own errors as pages; any other goes on to the page for a fault of ours."""
        if isinstance(error, NoRelationship):
            return interruption(request, error)
        return errors.stopped(request, error) if isinstance(error, JoinedUpError) else None
