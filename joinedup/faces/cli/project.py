"""``joinedup project``: the projects that planning releases were published for, and the key of each."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from joinedup.faces.cli.acting import acting, for_act
from joinedup.faces.cli.django_ready import django_ready
from joinedup.words.basics.moments import day


@click.group()
def project() -> None:
    """See the projects, and change the key under which one hides people."""
    django_ready()


@project.command("list")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def list_(as_json: bool) -> None:
    """List the projects, and since when each has its key."""
    from joinedup.planning.releases import keys  # noqa: PLC0415 (Django must be ready first)

    found = keys.all_in_use()
    if as_json:
        told = [{"project": each.project, "key": each.number, "made_at": each.made_at.isoformat()} for each in found]
        click.echo(json.dumps(told, indent=1))
        return
    for each in found:
        click.echo(f"{each.project:<30} key {each.number}, since {day(each.made_at)}")
    if not found:
        click.echo("No release for planning was published yet.")


@project.command()
@click.argument("name")
@acting
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def rotate(name: str, username: str, as_json: bool) -> None:
    """Publish the release of the project NAME anew under a new key, and destroy the old one for good."""
    from joinedup.faces.cli.progress import bar  # noqa: PLC0415
    from joinedup.planning.releases import actions  # noqa: PLC0415

    by = for_act(username, "project.rotate")
    with bar("Publishing") as progress:
        release = actions.rotate(name, by=by, at=datetime.now(UTC), progress=progress)
    number = release.manifest["key"]["number"]
    if as_json:
        click.echo(json.dumps({"project": name, "key": number, "release": release.name}))
        return
    click.echo(f"Published {release.name} under key {number} of {name}; the key before is destroyed.")
