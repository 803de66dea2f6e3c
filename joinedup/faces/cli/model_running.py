"""``joinedup model run`` and ``joinedup model stop``: a team takes people onto a model of care, or nobody new."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from joinedup.faces.cli.acting import acting, for_act
from joinedup.faces.cli.django_ready import django_ready
from joinedup.insight.models_of_care import model_named
from joinedup.words.basics.errors import CannotProceed, NotFound

_ID = click.argument("name", metavar="ID")


@click.command()
@_ID
@click.option("--team", required=True, metavar="CODE", help="The team that runs it.")
@click.option("--from", "begins", type=click.DateTime(["%Y-%m-%d"]), help="From which day; now, if not said.")
@click.option("--keep-version", is_flag=True, help="Keep to the file as it is today, until another is chosen.")
@click.option("--yes", is_flag=True, help="Start although something is wanting here.")
@acting
def run(name: str, team: str, begins: datetime | None, keep_version: bool, yes: bool, username: str) -> None:
    """Have a team run the model called ID: what is wanting here is told first, and --yes starts all the same."""
    django_ready()
    from joinedup.record.access.rules import require  # noqa: PLC0415 (Django must be ready first)
    from joinedup.work.enrolment import actions, queries  # noqa: PLC0415

    by, at = for_act(username, "care.run"), datetime.now(UTC)
    require(by, "care.run")
    loaded = model_named(name)
    wanting = queries.wanting(loaded.model, [warning.problem for warning in loaded.warnings], by=by, at=at)
    for heading, told in wanting:
        click.echo("\n".join([f"{heading}:", *(f"  {each}" for each in told)]))
    if wanting and not yes:
        raise CannotProceed("Something is wanting here.", now="Put it right, or give --yes to start all the same.")
    on = begins.date() if begins else None
    service = actions.run(name, team=team, on=on, keep_version=keep_version, by=by, at=at)
    click.echo(f"{service.team.name} runs {loaded.model.title} from {service.starts_at:%Y-%m-%d %H:%M} UTC.")


@click.command()
@_ID
@click.option("--team", required=True, metavar="CODE", help="The team that stops.")
@click.option("--why", required=True, help="Why it stops, in a few words.")
@acting
def stop(name: str, team: str, why: str, username: str) -> None:
    """Have a team take nobody new onto the model called ID; who is on it stays until their care ends."""
    django_ready()
    from joinedup.record.access.rules import require  # noqa: PLC0415 (Django must be ready first)
    from joinedup.work.enrolment import actions, queries  # noqa: PLC0415

    by, at = for_act(username, "care.run"), datetime.now(UTC)
    require(by, "care.run")
    own = queries.own_services(model_named(name).id, by=by, at=at)
    found = next((each for each in own if each.service.team.code == team and each.service.ends_at is None), None)
    if found is None:
        raise NotFound("No such team of yours runs this now.", now="Choose a team that does.")
    actions.stop_running(found.service.pk, why=why, by=by, at=at)
    click.echo(f"{found.service.team.name} takes nobody new. On it until their care ends: {found.people}.")
