"""Reading requests, and who was returned to those who care for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from joinedup.planning.reidentification.models import Request, Returned
from joinedup.planning.releases.models import Release
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.sharing.agreements.queries import PLANNING, flow
from joinedup.record.sharing.agreements.rules import Flow, FlowKind
from joinedup.record.sharing.relationships.queries import may_open
from joinedup.record.store.pages import SIZE, Page, page_of
from joinedup.words.basics.errors import CannotProceed, NotFound


@dataclass(frozen=True, slots=True)
class Told:
    """What those who asked and decided may know of what came of a request: counts, never who."""

    returned: int
    done: int


def requests(*, by: Actor, page: int = 1, size: int = SIZE) -> Page[Request]:
    """Return a page of requests, those that wait first: a planner sees their own. Raises NotAllowed."""
    return page_of(_requests(by), number=page, size=size)


def every_request(*, by: Actor) -> Iterator[Request]:
    """Return all of which ``requests`` gives a page. Raises NotAllowed."""
    return _requests(by).iterator(chunk_size=500)


def request(request_id: int, *, by: Actor) -> Request:
    """Return one request. Raises NotAllowed, NotFound."""
    found = _requests(by).filter(pk=request_id).first()
    if found is None:
        raise NotFound("There is no request by this number.", now="Go back to the list.")
    return found


def told_of(asked: Request) -> Told:
    """Return how many were returned, and of how many it is said what was done."""
    counted = Returned.objects.filter(request=asked).aggregate(all=Count("pk"), done=Count("done_at"))
    return Told(counted["all"], counted["done"])


def waits(by: Actor) -> int:
    """Return how many requests wait for ``by`` to decide."""
    if not access.may(by, "reidentify.decide").allowed:
        return 0
    return _requests(by).filter(approved=None, withdrawn_at=None).exclude(asked_by_id=by.account_id or 0).count()


def returned_to(*, by: Actor, at: datetime) -> QuerySet[Returned]:
    """Return whom ``by`` is shown: those returned with whom they have a relationship on record, nothing declared.

    Nobody where the agreement for it has stopped. Raises NotAllowed.
    """
    access.require(by, "reidentify.returned")
    shown = Returned.objects.filter(request__shown_until__gt=at).select_related(
        "request__asked_by", "person__demographics", "done_by"
    )
    if not flow(_FLOW, at=at).on:
        return shown.none()
    return may_open(shown, by=by, at=at, person="person_id", declared=False).order_by(
        "done_at", "-request__decided_at", "pk"
    )


def returned(*, by: Actor, at: datetime, page: int = 1, size: int = SIZE) -> Page[Returned]:
    """Return a page of them, those of whom nothing is said first; whom it showed is in the journal."""
    found = page_of(returned_to(by=by, at=at), number=page, size=size)
    journal.write("reidentify.seen", by=by, at=at, details={"people": [one.person_id for one in found.items]})
    return found


def require_flow(release: Release, *, at: datetime) -> None:
    """Raise CannotProceed where no agreement that is on lets names of this release be returned."""
    answer = flow(Flow(FlowKind.REIDENTIFY, purpose=PLANNING, project=release.manifest.get("project") or ""), at=at)
    if not answer.on:
        raise CannotProceed(answer.because, now="Ask your information governance lead what it waits for.")


_FLOW = Flow(FlowKind.REIDENTIFY, purpose=PLANNING)


def _requests(by: Actor) -> QuerySet[Request]:
    access.require(by, "reidentify.see")
    found = Request.objects.select_related("asked_by", "decided_by", "release")
    if access.may(by, "reidentify.ask").allowed:
        found = found.filter(asked_by_id=by.account_id or 0)
    waits = Q(approved=None, withdrawn_at=None)
    return found.annotate(waits=Count("pk", filter=waits)).order_by("-waits", "-asked_at", "-pk")
