"""``joinedup link``: find which records are whose."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from joinedup.faces.cli.django_ready import django_ready
from joinedup.faces.cli.progress import bar


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.pass_context
def link(context: click.Context, as_json: bool) -> None:
    """Link what is new: each source record to the person it is about."""
    django_ready()
    if context.invoked_subcommand is not None:
        return
    report = link_now()
    if as_json:
        click.echo(json.dumps(report, indent=1))
        return
    click.echo(
        f"{report['arrived']:,} records arrived. {report['linked']:,} links made, "
        f"{report['people_made']:,} new people, {report['reviews_opened']:,} pairs for someone to look at."
    )


def link_now() -> dict[str, Any]:
    """Link with a progress bar, and return what was done."""
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.linkage import actions  # noqa: PLC0415

    with bar("Linking") as progress:
        return asdict(actions.link_new(by=SYSTEM, at=datetime.now(UTC), progress=progress))
