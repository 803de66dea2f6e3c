"""The queue of pairs, one pair, the history of decisions, and joining two people by their numbers."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from joinedup.faces.components.lists import download, page_asked, query
from joinedup.faces.screens.linkage_review import lists
from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard, say
from joinedup.faces.screens.show import show
from joinedup.record.access.queries import account_names, organisation_names
from joinedup.record.linkage import actions, queries
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound

STATES = [("", "Waiting for a decision"), ("decided", "Decided")]
WHY_NEEDED = "Enter how you know, for example: rang the practice"
WHY_AGAIN = "Enter why it must be looked at again, for example: the practice rang back"


def queue(request: StaffRequest) -> HttpResponse:
    """List the pairs that wait for a decision, the most alike first; or those decided."""
    asked = _asked(request)
    decided = asked["state"] == "decided"
    page = queries.reviews(by=request.actor, why=asked["why"], decided=decided, page=page_asked(request.GET))
    who = account_names(pair.decided_by for pair in page.items) if decided else None
    return show(
        request,
        "linkage_review/queue",
        page=page,
        table=lists.pairs(organisation_names(), who),
        filters=[
            {"name": "state", "label": "State", "value": asked["state"], "choices": STATES},
            {"name": "why", "label": "Why it is asked", "value": asked["why"], "choices": lists.WHY},
        ],
        asked_query=partial(query, asked),
        filtered=any(asked.values()),
        said=heard(request),
    )


def queue_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole list of pairs as a file; it names nobody."""
    asked = _asked(request)
    decided = asked["state"] == "decided"
    found = list(queries.every_review(by=request.actor, why=asked["why"], decided=decided))
    who = account_names(pair.decided_by for pair in found) if decided else None
    return download(lists.pairs(organisation_names(), who), found)


def pair(request: StaffRequest, review_id: int) -> HttpResponse:
    """Show two records side by side with what speaks for and against their being one person's."""
    return _pair(request, review_id)


def decide(request: StaffRequest, review_id: int) -> HttpResponse:
    """Decide a pair: the same person, or two different people."""
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "").strip()
    mistakes = []
    if decision not in queries.Decision.values:
        mistakes.append({"text": "Choose whether they are the same person", "href": "#decision"})
    if not reason:
        mistakes.append({"text": WHY_NEEDED, "href": "#reason"})
    if not mistakes:
        try:
            chosen = queries.Decision(decision)
            actions.decide(review_id=review_id, decision=chosen, reason=reason, by=request.actor, at=request.at)
        except CannotProceed as error:
            mistakes.append({"text": str(error), "href": "#decision"})
    if mistakes:
        return _pair(request, review_id, status=422, form_errors=mistakes, decision=decision, reason=reason)
    say(
        request, f"Pair {review_id} is decided: {chosen.label.lower()}.",
        link=reverse("linkage_history"), link_text="See it in the history",
    )  # fmt: skip
    return redirect("linkage_review")


def reopen(request: StaffRequest, review_id: int) -> HttpResponse:
    """Undo a decision, so that the pair waits again."""
    reason = request.POST.get("reason", "").strip()
    try:
        actions.reopen(review_id=review_id, reason=reason, by=request.actor, at=request.at)
    except (BadInput, CannotProceed) as error:
        told = WHY_AGAIN if isinstance(error, BadInput) else str(error)
        return _pair(request, review_id, status=422, form_errors=[{"text": told, "href": "#reason"}], reason=reason)
    say(request, "The decision is undone. The pair waits to be decided again.")
    return redirect("linkage_pair", review_id=review_id)


def history(request: StaffRequest) -> HttpResponse:
    """List what people decided about whose records are whose; what was joined can be undone."""
    page = queries.moves(by=request.actor, page=page_asked(request.GET))
    table = lists.moves(account_names(move.decided_by for move in page.items))
    asked = partial(query, {})
    return show(request, "linkage_review/history", page=page, table=table, asked_query=asked, said=heard(request))


