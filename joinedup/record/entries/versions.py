"""Taking in a set of versions: new ones are added, changed ones end the one before, the rest is left alone.

Entries and resources are kept by the same rule. What arrives is staged in a temporary table with a ``round``:
the first time a thing comes in this set is round 0, the second round 1 … so that within a round each thing comes
once, and what is kept does not depend on how rows were cut into sets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joinedup.record.store import bulk


@dataclass(frozen=True, slots=True)
class Received:
    """How many versions were new, replaced another, were known already, or came after a newer one."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0

    def __add__(self, other: Received) -> Received:
        return Received(
            self.added + other.added,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.older + other.older,
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """Where versions are kept: the table, what names a thing in it, and the staged columns that are kept.

    ``lookup`` joins the staged rows (``a``) to what they refer to; ``found`` are columns that the lookup gives,
    as SQL by name. ``identity`` is a condition between ``a``, the lookups and a kept row called ``{kept}``.
    """

    table: str
    staged: str
    columns: Mapping[str, str]
    lookup: str
    found: Mapping[str, str]
    identity: str
    kept: Sequence[str]


def stage(shape: Shape, rows: Iterable[Sequence[Any]], *, name: Callable[[Sequence[Any]], Hashable]) -> int:
    """Stage ``rows`` and return how many rounds they need; ``name`` says what a row is a version of."""
    seen: Counter[Hashable] = Counter()

    def rounds() -> Iterator[Sequence[Any]]:
        for row in rows:
            thing = name(row)
            yield (seen[thing], *row)
            seen[thing] += 1

    bulk.stage(shape.staged, {"round": "integer", **shape.columns}, rounds())
    return max(seen.values(), default=0)


def take_round(
    shape: Shape, *, round_: int, delivery_id: int, at: datetime, heard_at: datetime, late: bool, **values: Any
) -> Received:
    """Take in one round of what is staged; ``values`` are those that the shape's SQL names.

    ``heard_at`` is when what is staged first reached us, and ``late`` whether its sender has said anything since.
    """
    values = {**values, "round": round_, "delivery": delivery_id, "at": bulk.moment(at)}
    values |= {"heard": bulk.moment(heard_at)} if late else {}
    with bulk.probing(shape.table, *_LOOKED_UP):
        bulk.derive("judged", _judge(shape, late=late), **values)
        received = Received(**dict(bulk.read("SELECT verdict, count(*) FROM judged GROUP BY verdict")))
        if received.changed or received.unchanged:
            _end_and_mark(shape, **values)
        # In the order of the indexes, whose pages are then each written once.
        names = ", ".join(shape.kept)
        bulk.run(
            f"INSERT INTO {shape.table} ({names}, delivery_id, recorded_from, recorded_until)"
            f" SELECT {names}, %(delivery)s, known_from, CASE WHEN verdict = 'older' THEN known_from END"
            " FROM judged WHERE verdict <> 'unchanged' ORDER BY source_record_id",
            **values,
        )
    return received


def _end_and_mark(shape: Shape, **values: Any) -> None:
    """End the versions that are replaced; of those that are the same, keep when their source last said so."""
    bulk.count("judged", "verdict", "current_id")
    bulk.run(
        f"UPDATE {shape.table} SET recorded_until = j.known_from FROM judged j"
        f" WHERE {shape.table}.id = j.current_id AND j.verdict = 'changed'",
        **values,
    )
    bulk.run(
        f"UPDATE {shape.table} SET source_updated_at = j.source_updated_at FROM judged j"
        f" WHERE {shape.table}.id = j.current_id AND j.verdict = 'unchanged'"
        " AND j.source_updated_at > j.current_updated_at",
        **values,
    )


_LOOKED_UP = ("linkage_sourcerecord", "entries_resource")


def _judge(shape: Shape, *, late: bool) -> str:
    """Return the question that gives each staged row its verdict, and from when it is known.

    The source's own word for when it changed a thing decides which version is the newer one; where it gives none,
    when each first reached us does. Nothing is known from before what it replaces was known.
    """
    found = "".join(f", {sql} AS {name}" for name, sql in shape.found.items())
    ever = f"SELECT 1 FROM {shape.table} o WHERE {shape.identity.format(kept='o')}"
    older = f"CASE WHEN EXISTS ({ever} AND o.content_hash = a.content_hash) THEN 'unchanged' ELSE 'older' END"
    now, since = bulk.instant("at"), ""
    if late:
        heard = bulk.instant("heard")
        not_newer = f"coalesce(a.source_updated_at <= c.source_updated_at, {_YES})"
        since = f"""
                WHEN c.id IS NULL AND EXISTS ({ever} AND o.recorded_until > {heard}) THEN {older}
                WHEN c.id IS NULL THEN 'added'
                WHEN c.recorded_from > {heard} AND c.delivery_id <> %(delivery)s
                    AND c.content_hash <> a.content_hash AND {not_newer} THEN {older}"""
    return f"""
        SELECT a.*{found}, c.id AS current_id, c.source_updated_at AS current_updated_at,
            CASE WHEN c.recorded_from > {now} THEN c.recorded_from ELSE {now} END AS known_from,
            CASE{since}
                WHEN c.id IS NULL THEN 'added'
                WHEN c.content_hash = a.content_hash THEN 'unchanged'
                WHEN a.source_updated_at < c.source_updated_at THEN {older}
                ELSE 'changed'
            END AS verdict
        FROM {shape.staged} a {shape.lookup}
        LEFT JOIN {shape.table} c ON {shape.identity.format(kept="c")} AND c.recorded_until IS NULL
        WHERE a.round = %(round)s
    """


_YES = "1 = 1"
