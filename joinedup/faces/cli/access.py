"""``joinedup access``: who may open whose record, and why."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime

import click

from joinedup.faces.cli.django_ready import django_ready
from joinedup.faces.cli.person import person_id_of


@click.group()
def access() -> None:
    """Who may do and see what, and why."""


@access.command()
@click.argument("who", metavar="NHS_NUMBER|ID")
@click.option("--as", "account", required=True, metavar="ACCOUNT", help="The account whose post is asked about.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def why(who: str, account: str, as_json: bool) -> None:
    """Say why an account may open a person's record, or why not; that it was asked is written down."""
    django_ready()
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.sharing.why import why as why_of  # noqa: PLC0415
    from joinedup.words.basics.moments import Moment  # noqa: PLC0415

    at = datetime.now(UTC)
    by = actor_named(account, at=at)
    answer = why_of(person_id_of(who, by, at), by=by, at=at)
    if as_json:
        click.echo(json.dumps(asdict(answer), indent=1, default=str))
        return
    click.echo(f"{'May' if answer.decision.allowed else 'May not'} open it. {answer.decision.because}")
    for reason in answer.reasons:
        until = reason.relation and reason.relation.until
        said = f"yes, until {Moment(until)}" if until else "yes" if reason.relation else "not on record"
        click.echo(f"  {reason.title:<22} {said}")
