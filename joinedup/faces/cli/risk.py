"""``joinedup risk``: train a risk, read its model card, list the people it finds once the place has accepted it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from joinedup.faces.cli.acting import acting, for_act
from joinedup.faces.cli.django_ready import django_ready
from joinedup.faces.cli.insight import asked, release_options, table

if TYPE_CHECKING:
    from joinedup.planning.risk.files import Kept

FIRST = "emergency-admission"
_MODEL = click.argument("name", default=FIRST)


@click.group()
def risk() -> None:
    """Train a risk, read its model card, list the people it finds.

    A score finds people for someone who knows them to look at; it is not itself a saving, and it decides nothing.
    """


@risk.command()
@_MODEL
@click.option(
    "--learner",
    default="logistic",
    show_default=True,
    type=click.Choice(["logistic", "trees"]),
    help="trees are boosted trees, and need: pip install 'joinedup[boosting]'.",
)
@acting
@release_options
def train(name: str, learner: str, username: str, release: str, engine: str, as_json: bool) -> None:
    """Train NAME on a release: learnt from 70 of 100 people a year before its last day, tried on the other 30."""
    django_ready()
    from joinedup.insight.risk.definition import risk as risk_named  # noqa: PLC0415 (Django must be ready first)
    from joinedup.planning.risk import actions  # noqa: PLC0415
    from joinedup.record.access.rules import require  # noqa: PLC0415

    by = for_act(username, "risk.train")
    require(by, "risk.train")
    chosen, of = risk_named(name), asked(release)
    with of.open(engine) as opened:
        kept = actions.train(
            opened, chosen, release=of.name, data_date=of.data_date, by=by, at=datetime.now(UTC),
            learner=learner,
        )  # fmt: skip
    _show(name, kept, None, as_json)


@risk.command()
@_MODEL
@release_options
def card(name: str, release: str, engine: str, as_json: bool) -> None:
    """Show the model card of NAME: what it is for and not for, how well it does, and how far its risks drifted."""
    django_ready()
    from joinedup.insight.risk.definition import risk as risk_named  # noqa: PLC0415
    from joinedup.planning.risk import queries  # noqa: PLC0415

    chosen, kept = risk_named(name), queries.needed(name)
    of = asked(release)
    with of.open(engine) as opened:
        seen = queries.see(opened, chosen, kept.trained, on=of.data_date, purpose=of.purpose)
    _show(name, kept, (of.name, seen.drift, seen.bands), as_json)


@risk.command("list")
@_MODEL
@acting
@click.option("--reason", required=True, help="For what these people are looked for; it is kept in the journal.")
@click.option("--top", default=20, show_default=True, type=int, help="How many people.")
@release_options
def list_(name: str, username: str, reason: str, top: int, release: str, engine: str, as_json: bool) -> None:
    """List the people at highest risk by NAME, with the reasons. Only once the model is accepted; the look is kept."""
    django_ready()
    from joinedup.planning.releases import queries as releases  # noqa: PLC0415
    from joinedup.planning.risk import queries  # noqa: PLC0415
    from joinedup.record.access.rules import require  # noqa: PLC0415
    from joinedup.words.basics.errors import CannotProceed  # noqa: PLC0415

    by = for_act(username, "risk.people")
    require(by, "risk.people")
    found = releases.to_ask(release, at=datetime.now(UTC))
    if found is None:
        raise CannotProceed("No care release was published yet.", now="Run: joinedup publish --purpose care")
    people = queries.highest(found, name, by=by, at=datetime.now(UTC), reason=reason, most=top, engine=engine)
    if as_json:
        click.echo(json.dumps([asdict(person) for person in people], indent=1, default=str))
        return
    for place, person in enumerate(people, start=1):
        born = f", born {person.birth_date}" if person.birth_date else ""
        who = f"{person.family_name.upper()}, {person.given_names}{born}, NHS number {person.nhs_number or 'not known'}"
        click.echo(f"{place}. {who}, {person.practice}: {person.risk:.0%} ({person.band})")
        for reason_told in person.reasons:
            click.echo(f"   {reason_told.words} (odds × {reason_told.times:.1f})")
    click.echo(f"\n{len(people)} people. A high risk is a reason to look, and decides nothing.")


def _show(name: str, kept: Kept, seen: tuple[str, float, Any] | None, as_json: bool) -> None:
    from joinedup.insight.disclosure import policy_for  # noqa: PLC0415
    from joinedup.insight.risk import said  # noqa: PLC0415
    from joinedup.insight.risk.definition import risk as risk_named  # noqa: PLC0415
    from joinedup.planning.risk import queries  # noqa: PLC0415

    chosen, trained = risk_named(name), kept.trained
    groups = said.groups(trained.card, policy_for("planning"))
    accepted = queries.acceptance(name)
    state = (
        f"accepted on {accepted.accepted_at:%Y-%m-%d} for: {accepted.use}" if accepted else "off: nobody accepted it"
    )
    if as_json:
        told = {
            "risk": name, "title": chosen.title, "version": trained.model.version, "model": kept.hash, "state": state,
            **dict(said.purpose(chosen)), "learnt": said.learnt(trained),
            "card": {key: value for key, value in asdict(trained.card).items() if key != "groups"},
            "groups": [asdict(each) for each in groups], "drift": _drift(seen),
        }  # fmt: skip
        click.echo(json.dumps(told, indent=1))
        return
    click.echo(f"{chosen.title}\n{state[:1].upper()}{state[1:]}\n")
    for heading, words in said.purpose(chosen):
        click.echo(f"{heading}: {words}")
    click.echo(f"\n{said.learnt(trained)}\n")
    for heading, words in said.lines(trained.card):
        click.echo(f"{heading}: {words}")
    click.echo("\nNet benefit for each 1,000 people, by the risk from which help would be offered")
    table(("from", "by the score", "for everybody"), said.benefit(trained.card))
    click.echo("\nBy group")
    table(
        ("", "group", "people", "events", "observed over expected", "ranking"),
        [(each.of, each.group, str(each.people), str(each.events), each.ratio, each.area) for each in groups],
    )
    if seen is not None:
        click.echo(f"\nDrift on the last day of {seen[0]}: {said.drifted(seen[1])}")
        table(("band", "people"), [(band, str(people)) for band, people in seen[2]])


def _drift(seen: tuple[str, float, Any] | None) -> dict[str, Any] | None:
    from joinedup.insight.risk import said  # noqa: PLC0415

    if seen is None:
        return None
    release, index, bands = seen
    return {"release": release, "index": index, "said": said.drifted(index), "bands": dict(bands)}
