"""Publishing for care and for planning from an operational store of a million entries: 100,000 entries a second.

A place of 3,000 people is made, taken in and linked by the product itself, so that it has every kind of entry, links
and dirt; in the database it is then put beside itself ten times, as other people. PUBLISH_PEOPLE and PUBLISH_TIMES make
another size; PUBLISH_ON names the databases (sqlite, postgresql). Each publication is a process of its own, and tells
its own memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tests.benchmarks import postgres
from tests.benchmarks.measured import Measured

PEOPLE = int(os.environ.get("PUBLISH_PEOPLE", "3000"))
TIMES = int(os.environ.get("PUBLISH_TIMES", "10"))
YEARS = 2
ON = os.environ.get("PUBLISH_ON", "sqlite postgresql").split()
JOINEDUP = Path(sys.executable).with_name("joinedup")
THIS = [sys.executable, "-m", "tests.benchmarks.bench_publish"]


def run() -> list[Measured]:
    """Make a place in each database, and publish it for each purpose."""
    with tempfile.TemporaryDirectory(prefix="joinedup-publish-") as made:
        feeds = Path(made) / "place"
        _run(["place", "make", "--people", str(PEOPLE), "--years", str(YEARS), "--out", str(feeds)], Path(made), "")
        return [figure for database in ON for figure in _on(database, feeds / "feeds")]


def _on(database: str, feeds: Path) -> list[Measured]:
    with (
        postgres.cluster() if database == "postgresql" else nullcontext("") as url,
        tempfile.TemporaryDirectory(prefix="joinedup-home-") as home,
    ):
        for command in (["intake", str(feeds)], ["link"]):
            _run(command, Path(home), url)
        _run(["grow", str(TIMES)], Path(home), url, program=THIS)
        return [figure for purpose in ("care", "planning") for figure in _published(database, purpose, Path(home), url)]


def _published(database: str, purpose: str, home: Path, url: str) -> list[Measured]:
    told: dict[str, Any] = json.loads(_run([purpose], home, url, program=THIS))
    what = f"publish for {purpose} from {database}"
    parts = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in told["parts"].items())
    note = f"{told['entries']:,} entries of {told['people']:,} people in {told['seconds']:.1f} s, {told['cpu']:.1f} s of processor time ({parts})"
    return [
        Measured(what, told["entries"] / told["seconds"], "entries a second", 100_000, "higher", note),
        Measured(f"{what}: the most memory", told["megabytes"], "MB", 3000),
    ]


def _run(arguments: list[str], home: Path, url: str, *, program: list[str] | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"JOINEDUP_HOME": str(home)} | ({"DATABASE_URL": url} if url else {})
    done = subprocess.run(
        [*(program or [str(JOINEDUP)]), *arguments], env=environment, stdout=subprocess.PIPE, check=True, text=True
    )
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def grow(times: int) -> None:
    """Put everyone in the database beside themselves until they are ``times`` as many, with all that is theirs."""
    from django.db import connection, transaction  # noqa: PLC0415

    from joinedup.record.entries.models import Entry  # noqa: PLC0415
    from joinedup.record.linkage.models import Link, SourceRecord  # noqa: PLC0415
    from joinedup.record.people.models import Demographics, Person  # noqa: PLC0415

    models = [Person, Demographics, SourceRecord, Link, Entry]
    with transaction.atomic(), connection.cursor() as cursor:
        most: dict[Any, int] = {}
        for model in models:
            key = model._meta.pk
            cursor.execute(f"SELECT coalesce(max({key.column}), 0) FROM {model._meta.db_table}")
            most[model] = most[Person] if key.remote_field else cursor.fetchone()[0]
        for copy in range(1, times):
            for model in models:
                fields = model._meta.concrete_fields
                columns = ", ".join(field.column for field in fields)
                values = ", ".join(_of_a_copy(field, model, most, copy) for field in fields)
                table, key = model._meta.db_table, model._meta.pk.column
                cursor.execute(
                    f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} WHERE {key} <= {most[model]}"
                )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _of_a_copy(field: Any, model: Any, most: dict[Any, int], copy: int) -> str:
    """Return SQL for a column of the ``copy``-th copy: ids of its own, and the sender's own number of the person."""
    of = field.related_model if field.remote_field else (model if field.primary_key else None)
    if of in most:
        return f"{field.column} + {most[of] * copy}"
    return f"{field.column} || '-{copy}'" if field.column == "local_id" else field.column


def main() -> None:
    """Publish in this process, and print what it took, part by part."""
    import resource  # noqa: PLC0415
    import time  # noqa: PLC0415
    from datetime import UTC, datetime  # noqa: PLC0415

    from joinedup.faces.cli.django_ready import django_ready  # noqa: PLC0415

    django_ready()
    if sys.argv[1] == "grow":
        grow(int(sys.argv[2]))
        return
    from joinedup.planning.releases import actions  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.entries.models import Entry  # noqa: PLC0415
    from tests.world.opting_out import checked  # noqa: PLC0415

    if sys.argv[1] == "planning":
        checked(at=datetime.now(UTC))
    marks: list[tuple[str, float]] = []
    began, worked = time.perf_counter(), time.process_time()
    release = actions.publish(
        purpose=sys.argv[1], by=SYSTEM, at=datetime.now(UTC),
        progress=lambda title, *_: marks.append((title, time.perf_counter())),
    )  # fmt: skip
    ended = time.perf_counter()
    ends = [at for _, at in marks[1:]] + [ended]
    parts = {title: end - at for (title, at), end in zip(marks, ends, strict=True)}
    longest = dict(sorted(parts.items(), key=lambda part: -part[1])[:4])
    print(
        json.dumps(
            {
                "seconds": ended - began,
                "cpu": time.process_time() - worked,
                "parts": longest,
                "entries": Entry.objects.filter(recorded_until=None).count(),
                "people": release.manifest["rows"]["person"],
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
