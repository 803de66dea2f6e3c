"""Who each system thinks a person is: local ids, and particulars with the mistakes that such a system makes.

One row a local record, so all rows of one record carry the same particulars: what the system held at the end.
A person with two records in one system has rows shared between them by luck (``low`` and ``high``, see ``third``).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import duckdb
import yaml

from joinedup.words.basics import quoting
from synthetic.feeds.senders import SYSTEMS, System

NUMBERED_NATIONALLY = "nhs_number"
Rates = Mapping[str, float | str]

MISTAKES = (
    "duplicate", "nhs_missing", "nhs_mistyped", "nhs_of_another", "nhs_of_twin", "mistyped_name", "nickname",
    "swapped_names", "old_name", "old_address", "first_of_january", "mistyped_birth", "wrong_sex", "no_phone",
    "no_postcode", "unnamed",
)  # fmt: skip


@functools.cache
def rates() -> Mapping[str, Rates]:
    """Return, for each system, how it numbers people and how often it makes each mistake (``dirt.yaml``)."""
    found: Mapping[str, Rates] = yaml.safe_load(Path(__file__).with_name("dirt.yaml").read_text(encoding="utf-8"))
    return found


# Everyone as they are: the truth that each system then gets wrong.
PEOPLE = """
CREATE TABLE everyone AS
SELECT row_number() OVER (ORDER BY i.person_key) - 1 AS n, i.person_key, i.nhs_number, i.title, i.family_name,
       i.given_names, i.known_as, i.previous_family_name, i.name_changed_date, i.birth_date, i.birth_date_is_guess,
       i.sex, i.phone, i.email, i.language, i.twin_of, p.death_date, p.ethnic_group, r.practice AS registered_practice
FROM identity i
LEFT JOIN person p USING (person_key)
LEFT JOIN (
    SELECT person_key, arg_max(practice, start_date) AS practice FROM registration GROUP BY person_key
) r USING (person_key);
CREATE TABLE home AS
SELECT person_key, address_line, town, postcode,
       CASE WHEN start_date = min(start_date) OVER (PARTITION BY person_key) THEN DATE '1800-01-01' ELSE start_date END
           AS from_day,
       end_date IS NULL OR start_date = max(start_date) OVER (PARTITION BY person_key) AS is_last
