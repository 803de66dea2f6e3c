"""``joinedup place``: make a made-up place, and hold it beside published figures."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from joinedup.faces.cli.progress import bar

if TYPE_CHECKING:
    from synthetic.calibration import Judged


@click.group()
def place() -> None:
    """Make a made-up place, or check one against published figures."""


@place.command()
@click.option("--people", type=int, default=2_500, show_default=True, help="How many live there on the first day.")
@click.option(
    "--years", type=int, default=2, show_default=True, help="How many years their lives cover, up to 31 March 2026."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same place.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to make it in."
)
@click.option("--release", is_flag=True, help="Write the linked dataset itself, and no feeds.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def make(people: int, years: int, seed: int, out: Path, release: bool, as_json: bool) -> None:
    """Make a place: the feeds of all its organisations, and apart from them the truth."""
    report = make_place(people=people, years=years, seed=seed, out=out, release=release)
    if as_json:
        click.echo(json.dumps(report, indent=1))
        return
    click.echo(f"Made a place of {people:,} people from {report['start']} to {report['end']} in {out}")
    for name, rows in (report["rows"] if release else report["feeds"]).items():
        click.echo(f"  {name:<24} {rows:>12,} rows")


def make_place(*, people: int, years: int, seed: int, out: Path, release: bool = False) -> dict[str, Any]:
    """Make a place with a progress bar, and return what was made; one already there is left as it is."""
    from synthetic.making import make_place as make_it  # noqa: PLC0415 (slow to load; only this command needs it)

    with bar("Making the place") as moved:
        return make_it(out, people=people, years=years, seed=seed, release=release, moved=moved)


@place.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def check(folder: Path, as_json: bool) -> None:
    """Print each figure that the place achieved beside the published one; end with 1 where any is outside."""
    from synthetic.calibration import Verdict, check_place  # noqa: PLC0415 (slow to load)

    with bar("Checking the place") as moved:
        judged = check_place(folder, progress=lambda done, total: moved("", done, total))
    outside = [each for each in judged if each.verdict is Verdict.OUTSIDE]
    if as_json:
        click.echo(json.dumps({"figures": [_plain(each) for each in judged], "outside": len(outside)}, indent=1))
    else:
        _print(judged)
        few = sum(each.verdict is Verdict.TOO_FEW for each in judged)
        click.echo(
            f"\n{len(judged)} figures: {len(judged) - len(outside) - few} within, {len(outside)} outside, "
            f"{few} with too few behind them to judge.\n"
            "Allowed is the tolerance and three standard errors of the sample."
        )
    if outside:
        sys.exit(1)


def _plain(each: Judged) -> dict[str, Any]:
    """Return one figure for JSON, in which what is not known is null."""
    return {name: None if isinstance(value, float) and isnan(value) else value for name, value in asdict(each).items()}


def _title(each: Judged) -> str:
    return f"{each.title} ({each.unit})"


def _print(judged: list[Judged]) -> None:
    """Print the table, and the sources by number below it."""
    sources = list(dict.fromkeys(each.source for each in judged))
    width = max(len(_title(each)) for each in judged)
    click.echo(
        f"{'figure':<{width}} {'achieved':>9} {'published':>9} {'tolerance':>9} {'allowed':>8} {'n':>11}  verdict"
    )
    for each in judged:
        achieved = "–" if isnan(each.achieved) else f"{each.achieved:,.2f}"
        numbers = f"{achieved:>9} {each.published:>9,.2f} {each.tolerance:>9.2f} {each.allowed:>8.2f} {each.n:>11,}"
        click.echo(f"{_title(each):<{width}} {numbers}  {each.verdict} [{sources.index(each.source) + 1}]")
    click.echo("\nSources")
    for number, source in enumerate(sources, 1):
        click.echo(f"  [{number}] {source}")
