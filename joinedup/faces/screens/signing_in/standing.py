"""What the guard asks of a sitting: is it strong enough, is it fresh, and is it not too often."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.show import show
from joinedup.faces.screens.signing_in.address import address_of
from joinedup.faces.screens.signing_in.policy import own_account, safe, second_factor_wanted
from joinedup.record.journal import actions as journal
from joinedup.record.journal.models import Outcome
from joinedup.record.signing_in import limiting, rules
from joinedup.record.signing_in.queries import alone, factors_of, identities_of, limits
from joinedup.words.basics.errors import CannotProceed


def must_add_a_factor(request: HttpRequest) -> bool:
    """Return whether nothing is open to this sitting but adding a second factor."""
    sitting = cast(StaffRequest, request).sitting
    return rules.must_add_a_factor(strong=sitting.strong, wanted=second_factor_wanted())


def require_strength(request: HttpRequest) -> None:
    """Raise CannotProceed where a password alone would add a way to sign in to an account that has a better one."""
    account, sitting = own_account(request), cast(StaffRequest, request).sitting
    has = factors_of(account.pk).any or bool(identities_of(account.pk))
    if not rules.may_add_a_factor(strong=sitting.strong, wanted=second_factor_wanted(), has=has):
        raise CannotProceed(
            "You signed in with a password alone, and your account has a better proof.",
            now="Sign out, sign in with that, and try again.",
        )


def is_fresh(request: HttpRequest) -> bool:
    """Return whether whoever asks has proved in the last minutes who they are."""
    asked = cast(StaffRequest, request)
    return rules.is_fresh(proved=asked.sitting.proved_at, at=asked.at, limits=limits())


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks again who they are, and from there back: to the page that held the form, if any."""
    here = request.get_full_path()
    if request.method == "POST":
        came_from = urlsplit(request.headers.get("Referer", ""))
        here = safe(request, f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path or "/")
    return redirect(f"{reverse('sign_in_again')}?{urlencode({'next': here})}")


def too_often(limit: str, request: HttpRequest) -> HttpResponse | None:
    """Count this request, and return the page that asks to wait where it is one too many."""
    at = cast(StaffRequest, request).at
    who = request.user.pk if request.user.is_authenticated else None
    found = limiting.counted(limit, account=who, address=address_of(request), at=at)
    if not found.over:
        return None
    if found.just_now and who is not None:
        by = getattr(request, "actor", None) or alone(own_account(request))
        journal.write("sign_in.limited", by=by, at=at, outcome=Outcome.REFUSED, details={"limit": limit})
    return wait(request, rules.RATES[limit].words, found.wait_seconds)


def wait(request: HttpRequest, what: str, seconds: int) -> HttpResponse:
    """Return the page that asks to wait."""
    minutes = -(-seconds // 60)
    how_long = f"{minutes} minute{'s' if minutes != 1 else ''}"
    answer = show(
        request, "stopped", status=429, heading="Too many in a short time", code=429,
        problem=f"There were too many {what} from you or your address.",
        now=f"Wait {how_long} and try again. If it is urgent, ring your administrator.",
    )  # fmt: skip
    answer["Retry-After"] = str(seconds)
    return answer
