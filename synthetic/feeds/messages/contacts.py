"""Out-of-hours consultations, a bundle a month, and what the demographics service answers when it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from synthetic.feeds.messages import shapes
from synthetic.feeds.messages.discharge import next_of_kin
from synthetic.feeds.messages.documents import NEXT_OF_KIN
from synthetic.feeds.messages.sending import Planted, Resource, by, luck, rows, write_bundle

if TYPE_CHECKING:
    from synthetic.feeds.writing import Work

MOST_CONSULTATIONS, MOST_TRACED = 60_000, 10_000
FAULTY, RESTRICTED = 0.002, 0.004
_ENDED = {"home": "Advised; stays at home", "gp": "To see own GP", "ae": "Sent to A&E", "referred": "Referred"}


def write_out_of_hours(work: Work, duck: duckdb.DuckDBPyConnection, planted: Planted) -> int:
    """Write a bundle for each month: who was seen, and each consultation with its outcome."""
    found = rows(duck, f"""
        SELECT * FROM (
            SELECT k.*, 'OOH-' || e.event_id AS id, e.start_at AS started_at, e.end_at AS ended_at, e.outcome, e.reason,
                   t.title AS reason_term, k.sender AS provider, strftime(timezone('UTC', e.start_at), '%Y-%m') AS month
            FROM event e
            JOIN known_out_of_hours k ON k.person_key = e.person_key AND k.sender = coalesce(e.provider, 'ZU2')
                AND third(e.event_id) BETWEEN k.low AND k.high
            LEFT JOIN reason_title t ON t.code = e.reason
            WHERE is_out_of_hours(e.point_of_delivery)
            ORDER BY e.start_at DESC, e.event_id LIMIT {MOST_CONSULTATIONS}
        ) ORDER BY sender, month, started_at, id
    """)  # fmt: skip
    kin = by("person_key", rows(duck, NEXT_OF_KIN))
    bundles: dict[tuple[str, str], list[Resource]] = {}
    known: set[tuple[str, str]] = set()
    for row in found:
        held = bundles.setdefault((row["sender"], row["month"]), [])
        updated = shapes.instant(row["ended_at"] or row["started_at"])
        if (row["month"], row["local_id"]) not in known:
            known.add((row["month"], row["local_id"]))
            contacts = next_of_kin(row, kin.get(row["person_key"], ()), asked_by="out of hours", seed=work.seed)
            held.append(shapes.patient(row, updated=updated, contacts=contacts))
        held.append(
            shapes.encounter(
                row, class_="AMB", kind="Out-of-hours consultation", outcome=_ENDED.get(row["outcome"], "")
            )
        )
    for (sender, month), resources in bundles.items():
        path = work.feeds / sender / f"out_of_hours-{month}.json"
        for place, resource in enumerate(resources, start=1):
            if resource["resourceType"] == "Encounter" and luck(work.seed, "ooh fault", resource["id"]) < FAULTY:
                resource["period"]["start"] = f"{month}-31T25:00:00+00:00"
                planted.add("out_of_hours", path, place, "Encounter.period.start: is not a date")
        write_bundle(
            path,
            resources,
            sender=sender,
            type_="collection",
            written=shapes.written_on(work.end),
            bundle_id=f"{sender}-{month}",
        )
    return len(found)


def write_demographics(work: Work, duck: duckdb.DuckDBPyConnection) -> int:
    """Write the demographics service's answers as one searchset; a few people's places are restricted."""
    found = rows(duck, f"SELECT * FROM known_demographics ORDER BY local_id LIMIT {MOST_TRACED}")
    people = [
        shapes.patient(
            row,
            updated=shapes.written_on(work.end),
            restricted=luck(work.seed, "restricted", row["local_id"]) < RESTRICTED,
        )
        for row in found
    ]
    if people:
        write_bundle(
            work.feeds / "X26" / "demographics.json", people, sender="X26", type_="searchset",
            written=shapes.written_on(work.end), bundle_id="demographics",
        )  # fmt: skip
    return len(people)
