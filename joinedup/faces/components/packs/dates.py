"""Dates for a calendar (iCalendar, RFC 5545): of a plan, when something is due and not what it is about; of meetings.

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


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar: an id that stays the same, a day or an instant, for how many minutes, and its name."""

    id: str
    at: date | datetime
    minutes: int
    name: str


def entries_of(dates: Sequence[PlanDate]) -> list[Entry]:
    """Return the days of a plan as entries of a calendar: what they are about is left out."""
    return [Entry(f"plan-{each.id}", each.on, 0, each.name) for each in dates]


def calendar_of(entries: Sequence[Entry], *, at: datetime) -> bytes:
    """Return entries as an iCalendar file."""
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//JoinedUp//JoinedUp//EN", "CALSCALE:GREGORIAN"]
    for each in entries:
        lines += [
            "BEGIN:VEVENT", f"UID:{each.id}@joinedup", f"DTSTAMP:{stamp}", *_lasting(each),
            f"SUMMARY:{_text(each.name)}", "CLASS:PRIVATE", "END:VEVENT",
        ]  # fmt: skip
    return ("\r\n".join(_folded(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n").encode()


def _lasting(entry: Entry) -> list[str]:
    if isinstance(entry.at, datetime):
        start = entry.at.astimezone(UTC)
        end = start + timedelta(minutes=entry.minutes)
        return [f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"]
    after = entry.at + timedelta(days=1)
    return [f"DTSTART;VALUE=DATE:{entry.at:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}", "TRANSP:TRANSPARENT"]


def _text(words: str) -> str:
    """Return words as a calendar takes them (RFC 5545, 3.3.11): nothing in them ends a line or a value."""
    plain = " ".join(words.split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Return a line in pieces of at most 75 octets, each but the first after a space (RFC 5545, 3.1)."""
    pieces, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > 75:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += octets
    return "\r\n".join(pieces)
