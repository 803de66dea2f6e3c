"""The pages of insight over the figures of 500,000 people: the p95 of each under 300 ms, a pack under 3 seconds.

PAGES_PEOPLE="5000" makes it a quick look.
"""

from __future__ import annotations

import os
import statistics
import time
from typing import Any

from tests.benchmarks.made_up import a_place, release_in_place
from tests.benchmarks.measured import Measured

PEOPLE = int(os.environ.get("PAGES_PEOPLE", "500000"))
LOOKS, ASKED_MS = 60, 300
MAKINGS, PACK_ASKED_MS = 5, 3000
PACKS = (("dashboard", "pdf"), ("dashboard", "xlsx"), ("one measure", "pdf"), ("one network", "pdf"))


def run() -> list[Measured]:
    """Return the p95 of each page as a signed-in analyst gets it, of pages nobody opened before, and of packs."""
    with a_place(memory="2GB"):
        release = release_in_place(PEOPLE, 3)
        client = _signed_in(release)
        began = time.perf_counter()
        _warm()
        warmed = time.perf_counter() - began
        pages = _addresses(release)
        found = []
        for name, address in pages.items():
            first, _ = _timed(client, address)
            note = f"the first after a start {first:.0f} ms, results read beforehand in {warmed:.1f} s"
            found.append(_measured(name, [_timed(client, address) for _ in range(LOOKS)], ASKED_MS, note))
        fresh = [_timed(client, address) for address in _practices(release)]
        found.append(_measured("a practice nobody opened before", fresh, ASKED_MS, f"{len(fresh)} practices"))
        for name, ending in PACKS:
            makings = [_timed(client, f"{pages[name]}/pack.{ending}") for _ in range(MAKINGS)]
            found.append(_measured(f"{name} as {ending.upper()}", makings, PACK_ASKED_MS, f"{MAKINGS} makings"))
        return found


def _measured(name: str, looks: list[tuple[float, float]], asked: int, note: str) -> Measured:
    """Return the p95 of what was waited; the note says how much of it was work, for a machine that is shared."""
    waited, worked = zip(*looks, strict=True)
    p95, p95_worked = (sorted(each)[min(int(len(each) * 0.95), len(each) - 1)] for each in (waited, worked))
    said = f"median {statistics.median(waited):.0f} ms; p95 of processor time {p95_worked:.0f} ms; {note}"
    return Measured(f"{name}, {PEOPLE:,} people: p95", p95, "ms", asked, note=said)


def _warm() -> None:
    """Read beforehand what a server reads at its start."""
    from joinedup.faces.screens.insight.warming import warm  # noqa: PLC0415

    warm()


def _practices(release: Any) -> list[str]:
    from joinedup.planning.results import population  # noqa: PLC0415

    return [f"/practices/{code}" for code in sorted(population.units(release))[1:]]


def _signed_in(release: Any) -> Any:
    """Work the release out, and return a browser in which an analyst is signed in."""
    from django.test import Client  # noqa: PLC0415

    from joinedup.planning.releases import queries as releases  # noqa: PLC0415
    from joinedup.planning.results import actions as results  # noqa: PLC0415
    from joinedup.record.access import actions  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.access.models import Role  # noqa: PLC0415
    from tests.benchmarks.record_data import NOW  # noqa: PLC0415

    results.refresh(release, by=SYSTEM, at=NOW)
    releases.seen(release)
    place = actions.keep_organisation(ods_code="X90009", name="The place", kind="place", by=SYSTEM)
    account = actions.open_account(
        username="analyst", full_name="Lena Ortiz", password="an-invented-password", by=SYSTEM
    )
    actions.start_post(account=account, organisation=place, role=Role.ANALYST, by=SYSTEM, at=NOW)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _addresses(release: Any) -> dict[str, str]:
    """Return the pages, with a practice and a network of the release."""
    from django.utils.text import slugify  # noqa: PLC0415

    from joinedup.insight.engine import open_release  # noqa: PLC0415
    from joinedup.planning.releases import queries as releases  # noqa: PLC0415

    with open_release(releases.folder_of(release)) as engine:
        [one] = engine.rows("SELECT min(practice) AS practice, min(network) AS network FROM reference_practice")
    return {
        "the place": "/place",
        "dashboard": "/measures",
        "one measure": "/measures/emergency-admissions",
        "practices": "/practices",
        "one practice": f"/practices/{one['practice']}",
        "one network": f"/networks/{slugify(one['network'])}",
    }


def _timed(client: Any, address: str) -> tuple[float, float]:
    """Return how many milliseconds a page took, by the clock and of processor time."""
    began, busy = time.perf_counter(), time.process_time()
    shown = client.get(address)
    if shown.status_code != 200:
        raise RuntimeError(f"{address} answered {shown.status_code}")
    return (time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000
