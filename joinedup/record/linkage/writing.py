"""Into the database: links begun and ended, reviews opened, demographics worked out again. Whole sets at a time.

All of it runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from joinedup.record.linkage.clean import keep_sources
from joinedup.record.linkage.linking import Proposal
from joinedup.record.linkage.models import Link, Review
from joinedup.record.linkage.projection import demographics, former_names
from joinedup.record.linkage.workspace import Workspace
from joinedup.record.people import actions as people
from joinedup.record.store import bulk

_LINKS = Link._meta.db_table
_STAGED = {
    "source_record_id": "integer", "person_id": "integer", "method": "text", "weight": "number",
    "decided_by": "integer", "reason": "text", "linked_at": "moment",
}  # fmt: skip


def write_links(rows: Iterable[Sequence[Any]], *, at: datetime) -> None:
    """End each record's current link, where it has one, and begin the new one.

    ``rows``: source record, person, method, weight, account that decided, reason.
    """
    when = bulk.moment(at)
    bulk.stage("new_links", _STAGED, ((*row, when) for row in rows))
    bulk.run(
        f"UPDATE {_LINKS} SET ended_at = {bulk.instant('at')} "
        "WHERE ended_at IS NULL AND source_record_id IN (SELECT source_record_id FROM new_links)",
        at=when,
    )
    columns = ", ".join(_STAGED)
    bulk.run(f"INSERT INTO {_LINKS} ({columns}) SELECT {columns} FROM new_links")


def write_assigned(space: Workspace, *, at: datetime) -> tuple[int, int]:
    """Write the links of ``assigned`` in ``space``, making people who are new; return how many links and people."""
    made = space.one("SELECT count(DISTINCT cluster) FROM assigned WHERE person IS NULL")
    first = people.add_people(made, at=at)
    space.run(f"""
        CREATE OR REPLACE TABLE assigned AS
        SELECT a.record, coalesce(a.person, n.person) AS person, a.was, a.method, a.weight
        FROM assigned a LEFT JOIN (
            SELECT cluster, {first} + row_number() OVER (ORDER BY cluster) - 1 AS person
            FROM (SELECT DISTINCT cluster FROM assigned WHERE person IS NULL)
        ) n USING (cluster)
    """)
    total = 0
    for rows in space.batches("SELECT record, person, method, weight, NULL, '' FROM assigned ORDER BY record"):
        write_links(rows, at=at)
        total += len(rows)
    return total, made


def write_reviews(proposals: Iterable[Proposal], *, at: datetime) -> int:
    """Open a review for each pair that has none yet, whichever way round; return how many were opened."""
    before = Review.objects.count()
    seen = {frozenset(pair) for pair in Review.objects.values_list("first_id", "second_id").iterator()}
    opened = []
    for proposal in proposals:
        pair = frozenset((proposal.first, proposal.second))
        if pair in seen:
            continue
        seen.add(pair)
        opened.append(
            Review(
                first_id=proposal.first,
                second_id=proposal.second,
                why=proposal.why,
                weight=proposal.weight,
                evidence={"levels": proposal.evidence},
                opened_at=at,
            )
        )
    Review.objects.bulk_create(opened, batch_size=1000)
    return Review.objects.count() - before


def write_demographics(space: Workspace) -> None:
    """Work out again the demographics of people, of whom ``space`` holds every source record.

    In ``sent``, and in ``whose`` (record, person).
    """
    keep_sources(space)
    space.keep("doubtful_numbers", _doubtful())
    for rows in demographics(space):
        people.replace_demographics(rows)
    named = [row for rows in former_names(space) for row in rows]
    people.replace_former_names((person for (person,) in space.rows("SELECT DISTINCT person FROM whose")), named)


def _doubtful() -> pa.Table:
    """Return the records whose NHS number is in question: shared with a record that is now someone else's."""
    reviews = Review._meta.db_table
    doubted = bulk.read(
        f"""
        SELECT DISTINCT v.second_id FROM {reviews} v
        JOIN {_LINKS} one ON one.source_record_id = v.first_id AND one.ended_at IS NULL
        JOIN {_LINKS} other ON other.source_record_id = v.second_id AND other.ended_at IS NULL
        WHERE v.why = %(why)s AND one.person_id <> other.person_id
        """,
        why=Review.Why.SHARED_NUMBER.value,
    )
    return pa.table({"record": pa.array([record for (record,) in doubted], pa.int64())})
