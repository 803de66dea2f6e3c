"""Edna's plan, drawn for tests: a part added, written again and read by whoever is named."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from joinedup.record.sharing.gate import open_person
from joinedup.work.plans import actions
from joinedup.work.plans.models import PartVersion
from joinedup.work.plans.queries import PlanNow, plan_of
from tests.world.world import NOW, World

GP, NURSE, OTHER_GP = "Dr Priya Nair", "Sam Whitlock", "Dr Owen Pryce"
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NOTHING = """
    kind     | happened   | text
    ---------+------------+-----------------------
    medicine | 2025-06-01 | Amlodipine 5 mg tablet
"""
DNACPR = {
    "decision": "not_for",
    "decided_on": "2026-01-14",
    "clinician": "Dr Priya Nair",
    "clinician_role": "GP",
    "review_on": "2027-01-14",
    "original": "Yellow folder, kitchen drawer",
}


def adds(world: World, of: str, kind: str, *, by: str = GP, at=NOW, key: UUID | None = None, **more) -> PartVersion:
    """Write a part; ``says`` is its one answer, ``answers`` all of them."""
    answers = more.pop("answers", None) or {"words": more.pop("says")}
    return actions.add(world.person(of), kind, answers, key=key or uuid4(), by=world.staff(by), at=at, **more)


def writes(world: World, part: int, says: str, *, based_on: int, by: str = GP, at=NOW) -> PartVersion:
    return actions.write(part, {"words": says}, based_on=based_on, by=world.staff(by), at=at)


def plan(world: World, of: str, *, by: str = GP, at=NOW, act: str = "plan.see", **more) -> PlanNow:
    opened = open_person(world.person(of), by=world.staff(by), reason="Direct care", at=at, act=act)
    return plan_of(opened, **more)


def said(found: PlanNow, kind: str) -> list[str]:
    return [part.says("words") for part in found.of(kind)]


def acts(world: World, owner: str, **more: str) -> PartVersion:
    said = {"words": "Balance classes", "owner": owner, "due": "2026-05-01", "status": "to_do"} | more
    return adds(world, "Edna Marsh", "action", answers=said)
