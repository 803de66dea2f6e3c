"""``joinedup optout``: the exchange of files for the national data opt-out check."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from joinedup.faces.cli.acting import acting, for_act
from joinedup.faces.cli.django_ready import django_ready
from joinedup.words.basics.moments import day


@click.group()
def optout() -> None:
    """Ask who has opted out of planning and research, and take the answer in."""
    django_ready()


@optout.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--mailbox", required=True, help="Your MESH mailbox, which the list is named after.")
@acting
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def export(out: Path, mailbox: str, username: str, as_json: bool) -> None:
    """Write the list of NHS numbers into the folder OUT. It is people's data: send it over MESH, then delete it."""
    from joinedup.exchange.optouts import actions  # noqa: PLC0415 (Django must be ready first)

    by = for_act(username, "optout.exchange")
    check, file = actions.ask(out, mailbox=mailbox, by=by, at=datetime.now(UTC))
    if as_json:
        click.echo(json.dumps({"file": str(file), "asked": check.asked, "expires": check.expires_at.isoformat()}))
        return
    click.echo(f"Wrote {check.asked:,} NHS numbers to {file}.")
    click.echo("Send it to the Check for National Data Opt-outs service, take its answer in, and delete both files.")


@optout.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--list", "asked_in", default="", help="The name of the list that this answers (default: the last one).")
@acting
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def import_(file: Path, asked_in: str, username: str, as_json: bool) -> None:
    """Take in the answer in FILE: the list without those who opted out."""
    from joinedup.exchange.optouts import actions  # noqa: PLC0415

    by = for_act(username, "optout.exchange")
    check = actions.answer(file, asked_in=asked_in, by=by, at=datetime.now(UTC))
    out = check.asked - (check.answered or 0)
    if as_json:
        told = {"list": check.file, "asked": check.asked, "opted_out": out, "expires": check.expires_at.isoformat()}
        click.echo(json.dumps(told))
        return
    click.echo(f"{check.asked:,} asked about, {out:,} opted out. It holds until {day(check.expires_at)}.")


# Commands are found by name; ``import`` is a word of Python.
__all__ = ["optout"]
