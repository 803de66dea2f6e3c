"""Making lives: the place is planned, then lived chunk by chunk, each chunk written as it is done."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from joinedup.words.basics.errors import BadInput
from synthetic.lives.chunk import live_chunk
from synthetic.lives.place import Place, plan_place
from synthetic.lives.reference import reference_tables
from synthetic.lives.tables import ALL, DATASET
from synthetic.lives.times import as_date
from synthetic.lives.writing import write_part

Progress = Callable[[int, int], None]
FEWEST, MOST = 200, 5_000_000
LONGEST = 20


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: how many rows each table has, and the days that the lives cover."""

    rows: dict[str, int]
    start: date
    end: date


def make_lives(  # noqa: PLR0917 (what this part is made from)
    people: int,
    years: int,
    seed: int,
    out: Path,
    end: date = date(2026, 3, 31),
    progress: Progress | None = None,
    *,
    dataset_in: Path | None = None,
    processes: int | None = None,
) -> Made:
    """Write the lives of a place in which ``people`` live on the first day, over ``years`` up to ``end``.

    Writes ``out/<table>/part-*.parquet`` for every table, and last ``out/made.json``, without which the folder is
    not whole. The linked dataset's tables go under ``dataset_in`` instead where it is given. The same arguments
    give the same bytes, whatever the number of ``processes``. ``progress`` is called with people done and people in
    all. Raises BadInput for sizes that make no place.
    """
    _check(people, years, seed)
    place = plan_place(people, years, seed, end)
    folders = {name: (dataset_in or out) if name in DATASET else out for name in ALL}
    counted = dict.fromkeys(ALL, 0)
    peaks: dict[int, int] = {}
    populations: dict[int, int] = {}
    by_age: dict[tuple[int, int, int], int] = {}
    done = 0
    for chunk, rows, full, living, ages in _lived(place, folders, processes):
        for name, number in rows.items():
            counted[name] += number
        peaks.update(full)
        populations.update(living)
        by_age.update(ages)
        done += place.chunks[chunk].residents
        if progress:
            progress(done, people)
    for name, columns in reference_tables(place, peaks, populations, by_age).items():
        counted[name] = write_part(ALL[name], columns, folders[name], 0)
    made = Made(counted, as_date(place.period.start), as_date(place.period.stop - 1))
    _write_made(out, made, people, years, seed)
    return made


def _check(people: int, years: int, seed: int) -> None:
    if not FEWEST <= people <= MOST:
        raise BadInput(f"A place has from {FEWEST:,} to {MOST:,} people.", now="Give --people in that range.")
    if not 1 <= years <= LONGEST:
        raise BadInput(f"Lives cover from 1 to {LONGEST} years.", now="Give --years in that range.")
    if not 0 <= seed < 2**31:
        raise BadInput("A seed is a whole number from 0 to 2,147,483,647.", now="Give --seed in that range.")


Lived = tuple[int, dict[str, int], dict[int, int], dict[int, int], dict[tuple[int, int, int], int]]


def _lived(place: Place, folders: dict[str, Path], processes: int | None) -> Iterator[Lived]:
    """Live every chunk, here or in several processes, and yield what each wrote as it is done."""
    wanted = processes or min(2, os.cpu_count() or 1, (len(place.chunks) + 1) // 2)
    if wanted <= 1:
        for plan in place.chunks:
            yield _one(place, plan.number, folders)
        return
    # Started afresh, not forked: Arrow's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(wanted, mp_context=context, initializer=_prepare, initargs=(place, folders)) as pool:
        waiting = [pool.submit(_one_prepared, plan.number) for plan in place.chunks]
        try:
            for finished in as_completed(waiting):
                yield finished.result()
        finally:
            for each in waiting:
                each.cancel()


_PREPARED: dict[str, Any] = {}


def _prepare(place: Place, folders: dict[str, Path]) -> None:
    pa.set_cpu_count(1)
    _PREPARED.update(place=place, folders=folders)


def _one_prepared(number: int) -> Lived:
    return _one(_PREPARED["place"], number, _PREPARED["folders"])


def _one(place: Place, number: int, folders: dict[str, Path]) -> Lived:
    """Live one chunk and write it."""
    lived = live_chunk(place, place.chunks[number])
    rows = {}
    for name, table in ALL.items():
        if not name.startswith("reference_"):
            rows[name] = write_part(table, lived.columns.pop(name, None), folders[name], number)
    return number, rows, lived.home_peaks, lived.area_populations, lived.by_age


def _write_made(out: Path, made: Made, people: int, years: int, seed: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    content = {
        "people": people, "years": years, "seed": seed,
        "start": made.start.isoformat(), "end": made.end.isoformat(), "rows": made.rows,
    }  # fmt: skip
    (out / "made.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
