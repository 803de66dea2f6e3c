"""Procedures that a stay or a visit tells of, as lines of their own, so that they are found where procedures are. Pure.

An extract gives a hospital stay with the codes of what was done in it (OPCS-4), and with no day for each. The stay
stays one line with one entry; each code of it is a line more, whose source is that same entry.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from joinedup.record.entries.rules import EntryRow, Line, Related, Standing, earliest, local_day, standing_of
from joinedup.words.basics.moments import Moment
from joinedup.words.vocabulary.kinds import SECTION_OF, Kind

_OPCS4 = re.compile(r"([A-Z][0-9]{2})([0-9])?")
_NO_CODE = re.compile(r"[^A-Za-z0-9]")
_KEPT = ("provider", "site")


def with_procedures(lines: Iterable[Line], at: datetime) -> list[Line]:
    """Return the lines, each tied to the procedures that it tells of, and those procedures after it."""
    found = []
    for line in lines:
        done = [_procedure(line, rows, at) for rows in _by_code(line, at).values()]
        found += [line.with_related(*(Related(each.id, "What was done") for each in done)), *done]
    return found


def _by_code(line: Line, at: datetime) -> dict[str, list[EntryRow]]:
    """Return the part of each source that tells of a procedure, by its code; of what was called off there is none."""
    told: dict[str, list[EntryRow]] = defaultdict(list)
    for row in line.sources:
        if row.status not in ("cancelled", "canceled") and standing_of(row, at) is not Standing.NOT_DONE:
            for code in _codes(row):
                told[code].append(_part(row, code))
    return told


def _codes(row: EntryRow) -> Iterator[str]:
    """Yield each code once, as letters and digits; they come as a list, or as words with spaces between."""
    said = row.details.get("procedures") or ()
    codes = (_NO_CODE.sub("", str(code)).upper() for code in (said.split() if isinstance(said, str) else said))
    yield from dict.fromkeys(filter(None, codes))


def _part(row: EntryRow, code: str) -> EntryRow:
    """Return what an entry says of one procedure: the day is the one on which the stay began."""
    opcs4 = _OPCS4.fullmatch(code)
    return replace(
        row,
        kind=Kind.PROCEDURE,
        part=code,
        happened=Moment.on(local_day(row.happened)) if row.happened else None,
        ended=None,
        text=f"Procedure {'.'.join(filter(None, opcs4.groups()))} (OPCS-4)" if opcs4 else f"Procedure {code}",
        code_system="opcs4" if opcs4 else "",
        code=code,
        value=None,
        unit="",
        status="",
        details={name: row.details[name] for name in _KEPT if name in row.details} | {"encounter": row.key},
    )


def _procedure(line: Line, rows: list[EntryRow], at: datetime) -> Line:
    shown = rows[0]
    return Line(
        kind=Kind.PROCEDURE,
        section=SECTION_OF[Kind.PROCEDURE],
        title=shown.text,
        concept=shown.code,
        sources=tuple(rows),
        standing=standing_of(shown, at),
        happened=earliest(rows),
        related=(Related(line.id, "Done during this stay or visit"),),
    )
