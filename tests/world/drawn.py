"""Drawn tables: rows of a test written as a table that can be checked with a pencil."""

from __future__ import annotations

from datetime import datetime
from textwrap import dedent

from joinedup.words.basics import moments


def rows(table: str) -> list[dict[str, str]]:
    """Return the rows of a drawn table, by the words of its first line; a line of dashes is skipped."""
    lines = [line for line in dedent(table).splitlines() if line.strip() and set(line.strip()) - set("-+|")]
    heads = [cell.strip() for cell in lines[0].split("|")]
    drawn = []
    for line in lines[1:]:
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != len(heads):
            raise ValueError(f"{len(cells)} cells under {len(heads)} heads: {line.strip()}")
        drawn.append(dict(zip(heads, cells, strict=True)))
    return drawn


def instant(text: str) -> datetime:
    """Return the first instant of a date or time as it is drawn: ``2026-03-07`` or ``2026-03-07 09:30`` (London)."""
    return moments.parse(text).at
