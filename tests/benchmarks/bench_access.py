"""Deciding who may open whose record, keeping a list to whom one may open, and writing each look down; on PostgreSQL.

ACCESS_PEOPLE makes a smaller place for a quick look.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.benchmarks import record_data
from tests.benchmarks.measured import Measured
from tests.benchmarks.postgres import cluster
from tests.benchmarks.record_data import NOW

PEOPLE = int(os.environ.get("ACCESS_PEOPLE", "100000"))
LISTED = min(10_000, PEOPLE)
DECISIONS = 200_000
LOOKS = 1000


def run() -> list[Measured]:
    """Decide, filter and write, in a cluster that is thrown away."""
    with cluster() as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        record_data.fill(record_data.people(PEOPLE), PEOPLE * 30)
        try:
            return [_decisions(), *_lists(), *_looks()]
        finally:
            connection.close()
            connection.close_pool()


def _actor(role: str, organisation: str) -> Any:
    from joinedup.record.access.actor import Actor, role_title  # noqa: PLC0415

    return Actor(1, "Somebody", role, role_title(role), organisation, organisation)


def _decisions() -> Measured:
    from joinedup.record.sharing.rules import Relation, decide  # noqa: PLC0415

    over = Relation("staying", "Staying", "They left.", None, NOW - timedelta(days=1))
    now = Relation("contact", "In our care", "They are seen.", NOW - timedelta(days=9), NOW + timedelta(days=9))
    cases = [
        (_actor(role, "X90001"), relations, emergency)
        for role in ("gp", "nurse", "paramedic", "analyst")
        for relations in ((), (over,), (now,), (over, now))
        for emergency in (None, NOW + timedelta(hours=1))
    ]
    began = time.perf_counter()
    for n in range(DECISIONS):
        by, relations, emergency = cases[n % len(cases)]
        decide(by, "record.open", relations=relations, emergency_until=emergency, at=NOW)
    rate = DECISIONS / (time.perf_counter() - began)
    return Measured("decisions on one core, facts at hand", rate, "a second", 20_000, better="higher")


def _lists() -> list[Measured]:
    """Keep a list of 10,000 people to those whom a practice, and a hospital, may open."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from joinedup.record.people.models import Demographics  # noqa: PLC0415
    from joinedup.record.sharing.relationships.queries import only_related  # noqa: PLC0415

    listed = Demographics.objects.filter(pk__lte=LISTED)
    found = []
    for words, by in (("practice", _actor("gp", "X90001")), ("hospital", _actor("ward_staff", "XN1"))):
        took, kept = [], 0
        for _ in range(5):
            people = only_related(listed, by=by, at=NOW)
            with CaptureQueriesContext(connection) as asked:
                began = time.perf_counter()
                kept = len(people.values_list("pk"))
                took.append(time.perf_counter() - began)
        note = f"{kept:,} of them may be opened; {len(asked)} query, after one for who asks; the middle of 5"
        found.append(
            Measured(
                f"keep a list of {LISTED:,} people to those a {words} may open", sorted(took)[2] * 1000, "ms", note=note
            )
        )
        found.append(Measured(f"queries that this takes ({words})", len(asked), "queries", 1))
    return found


def _looks() -> list[Measured]:
    """Open records through the gate; and the same looks, only written down: that is what the journal adds."""
    from django.db import transaction  # noqa: PLC0415

    from joinedup.record.journal import actions as journal  # noqa: PLC0415
    from joinedup.record.people.models import Demographics  # noqa: PLC0415
    from joinedup.record.sharing.gate import open_person  # noqa: PLC0415

    gp = _actor("gp", "X90001")
    theirs = list(Demographics.objects.filter(registered_practice="X90001").values_list("pk", flat=True)[:LOOKS])

    def look(person: int) -> None:
        with transaction.atomic():
            open_person(person, by=gp, reason="Direct care", at=NOW)

    def write(person: int) -> None:
        with transaction.atomic():
            journal.write("record.open", by=gp, at=NOW, about=person, reason="Direct care")

    look(theirs[0])
    gate, written = (sorted(_timed(act, person) for person in theirs) for act in (look, write))
    p95 = int(len(theirs) * 0.95)
    return [
        Measured("open a record through the gate, journal and all: p95", gate[p95] * 1000, "ms"),
        Measured("what the journal adds to opening a record: p95", written[p95] * 1000, "ms", 10),
    ]


def _timed(act: Callable[[int], None], person: int) -> float:
    began = time.perf_counter()
    act(person)
    return time.perf_counter() - began
