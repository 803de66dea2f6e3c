"""Opening a record and finding a person on PostgreSQL: 100,000 people, 3 million entries, 1,000 people having 500.

RECORD_PEOPLE makes a smaller place for a quick look.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.benchmarks import record_data
from tests.benchmarks.measured import Measured
from tests.benchmarks.postgres import cluster
from tests.benchmarks.record_data import EACH_HEAVY, NOW

PEOPLE = int(os.environ.get("RECORD_PEOPLE", "100000"))
ENTRIES = PEOPLE * 30
HEAVY = PEOPLE // 100
LOOKS = min(HEAVY, 1000)
SEARCHES = 1000


def run() -> list[Measured]:
    """Make the place, look at records and search, in a cluster that is thrown away."""
    with cluster() as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        people = record_data.people(PEOPLE)
        record_data.fill(people, ENTRIES)
        client, actor = _signed_in()
        try:
            return [*_looks(client, actor), *_searches(actor, people)]
        finally:
            connection.close()
            connection.close_pool()


def _signed_in() -> tuple[Any, Any]:
    """Return a browser in which a GP is signed in, and the GP as an actor."""
    from django.test import Client  # noqa: PLC0415

    from joinedup.record.access import actions, queries  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.access.models import Organisation, Role  # noqa: PLC0415

    account = actions.open_account(username="gp", full_name="Dr Nair", password="an-invented-password", by=SYSTEM)
    surgery = Organisation.objects.get(ods_code="X90001")
    post = actions.start_post(
        account=account, organisation=surgery, role=Role.GP, by=SYSTEM, at=NOW - timedelta(days=1)
    )
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client, queries.actor_of(post)


def _looks(client: Any, actor: Any) -> list[Measured]:
    """Open each of those with 500 entries, by the page (gate, journal, queries, reconciliation, HTML) and without it."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from joinedup.record.entries.queries import record_of  # noqa: PLC0415
    from joinedup.record.sharing.gate import open_person  # noqa: PLC0415

    def page(person: int) -> Any:
        shown = client.get(f"/people/{person}")
        if shown.status_code != 200:
            raise RuntimeError(f"the page answered {shown.status_code}")
        return shown

    def read(person: int) -> Any:
        record = record_of(open_person(person, by=actor, reason="Direct care", at=NOW))
        return record, record.sections

    record, _ = read(1)
    page(1)
    pages = [_timed(lambda person=person: page(person)) for person in range(1, LOOKS + 1)]
    reads = [_timed(lambda person=person: read(person)) for person in range(1, LOOKS + 1)]
    counts: dict[str, int] = {}
    for which, person in (("small", PEOPLE - (PEOPLE - 1) % 15), ("large", 1), ("another large", LOOKS)):
        read(person)  # so that each has been looked at before: what has changed since is asked for too
        with CaptureQueriesContext(connection) as asked:
            page(person)
        counts[which] = len(asked)
    what = f"open a record of {EACH_HEAVY} among {PEOPLE:,} people and {ENTRIES:,} entries"
    size = f"{record.entries} entries in {len(record.lines)} lines"
    return [
        Measured(f"{what}: the whole page, p95", _ms(pages, 0.95), "ms", 150, note=f"{_spread(pages)}; {size}"),
        Measured(f"{what}: without the page, p95", _ms(reads, 0.95), "ms", note=_spread(reads)),
        Measured(
            "more queries for the page of a large record than for a small one's",
            max(counts.values()) - counts["small"],
            "queries",
            0,
            note=", ".join(f"{which} record: {count} queries" for which, count in counts.items()),
        ),
    ]


def _timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _spread(seconds: list[float]) -> str:
    return f"median {_ms(seconds, 0.5):.0f} ms, p99 {_ms(seconds, 0.99):.0f} ms"


def _searches(actor: Any, people: list[dict[str, Any]]) -> list[Measured]:
    """Search as people do: by number, by name and birth, right and nearly right, by name alone, by postcode."""
    from joinedup.record.people.queries import find  # noqa: PLC0415

    dice = random.Random(3)  # noqa: S311

    def typed(person: dict[str, Any], way: int) -> str:
        born = person["birth_date"]
        given, family = person["given_names"], person["family_name"]
        return (
            person["nhs_number"],
            f"{given} {family} {born:%d/%m/%Y}",
            f"{family[:-1]} {born:%d/%m/%Y}",
            f"{given} {family[:1]}{family[2:3]}{family[1:2]}{family[3:]} {born:%d/%m/%Y}",
            f"{given} {family} {born:%m/%d/%Y}"
            if born.day < 13
            else f"{family}, {given} {born + timedelta(days=1):%d/%m/%Y}",
            f"{given} {family}",
            family,
            person["postcode"],
        )[way]

    find(by=actor, at=NOW, text=people[0]["nhs_number"])
    by_way: dict[int, list[float]] = {way: [] for way in range(8)}
    hits = 0
    for n in range(SEARCHES):
        person, way = dice.choice(people), n % 8
        began = time.perf_counter()
        found = find(by=actor, at=NOW, text=typed(person, way))
        by_way[way].append(time.perf_counter() - began)
        hits += way < 5 and person["person_id"] in [one.person_id for one in found[:3]]
    seconds = [second for times in by_way.values() for second in times]
    slowest = max(_ms(times, 0.95) for times in by_way.values())
    share = hits / sum(len(by_way[way]) for way in range(5))
    return [
        Measured(
            f"find a person among {PEOPLE:,}, eight ways mixed, p95", _ms(seconds, 0.95), "ms", 100,
            note=f"median {_ms(seconds, 0.5):.0f} ms; slowest way p95 {slowest:.0f} ms",
        ),
        Measured("found among the first three, by number or by name and birth", share, "", 0.98, "higher"),
    ]  # fmt: skip


def _ms(seconds: list[float], share: float) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))] * 1000
