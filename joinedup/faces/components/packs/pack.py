"""What a pack is: what was found, its parts with their charts and tables, and the release that all of it is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.components.lists import Table
from joinedup.words.basics.moments import day

Rows = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where every figure of a pack is from: its release, and how small numbers were dealt with (``hidden``)."""

    release: str
    manifest_hash: str
    data_to: date
    purpose: str
    hidden: str

    @property
    def in_short(self) -> str:
        """Return the line that stands under each page."""
        return f"From release {self.release}, data to {day(self.data_to)}"

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """Return what is said of it, each with its name."""
        return (
            ("Data up to", day(self.data_to)), ("Release", self.release), ("Made for", self.purpose),
            ("SHA-256 of its manifest", self.manifest_hash), ("Small numbers", self.hidden),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a pack: its heading, what is said below it, its charts (each with its numbers) and its tables."""

    heading: str
    said: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[tuple[Table, Rows], ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack: ``name`` is its file's, ``about`` what it is of; ``findings`` begin with the headline, its title."""

    name: str
    about: str
    findings: tuple[str, ...]
    origin: Origin
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """Return what it found; what it is of, where it found nothing."""
        return self.findings[0] if self.findings else self.about

    @property
    def tables(self) -> list[tuple[Table, list[Any]]]:
        """Return every table with all its rows, once: parts may each show some of one table's."""
        found: dict[str, tuple[Table, list[Any]]] = {}
        for part in self.parts:
            for table, rows in (*((chart.table, chart.rows) for chart in part.charts), *part.tables):
                found.setdefault(table.name, (table, []))[1].extend(rows)
        return list(found.values())
