"""Reading requests, and who was returned to those who care for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from joinedup.planning.reidentification.models import Request, Returned
from joinedup.planning.releases.models import Release
from joinedup.record.access import rules as access
from joinedup.record.access.actor import Actor
from joinedup.record.journal import actions as journal
from joinedup.record.linkage.queries import person_now
from joinedup.record.people.queries import particulars_of
from joinedup.record.sharing.agreements.queries import PLANNING, flow
from joinedup.record.sharing.agreements.rules import Flow, FlowKind
from joinedup.record.sharing.relationships.queries import only_related
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


def returned_to(*, by: Actor, at: datetime) -> QuerySet[Any]:
    """Return whom ``by`` is shown: those returned with whom they have a relationship on record, nothing declared.

    Each row says who it is ``now``. Nobody where the agreement for it has stopped. Raises NotAllowed.
    """
    access.require(by, "reidentify.returned")
    shown = Returned.objects.filter(request__shown_until__gt=at)
    asked_in = Release.objects.filter(pk__in=shown.order_by().values("request__release_id"))
    flowing = [release.pk for release in asked_in if flow(_flow_of(release), at=at).on]
    named = particulars_of("now", "birth_date", "nhs_number")
    theirs = only_related(
        shown.filter(request__release_id__in=flowing).annotate(now=person_now("person_id"), **named),
        by=by, at=at, person="now", declared=False,
    )  # fmt: skip
    return theirs.select_related("request__asked_by", "done_by").order_by("done_at", "-request__decided_at", "pk")


def returned(*, by: Actor, at: datetime, page: int = 1, size: int = SIZE) -> Page[Any]:
    """Return a page of them, those of whom nothing is said first; whom it showed is in the journal."""
    found = page_of(returned_to(by=by, at=at), number=page, size=size)
    seen: dict[int, dict[str, Any]] = {one.now: {} for one in found.items}
    journal.write_several("reidentify.seen", by=by, at=at, about=seen.items())
    return found


def require_flow(release: Release, *, at: datetime) -> None:
    """Raise CannotProceed where no agreement that is on lets names of this release be returned."""
    answer = flow(_flow_of(release), at=at)
    if not answer.on:
        raise CannotProceed(answer.because, now="Ask your information governance lead what it waits for.")


def _flow_of(release: Release) -> Flow:
    return Flow(FlowKind.REIDENTIFY, purpose=PLANNING, project=release.manifest.get("project") or "")


def _requests(by: Actor) -> QuerySet[Request]:
    access.require(by, "reidentify.see")
    found = Request.objects.select_related("asked_by", "decided_by", "release")
    if access.may(by, "reidentify.ask").allowed:
        found = found.filter(asked_by_id=by.account_id or 0)
    waits = Q(approved=None, withdrawn_at=None)
    return found.annotate(waits=Count("pk", filter=waits)).order_by("-waits", "-asked_at", "-pk")
