"""``joinedup retention``: how long things are kept, what is due (a dry run), and destroying working copies."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import click

from joinedup.faces.cli.acting import acting, for_act
from joinedup.faces.cli.django_ready import django_ready
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import LONDON, day

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def retention() -> None:
    """How long things are kept, and what is due."""


@retention.command("list")
@JSON
def list_(as_json: bool) -> None:
    """List the rules: of what, how long, from when, what then, and by which source."""
    django_ready()
    from joinedup.planning.retention.definition import rules  # noqa: PLC0415 (Django must be ready first)

    found = list(rules().values())
    if as_json:
        told = [{"id": one.id, "title": one.title, "of": one.of, "kept": one.said, "then": one.then,
                 "source": one.source, "note": one.note} for one in found]  # fmt: skip
        click.echo(json.dumps({"rules": told}, indent=2, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.id}: {one.title}\n    {one.said}, then {one.then}. {one.source}.")
        if one.note:
            click.echo(f"    {one.note}")


@retention.command("due")
@click.option("--on", "text", default="", metavar="DATE", help="The day, such as 2027-04-01; today without it.")
@JSON
def due_(text: str, as_json: bool) -> None:
    """Count what is due, by rule: a dry run that changes nothing and names nobody."""
    django_ready()
    from joinedup.planning.retention.queries import due  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    on = _day(text)
    found = due(by=SYSTEM, on=on)
    if as_json:
        told: list[dict[str, Any]] = [
            {"rule": one.rule.id, "of": one.rule.of, "then": one.rule.then, "due": one.count,
             "since": one.since.isoformat() if one.since else None,
             "oldest": one.oldest.isoformat() if one.oldest else None, "why_not": one.why_not}
            for one in found
        ]  # fmt: skip
        click.echo(json.dumps({"on": on.isoformat(), "due": told}, indent=2))
        return
    click.echo(f"Due on {day(on)}:")
    for one in found:
        since = f" since {day(one.since)}; the oldest is of {day(one.oldest)}" if one.since and one.oldest else ""
        told_ = one.why_not or f"{one.count:,} to {one.rule.then}{since}"
        click.echo(f"  {one.rule.title} ({one.rule.said}): {told_}")


@retention.command("apply")
@acting
@click.option("--yes", is_flag=True, help="Destroy them. Without it, only what is due is told.")
def apply_(username: str, yes: bool) -> None:
    """Destroy working copies past their time, and print a certificate for each; the record is never touched."""
    django_ready()
    from joinedup.planning.retention import actions, queries  # noqa: PLC0415 (Django must be ready first)
    from joinedup.planning.retention.rules import DESTROY  # noqa: PLC0415
    from joinedup.record.access import rules as access  # noqa: PLC0415

    by, at = for_act(username, "retention.apply"), datetime.now(UTC)
    access.require(by, "retention.apply")
    if not yes:
        for one in queries.due(by=by, on=at.astimezone(LONDON).date()):
            if one.rule.then == DESTROY:
                click.echo(f"{one.rule.title} ({one.rule.said}): {one.count:,} would be destroyed")
        raise BadInput("Nothing was destroyed.", now="Add --yes to destroy these.")
    made = actions.apply(by=by, at=at)
    for done in made:
        click.echo(
            f"Destroyed: {done.rule.title}, {done.count:,} ({done.size:,} bytes), by {done.rule.id}, {at:%Y-%m-%d}"
        )
    if not made:
        click.echo("Nothing was due.")


def _day(text: str) -> date:
    if not text:
        return datetime.now(LONDON).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("--on is not a day that we can read.", now="Write it such as 2027-04-01.") from error
