"""The place as the figures ask about it: who was there for how long, at which age, and what happened to them."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from joinedup.words.basics import quoting
from joinedup.words.basics.errors import BadInput
from synthetic.facts import BAND_STARTS, BANDS, FIFTHS, facts, rows
from synthetic.lives.health import as_published

# Every age at which some published table begins a band.
CUTS = (0, 1, 5, 15, 17, 18, 25, 35, 40, 45, 55, 60, 65, 75, 80, 85)
_RATES = {
    "emergency": "emergency_admissions_per_1000",
    "elective": "elective_admissions_per_1000",
    "outpatient": "outpatient_appointments_per_1000",
}


def open_place(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection in which the place's tables and the views on them are ready.

    ``folder`` is what ``place make`` wrote (with truth/lives or release in it), or one of those two. Raises
    BadInput where it is none of them.
    """
    tables, period = _find(folder)
    db = duckdb.connect(config={"autoinstall_known_extensions": "false", "preserve_insertion_order": "false"})
    db.execute("SET TimeZone = 'Europe/London'")
    for path in sorted(tables.iterdir()):
        if path.is_dir() and any(path.glob("*.parquet")):
            db.execute(f"CREATE VIEW {path.name} AS SELECT * FROM read_parquet({quoting.in_folder(path, '*.parquet')})")
    db.execute(f"CREATE TABLE period AS SELECT DATE '{period[0]}' AS start, DATE '{period[1]}' + 1 AS stop")
    _published(db)
    for statement in _VIEWS:
        db.execute(statement)
    return db


def _find(folder: Path) -> tuple[Path, tuple[str, str]]:
    for tables, note in (
        (folder / "truth/lives", "made.json"),
        (folder / "release", "manifest.json"),
        (folder, "made.json"),
        (folder, "manifest.json"),
    ):
        if (tables / note).is_file() and (tables / "residence").is_dir():
            content = json.loads((tables / note).read_text(encoding="utf-8"))
            if content.get("start") and content.get("end"):
                return tables, (content["start"], content["end"])
    raise BadInput(
        f"There is no made-up place in {folder}.", now="Give the folder that 'joinedup place make' wrote with --out."
    )


def _published(db: duckdb.DuckDBPyConnection) -> None:
    rates = [
        (kind, band, fifth + 1, facts("hospital")[name]["table"][BANDS[band]][FIFTHS[fifth]] / 1000)
        for kind, name in _RATES.items()
        for band in range(len(BANDS))
        for fifth in range(5)
    ]
    db.execute("CREATE TABLE published_rate (kind VARCHAR, band INTEGER, fifth INTEGER, rate DOUBLE)")
    db.executemany("INSERT INTO published_rate VALUES (?, ?, ?, ?)", rates)
    db.execute("CREATE TABLE cut (age INTEGER, next INTEGER, band INTEGER)")
    bands = [max(i for i, first in enumerate(BAND_STARTS) if first <= age) for age in CUTS]
    db.execute("CREATE TABLE counted (condition VARCHAR)")
    counted = [[as_published(row["condition"])] for row in rows("conditions") if row["counted"] == "1"]
    db.executemany("INSERT INTO counted VALUES (?)", counted)
    db.execute("CREATE TABLE avoidable_in_homes (code VARCHAR)")
    avoidable = [[r["code"]] for r in rows("emergency_reasons") if r["avoidable_home"] == "1"]
    db.executemany("INSERT INTO avoidable_in_homes VALUES (?)", avoidable)
    db.executemany("INSERT INTO cut VALUES (?, ?, ?)", list(zip(CUTS, (*CUTS[1:], 200), bands, strict=True)))


_VIEWS = [
    # Years lived in the place by age, sex, tenth of deprivation and whether in a care home.
    """
    CREATE TABLE lived AS
    WITH spell AS (
        SELECT p.person_key, p.birth_date, p.sex, r.deprivation_decile AS tenth, r.kind = 'care_home' AS in_home,
               greatest(r.start_date, period.start) AS start,
               least(coalesce(r.end_date, period.stop), period.stop) AS stop
        FROM residence r JOIN person p USING (person_key), period
        WHERE r.start_date < period.stop AND coalesce(r.end_date, period.stop) > period.start
    )
    SELECT cut.age, cut.band, sex, tenth, (tenth + 1) // 2 AS fifth, in_home, count(DISTINCT person_key) AS people,
           sum(date_diff('day', greatest(start, birth_date + to_years(cut.age)::INTERVAL),
                                least(stop, birth_date + to_years(cut.next)::INTERVAL))) / 365.25 AS years
    FROM spell, cut
    WHERE birth_date + to_years(cut.age)::INTERVAL < stop AND birth_date + to_years(cut.next)::INTERVAL > start
    GROUP BY ALL
    """,
    # Everyone there on the first day and in the middle of the period, with age and where they live.
    """
    CREATE TABLE resident AS
    WITH moment AS (
        SELECT 'first' AS moment, start AS day FROM period
        UNION ALL SELECT 'middle', start + CAST((stop - start) / 2 AS INTEGER) FROM period
    )
    SELECT moment, p.person_key, p.sex, p.birth_date, r.kind, r.site, r.lives_alone, r.deprivation_decile AS tenth,
           (r.deprivation_decile + 1) // 2 AS fifth, date_diff('day', p.birth_date, day) / 365.25 AS age
    FROM moment JOIN residence r ON r.start_date <= day AND (r.end_date IS NULL OR r.end_date > day)
    JOIN person p USING (person_key)
    WHERE moment = 'middle' OR p.birth_date < day
    """,
    # Events of hospitals and ambulances, with the person's age then and where they lived.
    """
    CREATE TABLE happened AS
    WITH placed AS (
        SELECT e.person_key, e.kind, e.point_of_delivery AS pod, e.start_at, e.end_at, e.outcome, e.reason, e.cost,
               e.start_at::DATE AS day
        FROM event e
        WHERE e.kind IN ('admission', 'attendance', 'ambulance_call')
           OR (e.kind = 'appointment')
    )
    SELECT placed.*, p.sex, r.deprivation_decile AS tenth, (r.deprivation_decile + 1) // 2 AS fifth,
           r.kind = 'care_home' AS in_home, date_diff('day', p.birth_date, placed.day) / 365.25 AS age
    FROM placed JOIN person p USING (person_key)
    ASOF LEFT JOIN residence r ON r.person_key = placed.person_key AND r.start_date <= placed.day
    """,
    # How many conditions that count (Cassell) each resident of the first day had then.
    """
    CREATE TABLE burden AS
    SELECT r.person_key, any_value(r.sex) AS sex, any_value(r.fifth) AS fifth, any_value(r.age) AS age,
           count(c.condition) AS conditions
    FROM resident r LEFT JOIN condition c
      ON c.person_key = r.person_key AND c.onset_date <= (SELECT start FROM period) AND c.condition IN (SELECT
          condition FROM counted)
    WHERE r.moment = 'first' GROUP BY r.person_key
    """,
]
