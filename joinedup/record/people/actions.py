"""Every write about people: making them, and their demographics, which are worked out and never typed.

Called by ``linkage``, which knows what the source records say. Whole sets at a time, inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from joinedup.record.people.models import Demographics, FormerName, Person
from joinedup.record.store import bulk
from joinedup.words.basics import names

_PEOPLE = Person._meta.db_table
_DEMOGRAPHICS = Demographics._meta.db_table
_FORMER_NAMES = FormerName._meta.db_table
# As ``linkage.projection`` gives them; the keys are put in here.
GIVEN = (
    "person_id", "nhs_number", "nhs_number_traced", "title", "family_name", "given_names", "birth_date",
    "death_date", "sex", "ethnic_group", "address", "postcode", "phone", "email", "language",
    "registered_practice", "sensitive",
)  # fmt: skip
_KEYS = ("family_key", "given_key", "sound_key")
_TYPES = {"person_id": "integer", "nhs_number_traced": "boolean", "sensitive": "boolean"}
_DAYS = ("birth_date", "death_date")


def add_people(count: int, *, at: datetime) -> int:
    """Make ``count`` people with ids that follow one another; return the first id. Ids are never used again."""
    if not count:
        return 0
    if bulk.is_postgresql():
        # One taker at a time, so that the numbers taken follow one another.
        bulk.run(f"LOCK TABLE {_PEOPLE} IN EXCLUSIVE MODE")
        sequence = f"pg_get_serial_sequence('{_PEOPLE}', 'id')"
        first = int(bulk.read(f"SELECT nextval({sequence})")[0][0])
        bulk.read(f"SELECT setval({sequence}, %(last)s)", last=first + count - 1)
        series = "generate_series(CAST(%(first)s AS bigint), CAST(%(last)s AS bigint)) AS made(id)"
    else:
        used = bulk.read("SELECT seq FROM sqlite_sequence WHERE name = %(name)s", name=_PEOPLE)
        first = int(used[0][0]) + 1 if used else 1
        series = (
            "(WITH RECURSIVE made(id) AS (SELECT %(first)s UNION ALL SELECT id + 1 FROM made WHERE id < %(last)s) "
            "SELECT id FROM made) AS made"
        )
    bulk.run(
        f"INSERT INTO {_PEOPLE} (id, created_at) SELECT id, {bulk.instant('at')} FROM {series}",
        first=first,
        last=first + count - 1,
        at=bulk.moment(at),
    )
    return first


def replace_demographics(rows: Iterable[Sequence[Any]]) -> None:
    """Write what is known of each person now, in place of what was; columns as ``GIVEN``, one row a person."""
    columns = (*GIVEN, *_KEYS)
    bulk.stage("new_demographics", {name: _TYPES.get(name, "text") for name in columns}, map(_with_keys, rows))
    bulk.run(f"DELETE FROM {_DEMOGRAPHICS} WHERE person_id IN (SELECT person_id FROM new_demographics)")
    chosen = ", ".join(f"CAST({name} AS date)" if name in _DAYS and bulk.is_postgresql() else name for name in columns)
    bulk.run(f"INSERT INTO {_DEMOGRAPHICS} ({', '.join(columns)}) SELECT {chosen} FROM new_demographics")


def replace_former_names(people: Iterable[int], rows: Iterable[tuple[int, str]]) -> None:
    """Write the former family names of some people (``rows``: person, name) in place of those that they had."""
    bulk.stage("renamed_people", {"person_id": "integer"}, ((person,) for person in people))
    bulk.run(f"DELETE FROM {_FORMER_NAMES} WHERE person_id IN (SELECT person_id FROM renamed_people)")
    found = [
        FormerName(person_id=person, family_name=family, family_key=key[:120], sound_key=names.sound(family))
        for person, family in rows
        if (key := names.key(family))
    ]
    FormerName.objects.bulk_create(found, batch_size=1000)


def forget_demographics(people: Iterable[int]) -> None:
    """Take away the demographics and names of people to whom no source record is linked any more; the people stay."""
    bulk.stage("left_people", {"person_id": "integer"}, ((person,) for person in people))
    for table in (_DEMOGRAPHICS, _FORMER_NAMES):
        bulk.run(f"DELETE FROM {table} WHERE person_id IN (SELECT person_id FROM left_people)")


def _with_keys(row: Sequence[Any]) -> tuple[Any, ...]:
    told = dict(zip(GIVEN, row, strict=True))
    days = {name: None if told[name] is None else told[name].isoformat() for name in _DAYS}
    family, given = told["family_name"], told["given_names"]
    keys = (names.key(family)[:120], names.first_key(given)[:120], names.sound(family))
    return (*({**told, **days}[name] for name in GIVEN), *keys)
