"""``joinedup audit``: whether the journal is as it was written."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime

import click

from joinedup.faces.cli.django_ready import django_ready
from joinedup.words.basics.errors import CannotProceed


@click.group()
def audit() -> None:
    """See that the journal is as it was written."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
@click.option("--last", default="", metavar="HASH", help="The last seal's hash as you noted it down: it must be there.")
def verify(as_json: bool, last: str) -> None:
    """Look at every line and every seal: a line changed, added or taken out after it was sealed shows."""
    django_ready()
    from joinedup.record.journal import sealing  # noqa: PLC0415 (Django must be ready first)

    found = sealing.verify(noted=last.strip())
    if as_json:
        click.echo(json.dumps(asdict(found), indent=1, default=str))
    else:
        click.echo(f"{found.lines:,} lines, {found.seals:,} seals, {found.unsealed:,} lines not sealed yet.")
        if found.sealed_at:
            click.echo(
                f"Last sealed on {found.sealed_at:%d %B %Y at %H:%M} UTC. Note this down elsewhere: {found.last}"
            )
    if found.wrong:
        said = "\n".join(f"- {each}" for each in found.wrong)
        raise CannotProceed(
            f"The journal is not as it was sealed.\n{said}",
            now="Keep the database and journal-seals.txt as they are, and tell your information governance lead.",
        )
    if not as_json:
        click.echo("Everything that was sealed is as it was.")


@audit.command()
def seal() -> None:
    """Seal now what was written since the last seal; the worker does it each minute."""
    django_ready()
    from joinedup.record.journal import sealing  # noqa: PLC0415

    made = sealing.seal(at=datetime.now(UTC))
    click.echo(f"Seal {made.number}: {made.sha256}" if made else "Nothing was written since the last seal.")
