"""Taking in again one thing that did not pass: written as a file of its own, and taken in as any other."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from joinedup.exchange.intake import actions, deliveries
from joinedup.exchange.intake.actions import Outcome, Replayed
from joinedup.exchange.intake.addressing import Addressed, check_said
from joinedup.exchange.intake.extracts.checks import UNREADABLE
from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.intake.queries import feeds, landed_file
from joinedup.record.access.actor import Actor
from joinedup.record.store.lock import one_writer
from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.words.vocabulary.feeds import Feed

_SUFFIXES = {"extract": ".parquet", "reference": ".parquet", "fhir": ".json", "hl7v2": ".hl7"}


@dataclass(frozen=True, slots=True)
class Replay:
    """What is to be taken in again: the place of a delivery with its bytes, or a whole file (no ``position``)."""

    delivery_id: int | None
    position: int | None
    file: str
    sender: str
    feed: str
    body: bytes


def replay(what: Replay, *, by: Actor, at: datetime) -> Outcome:
    """Take it in; return what became of it. Raises CannotProceed with the reason where it does not pass again."""
    if what.position is None:
        return _whole_file(what, by=by, at=at)
    if not what.body.strip():
        raise CannotProceed(
            "There is nothing here to take in: what came is too long to be kept here.",
            now="Ask the sender for it in parts, or dismiss this.",
        )
    check_said(what.sender, what.feed, feeds())
    feed = feeds().get(what.feed)
    if feed is None:
        raise BadInput(f"'{what.feed}' is no longer a declared feed.", now="Declare it again, or dismiss this.")
    with tempfile.TemporaryDirectory(dir=settings.HOME) as folder:
        path = Path(folder) / f"replay{_SUFFIXES[feed.shape]}"
        if path.suffix == ".parquet":
            _write_row(path, feed, what)
        else:
            path.write_bytes(what.body)
        piece = Replayed(f"{what.file}, place {what.position}", _heard_at(what, at), is_piece=True)
        return _passed(Addressed(path, what.sender, feed.name), piece, by=by, at=at)


def _heard_at(what: Replay, at: datetime) -> datetime:
    """Return when what is replayed was first received."""
    return Delivery.objects.filter(pk=what.delivery_id or 0).values_list("heard_at", flat=True).first() or at


def _whole_file(what: Replay, *, by: Actor, at: datetime) -> Outcome:
    path = landed_file(what.delivery_id)
    if path is None or not path.exists():
        raise CannotProceed("The file is no longer where it landed.", now="Take the file in again.")
    whole = Replayed(what.file, _heard_at(what, at), is_piece=False)
    return _passed(Addressed(path, what.sender, what.feed), whole, by=by, at=at)


def _passed(addressed: Addressed, replayed: Replayed, *, by: Actor, at: datetime) -> Outcome:
    """Take a file in where it passes whole; else leave everything as it was, and say why."""
    # The lock before the transaction: who holds it may need the database to come to an end.
    with one_writer("replaying", wait_seconds=5), transaction.atomic():
        outcome = actions.take_in_alone(addressed, by=by, at=at, replayed=replayed)
        if outcome.already or not (outcome.quarantined or outcome.waits):
            return outcome
        problem = outcome.waits or outcome.refused or deliveries.problem_of(outcome.delivery_id)
        left = Delivery.objects.filter(pk=outcome.delivery_id).values_list("landed_at_path", flat=True).first()
        transaction.set_rollback(True)
    if left and addressed.path != Path(settings.HOME) / left:
        (Path(settings.HOME) / left).unlink(missing_ok=True)
    raise CannotProceed(f"It did not pass: {problem}", now="Mend it and replay it again, or dismiss it with a reason.")


def _write_row(path: Path, feed: Feed, what: Replay) -> None:
    """Write the row as a file of one: its values as texts, as a CSV file's would be."""
    row = _row(what, feed)
    if unknown := sorted(set(row) - set(feed.columns)):
        raise BadInput(f"The feed '{feed.name}' has no column {', '.join(unknown)}.", now="Leave it out.")
    columns = {name: [_written(row.get(name))] for name in feed.columns}
    pq.write_table(pa.table(columns, schema=pa.schema([(name, pa.string()) for name in columns])), path)


def _row(what: Replay, feed: Feed) -> dict[str, Any]:
    """Return the row by column: from JSON, or from a line of the file that it came in."""
    try:
        row = orjson.loads(what.body)
    except orjson.JSONDecodeError:
        row = None
    if isinstance(row, dict):
        return row
    cells = next(csv.reader([what.body.decode("utf-8", errors="replace")]), [])
    names = _columns_of(what) or list(feed.columns)
    if len(cells) != len(names):
        raise CannotProceed(
            f"It did not pass: the line has {len(cells)} cells, and the file {len(names)} columns.",
            now="Mend the line, or write the row as JSON.",
        )
    return dict(zip(names, cells, strict=True))


def _columns_of(what: Replay) -> list[str]:
    path = landed_file(what.delivery_id)
    if path is None or path.suffix != ".parquet" or not path.exists():
        return []
    return [name for name in pq.read_schema(path).names if name != UNREADABLE]


def _written(value: Any) -> str | None:
    """Return a JSON value as a CSV file would have it."""
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode()
