"""The pages of insight over the figures of 500,000 people: the p95 of a dashboard under 300 ms.

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


def run() -> list[Measured]:
    """Return the median and the p95 of each page as a signed-in analyst gets it, and of the first after a start."""
    with a_place(memory="2GB"):
        release = release_in_place(PEOPLE, 3)
        client = _signed_in(release)
        found = []
        for name, address in _addresses(release).items():
            first = _timed(client, address)
            looks = sorted(_timed(client, address) for _ in range(LOOKS))
            p95 = looks[int(LOOKS * 0.95)]
            note = f"median {statistics.median(looks):.0f} ms; the first after a start {first:.0f} ms"
            found.append(Measured(f"{name}, {PEOPLE:,} people: p95", p95, "ms", ASKED_MS, note=note))
        return found


def _signed_in(release: Any) -> Any:
    """Work the release out, and return a browser in which an analyst is signed in."""
    from django.test import Client  # noqa: PLC0415

    from joinedup.planning.results import actions as results  # noqa: PLC0415
    from joinedup.record.access import actions  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.access.models import Role  # noqa: PLC0415
    from tests.benchmarks.record_data import NOW  # noqa: PLC0415

    results.refresh(release, by=SYSTEM, at=NOW)
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
        "dashboard": "/measures",
        "one measure": "/measures/emergency-admissions",
        "practices": "/practices",
        "one practice": f"/practices/{one['practice']}",
        "one network": f"/networks/{slugify(one['network'])}",
    }


def _timed(client: Any, address: str) -> float:
    began = time.perf_counter()
    shown = client.get(address)
    if shown.status_code != 200:
        raise RuntimeError(f"{address} answered {shown.status_code}")
    return (time.perf_counter() - began) * 1000
