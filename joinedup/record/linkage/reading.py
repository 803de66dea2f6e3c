"""Out of the database into a workspace: what each source record says now, and whose it is now. In batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from django.db import connection
from django.db.models import Max

from joinedup.record.linkage.clean import SENT
from joinedup.record.linkage.models import Link, NeverLink, Review, SentParticulars, SourceRecord
from joinedup.record.linkage.workspace import Workspace
from joinedup.record.store import bulk

BATCH = 50_000
_MORE_THAN_ANY = 2**62
_ARROW = {"BIGINT": pa.int64(), "VARCHAR": pa.string(), "BOOLEAN": pa.bool_()}
_FROM_PARTICULARS = tuple(SENT)[3:20]


def read_sent(
    space: Workspace,
    *,
    known_to: int | None = None,
    people: Sequence[int] | None = None,
) -> None:
    """Fill the table ``sent`` of ``space`` with every source record, or those of ``people``.

    ``arriving`` is true for a record that is linked to nobody, and for one whose particulars came after those
    numbered ``known_to``.
    """
    r, p, k = (model._meta.db_table for model in (SourceRecord, SentParticulars, Link))
    only = "" if people is None else "JOIN wanted_people w ON w.person_id = k.person_id"
    if people is not None:
        bulk.stage("wanted_people", {"person_id": "integer"}, ((person,) for person in people))
    sql = f"""
        SELECT r.id, r.sender, r.feed_group, {", ".join(f"p.{name}" for name in _FROM_PARTICULARS)},
            p.recorded_from, k.person_id, k.method,
            CASE WHEN k.person_id IS NULL OR p.id > %(known_to)s THEN 1 ELSE 0 END
        FROM {r} r
        LEFT JOIN {p} p ON p.source_record_id = r.id AND p.recorded_until IS NULL
        LEFT JOIN {k} k ON k.source_record_id = r.id AND k.ended_at IS NULL
        {only}
    """
    typed = ", ".join(f"{name} {type_}" for name, type_ in SENT.items())
    space.run(f"CREATE OR REPLACE TABLE sent ({typed})")
    schema = pa.schema([(name, _ARROW[type_]) for name, type_ in SENT.items()])
    # Without a linking before, everything that is linked counts as it is.
    values = {"known_to": _MORE_THAN_ANY if known_to is None else known_to}
    with _cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(BATCH):
            space.keep("sent", _table(rows, schema), more=True)


def _taken_apart() -> list[tuple[int, int]]:
    """Return pairs of records: one that someone took from a person, and one that this person kept."""
    k = Link._meta.db_table
    return bulk.read(f"""
        SELECT DISTINCT t.source_record_id, kept.source_record_id
        FROM {k} t
        JOIN {k} was ON was.source_record_id = t.source_record_id AND was.ended_at = t.linked_at
            AND was.id < t.id AND was.person_id <> t.person_id
        JOIN {k} kept ON kept.person_id = was.person_id AND kept.ended_at IS NULL
        WHERE t.method = 'unmerge' AND t.ended_at IS NULL
    """)


def newest_particulars() -> int:
    """Return the number of the particulars that came last; 0 where there are none."""
    return SentParticulars.objects.aggregate(newest=Max("pk"))["newest"] or 0


def read_rules(space: Workspace) -> None:
    """Fill ``never`` (first, second): pairs that are not to be joined; and ``closed`` (number): numbers that join
    nothing but records of the same number. A pair decided to be two people is never joined by rule again, nor are
    two people that someone took apart.
    """
    listed = NeverLink.objects.filter(ended_at=None, nhs_number="").values_list("first_id", "second_id")
    decided = Review.objects.filter(decision=Review.Decision.DIFFERENT).values_list("first_id", "second_id")
    pairs = [*listed, *decided, *_taken_apart()]
    numbers = NeverLink.objects.filter(ended_at=None).exclude(nhs_number="").values_list("nhs_number", flat=True)
    space.keep(
        "never",
        pa.table(
            {
                "first": pa.array([first for first, _ in pairs], pa.int64()),
                "second": pa.array([second for _, second in pairs], pa.int64()),
            }
        ),
    )
    space.keep("closed", pa.table({"number": pa.array(list(numbers), pa.string())}))


def _cursor() -> Any:
    """Return a cursor that does not hold the whole answer: on PostgreSQL one on the server."""
    return connection.chunked_cursor()


def _table(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    columns = []
    for field, values in zip(schema, zip(*rows, strict=True), strict=True):
        given: Sequence[Any] = values
        if field.type == pa.bool_():
            given = [bool(value) for value in values]
        elif field.name == "known_from":
            given = [None if value is None else str(value) for value in values]
        columns.append(pa.array(given, field.type))
    return pa.Table.from_arrays(columns, schema=schema)
