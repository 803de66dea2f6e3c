"""``joinedup reidentify``: have people behind pseudonyms shown to those who care; a guardian decides."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from joinedup.faces.cli.acting import acting, for_act
from joinedup.faces.cli.django_ready import django_ready


@click.group()
def reidentify() -> None:
    """Have people behind pseudonyms shown to those who care for them, never to whoever asks."""


@reidentify.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--release", required=True, help="The planning release that they are in.")
@click.option("--purpose", required=True, type=click.Choice(["offer", "safety", "gap"]), help="For what.")
@click.option("--why", required=True, help="What those who care should do, and why these people.")
@acting
def request(file: Path, release: str, purpose: str, why: str, username: str) -> None:
    """Ask about the pseudonyms in FILE: the person_key of each, one a line."""
    django_ready()
    from joinedup.planning.reidentification import actions  # noqa: PLC0415 (Django must be ready first)
    from joinedup.planning.releases.queries import release_named  # noqa: PLC0415
    from joinedup.record.access.rules import require  # noqa: PLC0415

    by = for_act(username, "reidentify.ask")
    require(by, "reidentify.ask")  # before anything is told of a release
    made = actions.ask(
        release=release_named(release), pseudonyms=file.read_text(encoding="utf-8"), purpose=purpose, why=why, by=by,
        at=datetime.now(UTC),
    )  # fmt: skip
    click.echo(f"Request {made.pk}: {made.asked_for} asked about. A Caldicott Guardian decides.")


@reidentify.command()
@click.argument("request_id", type=int)
@click.option("--why", required=True, help="Why it serves these people's own care; whoever asked reads it.")
@acting
def approve(request_id: int, why: str, username: str) -> None:
    """Agree to a request: those who care are shown who these people are, for four weeks."""
    django_ready()
    from joinedup.planning.reidentification import actions, queries  # noqa: PLC0415

    by = for_act(username, "reidentify.decide")
    made = actions.approve(request_id, decision=why, by=by, at=datetime.now(UTC))
    click.echo(f"{queries.told_of(made).returned} of {made.asked_for} are shown to those who care for them.")


@reidentify.command()
@click.argument("request_id", type=int)
@click.option("--why", required=True, help="Why not; whoever asked reads it.")
@acting
def refuse(request_id: int, why: str, username: str) -> None:
    """Refuse a request, with the reason."""
    django_ready()
    from joinedup.planning.reidentification import actions  # noqa: PLC0415

    actions.refuse(request_id, decision=why, by=for_act(username, "reidentify.decide"), at=datetime.now(UTC))
    click.echo("Refused. Whoever asked sees your reason.")


@reidentify.command("list")
@acting
def list_requests(username: str) -> None:
    """List requests, those that wait first: whoever asks sees their own."""
    django_ready()
    from joinedup.faces.cli.insight import table  # noqa: PLC0415
    from joinedup.planning.reidentification import queries  # noqa: PLC0415

    rows = [
        (str(each.pk), f"{each.asked_at:%Y-%m-%d %H:%M}", str(each.asked_for), each.get_purpose_display(), each.state)
        for each in queries.every_request(by=for_act(username, "reidentify.see"))
    ]
    table(("request", "asked", "people", "for", "state"), rows)
