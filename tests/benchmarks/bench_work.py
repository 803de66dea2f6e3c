"""My day of a team that looks after 200 people, in a place of many; and due dates of 100,000 enrolments rebuilt.

On PostgreSQL. WORK_ENROLMENTS makes a smaller place for a quick look.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.benchmarks.measured import Measured
from tests.benchmarks.postgres import cluster

ENROLMENTS = int(os.environ.get("WORK_ENROLMENTS", "100000"))
MINE = 200
LOOKS = 100
REBUILT = 2000
NOW = datetime(2026, 4, 15, 9, 0, tzinfo=UTC)
MODEL = "neighbourhood-social-prescribing"


def run() -> list[Measured]:
    """Make the place in a cluster that is thrown away, look at my day, and rebuild all that is due."""
    with cluster() as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        try:
            lena = _place()
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # as a place that runs has done by itself
            return [*_rebuilt(), *_my_day(lena)]
        finally:
            connection.close()
            connection.close_pool()


def _place() -> Any:
    """Make the people, the teams and everyone's events; return who leads the care of the first 200."""
    from joinedup.record.access.actor import Actor  # noqa: PLC0415
    from joinedup.record.access.models import Account, Organisation, Post, Team  # noqa: PLC0415
    from joinedup.record.people.models import Demographics, Person  # noqa: PLC0415
    from joinedup.work.enrolment.models import Enrolment, Event, Service  # noqa: PLC0415
    from joinedup.work.enrolment.versions import version_now  # noqa: PLC0415

    version = version_now(MODEL, at=NOW)
    workers = []
    for number in range(max(ENROLMENTS // MINE, 1)):
        organisation = Organisation.objects.create(ods_code=f"XC{number}", name=f"Team {number}", kind="any")
        team = Team.objects.create(
            code=f"t{number}", name=f"Team {number}", kind="neighbourhood", organisation=organisation
        )
        service = Service.objects.create(team=team, model=MODEL, starts_at=NOW - timedelta(days=400))
        account = Account.objects.create(username=f"w{number}", full_name=f"Worker {number}")
        Post.objects.create(account=account, organisation=organisation, team=team, role="link_worker",
                            starts_at=NOW - timedelta(days=400))  # fmt: skip
        workers.append((service, account))
    people = Person.objects.bulk_create((Person(created_at=NOW) for _ in range(ENROLMENTS)), batch_size=5000)
    Demographics.objects.bulk_create(
        (
            Demographics(person=person, family_name=f"Invented{number}", given_names="Edna", nhs_number=f"{number:010}",
                         birth_date=date(1940, 1, 1), registered_practice="X90001")
            for number, person in enumerate(people)
        ), batch_size=5000,
    )  # fmt: skip
    rows = Enrolment.objects.bulk_create(
        (
            Enrolment(person=person, model=MODEL, started_at=NOW - timedelta(days=20), phase="referred",
                      service=workers[number // MINE % len(workers)][0], version=version)
            for number, person in enumerate(people)
        ), batch_size=5000,
    )  # fmt: skip
    dice = random.Random(1)  # noqa: S311 (made-up events, the same each time)
    Event.objects.bulk_create(
        (event for number, row in enumerate(rows)
         for event in _events(row.pk, workers[number // MINE % len(workers)][1].pk, dice)), batch_size=5000,
    )  # fmt: skip
    account = workers[0][1]
    return Actor(account.pk, account.full_name, "link_worker", "Link worker", "XC0", "Team 0", "t0")


def _events(enrolment: int, account: int, dice: random.Random) -> Iterator[Any]:
    """Give what happened in one enrolment: six events, the last of a few kinds, on days and minutes of its own."""
    from joinedup.work.enrolment.models import Event  # noqa: PLC0415

    at = NOW - timedelta(days=dice.randrange(10, 60), minutes=dice.randrange(600))
    told: list[tuple[str, str, dict[str, Any]]] = [
        ("referred", "", {"route": "gp"}), ("offered", "", {}), ("agreed", "", {"party": "person"}),
        ("accepted", "", {"key_worker": account}),
        ("answered", "guided_conversation", {"form": "guided-conversation", "answered": 1, "branches": [0]}),
        ("step_done", "guided_conversation", {"branches": [0]}),
    ]  # fmt: skip
    for number, (kind, step, details) in enumerate(told[: dice.choice((4, 6, 6))]):
        at += timedelta(hours=dice.randrange(1, 50))
        yield Event(enrolment_id=enrolment, key=f"k{number}", kind=kind, at=at, recorded_at=at, step=step,
                    nth=1 if step else 0, details=details, account_id=account)  # fmt: skip


def _rebuilt() -> list[Measured]:
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.work.enrolment.rebuilding import due_dates, rebuild  # noqa: PLC0415

    began = time.perf_counter()
    found = due_dates()
    worked_out = time.perf_counter()
    assert len(found) == ENROLMENTS
    some = sorted(found)[:REBUILT]
    rebuild(by=SYSTEM, at=NOW, enrolments=some)
    ended = time.perf_counter()
    return [
        Measured(
            f"due dates of {ENROLMENTS:,} enrolments worked out anew from their events", worked_out - began, "s", 5
        ),
        Measured(
            f"columns and tasks of {len(some):,} written anew, when all of them are missing", ended - worked_out, "s"
        ),
    ]


def _my_day(by: Any) -> list[Measured]:
    from django.db import connection  # noqa: PLC0415

    from joinedup.record.tasks import queries  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    took = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        day = queries.my_day(by=by, at=NOW)
        took.append((time.perf_counter() - began) * 1000)
    assert day.page.total >= MINE
    took.sort()
    return [Measured(f"my day with {MINE} people, p95 of {LOOKS}", took[int(LOOKS * 0.95)], "ms", 150)]
