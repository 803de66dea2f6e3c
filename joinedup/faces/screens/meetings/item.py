"""One person of a meeting's agenda: why, the minutes that several write at once, what is decided and asked of whom."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from joinedup.faces.screens.days import day_typed
from joinedup.faces.screens.finding.views import reason_of
from joinedup.faces.screens.meetings.words import doers, teams_to_ask
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.record.sharing.gate import open_person
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.basics.moments import LONDON
from joinedup.work.meetings import minuting, sheets
from joinedup.work.meetings.checks import decision_of, item_of
from joinedup.work.meetings.minuting import Wanted
from joinedup.work.meetings.rules import WHY_WORDS


def item(request: StaffRequest, item_id: int) -> HttpResponse:
    """Show why a meeting speaks of someone, the minutes, and what was decided."""
    return _show(request, item_of(item_id, by=request.actor, at=request.at))


def minutes(request: StaffRequest, item_id: int) -> HttpResponse:
    """Write minutes; a page that saves by itself is told what stands now, with the words of others."""
    quiet = request.headers.get("Accept") == "application/json"
    mine = request.POST.get("minutes", "")
    try:
        kept = minuting.note(
            item_id, mine, was=request.POST.get("was", ""), by=request.actor, at=request.at
        )  # fmt: skip
    except (BadInput, CannotProceed) as error:
        if quiet:
            return JsonResponse({"error": str(error)}, status=409)
        found = item_of(item_id, by=request.actor, at=request.at)
        return _show(request, found, error=str(error), tried="minutes")
    if quiet:
        return JsonResponse({"text": kept.minutes, "wrote": sheets.writers_of(kept)})
    others = kept.minutes != mine.replace("\r\n", "\n").replace("\x00", "")
    say(request, "Saved, with what others wrote at the same time." if others else "The minutes are saved.")
    return redirect("meeting_item", item_id=item_id)


def decide(request: StaffRequest, item_id: int) -> HttpResponse:
    """Record what was decided, and what it asks of a team."""
    found = item_of(item_id, by=request.actor, at=request.at)
    typed = request.POST
    try:
        minuting.decide(
            item_id, typed.get("words", ""), key=_key(request), reasons=typed.get("reasons", ""),
            dissent=typed.get("dissent", ""), for_person=typed.get("for_person") == "yes",
            for_proxy=typed.get("for_proxy") == "yes", by=request.actor, at=request.at,
            review_on=day_typed(typed, "review", problem="We could not read when it is looked at again."),
            wanted=[_wanted(request)] if typed.get("action", "").strip() or typed.get("team") else [],
        )  # fmt: skip
    except (BadInput, CannotProceed) as error:
        return _show(request, found, error=str(error), tried="words")
    say(request, "It is decided. Whoever was asked has it on their list.")
    return redirect("meeting_item", item_id=item_id)


def act(request: StaffRequest, item_id: int, name: str) -> HttpResponse:
    """Keep what is said of someone to few posts, or no longer."""
    if name not in ("keep", "share"):
        raise NotFound("There is nothing of that name to do here.", now="Go back to the meeting.")
    try:
        minuting.keep(item_id, few=name == "keep", by=request.actor, at=request.at)
    except CannotProceed as error:
        return _show(request, item_of(item_id, by=request.actor, at=request.at), error=str(error), tried="keep")
    if name == "keep":
        say(request, "Only the posts that read of safeguarding see this now.")
    else:
        say(request, "Everyone of the meeting who may see this person sees this now.")
    seen = name == "share" or sheets.still_seen(item_id, by=request.actor, at=request.at)
    if seen:
        return redirect("meeting_item", item_id=item_id)
    return redirect("meetings")


def decision_act(request: StaffRequest, decision_id: int, name: str) -> HttpResponse:
    """Take a decision back, have it stand again, or ask one more thing of a team for it."""
    by, at = request.actor, request.at
    if name not in ("take-back", "let-stand", "add-action"):
        raise NotFound("There is nothing of that name to do here.", now="Go back to the meeting.")
    try:
        if name == "take-back":
            decision = minuting.take_back(decision_id, why=request.POST.get("why", ""), by=by, at=at)
            say(request, "It is taken back, and asked of nobody. It can stand again.")
        elif name == "let-stand":
            decision = minuting.let_stand(decision_id, by=by, at=at)
            say(request, "It stands again, with all that it asks.")
        else:
            decision = minuting.add_action(decision_id, _wanted(request), by=by, at=at).decision
            say(request, "They have it on their list.")
    except (BadInput, CannotProceed) as error:
        found = decision_of(decision_id, by=by, at=at).item
        return _show(request, found, error=str(error), tried=f"{name}-{decision_id}")
    return redirect("meeting_item", item_id=decision.item_id)


def _wanted(request: StaffRequest) -> Wanted:
    due = day_typed(request.POST, "due", problem="We could not read by when.")
    return Wanted(
        _key(request, "action_key"), request.POST.get("action", ""), request.POST.get("team", ""), due or date.min,
        request.POST.get("role", ""), request.POST.get("agreed") == "yes",
    )  # fmt: skip


def _key(request: StaffRequest, name: str = "key") -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise BadInput("This page was not sent whole.", now="Open it again, and copy what you wrote.") from error


def _show(request: StaffRequest, found: Any, *, error: str = "", tried: str = "") -> HttpResponse:
    by, at = request.actor, request.at
    opened = open_person(found.now, by=by, reason=reason_of(request), at=at, act="meeting.see")
    sheet = sheets.sheet_of(found.meeting, by=by, at=at)
    spoken = next(one for one in sheet.spoken if one.id == found.pk)
    numbers = [one.id for one in sheet.spoken if not one.left_off_why]
    here = numbers.index(found.pk) if found.pk in numbers else -1
    more: dict[str, Any] = {
        "before": numbers[here - 1] if here > 0 else None,
        "after": numbers[here + 1] if 0 <= here < len(numbers) - 1 else None,
        "number": here + 1, "of": len(numbers),
    }  # fmt: skip
    is_open = found.meeting.begun_at is not None and found.meeting.closed_at is None
    teams = teams_to_ask(on=at.astimezone(LONDON).date())
    return show(
        request, "meetings/item", status=422 if error else 200, who=opened.demographics, person_id=opened.person_id,
        item=found, spoken=spoken, meeting=found.meeting, series=found.meeting.series, open=is_open, typed=request.POST,
        tried=tried, form_errors=[{"text": error, "href": f"#{tried}"}] if error else [], said=heard(request),
        words=WHY_WORDS, teams=teams, doers=doers(), key=uuid4(), action_key=uuid4(), **more,
    )  # fmt: skip
