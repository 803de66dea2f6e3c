"""Linkage at size: three feeds of 225,000 records, from the database to links and people in it, for five seeds."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from tests.benchmarks.linkage_data import make
from tests.benchmarks.measured import Measured

RECORDS_A_FEED = int(os.environ.get("LINKAGE_RECORDS", "225000"))
SEEDS = tuple(range(1, int(os.environ.get("LINKAGE_SEEDS", "5")) + 1))
AT = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)


def run() -> list[Measured]:
    """Link each seed's place in a database of its own; report the slowest, the largest and the least right."""
    seconds, busy, right = [], [], []
    for seed in SEEDS:
        with tempfile.TemporaryDirectory(prefix="bench-linkage-") as home:
            open_place(Path(home))
            made = make(RECORDS_A_FEED, seed=seed)
            _take_in(made.sent)
            began = time.process_time()
            seconds.append(_link())
            busy.append(time.process_time() - began)
            right.append(_judge(made.truth))
            _leave()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    what = f"{len(SEEDS)} seeds, 3 feeds x {RECORDS_A_FEED:,} records"
    precisions, recalls = [p for p, _ in right], [r for _, r in right]
    return [
        Measured(f"link {what}: slowest, read to demographics", max(seconds), "s", 240, note=_each(seconds, 0)),
        Measured(f"link {what}: most processor time", max(busy), "s", note=_each(busy, 0)),
        Measured(f"link {what}: most memory, made-up data too", memory, "GB", 4),
        Measured(f"link {what}: least precision of pairs", min(precisions), "", 0.99, "higher", _each(precisions, 4)),
        Measured(f"link {what}: least recall of pairs", min(recalls), "", 0.975, "higher", _each(recalls, 4)),
    ]


def _each(values: list[float], places: int) -> str:
    return "seeds in order: " + ", ".join(f"{value:.{places}f}" for value in values)


def open_place(home: Path) -> None:
    """Open an empty place in ``home``."""
    os.environ["JOINEDUP_HOME"] = str(home)
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.config.settings")
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    if settings.configured:
        settings.HOME = home
        settings.DATABASES["default"]["NAME"] = str(home / "joinedup.sqlite3")
        from django.db import connection  # noqa: PLC0415

        connection.settings_dict["NAME"] = str(home / "joinedup.sqlite3")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)


def _take_in(sent: pa.Table) -> None:
    """Write the records as intake leaves them."""
    from django.db import transaction  # noqa: PLC0415

    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.linkage.receiving import PERSON_COLUMNS, receive_people  # noqa: PLC0415

    taken = [name for name in PERSON_COLUMNS if name not in ("local_id", "sensitive", "source_updated_at")]
    for batch in sent.to_batches(max_chunksize=20_000):
        told = batch.to_pydict()
        parts: dict[tuple[str, str], list[tuple[object, ...]]] = {}
        for at, record in enumerate(told["record"]):
            row = (str(record), *(told[name][at] for name in taken), False, None)
            parts.setdefault((told["sender"][at], told["feed_group"][at]), []).append(row)
        for (sender, system), rows in parts.items():
            with transaction.atomic():
                receive_people(rows, sender=sender, system=system, by=SYSTEM, at=AT)


def _link() -> float:
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.linkage.actions import link_new  # noqa: PLC0415

    began = time.perf_counter()
    link_new(by=SYSTEM, at=AT)
    return time.perf_counter() - began


def _judge(truth: pa.Table) -> tuple[float, float]:
    from joinedup.record.linkage.checking import rightness  # noqa: PLC0415
    from joinedup.record.linkage.models import Link  # noqa: PLC0415

    true_person = dict(zip(truth["record"].to_pylist(), truth["person"].to_pylist(), strict=True))
    linked = Link.objects.filter(ended_at=None).values_list("source_record__local_id", "person_id")
    pairs = [(person, true_person[int(local_id)]) for local_id, person in linked.iterator(chunk_size=50_000)]
    overall = rightness([person for person, _ in pairs], [true for _, true in pairs])
    return overall.precision, overall.recall


def _leave() -> None:
    from django.db import connection  # noqa: PLC0415

    connection.close()
