"""What the commands of insight share: the release that is asked, and how figures are printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from joinedup.insight.engine import Engine, open_release
from joinedup.insight.measures.support import feeds_in
from joinedup.words.basics.errors import BadInput, CannotProceed

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Asked:
    """The release that a command asks: its folder, its name, the last day of its data, and the feeds it holds."""

    folder: Path
    name: str
    data_date: date
    feeds: frozenset[str] | None
    purpose: str

    def open(self, engine: str, *, memory: str = "2GB") -> Engine:
        """Return the engine of that name over it."""
        return open_release(self.folder, engine=engine, memory=memory)


def release_options(command: Command) -> Command:
    """Add the options that every command of insight has: --release, --engine and --json."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Report as JSON."),
        click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", help="Who computes."),
        click.option("--release", default="", help="A release's name or folder; the newest care release if not given."),
    ):
        command = option(command)
    return command


def asked(release: str) -> Asked:
    """Return the release called so, or in that folder, or the newest. Raises BadInput, CannotProceed."""
    folder = Path(release)
    if not (release and (folder / "manifest.json").is_file()):
        folder = _published(release)
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        data_date = date.fromisoformat(manifest["data_date"])
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"The manifest of {folder.name} cannot be read.", now="Publish it again.") from error
    return Asked(folder, folder.name, data_date, feeds_in(manifest), str(manifest.get("purpose", "care")))


def _published(name: str) -> Path:
    from joinedup.faces.cli.django_ready import django_ready  # noqa: PLC0415

    django_ready()
    from joinedup.planning.releases import queries  # noqa: PLC0415 (Django must be ready first)

    found = queries.to_ask(name, at=datetime.now(UTC))
    if found is None:
        raise CannotProceed("Nothing was published yet.", now="Run: joinedup publish --purpose care")
    return queries.folder_of(found)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns: words to the left, numbers to the right."""
    rows = [list(row) for row in rows]
    widths = [max(len(line[at]) for line in [list(headings), *rows]) for at in range(len(headings))]
    for line in [list(headings), *rows]:
        cells = [
            cell.rjust(width) if _numeric(cell) and line is not headings else cell.ljust(width)
            for cell, width in zip(line, widths, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def number(value: float | None, *, share: bool = False) -> str:
    """Return a figure as people read it: a share as a percentage, else with as many decimals as it can bear."""
    if value is None:
        return "not known"
    if share:
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"


def _numeric(cell: str) -> bool:
    return cell[:1].isdigit() or cell == "not known"
