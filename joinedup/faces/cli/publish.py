"""``joinedup publish``: write the linked dataset for a purpose."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import click

from joinedup.faces.cli.agreement import load_agreements
from joinedup.faces.cli.django_ready import django_ready
from joinedup.faces.cli.progress import bar


@click.command()
@click.option("--purpose", type=click.Choice(["care", "planning"]), required=True, help="What the release is for.")
@click.option("--project", default="", help="The project whose key hides people in a planning release.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def publish(purpose: str, project: str, as_json: bool) -> None:
    """Publish a release of the linked dataset, with its manifest."""
    django_ready()
    load_agreements()
    report = publish_now(purpose, project)
    if as_json:
        click.echo(json.dumps(report, indent=1))
        return
    click.echo(f"Published {report['release']} (data to {report['data_date']}) in {report['path']}")
    for table, rows in report["rows"].items():
        click.echo(f"  {table:<20} {rows:>12,} rows")


def publish_now(purpose: str, project: str = "") -> dict[str, Any]:
    """Publish with a progress bar, and return what was published."""
    from joinedup.planning.releases import actions  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    with bar("Publishing") as progress:
        release = actions.publish(purpose=purpose, project=project, by=SYSTEM, at=datetime.now(UTC), progress=progress)
    return {
        "release": release.name,
        "purpose": release.purpose,
        "data_date": str(release.data_date),
        "path": release.path,
        "rows": release.manifest["rows"],
        "manifest_hash": release.manifest_hash,
    }
