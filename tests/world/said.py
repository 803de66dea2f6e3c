"""What sources said, drawn as a table of entries without a database: for the pure rules of reading a record."""

from __future__ import annotations

from joinedup.record.entries.rules import EntryRow
from joinedup.words.basics import moments
from joinedup.words.vocabulary.kinds import Kind
from tests.world.drawn import instant, rows

_FACT = {
    "by",
    "feed",
    "kind",
    "key",
    "happened",
    "ended",
    "system",
    "code",
    "text",
    "value",
    "unit",
    "status",
    "received",
}


def said(table: str, **usual: str) -> list[EntryRow]:
    """Return the drawn entries, numbered from 1; ``usual`` gives what stands in a column that is not drawn.

    Each organisation (``by``) has one source record; columns that no fact has are details.
    """
    drawn = [usual | row for row in rows(table)]
    organisations = list(dict.fromkeys(row["by"] for row in drawn))
    return [_entry(n, row, organisations.index(row["by"]) + 1) for n, row in enumerate(drawn, 1)]


def _entry(number: int, row: dict[str, str], source_record: int) -> EntryRow:
    happened, ended = row.get("happened"), row.get("ended")
    return EntryRow(
        id=number,
        source_record=source_record,
        sender=row["by"][:3].upper(),
        organisation=row["by"],
        feed=row.get("feed") or "feed",
        kind=Kind(row["kind"]),
        key=row.get("key") or f"fact-{number}",
        happened=moments.parse(happened) if happened else None,
        text=row.get("text", ""),
        ended=moments.parse(ended) if ended else None,
        code_system=row.get("system") or ("snomed" if row.get("code") else ""),
        code=row.get("code", ""),
        value=float(row["value"]) if row.get("value") else None,
        unit=row.get("unit", ""),
        status=row.get("status", ""),
        details={name: value for name, value in row.items() if name not in _FACT and value},
        recorded_from=instant(row.get("received") or "2026-01-01"),
    )
