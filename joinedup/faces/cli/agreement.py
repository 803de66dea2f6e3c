"""``joinedup agreement``: the sharing agreements, what each lets through, and what each waits for."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from joinedup.faces.cli.acting import acting, for_act
from joinedup.faces.cli.django_ready import django_ready
from joinedup.words.basics.moments import LONDON

if TYPE_CHECKING:
    from joinedup.record.sharing.agreements.terms import Agreement


@click.group()
def agreement() -> None:
    """See the sharing agreements, and take in those of the place's folder."""
    django_ready()


@agreement.command("list")
@acting
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def list_(username: str, as_json: bool) -> None:
    """List the agreements: whether each holds now, and what keeps it from holding."""
    from joinedup.record.sharing.agreements import queries  # noqa: PLC0415 (Django must be ready first)

    found = [_shown(each) for each in queries.agreements(by=for_act(username, "agreement.see"))]
    if as_json:
        click.echo(json.dumps({"required": queries.required(), "agreements": found}, indent=1))
        return
    click.echo(f"This place {'requires' if queries.required() else 'does not require'} agreements.")
    for each in found:
        click.echo(f"{each['name']:<32} {'holds' if each['holds'] else 'does not hold'}  {each['because']}".rstrip())


@agreement.command()
@click.argument("name")
@acting
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def show(name: str, username: str, as_json: bool) -> None:
    """Show the agreement NAME with its conditions."""
    from joinedup.record.sharing.agreements import queries  # noqa: PLC0415
    from joinedup.record.sharing.agreements.terms import ARTICLE_6, ARTICLE_9, COMMON_LAW, PURPOSES  # noqa: PLC0415

    found = queries.agreement(name, by=for_act(username, "agreement.see"))
    day = datetime.now(LONDON).date()
    if as_json:
        told = {**asdict(found), **_shown(found)}
        click.echo(json.dumps(told, indent=1, default=str))
        return
    click.echo(f"{found.title}\n{found.summary}\n\nFor {', '.join(PURPOSES[p].lower() for p in found.purposes)}.")
    click.echo(f"UK GDPR {ARTICLE_6[found.article_6]}; {ARTICLE_9[found.article_9]}.")
    click.echo(f"Common law: {COMMON_LAW[found.common_law].lower()}.")
    click.echo(f"Parties: {'; '.join(f'{p.code} {p.name}' for p in found.parties)}")
    click.echo(f"Feeds: {', '.join(found.feeds)}. Re-identification: {'yes' if found.reidentification else 'no'}.\n")
    for condition in found.conditions:
        why = condition.blocks(day)
        click.echo(f"{'met    ' if not why else 'not met'} {condition.key:<26} {condition.words}. {why}".rstrip())
    click.echo(f"\n{_shown(found)['because'] or 'It holds.'}")


@agreement.command()
def load() -> None:
    """Take in the files of the folder ``agreements`` in JOINEDUP_HOME; the server does it every 30 seconds."""
    changed = load_agreements()
    click.echo(f"Taken in: {', '.join(changed)}." if changed else "Nothing changed.")


def load_agreements() -> list[str]:
    """Take in the agreements of the place's folder, and return the names of those that changed."""
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.sharing.agreements import actions  # noqa: PLC0415

    return actions.load_files(by=SYSTEM, at=datetime.now(UTC))


def _shown(each: Agreement) -> dict[str, Any]:
    from joinedup.record.sharing.agreements import rules  # noqa: PLC0415

    blocked = rules.blocks(each, datetime.now(LONDON).date())
    return {"name": each.name, "title": each.title, "holds": not blocked,
            "because": blocked[0].because if blocked else ""}  # fmt: skip