def history_file(request: StaffRequest) -> StreamingHttpResponse:
    """Send the whole history as a file; it names nobody."""
    found = list(queries.every_move(by=request.actor))
    return download(lists.moves(account_names(move.decided_by for move in found)), found)


def undo(request: StaffRequest, gone: int) -> HttpResponse:
    """Ask for the reason to undo a joining, and undo it."""
    move = queries.move_of(gone, by=request.actor)
    reason = request.POST.get("reason", "").strip()
    mistakes: list[dict[str, str]] = []
    if request.method == "POST" and reason:
        try:
            actions.unmerge(gone=gone, reason=reason, by=request.actor, at=request.at)
            say(request, f"Undone. Person {move.was} stands alone again, apart from person {move.now}.")
            return redirect("linkage_history")
        except CannotProceed as error:
            mistakes = [{"text": str(error), "href": "#reason"}]
    elif request.method == "POST":
        mistakes = [{"text": WHY_NEEDED, "href": "#reason"}]
    who = account_names([move.decided_by]).get(move.decided_by, "")
    status = 422 if mistakes else 200
    return show(request, "linkage_review/undo", status=status, move=move, who=who, form_errors=mistakes, reason=reason)


def choose_two(request: StaffRequest) -> HttpResponse:
    """Ask for two people by number; a number is sent in the form, never in an address."""
    typed = {name: request.POST.get(name, "").strip() for name in ("first", "second")}
    mistakes: list[dict[str, str]] = []
    found: list[int] = []
    for name, number in typed.items() if request.method == "POST" else ():
        try:
            found.append(_only_one(queries.people_under(number, by=request.actor, at=request.at)))
        except (BadInput, NotFound) as error:
            mistakes.append({"text": str(error) if number else "Enter a number", "href": f"#{name}"})
    if len(found) == 2 and found[0] == found[1]:
        mistakes.append({"text": "These are the same person already. Enter two different people.", "href": "#second"})
    if request.method == "POST" and not mistakes:
        return redirect("linkage_join", gone=found[1], into=found[0])
    status = 422 if mistakes else 200
    return show(request, "linkage_review/choose_two", status=status, form_errors=mistakes, typed=typed)


def join(request: StaffRequest, gone: int, into: int) -> HttpResponse:
    """Stop, show the two people side by side, ask for the reason, and join them."""
    reason = request.POST.get("reason", "").strip()
    mistakes: list[dict[str, str]] = []
    if request.method == "POST" and reason:
        try:
            actions.merge(gone=gone, into=into, reason=reason, by=request.actor, at=request.at)
            say(
                request, f"Person {gone} is now part of person {into}.",
                link=reverse("linkage_undo", args=[gone]), link_text="Undo this",
            )  # fmt: skip
            return redirect("linkage_history")
        except CannotProceed as error:
            mistakes = [{"text": str(error), "href": "#reason"}]
    elif request.method == "POST":
        mistakes = [{"text": WHY_NEEDED, "href": "#reason"}]
    seen = queries.beside(into, gone, by=request.actor, at=request.at)
    return show(
        request,
        "linkage_review/join",
        status=422 if mistakes else 200,
        seen=seen,
        names=organisation_names(),
        form_errors=mistakes,
        reason=reason,
    )


def _pair(request: StaffRequest, review_id: int, *, status: int = 200, **form: Any) -> HttpResponse:
    seen = queries.evidence(review_id, by=request.actor, at=request.at)
    who = account_names([seen.review.decided_by]) if seen.review.decided_at else {}
    names = organisation_names()
    return show(
        request,
        "linkage_review/pair",
        status=status,
        seen=seen,
        names=names,
        record_words=partial(lists.record_words, names=names),
        why=lists.why(seen.review),
        who=who.get(seen.review.decided_by, ""),
        said=heard(request),
        **form,
    )


def _asked(request: StaffRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "").strip() for name in ("state", "why")}


def _only_one(people: list[int]) -> int:
    if len(people) > 1:
        raise BadInput(
            "Several people have this NHS number.",
            now=f"Enter a person’s number here instead: {', '.join(map(str, people))}.",
        )
    return people[0]
