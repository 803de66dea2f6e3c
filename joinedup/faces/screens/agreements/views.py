"""The pages of sharing agreements."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import download, page_asked, query
from joinedup.faces.screens.agreements import tables
from joinedup.faces.screens.days import day_typed
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.record.access.queries import account_names, organisation_names
from joinedup.record.access.rules import may
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.agreements import actions, queries, rules
from joinedup.record.sharing.agreements.models import AgreementEvent, AgreementVersion
from joinedup.record.sharing.agreements.terms import ARTICLE_6, ARTICLE_9, COMMON_LAW, EXPORTS, PURPOSES
from joinedup.record.store.pages import page_within
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.basics.moments import LONDON

WORDS = {"article_6": ARTICLE_6, "article_9": ARTICLE_9, "common_law": COMMON_LAW, "exports": EXPORTS}
NO_DAY = "The day on which the evidence expired is no day of the calendar."


def agreements(request: StaffRequest) -> HttpResponse:
    """List the agreements, and say how much is blocked now."""
    found = queries.agreements(by=request.actor)
    stopped = queries.blocked(by=request.actor, at=request.at)
    return show(
        request, "agreements/agreements", page=page_within(found, number=page_asked(request.GET)),
        table=tables.agreements(request.at), required=queries.required(), blocked=len(stopped),
        asked_query=partial(query, {}), said=heard(request),
    )  # fmt: skip


def agreements_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the list as a file."""
    return download(tables.agreements(request.at), queries.agreements(by=request.actor))


def blocked(request: StaffRequest) -> HttpResponse:
    """Show what is blocked now and by what."""
    found = _blocked(request)
    return show(
        request, "agreements/blocked", page=page_within(found, number=page_asked(request.GET)), table=tables.BLOCKED,
        required=queries.required(), asked_query=partial(query, _purpose(request)), filters=_filters(request),
    )  # fmt: skip


def blocked_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send what is blocked as a file."""
    return download(tables.BLOCKED, _blocked(request))


def left(request: StaffRequest) -> HttpResponse:
    """Show all that left, or what left under one agreement."""
    asked = {"agreement": request.GET.get("agreement", "")}
    names = [("", "Any"), *((each.name, each.title) for each in queries.agreements(by=request.actor))]
    found = queries.left(by=request.actor, page=page_asked(request.GET), agreement=asked["agreement"])
    journal.write("agreement.read", by=request.actor, at=request.at, details=asked)
    filters = [{"name": "agreement", "label": "Agreement", "value": asked["agreement"], "choices": names}]
    return show(
        request, "agreements/left", page=found, table=_left(), filters=filters, asked_query=partial(query, asked),
        filtered=any(asked.values()),
    )  # fmt: skip


def left_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send all that left as a file."""
    asked = request.GET.get("agreement", "")
    found = queries.all_that_left(by=request.actor, agreement=asked)
    journal.write("agreement.read", by=request.actor, at=request.at, details={"agreement": asked, "file": True})
    return download(_left(), found)


def agreement(request: StaffRequest, agreement: str) -> HttpResponse:
    """Show one agreement: what it says, its conditions, what befell it."""
    found = queries.agreement(agreement, by=request.actor)
    day, may_mark = request.at.astimezone(LONDON).date(), may(request.actor, "agreement.keep").allowed
    befell, written = queries.events(agreement, by=request.actor), queries.versions(agreement, by=request.actor)
    return show(
        request, "agreements/agreement", agreement=found, state=tables.state(found, day), met=tables.met(found, day),
        blocks=rules.blocks(found, day), table=tables.conditions(found, day, may_mark=may_mark), words=WORDS,
        events=befell, versions=written, names=_names(befell, written), may_mark=may_mark, said=heard(request),
        purposes=", ".join(PURPOSES[each] for each in found.purposes),
        exports=", ".join(EXPORTS[each] for each in found.exports),
        left=queries.left(by=request.actor, agreement=agreement, size=5),
    )  # fmt: skip


def condition(request: StaffRequest, agreement: str, condition: str) -> HttpResponse:
    """Ask for a condition's evidence, or for why it is met no longer; and write it."""
    found = queries.agreement(agreement, by=request.actor)
    one = next((each for each in found.conditions if each.key == condition), None)
    if one is None:
        raise NotFound("The agreement has no such condition.", now="Choose one of its list.")
    mistakes: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _mark(request, agreement, condition)
        except BadInput as error:
            box = (
                "#reason" if request.POST.get("act") == "lapse" else "#expires" if "expired" in str(error) else "#note"
            )
            mistakes = [{"text": str(error), "href": box}]
        else:
            say(request, "Written down. What flows follows at once.")
            return redirect("agreement", agreement=agreement)
    why = one.blocks(request.at.astimezone(LONDON).date())
    return show(
        request, "agreements/condition", agreement=found, condition=one, why=why, typed=request.POST,
        form_errors=mistakes, status=422 if mistakes else 200,
    )  # fmt: skip


def withdraw(request: StaffRequest, agreement: str) -> HttpResponse:
    """Ask why an agreement is withdrawn, say what stops, and withdraw it."""
    found = queries.agreement(agreement, by=request.actor)
    mistakes: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            actions.withdraw(agreement, reason=request.POST.get("reason", ""), by=request.actor, at=request.at)
        except (BadInput, CannotProceed) as error:
            mistakes = [{"text": str(error), "href": "#reason"}]
        else:
            say(request, "It is withdrawn. Nothing flows under it any more; you can undo this below.")
            return redirect("agreement", agreement=agreement)
    return show(
        request, "agreements/withdraw", agreement=found, typed=request.POST, form_errors=mistakes,
        status=422 if mistakes else 200,
    )  # fmt: skip


def undo(request: StaffRequest, agreement: str, event: int) -> HttpResponse:
    """Undo a mark or a withdrawal."""
    actions.undo(agreement, event, by=request.actor, at=request.at)
    say(request, "Undone: what stood before stands again.")
    return redirect(reverse("agreement", args=[agreement]) + "#history")


def _mark(request: StaffRequest, agreement: str, condition: str) -> None:
    by, at, given = request.actor, request.at, request.POST
    if given.get("act") == "lapse":
        actions.mark_lapsed(agreement, condition, reason=given.get("reason", ""), by=by, at=at)
        return
    actions.mark_met(
        agreement,
        condition,
        note=given.get("note", ""),
        file=given.get("file", ""),
        expires_on=day_typed(given, "expires", problem=NO_DAY),
        by=by,
        at=at,
    )


def _blocked(request: StaffRequest) -> list[queries.BlockedFlow]:
    asked = PURPOSES.get(_purpose(request)["purpose"], "")
    found = queries.blocked(by=request.actor, at=request.at)
    return [each for each in found if asked in ("", each.purpose)]


def _purpose(request: StaffRequest) -> dict[str, str]:
    return {"purpose": request.GET.get("purpose", "")}


def _filters(request: StaffRequest) -> list[dict[str, Any]]:
    choices = [("", "Any"), *PURPOSES.items()]
    return [{"name": "purpose", "label": "Purpose", "value": _purpose(request)["purpose"], "choices": choices}]


def _names(events: list[AgreementEvent], versions: list[AgreementVersion]) -> dict[int | None, str]:
    return account_names([*(each.by_id for each in events), *(each.written_by_id for each in versions)])


def _left() -> tables.Table:
    names = organisation_names()
    return tables.left(lambda code: names.get(code, code))
