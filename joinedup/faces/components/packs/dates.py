"""The dates of a plan for a calendar (iCalendar, RFC 5545): when something is due, and not what it is about.

A calendar is on a phone that others see, so an entry says that a plan is looked at, and neither whose nor why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from joinedup.words.basics.moments import LONDON
from joinedup.work.plans.queries import PlanNow

_NAMES = {"review": "Review of the plan", "action": "Something planned is due"}
_OTHER = "Part of the plan is looked at again"


@dataclass(frozen=True, slots=True)
class PlanDate:
    """One day to come: a name for a calendar, what it is in the plan, and an id that stays the same."""

    id: str
    on: date
    name: str
    title: str


def dates_of(plan: PlanNow) -> list[PlanDate]:
    """Return the days of a plan from today on, the next first: of what is done or over there are none."""
    today = plan.at.astimezone(LONDON).date()
    found = []
    for part in plan.current:
        if part.says("status") in ("done", "stopped"):
            continue
        for answer in ("due", "review_on"):
            text = part.says(answer)
            if text and date.fromisoformat(text) >= today:
                name = _NAMES["action"] if answer == "due" else _NAMES.get(part.kind.id, _OTHER)
                title = part.kind.title if answer == "review_on" else str(part.says("words"))
                found.append(PlanDate(f"{part.id}-{answer}", date.fromisoformat(text), name, title))
    return sorted(found, key=lambda each: (each.on, each.id))


def calendar_of(dates: Sequence[PlanDate], *, at: datetime) -> bytes:
    """Return the days as an iCalendar file; each lasts a whole day."""
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//JoinedUp//Plan//EN", "CALSCALE:GREGORIAN"]
    for each in dates:
        lines += [
            "BEGIN:VEVENT", f"UID:plan-{each.id}@joinedup", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{each.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{each.on + timedelta(days=1):%Y%m%d}", f"SUMMARY:{each.name}", "TRANSP:TRANSPARENT",
            "CLASS:PRIVATE", "END:VEVENT",
        ]  # fmt: skip
    return ("\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode()
