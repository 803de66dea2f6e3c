"""A drawn place of many people, of whom the older and those admitted before are admitted more: enough to learn from."""

from __future__ import annotations

import functools
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.insight.engine import open_release
from joinedup.insight.risk.definition import risk
from joinedup.insight.risk.train import Trained, train
from joinedup.words.vocabulary.dataset import TABLES

DATA_DATE = date(2026, 3, 31)
_TYPES = {"VARCHAR": pa.string(), "DATE": pa.date32(), "TIMESTAMPTZ": pa.timestamp("us", "UTC"), "INTEGER": pa.int32(),
          "BOOLEAN": pa.bool_(), "DOUBLE": pa.float64(), "VARCHAR[]": pa.list_(pa.string()), "TINYINT": pa.int8()}  # fmt: skip


def write(release: Path, *, people: int = 1500, seed: int = 7) -> Path:
    """Write a release of ``people`` on two practices' lists, with two years of emergency admissions; return it."""
    chance = np.random.default_rng(seed)
    born, ill = chance.integers(1930, 2004, people), chance.random(people) < 0.25
    everyone = [{"person_key": str(n)} for n in range(people)]
    _table(release, "person", [
        {**who, "birth_month": date(int(born[n]), 1, 1), "sex": ("male", "female")[n % 2], "ethnic_group": "ADHMRZ"[n % 6]}
        for n, who in enumerate(everyone)
    ])  # fmt: skip
    _table(release, "registration", [
        {**who, "practice": "AB"[n % 2], "start_date": date(2020, 1, 1)} for n, who in enumerate(everyone)
    ])  # fmt: skip
    _table(release, "residence", [
        {**who, "start_date": date(2020, 1, 1), "kind": "own_home",
         "deprivation_decile": None if n % 50 == 0 else 1 + n % 10}
        for n, who in enumerate(everyone)
    ])  # fmt: skip
    _table(release, "event", [
        {**who, "event_id": f"{year}{n:06}", "kind": "admission", "point_of_delivery": "emergency", "cost": 2500,
         "start_at": datetime(year, 6, 1, 10, tzinfo=UTC), "end_at": datetime(year, 6, 4, 10, tzinfo=UTC)}
        for n, who in enumerate(everyone) for year in (2024, 2025)
        if chance.random() < 0.05 + 0.5 * ill[n] + 0.1 * (born[n] < 1950)
    ])  # fmt: skip
    return release


def _table(release: Path, name: str, rows: list[dict[str, Any]]) -> None:
    fields = [(f.name, _TYPES.get(f.type, pa.decimal128(12, 2))) for f in TABLES[name].fields]
    (release / name).mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=pa.schema(fields)), release / name / "part-00000.parquet")


@functools.cache
def trained() -> Trained:
    """Return a model learnt from the place; the same each time."""
    with tempfile.TemporaryDirectory() as folder, open_release(write(Path(folder) / "drawn")) as engine:
        return train(engine, risk("emergency-admission"), release="care-drawn", data_date=DATA_DATE)
