"""``joinedup report``: what is made regularly, and making what is due now."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from joinedup.faces.cli.django_ready import django_ready


@click.group()
def report() -> None:
    """See the reports that are made regularly, and make what is due."""


@report.command("list")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def list_reports(as_json: bool) -> None:
    """List every report: what it is of, how often it is made, for whom."""
    django_ready()
    from joinedup.faces.cli.insight import table  # noqa: PLC0415
    from joinedup.planning.reports import queries  # noqa: PLC0415

    found = [
        {
            "id": each.pk, "about": each.about, "page": each.page, "asked": each.asked, "format": each.format,
            "often": each.often, "account": each.post.account.username, "role": each.role,
            "paused": each.paused_at is not None, "made": times,
        }
        for each, times in queries.every()
    ]  # fmt: skip
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    heads = ("id", "about", "format", "often", "account", "role", "paused", "made")
    table(heads, [tuple(str(row[head]) for head in heads) for row in found])


@report.command("make")
@click.argument("report_id", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def make_reports(report_id: int | None, as_json: bool) -> None:
    """Make the report with this number now; without one, every report that is due."""
    django_ready()
    from joinedup.planning.reports import actions  # noqa: PLC0415
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    at = datetime.now(UTC)
    made = [actions.make(report_id, by=SYSTEM, at=at)] if report_id else actions.make_due(by=SYSTEM, at=at)
    told = [
        {name: getattr(each, name) for name in ("report_id", "release", "file", "size", "why_not")} for each in made
    ]
    if as_json:
        click.echo(json.dumps(told, indent=1))
        return
    for row in told:
        click.echo(f"Report {row['report_id']}: {row['file'] or 'not made. ' + str(row['why_not'])}")
    click.echo(f"{len(told)} made." if told else "Nothing is due.")
