"""``joinedup quarantine``: see what did not pass, mend it, replay it, or dismiss it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from joinedup.faces.cli.acting import acting, steward
from joinedup.faces.cli.django_ready import django_ready

if TYPE_CHECKING:
    from joinedup.exchange.quarantine.models import HeldItem

_JSON = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")


@click.group()
def quarantine() -> None:
    """See, mend and replay what did not pass."""


@quarantine.command("list")
@click.option("--state", default="held", help="held, replayed, dismissed, or all.")
@click.option("--feed", default="", help="Only this feed.")
@click.option("--sender", default="", help="Only this sender.")
@click.option("--page", default=1, type=click.IntRange(1), help="Which page of fifty.")
@_JSON
def list_(state: str, feed: str, sender: str, page: int, as_json: bool) -> None:
    """List what is in quarantine: first each reason with how many it holds, then the items, the latest first."""
    django_ready()
    from joinedup.exchange.quarantine import queries  # noqa: PLC0415 (Django must be ready)
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415

    asked: dict[str, Any] = {"by": SYSTEM, "state": "" if state == "all" else state, "feed": feed, "sender": sender}
    found = queries.items(**asked, page=page)
    reasons = queries.reasons(**asked)
    if as_json:
        report = {
            "total": found.total,
            "page": found.number,
            "pages": found.pages,
            "reasons": [asdict(reason) for reason in reasons],
            "items": [_told(item) for item in found.items],
        }
        click.echo(json.dumps(report, indent=2))
        return
    console = Console()
    if not found.total:
        console.print("Nothing is in quarantine." if state == "held" else "There is nothing of this kind.")
        return
    for reason in reasons[:10]:
        console.print(f"{reason.count:,} of {reason.feed or 'no feed'}: {reason.problem}", markup=False)
    table = Table("Item", "State", "Feed", "Sender", "File", "Place", "Problem", box=None, pad_edge=False)
    for item in found.items:
        place = "whole file" if item.position is None else str(item.position)
        table.add_row(str(item.pk), item.state, item.feed, item.sender, item.file, place, item.problem.splitlines()[0])
    console.print(table)
    console.print(f"Page {found.number} of {found.pages}; {found.total:,} in all.", highlight=False)


@quarantine.command()
@click.argument("item", type=int)
@acting
@click.option("--reason", default="Mending what did not pass", show_default=True, help="Why you look; it is kept.")
@_JSON
def show(item: int, username: str, reason: str, as_json: bool) -> None:
    """Show one item: the reason, and its exact bytes (the first 20,000). The look is written down."""
    django_ready()
    from joinedup.exchange.quarantine import queries  # noqa: PLC0415

    seen = queries.look(item, by=steward(username), at=datetime.now(UTC), reason=reason)
    body = _text(seen.body)
    mended = None if seen.mended is None else _text(seen.mended)
    if as_json:
        told = {**_told(seen.item), "hidden": seen.hidden, "body": body, "mended": mended}
        click.echo(json.dumps(told, indent=2))
        return
    for name, value in _told(seen.item).items():
        click.echo(f"{name}: {value}")
    click.echo("\nNot shown: it is about someone whose place may be shown nowhere." if seen.hidden else f"\n{body}")
    if mended is not None:
        click.echo(f"\nmended:\n{mended}")


@quarantine.command()
@click.argument("items", nargs=-1, required=True, type=int)
@click.option(
    "--with",
    "mended",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the mended text.",
)
@click.option("--sender", default="", help="For a whole file that came without one.")
@click.option("--feed", default="", help="For a whole file that came without one.")
@acting
@_JSON
def replay(items: tuple[int, ...], mended: Path | None, sender: str, feed: str, username: str, as_json: bool) -> None:
    """Take ITEMS in again, as they came or mended."""
    django_ready()
    from joinedup.exchange.quarantine import actions  # noqa: PLC0415

    by = steward(username)
    if mended is not None and len(items) > 1:
        raise click.UsageError("Give one item with the file that mends it.")
    body = mended.read_bytes() if mended else None
    done = []
    for item in items:
        outcome = actions.replay(item, by=by, at=datetime.now(UTC), sender=sender, feed=feed, body=body)
        done.append({"item": item, **asdict(outcome)})
        if not as_json:
            click.echo(
                f"{item}: taken in ({outcome.added} added, {outcome.changed} changed, {outcome.unchanged} known)."
            )
    if as_json:
        click.echo(json.dumps(done, indent=2))


@quarantine.command()
@click.argument("items", nargs=-1, required=True, type=int)
@click.option("--reason", required=True, help="Why this need not come in.")
@acting
@_JSON
def dismiss(items: tuple[int, ...], reason: str, username: str, as_json: bool) -> None:
    """Leave ITEMS as they are, for a reason."""
    django_ready()
    from joinedup.exchange.quarantine import actions  # noqa: PLC0415

    by = steward(username)
    for item in items:
        actions.dismiss(item, reason=reason, by=by, at=datetime.now(UTC))
    click.echo(json.dumps({"dismissed": list(items)}) if as_json else f"Dismissed: {', '.join(map(str, items))}.")


def _text(body: bytes) -> str:
    return body.decode("utf-8", errors="backslashreplace")


def _told(item: HeldItem) -> dict[str, Any]:
    return {
        "item": item.pk,
        "state": item.state,
        "feed": item.feed,
        "sender": item.sender,
        "file": item.file,
        "position": item.position,
        "field": item.field,
        "problem": item.problem,
        "held_at": item.held_at.isoformat(),
        "settled_at": item.settled_at.isoformat() if item.settled_at else None,
        "reason": item.reason,
    }
