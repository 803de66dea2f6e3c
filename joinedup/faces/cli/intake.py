"""``joinedup intake``: take in files of declared feeds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from joinedup.faces.cli.agreement import load_agreements
from joinedup.faces.cli.django_ready import django_ready
from joinedup.faces.cli.progress import bar

if TYPE_CHECKING:
    from joinedup.exchange.intake.actions import Outcome

_COUNTS = ("rows", "added", "changed", "unchanged", "older", "quarantined")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--sender", default="", help="ODS code of the organisation that sent the files.")
@click.option("--feed", default="", help="The declared feed that they are of.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def intake(paths: tuple[Path, ...], sender: str, feed: str, as_json: bool) -> None:
    """Take in files of declared feeds, from PATHS: files, or folders with all that is in them.

    Who sent them and of which feed they are comes from the options, or from a manifest.yaml beside the files.
    What does not pass is held in quarantine with the reason. Run again, it takes in nothing twice.
    Ends with code 2 where a file could not be used at all, or is not where a manifest says.
    """
    django_ready()
    load_agreements()
    outcomes, left = take_in(paths, sender=sender, feed=feed)
    missing = _missing(paths)
    if as_json:
        click.echo(json.dumps({**_report(outcomes, left), "missing": missing}, indent=2))
    else:
        _show(outcomes, left, Console())
        for name in missing:
            click.echo(f"Not here: {name}.", err=True)
    if missing or any(outcome.refused for outcome in outcomes):
        raise SystemExit(2)


def take_in(
    paths: Iterable[Path], *, sender: str = "", feed: str = "", at: datetime | None = None
) -> tuple[list[Outcome], list[Path]]:
    """Take in all that is in ``paths``; return what became of each file, and the files that were left alone.

    ``at`` is when it came, where that is not now (a demonstration plays its past). Raises BadInput where a path, the
    sender or the feed is not what it should be; then nothing was taken in.
    """
    from joinedup.exchange.intake import actions, addressing, organisations, queries  # noqa: PLC0415 (Django must be ready)
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    addressing.check_said(sender, feed, queries.feeds())
    files, left = addressing.files_in(paths)
    addressed = addressing.address(files, sender=sender, feed=feed, feeds=queries.feeds())
    sizes = [max(file.path.stat().st_size, 1) for file in addressed]
    whole = sum(sizes)
    batch = actions.batch_of(addressed)
    outcomes = []
    with bar("Taking in files") as moved:
        for one, size, reached in zip(addressed, sizes, accumulate(sizes), strict=True):
            before = reached - size

            def shown(share: float, title: str = one.path.name, before: int = before, size: int = size) -> None:
                moved(title, before + int(size * share), whole)

            shown(0)
            watch = actions.Watch(moved=shown, waiting=lambda why: click.echo(why, err=True))
            outcomes.append(actions.take_in(one, by=SYSTEM, at=at or datetime.now(UTC), batch=batch, watch=watch))
    organisations.keep_names(paths, by=SYSTEM)
    return outcomes, left


def _missing(paths: Iterable[Path]) -> list[str]:
    from joinedup.exchange.intake import addressing, queries  # noqa: PLC0415 (Django must be ready)

    return addressing.missing_from(paths, queries.feeds())


def _by_feed(outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """Return, for each feed, its number of files and the sums of their counts; files that were here before add none."""
    feeds: dict[str, dict[str, int]] = {}
    for outcome in outcomes:
        sums = feeds.setdefault(outcome.feed or "(no feed)", dict.fromkeys(("files", "already", *_COUNTS), 0))
        sums["files"] += 1
        sums["already"] += outcome.already
        for count in _COUNTS:
            sums[count] += 0 if outcome.already else getattr(outcome, count)
    return feeds


def _report(outcomes: Sequence[Outcome], left: Sequence[Path]) -> dict[str, object]:
    return {
        "feeds": _by_feed(outcomes),
        "files": [asdict(outcome) for outcome in outcomes],
        "left_alone": [str(path) for path in left],
    }


def _show(outcomes: Sequence[Outcome], left: Sequence[Path], console: Console) -> None:
    table = Table(title="Taken in", title_justify="left", box=None, pad_edge=False)
    table.add_column("Feed")
    for heading in ("Files", "Known", "Rows", "Added", "Changed", "Unchanged", "Older", "Held"):
        table.add_column(heading, justify="right")
    for feed, sums in sorted(_by_feed(outcomes).items()):
        table.add_row(feed, *(f"{sums[count]:,}" for count in ("files", "already", *_COUNTS)))
    console.print(table)
    for outcome in outcomes:
        if outcome.already and len(outcomes) <= 20:
            console.print(f"{outcome.file}: already taken in.", highlight=False)
        if outcome.refused:
            console.print(f"{outcome.file}: in quarantine. {outcome.refused}", highlight=False, markup=False)
        elif outcome.waits:
            console.print(f"{outcome.file}: kept until it may come in. {outcome.waits}", highlight=False, markup=False)
        elif outcome.held and len(outcomes) <= 20:
            console.print(
                f"{outcome.file}: {outcome.quarantined:,} held, first {outcome.held}", highlight=False, markup=False
            )
    if left:
        console.print(f"Left alone, of no shape that we read: {len(left)} (such as {left[0].name}).")
    held = sum(outcome.quarantined for outcome in outcomes if not outcome.already)
    if held:
        console.print(f"{held:,} did not pass and wait in quarantine: joinedup quarantine list", highlight=False)
    elif not outcomes:
        console.print("There was nothing to take in.")
