"""Made-up releases for benchmarks: each made once by ``joinedup place make --release``, then kept in a temporary folder."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

KEPT = Path(os.environ.get("JOINEDUP_BENCHMARK_DATA") or Path(tempfile.gettempdir()) / "joinedup-benchmarks")
DATA_DATE = date(2026, 3, 31)
_MAKE = "from joinedup.faces.cli.main import main; main()"


def release_of(people: int, years: int) -> Path:
    """Return a folder with the linked dataset of so many people and years, made now where it is not there yet."""
    out = KEPT / f"p{people}x{years}"
    if not (out / "release" / "manifest.json").exists():
        shutil.rmtree(out, ignore_errors=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        asked = ["place", "make", "--release", "--people", str(people), "--years", str(years), "--out", str(out)]
        subprocess.run([sys.executable, "-c", _MAKE, *asked], stdout=subprocess.DEVNULL, check=True)
    return out / "release"


@contextlib.contextmanager
def a_place(*, memory: str = "1GB") -> Iterator[None]:
    """Set up a place of its own, with an empty database, for as long as it lasts."""
    home = Path(tempfile.mkdtemp(prefix="joinedup-benchmark-"))
    os.environ.update(JOINEDUP_HOME=str(home), JOINEDUP_ENGINE_MEMORY=memory)
    os.environ["DJANGO_SETTINGS_MODULE"] = "joinedup.config.settings"
    try:
        import django  # noqa: PLC0415

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        yield
    finally:
        shutil.rmtree(home, ignore_errors=True)


def release_in_place(people: int, years: int) -> Any:
    """Return a made-up release as the place's own, nothing of it worked out yet; its tables are not copied."""
    from django.conf import settings  # noqa: PLC0415

    from joinedup.planning.releases.models import Release  # noqa: PLC0415

    made, name = release_of(people, years), f"p{people}x{years}"
    folder = Path(settings.HOME) / "releases" / name
    folder.mkdir(parents=True)
    for table in made.iterdir():
        if table.is_dir():
            (folder / table.name).symlink_to(table)
    return Release.objects.create(
        name=name, purpose=Release.Purpose.CARE, published_at=datetime(2026, 4, 1, 9, tzinfo=UTC), data_date=DATA_DATE,
        path=f"releases/{name}", manifest={"made_up": True}, manifest_hash=name,
    )  # fmt: skip


def rows_in(release: Path, table: str) -> int:
    """Return how many rows a table of a release has."""
    import duckdb  # noqa: PLC0415

    [(rows,)] = duckdb.execute(f"SELECT count(*) FROM read_parquet('{release / table}/*.parquet')").fetchall()
    return int(rows)


def peak_gigabytes() -> float:
    """Return the most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576
