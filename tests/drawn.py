"""Drawn tables: rows that a reader can check with a pencil, read into dictionaries."""

from __future__ import annotations


def drawn(table: str) -> list[dict[str, str | None]]:
    """Return the rows of a table drawn with ``|`` between columns and a rule below the head; empty cells are None."""
    lines = [line.strip() for line in table.splitlines() if line.strip()]
    lines = [line for line in lines if not set(line) <= set("-+| ")]
    head = [cell.strip() for cell in lines[0].strip("|").split("|")]
    rows = []
    for line in lines[1:]:
        cells = [cell.strip() or None for cell in line.removeprefix("|").split("|")]
        cells += [None] * (len(head) - len(cells))
        rows.append(dict(zip(head, cells[: len(head)], strict=True)))
    return rows
