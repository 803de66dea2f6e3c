"""A plan among many on PostgreSQL: what to know now, and the whole plan, as a GP's browser gets them.

PLAN_PEOPLE makes a smaller place for a quick look.
"""

from __future__ import annotations

import os
import statistics
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.benchmarks import record_data
from tests.benchmarks.measured import Measured
from tests.benchmarks.postgres import cluster
from tests.benchmarks.record_data import NOW

PEOPLE = int(os.environ.get("PLAN_PEOPLE", "100000"))
PLANS = PEOPLE // 10
OPENED, VERSIONS = 200, 3
# The parts of each plan: as many as a well-kept one has.
SAYS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("matters", {"words": "My garden, and Saturdays with my daughter"}),
    ("communicate", {"words": "Face me, and give me time"}),
    ("resuscitation", {"decision": "not_for", "decided_on": "2026-01-14", "clinician": "Dr Nair", "clinician_role": "GP", "review_on": "2027-01-14", "original": "Yellow folder"}),
    *(("contingency", {"trigger": f"If this happens, {n}", "what": "Sit me up and call", "contact": "07700 900123"}) for n in range(4)),
    *(("contact", {"name": f"Someone {n}", "contact": "07700 900456"}) for n in range(4)),
    *(("wish", {"words": f"A wish, the {n}th"}) for n in range(6)),
    *(("action", {"words": f"Something to do, {n}", "owner": "person", "due": "2026-06-01"}) for n in range(7)),
)  # fmt: skip


def run() -> list[Measured]:
    """Make the place, with a plan for one person in ten, in a cluster that is thrown away; and open some."""
    with cluster() as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        record_data.fill(record_data.people(PEOPLE), PEOPLE * 30)
        from tests.benchmarks.bench_record import _signed_in  # noqa: PLC0415

        client, _ = _signed_in()
        planned = _plans()
        try:
            return [_opened(client, planned, "urgent", 1_000), _opened(client, planned, "plan", 300)]
        finally:
            connection.close()
            connection.close_pool()


def _plans() -> list[int]:
    """Give every tenth person a plan, and return those registered with the surgery of the GP."""
    from joinedup.record.people.models import Demographics  # noqa: PLC0415
    from joinedup.work.plans.kinds import kinds  # noqa: PLC0415
    from joinedup.work.plans.models import Part, PartVersion, Plan  # noqa: PLC0415

    theirs = list(Demographics.objects.filter(registered_practice="X90001").values_list("person_id", flat=True))
    people = [*theirs, *sorted(set(range(1, PEOPLE + 1)) - set(theirs))][:PLANS]
    then = NOW - timedelta(days=30)
    for start in range(0, len(people), 1_000):
        some = people[start : start + 1_000]
        plans = Plan.objects.bulk_create(Plan(person_id=each, started_at=then, organisation="X90001") for each in some)
        parts = Part.objects.bulk_create(
            Part(plan=plan, kind=kind, once=not kinds()[kind].many, key=uuid4()) for plan in plans for kind, _ in SAYS
        )
        PartVersion.objects.bulk_create(
            (
                PartVersion(
                    part=part, number=number, based_on=number - 1, content=said, written_at=then + timedelta(days=number),
                    role="gp", organisation="X90001",
                )
                for part, (_, said) in zip(parts, list(SAYS) * len(plans), strict=True)
                for number in range(1, VERSIONS + 1)
            ),
            batch_size=5_000,
        )  # fmt: skip
    return theirs[:OPENED]


def _opened(client: Any, people: list[int], page: str, asked: float) -> Measured:
    client.get(f"/people/{people[0]}/{page}")
    waited, worked = [], []
    for person in people:
        began, began_working = time.perf_counter(), time.process_time()
        answer = client.get(f"/people/{person}/{page}")
        waited.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - began_working) * 1000)
        if answer.status_code != 200:
            raise AssertionError(f"/people/{person}/{page} answered {answer.status_code}")
    p95, p95_worked = (sorted(each)[int(len(each) * 0.95) - 1] for each in (waited, worked))
    what = {"urgent": "What to know now", "plan": "The whole plan"}[page]
    note = (
        f"median {statistics.median(waited):.0f} ms; p95 of processor time {p95_worked:.0f} ms; "
        f"{len(people)} people, {PLANS:,} plans of {len(SAYS)} parts"
    )
    return Measured(f"{what}, {PEOPLE:,} people: p95", p95, "ms", asked, note=note)
