"""A sign-in begins a sitting: Django tells of it by a signal, whichever way someone signed in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from axes.helpers import get_client_ip_address
from django.http import HttpRequest

from joinedup.record.access.models import Account
from joinedup.record.signing_in import rules
from joinedup.record.signing_in.models import How
from joinedup.record.signing_in.proof import Proof
from joinedup.record.signing_in.queries import alone
from joinedup.record.signing_in.sittings import begin_sitting

KEPT = "sitting"  # where the session keeps the number of its sitting


def begin(sender: object, request: HttpRequest, user: Account, **rest: Any) -> None:
    """Begin the sitting of someone who has just signed in; without a ``proof`` it was by password alone."""
    sitting = begin_sitting(
        proof=getattr(request, "proof", Proof(How.PASSWORD)),
        browser=rules.browser_in_words(request.META.get("HTTP_USER_AGENT", "")),
        address=get_client_ip_address(request) or "",
        by=alone(user),
        at=getattr(request, "at", None) or datetime.now(UTC),
    )
    request.session[KEPT] = sitting.pk
