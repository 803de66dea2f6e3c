"""How many people each worker has on a model, as they weigh, against what its file wants; and who has room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q

from joinedup.record.access.actor import Actor
from joinedup.record.access.queries import account_names, workers_of
from joinedup.words.models_of_care import ModelOfCare
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.enrolment.nexts import room_for
from joinedup.work.enrolment.queries import Filters, condition, narrowed
from joinedup.work.enrolment.readiness import doing
from joinedup.work.enrolment.state import Weight


@dataclass(frozen=True, slots=True)
class Caseload:
    """One worker's people on a model; ``account`` is None for those whom nobody leads yet.

    ``weight`` is how many they are as each weighs, ``room`` how many more fit, None where the file has no limit.
    """

    account: int | None
    name: str
    role: str
    people: int
    weight: float
    room: float | None
    overdue: int
    paused: int
    soonest_end: datetime | None

    @property
    def full(self) -> bool:
        """Return whether they have as many as the file wants, or more."""
        return self.room == 0


_WEIGHTS = {f"w_{weight.value}": Count("pk", filter=Q(weight=weight.value)) for weight in Weight}


def load_of(account_id: int, model: str) -> float:
    """Return how many people of a model someone is key worker of now, as each weighs."""
    theirs = Enrolment.objects.filter(key_worker_id=account_id, model=model, ended_at=None)
    return _weighed(theirs.aggregate(**_WEIGHTS))


def caseloads(model: ModelOfCare, *, by: Actor, at: datetime) -> list[Caseload]:
    """Return each worker of one's organisation who leads people of a model or could, who has most room first.

    One query counts what the lists of the same names hold. Whoever nobody leads yet comes last. Raises NotAllowed.
    """
    there = narrowed(by, Filters(model=model.id)).filter(condition("caseload", at))
    numbers = {
        "people": Count("pk"), "overdue": Count("pk", filter=condition("overdue", at)),
        "paused": Count("pk", filter=condition("paused", at)), "ends": Min("limit_at"), **_WEIGHTS,
    }  # fmt: skip
    told: dict[int | None, dict[str, Any]] = {
        row["key_worker_id"]: dict(row) for row in there.values("key_worker_id").annotate(**numbers).order_by()
    }
    could = doing(model.team.key_worker)
    posts = {post.account_id: post for post in workers_of(by.organisation, at=at)}
    fit = [account for account, post in posts.items() if post.role in could]
    names = account_names([*told, *fit])
    found = []
    for account in dict.fromkeys([*told, *fit]):
        row = told.get(account, {})
        weight = _weighed(row)
        found.append(
            Caseload(
                account, names[account] if account else "Nobody yet",
                posts[account].get_role_display() if account in posts else "", row.get("people", 0), weight,
                room_for(model, weight) if account else None, row.get("overdue", 0), row.get("paused", 0),
                row.get("ends"),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.account is None, -(one.room or 0), one.weight, one.name))


def _weighed(row: dict[str, Any]) -> float:
    return sum(row.get(f"w_{weight.value}", 0) * weight.people for weight in Weight)
