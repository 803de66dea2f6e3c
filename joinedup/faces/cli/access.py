"""``joinedup access``: who may open whose record, and why."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click

from joinedup.faces.cli.django_ready import django_ready
from joinedup.faces.cli.person import person_id_of
from joinedup.words.basics.errors import BadInput


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


@access.command()
@click.option("--check", is_flag=True, help="Fail where a page or a command has no declared rule.")
@click.option("--csv", "as_csv", is_flag=True, help="Write every entry as CSV.")
def matrix(check: bool, as_csv: bool) -> None:
    """Say how every page and command answers every role and relationship, from the one declared table."""
    django_ready(migrate=False)
    from joinedup.faces import matrix as table  # noqa: PLC0415 (Django must be ready first)
    from joinedup.faces.cli.main import joinedup  # noqa: PLC0415 (it imports this module when it is called)
    from joinedup.faces.screens.pages import PAGES  # noqa: PLC0415

    if wrong := table.undeclared(PAGES, joinedup):
        raise BadInput("\n".join(wrong), now="Declare each of them, then check again.")
    every = list(table.entries(PAGES))
    if as_csv:
        rows = csv.writer(sys.stdout)
        rows.writerow(["what", "name", "act", "who", "relationship", "answer"])
        rows.writerows((e.what, e.name, e.act, e.who, e.level, e.answer) for e in every)
        return
    click.echo(f"{len(every):,} entries, each with a declared rule.")
    if not check:
        for answer, number in table.counted(every).items():
            click.echo(f"{number:>8,}  {answer}")
