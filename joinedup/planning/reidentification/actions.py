"""Asking for names, deciding, taking a request back, and saying what was done for someone returned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from joinedup.planning.reidentification import rules, tracing
from joinedup.planning.reidentification.models import Outcome, Request, Returned
from joinedup.planning.reidentification.queries import require_flow, returned_to
from joinedup.planning.releases.models import Release
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.choices.queries import objecting_to_planning
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound


@transaction.atomic
def ask(*, release: Release, pseudonyms: str, purpose: str, why: str, by: Actor, at: datetime) -> Request:
    """Ask that the people behind pseudonyms become known to those who care for them; a guardian decides.

    Raises NotAllowed, BadInput, and CannotProceed where no agreement lets it be asked or nobody could be found.
    """
    access.require(by, "reidentify.ask")
    asked = rules.pseudonyms_in(pseudonyms)
    why = rules.reason_in(purpose, why)
    require_flow(release, at=at)
    tracing.key_of(release)
    made = Request.objects.create(
        release=release, purpose=purpose, why=why, pseudonyms=asked, asked_for=len(asked),
        asked_by_id=_account(by), organisation=by.organisation, asked_at=at,
    )  # fmt: skip
    journal.write("reidentify.asked", by=by, at=at, details={"request": made.pk, "people": len(asked)})
    return made


@transaction.atomic
def approve(request_id: int, *, decision: str, by: Actor, at: datetime) -> Request:
    """Agree: who is behind the pseudonyms is found, and shown to those with a relationship on record, for four weeks.

    Who objects to planning since is left out. Raises NotAllowed, NotFound, BadInput, CannotProceed.
    """
    request = _to_decide(request_id, decision, by)
    require_flow(request.release, at=at)
    found = tracing.people_behind(request.pseudonyms, key=tracing.key_of(request.release))
    people, nobody = rules.behind(request.pseudonyms, found)
    object_now = set(objecting_to_planning(at).filter(pk__in=people).values_list("pk", flat=True))
    returned = [person for person in dict.fromkeys(people) if person not in object_now]
    Returned.objects.bulk_create([Returned(request=request, person_id=person) for person in returned], batch_size=500)
    _decide(request, approved=True, decision=decision, by=by, at=at)
    details = {"request": request.pk, "returned": len(returned), "object": len(object_now), "nobody": nobody}
    journal.write("reidentify.approved", by=by, at=at, reason=decision.strip()[:200], details=details)
    return request


@transaction.atomic
def refuse(request_id: int, *, decision: str, by: Actor, at: datetime) -> Request:
    """Refuse, with the reason that the asker reads. Raises NotAllowed, NotFound, BadInput, CannotProceed."""
    request = _to_decide(request_id, decision, by)
    _decide(request, approved=False, decision=decision, by=by, at=at)
    journal.write("reidentify.refused", by=by, at=at, reason=decision.strip()[:200], details={"request": request.pk})
    return request


@transaction.atomic
def withdraw(request_id: int, *, by: Actor, at: datetime) -> Request:
    """Take a request back before it is decided. Raises NotAllowed where it is another's, NotFound, CannotProceed."""
    access.require(by, "reidentify.ask")
    request = _locked(request_id)
    if request.asked_by_id != by.account_id:
        raise NotAllowed("Someone else asked for this.", now="Ask them to take it back.")
    rules.require_undecided(state_words=request.state, waiting=_waits(request))
    request.withdrawn_at, request.pseudonyms = at, []
    request.save(update_fields=["withdrawn_at", "pseudonyms"])
    journal.write("reidentify.withdrawn", by=by, at=at, details={"request": request.pk})
    return request


@transaction.atomic
def say_done(returned_id: int, *, outcome: str, by: Actor, at: datetime) -> Any:
    """Say what was done for someone returned; nothing undoes it. Raises NotAllowed, NotFound, BadInput."""
    access.require(by, "reidentify.returned")
    if outcome and outcome not in Outcome.values:
        raise BadInput("Nobody said what was done.", now="Choose what was done.")
    one = returned_to(by=by, at=at).select_for_update(of=("self",)).filter(pk=returned_id).first()
    if one is None:
        raise NotFound("Nobody was returned to you under this number.", now="Go back to the list.")
    account = _account(by)
    one.outcome, one.done_by_id, one.done_at = outcome, account if outcome else None, at if outcome else None
    one.save(update_fields=["outcome", "done_by", "done_at"])
    details = {"request": one.request_id, "outcome": outcome}
    journal.write("reidentify.done", by=by, at=at, about=one.now, details=details)
    return one


def _to_decide(request_id: int, decision: str, by: Actor) -> Request:
    access.require(by, "reidentify.decide")
    request = _locked(request_id)
    if request.asked_by_id == by.account_id:
        raise NotAllowed("You asked for this yourself.", now="Another guardian must decide.")
    rules.require_undecided(state_words=request.state, waiting=_waits(request))
    if not decision.strip() or len(decision.strip()) > rules.LONGEST:
        raise BadInput("Nobody said why it is decided so.", now=f"Say it in up to {rules.LONGEST} letters.")
    return request


def _decide(request: Request, *, approved: bool, decision: str, by: Actor, at: datetime) -> None:
    request.approved, request.decision = approved, decision.strip()
    request.decided_by_id, request.decided_at = _account(by), at
    request.shown_until, request.pseudonyms = at + rules.SHOWN_FOR if approved else None, []
    request.save()


def _locked(request_id: int) -> Request:
    found = Request.objects.select_for_update().filter(pk=request_id).first()
    if found is None:
        raise NotFound("There is no request by this number.", now="Go back to the list.")
    return found


def _waits(request: Request) -> bool:
    return request.approved is None and request.withdrawn_at is None


def _account(by: Actor) -> int:
    if by.account_id is None:
        raise CannotProceed("The system itself asks for no names.", now="Sign in, and do it yourself.")
    return by.account_id
