"""``joinedup link``: find which records are whose, and what a steward does about it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from joinedup.faces.cli.acting import acting, steward
from joinedup.faces.cli.django_ready import django_ready
from joinedup.faces.cli.progress import bar

if TYPE_CHECKING:
    from joinedup.record.linkage.checking import Rightness

as_json = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
because = click.option("--reason", required=True, help="Why; kept with the decision.")


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
def link(context: click.Context, as_json: bool) -> None:
    """Link what is new: each source record to the person it is about."""
    django_ready()
    if context.invoked_subcommand is not None:
        return
    report = link_now()
    if as_json:
        click.echo(json.dumps(report, indent=1))
        return
    click.echo(
        f"{report['arrived']:,} records arrived. {report['linked']:,} links made, "
        f"{report['people_made']:,} new people, {report['people_joined']:,} found to be someone we had, "
        f"{report['reviews_opened']:,} pairs for someone to look at."
    )


def link_now(at: datetime | None = None) -> dict[str, Any]:
    """Link with a progress bar, and return what was done; ``at`` is when, where that is not now."""
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415 (Django must be ready first)
    from joinedup.record.linkage import actions  # noqa: PLC0415

    with bar("Linking") as progress:
        return asdict(actions.link_new(by=SYSTEM, at=at or datetime.now(UTC), progress=progress))


@link.command()
@click.option("--truth", "folder", required=True, type=click.Path(path_type=Path), help="What 'place make' wrote.")
@as_json
def check(folder: Path, as_json: bool) -> None:
    """Hold the links of a made-up place against its truth."""
    from joinedup.record.linkage import truth  # noqa: PLC0415

    checked = truth.check(folder)
    if as_json:
        told = {
            **checked.overall.told(),
            "records": checked.records,
            "by_feed": {name: right.told() for name, right in checked.by_feed.items()},
            "by_group": {
                grouping: {name: right.told() for name, right in groups.items()}
                for grouping, groups in checked.by_group.items()
            },
        }
        click.echo(json.dumps(told, indent=1))
        return
    click.echo(f"{checked.records:,} records. A pair counts in a group where either of its records is in it.")
    click.echo(f"{'':<34} {'precision':>9} {'recall':>9} {'F1':>9} {'true pairs':>12}")
    _line("overall", checked.overall)
    for heading, groups in (("by feed", checked.by_feed), *checked.by_group.items()):
        click.echo(heading.replace("_", " "))
        for name, right in groups.items():
            _line(f"  {name.replace('_', ' ')}", right)


def _line(name: str, right: Rightness) -> None:
    click.echo(f"{name:<34} {right.precision:>9.4f} {right.recall:>9.4f} {right.f1:>9.4f} {right.true:>12,}")


@link.group()
def review() -> None:
    """See and decide the pairs that linking was not sure of."""


@review.command("list")
@click.option("--page", default=1, show_default=True)
@as_json
def list_reviews(page: int, as_json: bool) -> None:
    """List the pairs that wait for a decision, the most alike first. No names: look at one with 'review show'."""
    from joinedup.record.access.actor import SYSTEM  # noqa: PLC0415
    from joinedup.record.linkage import queries  # noqa: PLC0415
    from joinedup.record.linkage.rules import odds_in_words  # noqa: PLC0415

    found = queries.reviews(by=SYSTEM, page=page)
    rows = [
        {
            "review": row.pk,
            "why": row.get_why_display(),
            "weight": row.weight,
            "first": f"{row.first.sender}/{row.first.feed_group}",
            "second": f"{row.second.sender}/{row.second.feed_group}",
        }
        for row in found.items
    ]
    if as_json:
        click.echo(json.dumps({"total": found.total, "page": found.number, "reviews": rows}, indent=1))
        return
    click.echo(f"{found.total:,} pairs wait for a decision.")
    for pair, row in zip(found.items, rows, strict=True):
        odds = odds_in_words(pair.weight)
        click.echo(f"{row['review']:>8}  {row['first']:<24} {row['second']:<24} {row['why']}. {odds}".rstrip())


@review.command()
@click.argument("review_id", type=int)
@acting
def show(review_id: int, username: str) -> None:
    """Show two records side by side, and what speaks for and against their being one person's."""
    from joinedup.record.linkage import queries  # noqa: PLC0415

    seen = queries.evidence(review_id, by=steward(username), at=datetime.now(UTC))
    click.echo(f"{seen.review.get_why_display()} (people {seen.first_person} and {seen.second_person})")
    for line in seen.lines:
        told = "(not shown: sensitive)" if line.hidden else f"{line.first:<36} {line.second}"
        click.echo(f"  {line.label:<20} {told}")
    for reason in seen.reasons:
        click.echo(f"  - {reason}")
    click.echo(seen.overall)


