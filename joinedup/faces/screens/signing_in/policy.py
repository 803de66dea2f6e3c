"""What the place asks of those who sign in, and the sitting of whoever asks for a page."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from joinedup.faces.components.place import the_place
from joinedup.record.access.models import Account
from joinedup.record.signing_in import queries, rules, sittings
from joinedup.record.signing_in.beginning import KEPT
from joinedup.record.signing_in.models import Sitting
from joinedup.record.signing_in.passkeys import Site

LONGEST_PATH = 2000  # browsers and proxies are led no further
ENDED = "ended"  # where the session of nobody keeps why the one before it ended


def second_factor_wanted() -> bool:
    """Return whether a password is not enough here: as set, or else everywhere but in the demonstration place."""
    said = settings.SECOND_FACTOR
    return not the_place().demonstration if said is None else said


def own_account(request: HttpRequest) -> Account:
    """Return the account that is signed in; only pages for those who are ask."""
    return cast(Account, request.user)


def site_of(request: HttpRequest) -> Site:
    """Return the site as the browser knows it."""
    host = request.get_host()
    return Site(host.rsplit(":", 1)[0] if not host.endswith("]") else host, f"{request.scheme}://{host}")


def safe(request: HttpRequest, going_to: str) -> str:
    """Return a path of this site to go on to: the home page where ``going_to`` is none, or leads elsewhere."""
    is_path = going_to[:1] == "/" and going_to[1:2] not in ("/", "\\") and len(going_to) <= LONGEST_PATH
    fits = is_path and url_has_allowed_host_and_scheme(going_to, None, require_https=request.is_secure())
    return going_to if fits else "/"


def going_to(request: HttpRequest) -> str:
    """Return where the form or the address says to go next, on this site."""
    return safe(request, request.POST.get("next") or request.GET.get("next") or "/")


def sitting_of(request: HttpRequest) -> Sitting | None:
    """Return the sitting of whoever asks; one that is over is signed out here, and the next page says why."""
    if not request.user.is_authenticated:
        return None
    at: Any = request.at  # type: ignore[attr-defined]
    sitting = queries.sitting_numbered(request.session.get(KEPT))
    by = queries.alone(own_account(request))
    if sitting is None or sitting.account_id != by.account_id:
        logout(request)
        return None
    why = rules.why_ended(
        began=sitting.began_at, seen=sitting.seen_at, ended=sitting.ended_at, at=at, limits=queries.limits()
    )
    if why:
        sittings.end_sitting(sitting=sitting, because=_WHY.get(why, ""), by=by, at=at)
        logout(request)
        request.session[ENDED] = why
        return None
    sittings.seen(sitting=sitting, by=by, at=at)
    return sitting


_WHY = {"idle": "Nothing was done for too long", "whole": "The session was as long as one may be"}


def why_signed_out(request: HttpRequest) -> str:
    """Return in words why the session before this one ended, once; empty where it was the owner's own doing."""
    limits = queries.limits()
    return {
        "idle": f"You were signed out because nothing was done for {int(limits.idle.total_seconds()) // 60} minutes.",
        "whole": f"You were signed out after {int(limits.whole.total_seconds()) // 3600} hours. Sign in to go on.",
        "ended": "You were signed out: someone ended your sessions, you yourself or your administrator.",
    }.get(request.session.pop(ENDED, ""), "")
