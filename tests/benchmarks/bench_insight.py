"""Four measures and who lives here, from the Parquet of 500,000 people and 10 million events: 5 seconds, 1 GB."""

from __future__ import annotations

import resource
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from joinedup.insight.engine import open_release
from joinedup.insight.measures.compute import compute
from joinedup.insight.measures.definition import measure
from joinedup.insight.measures.periods import Period
from joinedup.insight.measures.population import population
from tests.benchmarks.measured import Measured

MEASURES = ("emergency-admissions", "avoidable-emergency-admissions", "readmissions-in-30-days", "bed-days")
YEAR = Period(date(2025, 4, 1), date(2026, 4, 1))
PEOPLE, EVENTS = 500_000, 10_000_000


def write_release(folder: Path, people: int, events: int) -> None:
    """Write a release of random people and events; only the shape and size matter here."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "4GB"}) as db:
        db.execute("SELECT setseed(0.42)")
        tables = {
            "person": f"""
                SELECT CAST(i AS VARCHAR) AS person_key, NULL::VARCHAR AS nhs_number, NULL::VARCHAR AS family_name,
                       NULL::VARCHAR AS given_names, NULL::DATE AS birth_date,
                       CAST(date_trunc('month', DATE '1930-01-01' + CAST(random() * 34000 AS INTEGER)) AS DATE) AS birth_month,
                       CASE WHEN random() < 0.02 THEN DATE '2025-06-01' END AS death_date,
                       CASE WHEN random() < 0.5 THEN 'female' ELSE 'male' END AS sex, 'A' AS ethnic_group
                FROM range({people}) t(i)""",
            "registration": f"""
                SELECT CAST(i AS VARCHAR) AS person_key, DATE '2015-01-01' AS start_date,
                       CASE WHEN random() < 0.05 THEN DATE '2025-03-01' END AS end_date,
                       'P' || CAST(i % 50 AS VARCHAR) AS practice FROM range({people}) t(i)""",
            "residence": f"""
                SELECT CAST(i AS VARCHAR) AS person_key, DATE '2015-01-01' AS start_date, NULL::DATE AS end_date,
                       'L' || CAST(i % 300 AS VARCHAR) AS area, CAST(1 + i % 10 AS TINYINT) AS deprivation_decile,
                       'own_home' AS kind, NULL::VARCHAR AS site, false AS lives_alone, NULL::VARCHAR AS postcode
                FROM range({people}) t(i)""",
            "event": f"""
                SELECT CAST(CAST(floor(power(random(), 2) * {people}) AS INTEGER) AS VARCHAR) AS person_key,
                       CAST(i AS VARCHAR) AS event_id, k AS kind, s AS start_at,
                       CASE WHEN k = 'admission' THEN s + to_hours(CAST(random() * 200 AS INTEGER)) END AS end_at,
                       CASE WHEN k = 'admission' THEN list_element(['emergency', 'elective', 'day_case'],
                            1 + CAST(floor(random() * 3) AS INTEGER)) ELSE 'gp' END AS point_of_delivery,
                       'T1' AS provider, 'S1' AS site,
                       list_element(['J440', 'I500', 'S720', 'H251', 'E119', 'R074'],
                            1 + CAST(floor(random() * 6) AS INTEGER)) AS reason,
                       'icd10' AS reason_system, ['J440', 'I10'] AS reasons, ['W371'] AS procedures, 'gp' AS route,
                       'home' AS outcome, 2 AS length_of_stay, CAST(100 AS DECIMAL(12,2)) AS cost,
                       'unit_cost' AS cost_basis, 'x' AS feed
                FROM (SELECT i, CASE WHEN random() < 0.08 THEN 'admission' ELSE 'consultation' END AS k,
                             TIMESTAMPTZ '2023-04-01' + to_minutes(CAST(random() * 1576800 AS INTEGER)) AS s
                      FROM range({events}) t(i))""",
        }
        for name, sql in tables.items():
            (folder / name).mkdir()
            db.execute(f"COPY ({sql}) TO '{folder / name / 'part-00000.parquet'}' (FORMAT parquet, COMPRESSION zstd)")


def run() -> list[Measured]:
    """Measure in this process, whose peak memory is then the question's (the release is written by another's)."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _write_apart(folder)
        start = time.perf_counter()
        with open_release(folder) as engine:
            for each in map(measure, MEASURES):
                compute(engine, each, period=YEAR)
                compute(engine, each, period=YEAR, by=["practice"])
                compute(engine, each, period=YEAR, by=["month"])
            population(engine, date(2026, 3, 31))
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576
    what = f"four measures (whole, by practice, by month) and the population, {PEOPLE:,} people, {EVENTS:,} events"
    return [Measured(what, seconds, "s", 5), Measured("peak memory of the same", peak, "GB", 1)]


def _write_apart(folder: Path) -> None:
    import multiprocessing  # noqa: PLC0415

    process = multiprocessing.get_context("spawn").Process(target=write_release, args=(folder, PEOPLE, EVENTS))
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError("The release could not be written.")


if __name__ == "__main__":
    for row in run():
        print(row)
