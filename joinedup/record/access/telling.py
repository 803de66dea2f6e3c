"""What is done here is written in the journal, which lies above and may not be called: it says where to write.

The journal's own set-up hands its ``write`` to ``tell_to``; each action calls ``tell`` inside its transaction, so that
an act and its line stand or fall together.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Organisation, Served, Site, Team

_listeners: list[Callable[..., Any]] = []


def tell_to(write: Callable[..., Any]) -> None:
    """Have ``write(act, by=, at=, details=)`` called for every act of this area; once, however often it is asked."""
    if write not in _listeners:
        _listeners.append(write)


def tell(act: str, *, by: Actor, at: datetime, details: dict[str, Any] | None = None) -> None:
    """Say that ``act`` was done; ``details`` hold codes and our own ids, never a name."""
    for write in _listeners:
        write(act, by=by, at=at, details=details or {})


def place_of(organisation: Organisation | None) -> dict[str, str]:
    """Return what of an organisation decides who sees whom, in codes; nothing where there was none."""
    if organisation is None:
        return {}
    above = organisation.parent.ods_code if organisation.parent else ""
    return {
        "kind": organisation.kind, "above": above, "belongs": organisation.belongs,
        "opened": _day(organisation.opened_on), "closed": _day(organisation.closed_on),
    }  # fmt: skip


def site_of(site: Site | None) -> dict[str, str]:
    """Return what of a site decides who sees whom, in codes; nothing where there was none."""
    if site is None:
        return {}
    return {
        "organisation": site.organisation.ods_code, "opened": _day(site.opened_on), "closed": _day(site.closed_on),
    }  # fmt: skip


def scope_of(team: Team | None) -> dict[str, str]:
    """Return what of a team decides who sees whom, in codes; nothing where there was none."""
    if team is None:
        return {}
    serves = Served.objects.filter(team=team).order_by("practice__ods_code")
    return {
        "organisation": team.organisation.ods_code, "kind": team.kind,
        "serves": " ".join(serves.values_list("practice__ods_code", flat=True)),
        "opened": _day(team.opened_on), "closed": _day(team.closed_on),
    }  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
