"""What a form of these pages asks for, read into what the actions take; what is wrong is told at its box."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpRequest, QueryDict

from joinedup.faces.screens.posts import StaffRequest
from joinedup.record.access import staff
from joinedup.record.access.models import Organisation, Role, Team
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import LONDON, start_of_day

# A place in a form: the organisation's code, and its team's where it is one.
_BETWEEN = "/"
Choice = tuple[str, str]


def place_choices(request: StaffRequest) -> list[Choice]:
    """Return where a post may be, for a list to choose from."""
    found = staff.places(by=request.actor, on=request.at.astimezone(LONDON).date())
    return [
        (f"{one.ods_code}{_BETWEEN}{team.code if team else ''}", f"{team} ({one})" if team else str(one))
        for one, team in found
    ]


def post_asked(request: StaffRequest) -> tuple[Organisation, Team | None, Role]:
    """Return the organisation, team and role that a form asks for. Raises BadInput."""
    role, place = request.POST.get("role", ""), request.POST.get("place", "")
    if role not in Role.values:
        raise Asked("Choose a role.", box="role")
    for organisation, team in staff.places(by=request.actor, on=request.at.astimezone(LONDON).date()):
        if place == f"{organisation.ods_code}{_BETWEEN}{team.code if team else ''}":
            return organisation, team, Role(role)
    raise Asked("Choose where the post is.", box="place")


def site_asked(request: StaffRequest, offered: list[Choice]) -> str:
    """Return the code of the site that a form chose of those ``offered``, "" for none. Raises BadInput."""
    chosen = request.POST.get("site", "")
    if chosen and chosen not in dict(offered):
        raise Asked("Choose a site of this organisation.", box="site")
    return chosen


def last_day(request: StaffRequest) -> datetime | None:
    """Return the instant after the last day that a form asks for, or None for now. Raises BadInput."""
    day = day_asked(request.POST, "last_day", "the last day")
    return start_of_day(day + timedelta(days=1)) if day else None


def day_asked(given: QueryDict, box: str, what: str) -> date | None:
    """Return the day in a box, or None where it is empty. Raises BadInput."""
    text = given.get(box, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Asked(f"Enter {what} as a day, such as 2026-04-01.", box=box) from error


def month_asked(request: HttpRequest, at: datetime) -> tuple[int, int]:
    """Return the year and month of ``?month=2026-04``; this month where there is none or it is no month."""
    text = request.GET.get("month", "")
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        day = at.astimezone(LONDON).date()
    return (day.year, day.month) if 1948 <= day.year < 9999 else (at.year, at.month)


class Asked(BadInput):
    """Something in a form cannot be used as it is; ``box`` is where."""

    def __init__(self, problem: str, *, box: str, now: str = "") -> None:
        super().__init__(problem, now=now)
        self.box = box


def told(error: Exception, otherwise: str) -> list[dict[str, str]]:
    """Return the mistake of a form, at its box or ``otherwise`` at another."""
    return [{"text": str(error), "href": f"#{getattr(error, 'box', otherwise)}"}]
