"""What practices record of people's objecting, kept as choices: worked out again whenever such an entry comes or goes.

A practice writes an objection as a code among its entries. The latest of them says whether it holds; what earlier ones
said stays in the entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from joinedup.record.access.actor import Actor
from joinedup.record.entries.models import Entry
from joinedup.record.entries.rules import WITHDRAWN
from joinedup.record.linkage.models import SourceRecord
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices import queries
from joinedup.record.sharing.choices.rules import What
from joinedup.words.vocabulary.sensitivity import Objection, objection_of
from joinedup.words.vocabulary.sensitivity.objections import BEGINNINGS, CODES

_WHAT = {"planning": What.NO_PLANNING, "sharing": What.NO_SHARING}
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Heard:
    """Watches what comes in of one sender for objections, and has the choices follow once it is kept."""

    def __init__(self, *, sender: str, system: str, columns: Sequence[str]) -> None:
        self._sender, self._system = sender, system
        self._at = [columns.index(name) for name in ("local_id", "code", "text")]
        self._known = queries.records_that_object(sender, system)
        self._touched: set[str] = set()

    def watch(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """Give the rows on as they come, noting whose objections they may change."""
        local_id, code, text = self._at
        known, touched = self._known, self._touched
        for row in rows:
            if row[code] in CODES or row[local_id] in known or row[text].startswith(BEGINNINGS):
                touched.add(row[local_id])
            yield row

    def follow(self, *, by: Actor, at: datetime) -> None:
        """Have the choices of all that were touched say what their entries say now."""
        records = SourceRecord.objects.filter(
            sender=self._sender, feed_group=self._system, local_id__in=sorted(self._touched)
        )
        follow(list(records.values_list("pk", flat=True)), by=by, at=at)


def follow(records: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Have the choices of these source records say what their entries say now, in the caller's transaction."""
    if not records:
        return
    saying = Q(code__in=CODES)
    for beginning in BEGINNINGS:
        saying |= Q(text__startswith=beginning)
    said: dict[tuple[int, What], tuple[datetime, int, Objection]] = {}
    found = Entry.objects.filter(saying, source_record_id__in=records, recorded_until=None).exclude(status=WITHDRAWN)
    for pk, record, happened, system, code, text in found.values_list(
        "pk", "source_record_id", "happened_at", "code_system", "code", "text"
    ):
        objection = objection_of(system, code, text)
        if objection is None:
            continue
        latest = (happened or _LONG_AGO, pk, objection)
        whose = (record, _WHAT[objection.to])
        said[whose] = max(said.get(whose, latest), latest, key=lambda each: each[:2])
    holding = {whose: when for whose, (when, _, objection) in said.items() if objection.holds}
    for record in records:
        since = {what: when for (whose, what), when in holding.items() if whose == record}
        choices.hear(record, since=since, by=by, at=at)
