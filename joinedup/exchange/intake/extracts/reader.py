"""Taking in a landed extract: first who it is about, then what each row says, in batches that can be cut anywhere.

Each batch is one transaction that also moves the delivery on, so a process killed at any point goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import transaction

from joinedup.exchange.intake import deliveries
from joinedup.exchange.intake.extracts import checks, landing, questions
from joinedup.exchange.intake.extracts.checks import Check
from joinedup.exchange.intake.extracts.questions import Landed
from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.quarantine.holding import Held
from joinedup.record.access.actor import Actor
from joinedup.record.entries import actions as entries
from joinedup.record.linkage.receiving import receive_people
from joinedup.record.store import bulk
from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.vocabulary.feeds import Feed

BATCH = 25_000


def land(path: Path, feed: Feed, *, into: Path) -> tuple[Path, int]:
    """Keep the file whole and return where its rows are and how many. Raises BadInput, ManyMistakes to refuse it."""
    rows_at = landing.land(path, into)
    with landing.connect(Path(settings.HOME)) as duck:
        landed, rows = landing.look(duck, rows_at)
    if mistakes := checks.missing_or_unknown(feed, landed.physical):
        raise ManyMistakes(
            mistakes, now=f"Ask the sender for the columns of the feed '{feed.name}', or choose another feed."
        )
    return rows_at, rows


def take_in(delivery: Delivery, feed: Feed, *, by: Actor, moved: Callable[[float], None], batch: int = BATCH) -> None:
    """Take in the rows of a landed delivery from where it is; ``moved`` is told what share is done."""
    with landing.connect(Path(settings.HOME)) as duck:
        landed, _ = landing.look(duck, Path(settings.HOME) / delivery.landed_at_path)
        found = checks.checks(feed, landed.physical)
        if feed.person and delivery.rows_done == 0:
            _take_people(duck, delivery, feed, landed, by=by, batch=batch)
        asked = questions.entries(feed, landed) if feed.entry and feed.person else questions.bad_rows(feed, landed)
        for rows in _batches(duck, asked, {"done": delivery.rows_done}, batch):
            _take_rows(delivery, feed, rows, found, by=by)
            moved(delivery.rows_done / delivery.rows)


def _batches(
    duck: duckdb.DuckDBPyConnection, question: str, values: dict[str, Any], size: int
) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the answer in batches; while one is being kept, the next is being worked out."""
    answer = duck.execute(question, values)
    with ThreadPoolExecutor(max_workers=1) as apart:
        coming = apart.submit(answer.fetchmany, size)
        while rows := coming.result():
            coming = apart.submit(answer.fetchmany, size)
            yield rows


def _take_people(
    duck: duckdb.DuckDBPyConnection, delivery: Delivery, feed: Feed, landed: Landed, *, by: Actor, batch: int
) -> None:
    values = {"received": bulk.moment(delivery.heard_at)}
    for rows in _batches(duck, questions.people(feed, landed), values, batch):
        with transaction.atomic():
            receive_people(
                rows,
                sender=delivery.sender,
                system=feed.system,
                by=by,
                at=delivery.received_at,
                named=feed.names_people,
            )


def _take_rows(
    delivery: Delivery, feed: Feed, rows: Sequence[tuple[Any, ...]], found: Sequence[Check], *, by: Actor
) -> None:
    """Keep one batch: entries of the good rows, the bad ones in quarantine, and how far the delivery is."""
    bad = [_held(row, found) for row in rows if row[1]]
    with transaction.atomic():
        received = entries.Received()
        if feed.entry and feed.person:
            good = ((*row[3:], row[0], None, None) for row in rows if not row[1])
            received = entries.receive_entries(
                good,
                sender=delivery.sender,
                system=feed.system,
                feed=feed.name,
                delivery_id=delivery.pk,
                by=by,
                at=delivery.received_at,
                heard_at=delivery.heard_at,
            )
        deliveries.move_on(delivery, to=rows[-1][0], held=bad, received=received)


def _held(row: tuple[Any, ...], found: Sequence[Check]) -> Held:
    place, numbers, body = row[0], [int(number) for number in row[1].split()], row[2]
    if -1 in numbers:
        return Held(place, "", "This line cannot be split into the file's columns.", body.encode("latin-1"))
    wrong = [found[number] for number in numbers]
    problem = "\n".join(f"{check.field}: {check.problem}" if check.field else check.problem for check in wrong)
    fields = ", ".join(dict.fromkeys(check.field for check in wrong if check.field))
    return Held(place, fields, problem, body.encode())
