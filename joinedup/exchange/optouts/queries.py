"""Reading checks: the one that is current, and what it says of the people of a publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from joinedup.exchange.optouts import files, rules
from joinedup.exchange.optouts.models import OptOutCheck
from joinedup.exchange.optouts.rules import NO_NUMBER, NOT_ASKED, OPTED_OUT
from joinedup.words.basics.errors import CannotProceed

__all__ = ["HOW", "NOT_ASKED", "NO_NUMBER", "OPTED_OUT", "checks", "current", "required", "standings"]

HOW = (
    "Write the list with 'joinedup optout export', send it to the Check for National Data Opt-outs service, "
    "and take its answer in with 'joinedup optout import'."
)


def current(*, at: datetime) -> OptOutCheck | None:
    """Return the newest check that was answered and has not expired at ``at``, or None."""
    answered = OptOutCheck.objects.filter(answered_at__lte=at, expires_at__gt=at, deleted_at=None)
    return answered.order_by("-asked_at", "-pk").first()


def required(*, at: datetime) -> OptOutCheck:
    """Return the current check. Raises CannotProceed where there is none: nothing for planning may be made then."""
    found = current(at=at)
    if found is None:
        raise CannotProceed("There is no current check of the national data opt-out.", now=HOW)
    return found


def standings(check: OptOutCheck, numbers: Sequence[str | None]) -> list[str]:
    """Return for each NHS number why its person may not be used for planning; nothing where they may.

    Raises CannotProceed where the check expired in the meantime.
    """
    try:
        key, asked, out = files.key_of(check.pk), files.read(check.pk, "asked"), files.read(check.pk, "opted-out")
    except FileNotFoundError as gone:
        raise CannotProceed("The check of the national data opt-out is no longer kept.", now=HOW) from gone
    return rules.standings(numbers, key=key, asked=asked, opted_out=out)


def checks() -> list[OptOutCheck]:
    """Return the checks, the latest first."""
    return list(OptOutCheck.objects.order_by("-asked_at", "-pk")[:50])
