"""What a pack is: its title, what was found, its charts and its tables, and the release that all of it is from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.components.lists import Table


class Pack(Protocol):
    """A pack: ``findings`` begin with the headline; ``tables`` are each with their rows."""

    @property
    def title(self) -> str:
        """What it is about."""

    @property
    def release(self) -> str:
        """The release that every figure is from."""

    @property
    def data_to(self) -> date:
        """The last day of its data."""

    @property
    def findings(self) -> tuple[str, ...]:
        """What was found, the headline first."""

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Its charts, each with its finding."""

    @property
    def tables(self) -> tuple[tuple[Table, Sequence[Any]], ...]:
        """Its tables, each with its rows."""
