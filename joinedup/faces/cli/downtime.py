"""``joinedup downtime``: a locked PDF of what a team needs when JoinedUp or the network is down."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from joinedup.faces.cli.acting import acting, for_act
from joinedup.faces.cli.django_ready import django_ready
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import Moment


@click.group()
def downtime() -> None:
    """What a team needs when JoinedUp is down."""


@downtime.command()
@acting
@click.option("--out", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A .pdf file.")
@click.option("--ask", is_flag=True, help="Ask for a passphrase (unseen), and make none.")
def pack(username: str, target: Path, ask: bool) -> None:
    """Write the pack of ACCOUNT's team, locked with AES-256; the passphrase is told once and kept nowhere."""
    django_ready()
    from joinedup.faces.components.packs import downtime as packs  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.entries.downtime.actions import open_for_downtime  # noqa: PLC0415
    from joinedup.record.entries.downtime.rules import wrong_passphrase  # noqa: PLC0415
    from joinedup.record.store.files import whole  # noqa: PLC0415

    if target.exists():
        raise BadInput(f"{target} is there already.", now="Name a file that is not.")
    phrase = (
        click.prompt("Passphrase", hide_input=True, confirmation_prompt="Passphrase again")
        if ask
        else packs.passphrase()
    )
    if wrong := wrong_passphrase(phrase):
        raise BadInput("This passphrase will not do.", now=wrong)
    made = open_for_downtime(by=for_act(username, "downtime.pack"), at=datetime.now(UTC))
    with whole(target) as part:
        part.write_bytes(packs.downtime_pdf(made, phrase))
    click.echo(f"{target}: {len(made.people):,} people, for {made.by.organisation_name}.")
    if made.left_out:
        click.echo(f"{made.left_out:,} more had no room in it. It is not everyone.")
    click.echo(f"Use it until {Moment(made.use_until)}. Then destroy the file and every printed sheet.")
    if not ask:
        click.echo(f"Passphrase: {phrase}\nWrite it down now, apart from the file: it is kept nowhere.")
