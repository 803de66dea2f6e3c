"""Arranging meetings: a new series, changing one, ending it and bringing it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import say
from joinedup.faces.screens.show import show
from joinedup.record.access.actor import role_title
from joinedup.record.access.queries import teams_by_organisation
from joinedup.record.access.rules import CARE_ROLES
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.basics.moments import LONDON
from joinedup.work.meetings import arranging
from joinedup.work.meetings.arranging import Guest, Told
from joinedup.work.meetings.checks import series_of
from joinedup.work.meetings.dates import DAYS, NTH, Every, Pattern
from joinedup.work.meetings.models import Series
from joinedup.work.meetings.queries import teams_to_run

OFTEN = (
    (Every.WORKING_DAY, "Every working day"),
    (Every.WEEK, "On a day of the week"),
    (Every.WEEKDAY_OF_MONTH, "On a day of the week, in a month"),
    (Every.DAY_OF_MONTH, "On a day of the month"),
)
GUEST_ROWS = arranging.MOST_INVITED


def new(request: StaffRequest) -> HttpResponse:
    """Ask how often a team meets and who comes, and arrange it."""
    teams = teams_to_run(request.actor)
    if request.method != "POST":
        return _form(request, {"begins": "09:00", "spacing": "1", "minutes": "60", "most": "20", "takes_urgent": "yes",
                               "takes_overdue": "yes", "every": "week", "team": request.actor.team}, teams)  # fmt: skip
    try:
        told = told_in(request.POST, today=request.at.astimezone(LONDON).date())
        series = arranging.arrange(request.POST.get("team", ""), told, by=request.actor, at=request.at)
    except BadInput as error:
        return _form(request, request.POST, teams, error=str(error))
    say(request, "The meetings are arranged. The first is below.")
    return redirect("meeting_series", series_id=series.pk)


def change(request: StaffRequest, series_id: int) -> HttpResponse:
    """Ask what is different from now on, and change it."""
    series = series_of(series_id, by=request.actor, host=True)
    if request.method != "POST":
        return _form(request, _typed(series), [], series=series)
    try:
        told = told_in(request.POST, today=series.first_on)
        arranging.change(series_id, told, by=request.actor, at=request.at)
    except BadInput as error:
        return _form(request, request.POST, [], series=series, error=str(error))
    say(request, "The meetings are changed.")
    return redirect("meeting_series", series_id=series_id)


def end(request: StaffRequest, series_id: int) -> HttpResponse:
    """End a series, and say how it is brought back."""
    try:
        arranging.end(series_id, by=request.actor, at=request.at)
    except CannotProceed as error:
        say(request, str(error))
    else:
        say(request, "These meetings are held no more. They can be brought back on this page.")
    return redirect("meeting_series", series_id=series_id)


def bring_back(request: StaffRequest, series_id: int) -> HttpResponse:
    """Bring back a series that was ended."""
    arranging.bring_back(series_id, by=request.actor, at=request.at)
    say(request, "These meetings are held again.")
    return redirect("meeting_series", series_id=series_id)


def told_in(typed: Mapping[str, str], *, today: date) -> Told:
    """Return what a form says of a series. Raises BadInput."""
    try:
        begins = time.fromisoformat(typed.get("begins", "").strip().replace(".", ":"))
    except ValueError as error:
        raise BadInput("We could not read when it begins.", now="Write a time such as 09:30.") from error
    every = typed.get("every", "")
    if every not in list(Every):
        raise BadInput("It is not said how often.", now="Choose how often the team meets.")
    pattern = Pattern(
        Every(every), today, begins.replace(tzinfo=None, second=0, microsecond=0), _number(typed, "weekday"),
        _number(typed, "nth"), _number(typed, "day"), _number(typed, "spacing") or 1,
    )  # fmt: skip
    guests = [_guest(typed.get(f"guest-{row}", ""), typed.get(f"role-{row}", "")) for row in range(GUEST_ROWS)]
    return Told(
        typed.get("title", ""), pattern, _number(typed, "minutes") or 0, typed.get("takes_urgent") == "yes",
        typed.get("takes_overdue") == "yes", _number(typed, "most") or 0, tuple(each for each in guests if each),
    )  # fmt: skip


def _guest(of: str, role: str) -> Guest | None:
    kind, _, code = of.partition(":")
    if not code:
        return None
    return Guest(team=code, role=role) if kind == "team" else Guest(organisation=code, role=role)


def _number(typed: Mapping[str, str], name: str) -> int | None:
    text = typed.get(name, "").strip()
    return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() and len(text) < 5 else None


def _typed(series: Series) -> dict[str, str]:
    """Return what the form of a series says as it is now."""
    told = {name: "" if (value := getattr(series, name)) is None else str(value)
            for name in ("title", "every", "weekday", "nth", "day", "spacing", "minutes", "most")}  # fmt: skip
    told |= {name: "yes" if getattr(series, name) else "" for name in ("takes_urgent", "takes_overdue")}
    told["begins"] = f"{series.begins:%H:%M}"
    for row, guest in enumerate(series.invited.select_related("organisation", "team")):
        told[f"guest-{row}"] = (
            f"team:{guest.team.code}" if guest.team else f"organisation:{guest.organisation.ods_code}"
        )
        told[f"role-{row}"] = guest.role
    return told


def _form(
    request: StaffRequest, typed: Mapping[str, str], teams: list[Any], *, series: Series | None = None, error: str = ""
) -> HttpResponse:
    return show(
        request, "meetings/arrange", status=422 if error else 200, series=series, typed=typed, often=OFTEN,
        form_errors=[{"text": error, "href": "#title"}] if error else [], teams=teams, days=list(enumerate(DAYS)),
        nths=list(NTH.items()), guest_rows=list(range(GUEST_ROWS)), guests=_choices(request),
        roles=sorted(((role, role_title(role)) for role in CARE_ROLES), key=lambda each: each[1]),
        back=reverse("meeting_series", kwargs={"series_id": series.pk}) if series else reverse("meetings"),
    )  # fmt: skip


def _choices(request: StaffRequest) -> list[tuple[str, str]]:
    """Return who may be invited: each organisation, with its teams after it."""
    found = []
    for code, name, teams in teams_by_organisation(on=request.at.astimezone(LONDON).date()):
        found.append((f"organisation:{code}", name))
        found += [(f"team:{team}", f"{name}: {title}") for team, title in teams]
    return found