FROM address;
"""


def make_known(duck: duckdb.DuckDBPyConnection, system: System, into: Path) -> None:
    """Write ``known_<system>.parquet`` (a row a local record) and ``mistakes_<system>.parquet`` (a row a mistake)."""
    duck.execute(f"CREATE OR REPLACE TEMP TABLE known AS {known_sql(system, rates()[system.name])}")
    columns = ", ".join(f"d_{mistake}" for mistake in MISTAKES)
    _copy(
        duck,
        f"SELECT * EXCLUDE ({columns}) FROM known ORDER BY sender, local_id",
        into / f"known_{system.name}.parquet",
    )
    listed = " UNION ALL ".join(
        f"SELECT '{system.name}' AS feed_group, sender, local_id, person_key, '{mistake}' AS mistake "
        f"FROM known WHERE d_{mistake}"
        for mistake in MISTAKES
    )
    _copy(duck, f"SELECT * FROM ({listed}) ORDER BY ALL", into / f"mistakes_{system.name}.parquet")
    duck.execute("DROP TABLE known")


def _copy(duck: duckdb.DuckDBPyConnection, sql: str, path: Path) -> None:
    duck.execute(f"COPY ({sql}) TO {quoting.written_to(path)} (FORMAT parquet, COMPRESSION zstd)")


def known_sql(system: System, rate: Rates) -> str:
    """Return SQL for the local records of one system, each with a ``d_`` column for every mistake it has."""

    def drawn(mistake: str) -> str:
        return f"u('{mistake}', k) < {rate[mistake]}"

    written = str(rate["local_id"])
    local_id = "e.nhs_number" if written == NUMBERED_NATIONALLY else f"format('{written}', n.number)"
    return f"""
    WITH contact AS (
        SELECT sender, person_key, min(on_day) AS first_on, max(on_day) AS last_on
        FROM ({system.contacts}) JOIN (SELECT person_key FROM everyone) USING (person_key) GROUP BY ALL
    ), record AS (
        SELECT *, '{system.name}' || sender || person_key || part AS k
        FROM (SELECT *, unnest(CASE WHEN u('duplicate {system.name}', sender || person_key) < {rate["duplicate"]}
                               THEN [1, 2] ELSE [0] END) AS part FROM contact)
    ), numbered AS (
        SELECT *, row_number() OVER (PARTITION BY sender ORDER BY luck('number', k), k) AS number
        FROM record
    ), chosen AS (
        SELECT n.sender, {local_id} AS local_id, n.part, n.k, n.first_on, n.last_on, e.*,
               part = 2 AS d_duplicate,
               {drawn("nhs_missing")} AS d_nhs_missing,
               {drawn("nhs_mistyped")} AND NOT d_nhs_missing AS d_nhs_mistyped,
               {drawn("nhs_of_another")} AND NOT d_nhs_missing AND NOT d_nhs_mistyped AS d_nhs_of_another,
               e.twin_of IS NOT NULL AND {drawn("nhs_of_twin")} AND NOT d_nhs_missing AND NOT d_nhs_mistyped
                   AND NOT d_nhs_of_another AS d_nhs_of_twin,
               {drawn("unnamed")} AS d_unnamed,
               e.known_as IS NOT NULL AND {drawn("nickname")} AND NOT d_unnamed AS d_nickname,
               {drawn("swapped_names")} AND NOT d_unnamed AS d_swapped_names,
               e.previous_family_name IS NOT NULL AND NOT d_unnamed
                   AND ({drawn("old_name")} OR n.last_on < e.name_changed_date) AS d_old_name,
               CASE WHEN {drawn("old_address")} THEN DATE '1900-01-01' ELSE n.last_on END AS address_on,
               coalesce(e.birth_date_is_guess, false) AND {drawn("first_of_january")} AND NOT d_unnamed
                   AS d_first_of_january,
               {drawn("mistyped_birth")} AND NOT d_first_of_january AND NOT d_unnamed AS draws_mistyped_birth,
               {drawn("wrong_sex")} AS d_wrong_sex,
               {drawn("no_phone")} AS d_no_phone,
               {drawn("no_postcode")} AS d_no_postcode,
               {drawn("mistyped_name")} AND NOT d_unnamed AS draws_mistyped_name,
               CASE WHEN d_old_name THEN e.previous_family_name ELSE e.family_name END AS family,
               CASE WHEN d_nickname THEN e.known_as ELSE e.given_names END AS given,
               CASE WHEN draws_mistyped_name AND luck('which name', k) % 3 > 0 THEN slip(family, luck('slip', k))
                    ELSE family END AS family_written,
               CASE WHEN draws_mistyped_name AND luck('which name', k) % 3 = 0 THEN slip(given, luck('slip', k))
                    ELSE given END AS given_written,
               CASE WHEN d_first_of_january THEN make_date(year(e.birth_date), 1, 1)
                    WHEN draws_mistyped_birth AND day(e.birth_date) <= 12
                    THEN make_date(year(e.birth_date), day(e.birth_date), month(e.birth_date))
                    WHEN draws_mistyped_birth THEN (e.birth_date - INTERVAL 1 YEAR)::DATE
                    ELSE e.birth_date END AS birth_written
        FROM numbered n JOIN everyone e USING (person_key)
    )
    SELECT c.sender, c.local_id, c.person_key,
           CASE c.part WHEN 2 THEN 2 ELSE 0 END AS low, CASE c.part WHEN 1 THEN 1 ELSE 2 END AS high,
           c.first_on, c.last_on,
           CASE WHEN d_nhs_missing THEN NULL
                WHEN d_nhs_mistyped THEN another_digit(c.nhs_number, luck('digit', k))
                WHEN d_nhs_of_another THEN o.nhs_number
                WHEN d_nhs_of_twin THEN coalesce(t.nhs_number, c.nhs_number)
                ELSE c.nhs_number END AS nhs_number,
           CASE WHEN d_nhs_missing THEN CASE WHEN luck('status', k) % 4 = 0 THEN '03' ELSE '07' END
                WHEN d_nhs_mistyped OR d_nhs_of_another THEN '02' ELSE '01' END AS nhs_number_status,
           c.title,
           CASE WHEN d_unnamed THEN NULL WHEN d_swapped_names THEN given_written ELSE family_written END AS family_name,
           CASE WHEN d_unnamed THEN NULL WHEN d_swapped_names THEN family_written ELSE given_written END AS given_names,
           CASE WHEN d_old_name THEN NULL ELSE c.previous_family_name END AS previous_family_name,
           CASE WHEN d_unnamed THEN NULL ELSE birth_written END AS birth_date,
           CASE WHEN c.death_date IS NOT NULL THEN greatest(c.death_date, birth_written) END AS death_date,
           CASE WHEN (c.sex = 'male') <> d_wrong_sex THEN '1' ELSE '2' END AS sex,
           c.ethnic_group, a.address_line || ', ' || a.town AS address,
           CASE WHEN d_no_postcode THEN NULL ELSE a.postcode END AS postcode,
           CASE WHEN d_no_phone THEN NULL ELSE c.phone END AS phone,
           c.email, c.language, c.registered_practice,
           d_duplicate, d_nhs_missing, d_nhs_mistyped, d_nhs_of_another,
           d_nhs_of_twin AND t.nhs_number IS NOT NULL AS d_nhs_of_twin,
           coalesce(family_written <> family OR given_written <> given, false) AS d_mistyped_name,
           d_nickname, d_swapped_names, d_old_name,
           a.is_last IS NOT NULL AND NOT a.is_last AS d_old_address,
           d_first_of_january AND birth_written <> c.birth_date AS d_first_of_january,
           draws_mistyped_birth AND birth_written <> c.birth_date AS d_mistyped_birth,
           d_wrong_sex, d_no_phone, d_no_postcode, d_unnamed
    FROM chosen c
    ASOF LEFT JOIN home a ON a.person_key = c.person_key AND a.from_day <= c.address_on
    LEFT JOIN everyone t ON t.person_key = CASE WHEN d_nhs_of_twin THEN c.twin_of END
    LEFT JOIN everyone o ON o.n = CASE WHEN d_nhs_of_another
        THEN (c.n + 1 + luck('another', k) % (SELECT greatest(count(*) - 1, 1) FROM everyone))
             % (SELECT count(*) FROM everyone) END
    """


def systems() -> list[System]:
    """Return every kind of system, in a fixed order."""
    return list(SYSTEMS.values())
