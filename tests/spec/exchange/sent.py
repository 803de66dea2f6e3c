"""Files as senders would send them, drawn by hand, and what the record then holds, to be checked with a pencil."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.exchange.intake.actions import Outcome, take_in
from joinedup.exchange.intake.addressing import Addressed
from joinedup.exchange.intake.queries import feeds
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.access.actor import SYSTEM
from joinedup.record.entries.models import Entry
from joinedup.record.linkage.models import SentParticulars
from tests.world.drawn import instant, rows

NOW = instant("2026-04-01 09:00")
LATER = instant("2026-05-01 09:00")
CHARITY = "VOL01"
SURGERY = "ZZ001"


class Post:
    """A folder in which files arrive; each sending has a name of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sent = 0

    def takes(
        self,
        table: str,
        *,
        feed: str = "voluntary_contact",
        sender: str = CHARITY,
        at: datetime = NOW,
        as_: str = "csv",
    ) -> Outcome:
        """Take in the drawn rows as a file of ``feed``; columns that are not drawn are empty."""
        path = self.file(f"sent-{self._sent}.{as_}")
        self._sent += 1
        write(path, feed, rows(table))
        return self.takes_file(path, feed=feed, sender=sender, at=at)

    def file(self, name: str) -> Path:
        """Return the path of a file in the post."""
        return self.folder / name

    def takes_file(self, path: Path, *, feed: str = "", sender: str = CHARITY, at: datetime = NOW) -> Outcome:
        """Take in a file that lies in the post."""
        return take_in(Addressed(path, sender, feed), by=SYSTEM, at=at)

    def takes_json(self, content: Any, *, feed: str = "fhir", sender: str = SURGERY, at: datetime = NOW) -> Outcome:
        """Take in a FHIR resource or bundle; a list is sent as ndjson, a line each."""
        many = isinstance(content, list)
        path = self.file(f"sent-{self._sent}.{'ndjson' if many else 'json'}")
        self._sent += 1
        path.write_text("\n".join(map(json.dumps, content)) if many else json.dumps(content), encoding="utf-8")
        return self.takes_file(path, feed=feed, sender=sender, at=at)


def write(path: Path, feed: str, drawn: list[dict[str, str]]) -> None:
    """Write rows as CSV or Parquet with every column of the feed."""
    names = list(feeds()[feed].columns)
    table = {name: [row.get(name, "") for row in drawn] for name in names}
    if path.suffix == ".parquet":
        pq.write_table(pa.table(table), path)
        return
    lines = [",".join(names)] + [",".join(table[name][number] for name in names) for number in range(len(drawn))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def known(*parts: str, ever: bool = False) -> list[tuple[Any, ...]]:
    """Return ``parts`` of each entry that is known now (or that ever was), in order of its key."""
    found = Entry.objects.order_by("key", "pk")
    return list((found if ever else found.filter(recorded_until=None)).values_list(*parts))


def said_to_be(*parts: str) -> list[tuple[Any, ...]]:
    """Return ``parts`` of what each source record now says of who the person is, in order of their local ids."""
    found = SentParticulars.objects.filter(recorded_until=None).order_by("source_record__local_id")
    return list(found.values_list("source_record__local_id", *parts))


def held() -> list[tuple[int | None, str]]:
    """Return place and problem of each thing that waits in quarantine."""
    return list(
        HeldItem.objects.filter(state=HeldItem.State.HELD).order_by("position", "pk").values_list("position", "problem")
    )
