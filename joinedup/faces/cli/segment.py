"""``joinedup segment``: who is in each group of a scheme, what is spent on them, and who moved between groups."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from joinedup.faces.cli.insight import asked, number, release_options, table
from joinedup.insight.criteria import told
from joinedup.insight.disclosure import policy_for
from joinedup.insight.risk.train import training_day
from joinedup.insight.segments import shown
from joinedup.insight.segments.compute import moved_since, put_segments
from joinedup.insight.segments.definition import Scheme, catalogue
from joinedup.insight.segments.definition import scheme as scheme_named
from joinedup.insight.segments.profile import CUTS, cells, put_everyone
from joinedup.insight.segments.shown import ShownMove, ShownSegment


@click.command()
@click.argument("name", metavar="[SCHEME]", default="")
@click.option("--by", type=click.Choice(list(CUTS)), default=None, help="Cut each segment by this.")
@click.option("--movement", "moved", is_flag=True, help="Who moved between groups in the year before instead.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From which day movement is told; a year before.")
@release_options
def segment(
    name: str, by: str | None, moved: bool, since: datetime | None, release: str, engine: str, as_json: bool
) -> None:
    """Divide everyone by SCHEME, or by every scheme: people, their share, and what was spent on them in the year."""
    schemes = [scheme_named(name)] if name else list(catalogue().values())
    of = asked(release)
    policy = policy_for(of.purpose)
    first = since.date() if since else training_day(of.data_date, 12)
    told_of: dict[str, Any] = {}
    with of.open(engine) as opened:
        put_everyone(opened, schemes, on=of.data_date)
        found = cells(opened, by or "")
        if moved:
            put_segments(opened, schemes, on=first, told=told(opened), name="segment_before")
        for each in schemes:
            if moved:
                told_of[each.id] = shown.moves(each, moved_since(opened, each), policy)
            else:
                told_of[each.id] = shown.segments(each, found, policy)
    if as_json:
        report = {
            "release": of.name,
            "data_date": of.data_date.isoformat(),
            "schemes": {key: [asdict(row) for row in rows] for key, rows in told_of.items()},
        }
        click.echo(json.dumps(report, indent=1))
        return
    for each in schemes:
        _print(each, told_of[each.id], by)
    click.echo(f"\nOn {of.data_date}, from {of.name}." + (f" Before: {first}." if moved else ""))


def _print(of: Scheme, rows: list[Any], by: str | None) -> None:
    click.echo(f"\n{of.title}\n{of.question} {of.source}.\n{of.note}".rstrip())
    if rows and isinstance(rows[0], ShownMove):
        table(("before", "after", "people"), [_move(row) for row in rows])
        return
    group = (CUTS[by][0],) if by else ()
    table(
        (*group, "segment", "people", "share", "share of cost", "£ a head"),
        [((row.group,) if by else ()) + _segment(row) for row in rows],
    )


def _move(row: ShownMove) -> tuple[str, ...]:
    return row.before, row.after, "not shown" if row.people is None else f"{row.people:,}"


def _segment(row: ShownSegment) -> tuple[str, ...]:
    people = f"{row.people:,}" if isinstance(row.people, int) else row.people
    figures = (number(row.share, share=True), number(row.cost_share, share=True), number(row.per_head))
    return (row.segment, people, *("" if figure == "not known" else figure for figure in figures))