@review.command()
@click.argument("review_id", type=int)
@click.argument("decision", type=click.Choice(["same", "different"]))
@because
@acting
def decide(review_id: int, decision: str, reason: str, username: str) -> None:
    """Decide that two records are the same person's, or two different people's."""
    from joinedup.record.linkage import actions, queries  # noqa: PLC0415

    chosen = queries.Decision(decision)
    actions.decide(review_id=review_id, decision=chosen, reason=reason, by=steward(username), at=datetime.now(UTC))
    click.echo(f"Decided: {chosen.label.lower()}.")


@review.command()
@click.argument("review_id", type=int)
@because
@acting
def reopen(review_id: int, reason: str, username: str) -> None:
    """Undo a decision, so that the pair waits again."""
    from joinedup.record.linkage import actions  # noqa: PLC0415

    actions.reopen(review_id=review_id, reason=reason, by=steward(username), at=datetime.now(UTC))
    click.echo(f"Review {review_id} waits for a decision again.")


@link.command()
@click.argument("gone", type=int)
@click.argument("into", type=int)
@because
@acting
def merge(gone: int, into: int, reason: str, username: str) -> None:
    """Merge person GONE into person INTO."""
    from joinedup.record.linkage import actions  # noqa: PLC0415

    actions.merge(gone=gone, into=into, reason=reason, by=steward(username), at=datetime.now(UTC))
    click.echo(f"Person {gone} is now part of person {into}. Undo with: joinedup link unmerge {gone}")


@link.command()
@click.argument("gone", type=int)
@because
@acting
def unmerge(gone: int, reason: str, username: str) -> None:
    """Undo the last merge of person GONE: exactly the records that it brought go back."""
    from joinedup.record.linkage import actions  # noqa: PLC0415

    kept = actions.unmerge(gone=gone, reason=reason, by=steward(username), at=datetime.now(UTC))
    click.echo(f"Person {gone} stands alone again, apart from person {kept}.")


@link.command()
@click.argument("source_records", type=int, nargs=-1, required=True)
@because
@acting
def separate(source_records: tuple[int, ...], reason: str, username: str) -> None:
    """Take source records from a person to whom they were wrongly linked."""
    from joinedup.record.linkage import actions  # noqa: PLC0415

    made = actions.separate(source_records=source_records, reason=reason, by=steward(username), at=datetime.now(UTC))
    click.echo(f"They are now person {made}'s.")


@link.group("never-link")
def never_link() -> None:
    """Keep the list of what is never to be joined (protected identities)."""


@never_link.command("add")
@click.option("--number", "nhs_number", default="", help="An NHS number that is joined to nothing by likeness.")
@click.option("--records", type=int, nargs=2, default=None, help="Two source records.")
@because
@acting
def add_never_link(nhs_number: str, records: tuple[int, int] | None, reason: str, username: str) -> None:
    """Put an NHS number, or two source records, on the list."""
    from joinedup.record.linkage import actions  # noqa: PLC0415

    first, second = records or (None, None)
    listed = actions.add_never_link(
        first=first, second=second, nhs_number=nhs_number, reason=reason, by=steward(username), at=datetime.now(UTC)
    )
    click.echo(f"On the list as line {listed.pk}.")


@never_link.command("list")
@as_json
def list_never_links(as_json: bool) -> None:
    """List what is never to be joined. Numbers are not shown."""
    from joinedup.record.linkage import queries  # noqa: PLC0415

    rows = [
        {"line": row.pk, "what": "a number" if row.nhs_number else f"records {row.first_id} and {row.second_id}"}
        for row in queries.never_links()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1))
        return
    for row in rows:
        click.echo(f"{row['line']:>6}  {row['what']}")


@never_link.command("end")
@click.argument("line", type=int)
@because
@acting
def end_never_link(line: int, reason: str, username: str) -> None:
    """Take a line off the list; that it was there stays known."""
    from joinedup.record.linkage import actions  # noqa: PLC0415

    actions.end_never_link(never_link_id=line, reason=reason, by=steward(username), at=datetime.now(UTC))
    click.echo("Taken off the list.")
