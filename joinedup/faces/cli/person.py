"""``joinedup person``: find a person, and show a record, in the name of an account and in its post."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from joinedup.faces.cli.django_ready import django_ready
from joinedup.words.basics import moments, nhs_number
from joinedup.words.basics.errors import BadInput, NotFound

if TYPE_CHECKING:
    from joinedup.record.access.actor import Actor
    from joinedup.record.entries.queries import Record
    from joinedup.record.entries.rules import Line
    from joinedup.record.people.queries import Found
    from joinedup.record.sharing.gate import Opened

AS = click.option("--as", "account", required=True, metavar="ACCOUNT", help="The account in whose post you look.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def person() -> None:
    """Find a person; show a record. Every search and every look is written down."""


@person.command()
@click.argument("text")
@AS
@JSON
def find(text: str, account: str, as_json: bool) -> None:
    """Find people by TEXT: an NHS number, names, a date of birth, a postcode, in any order."""
    by, at = _actor(account)
    from joinedup.record.people import queries  # noqa: PLC0415 (Django must be ready first)

    found = queries.find(by=by, at=at, text=text)
    if as_json:
        click.echo(json.dumps({"found": [_found(one, at) for one in found]}, indent=2))
        return
    for one in found:
        born = moments.day(one.birth_date) if one.birth_date else "not known"
        was = f" (was {one.was})" if one.was else ""
        click.echo(f"{one.person_id:>8}  {nhs_number.spaced(one.nhs_number):<12}  {one.name}{was}, born {born}")
        click.echo(f"{'':>10}{'; '.join(one.because)}")
    click.echo(f"{len(found)} found." if found else "Nobody here agrees with this.")


@person.command()
@click.argument("who", metavar="NHS_NUMBER|ID")
@AS
@click.option("--reason", default="Direct care", show_default=True, help="Why you look; it is written down.")
@click.option("--as-at", default="", metavar="MOMENT", help="As it was known then: 2026-03-07 or 2026-03-07T09:30.")
@JSON
def show(who: str, account: str, reason: str, as_at: str, as_json: bool) -> None:
    """Show the joined-up record of a person, by NHS number or by the id that find gives."""
    by, at = _actor(account)
    from joinedup.record.entries.queries import record_of  # noqa: PLC0415
    from joinedup.record.sharing.gate import open_person  # noqa: PLC0415

    opened = open_person(person_id_of(who, by, at), by=by, reason=reason, at=at)
    record = record_of(opened, as_at=_moment(as_at, at))
    click.echo(json.dumps(_record(opened, record), indent=2) if as_json else "\n".join(_in_words(opened, record)))


@person.command()
@click.argument("who", metavar="NHS_NUMBER|ID")
@AS
@click.option("--reason", required=True, help="Who asked for it, and when; it is written down.")
@click.option("--out", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A .zip file.")
def export(who: str, account: str, reason: str, target: Path) -> None:
    """Copy all that is held about a person for that person: to read, as JSON, as received, and who looked."""
    by, at = _actor(account)
    from joinedup.faces.cli.copying import write_copy  # noqa: PLC0415
    from joinedup.record.sharing.agreements import actions as agreements  # noqa: PLC0415
    from joinedup.record.sharing.gate import open_person  # noqa: PLC0415

    if target.exists():
        raise BadInput(f"{target} is there already.", now="Name a file that is not.")
    opened = open_person(person_id_of(who, by, at), by=by, reason=reason, at=at, act="record.export")
    told = write_copy(opened, target)
    agreements.let_leave("copy", "The copy of a person’s own record", purpose="own_care", by=by, at=at, owed=True)
    click.echo(
        f"{target}: {told.entries:,} facts, {told.documents:,} documents as received, {told.looks:,} looks. "
        "Before you hand it over, see that it tells nothing of others, and nothing that would harm."
    )
    if told.held_back:
        click.echo(
            f"{told.held_back:,} facts are held back: they may tell of others, of safeguarding, or do harm. "
            "A clinician must look at them, and give the person what they may have."
        )


def _actor(account: str) -> tuple[Actor, datetime]:
    django_ready()
    from joinedup.record.access.queries import actor_named  # noqa: PLC0415

    at = datetime.now(UTC)
    return actor_named(account, at=at), at


def person_id_of(who: str, by: Actor, at: datetime) -> int:
    """Return the id of who is named. Raises NotFound, and BadInput where it is neither a number nor an id."""
    digits = nhs_number.normalise(who)
    if not digits.isdigit():
        raise BadInput("This is neither an NHS number nor a person's id.", now="Use joinedup person find first.")
    if len(digits) != 10:
        return int(digits)
    from joinedup.record.people import queries  # noqa: PLC0415

    found = [one for one in queries.find(by=by, at=at, nhs_number=digits) if one.nhs_number == digits]
    if not found:
        raise NotFound(
            "Nobody here has this NHS number.", now="Use joinedup person find with a name and date of birth."
        )
    if len(found) > 1:
        raise BadInput("More than one person here has this NHS number.", now="Name one by the id that find gives.")
    return found[0].person_id


def _moment(text: str, now: datetime) -> datetime | None:
    if not text:
        return None
    try:
        at = moments.parse(text).at
    except ValueError as error:
        raise BadInput(
            "--as-at is not a date or time that we can read.", now="Write 2026-03-07 or 2026-03-07T09:30."
        ) from error
    if at > now:
        raise BadInput("--as-at is in the future.", now="Leave it out to see the record as it is now.")
    return at


def _found(one: Found, at: datetime) -> dict[str, Any]:
    return {
        "person": one.person_id,
        "nhs_number": one.nhs_number,
        "name": one.name,
        "was": one.was,
        "birth_date": one.birth_date.isoformat() if one.birth_date else None,
        "death_date": one.death_date.isoformat() if one.death_date else None,
        "age": one.age(at.astimezone(moments.LONDON).date()),
        "sex": one.sex,
        "postcode": one.postcode,
        "sensitive": one.sensitive,
        "score": one.score,
        "because": list(one.because),
    }


def _record(opened: Opened, record: Record) -> dict[str, Any]:
    return {
        "person": record.person_id,
        "as_at": record.as_at.isoformat() if record.as_at else None,
        "entries": record.entries,
        "lines": len(record.lines),
        "merged": record.merged,
        "withdrawn": len(record.withdrawn),
        "organisations": list(record.organisations),
        "kept": _kept(opened, record),
        "sections": [
            {
                "section": view.heading.section.value,
                "title": view.heading.title,
                "silence": view.silence.value,
                "words": view.words,
                "lines": [_line(line) for line in view.lines],
            }
            for view in record.sections
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "kind": line.kind.value,
        "title": line.title,
        "standing": line.standing.value,
        "sealed": line.sealed,
        "happened": str(line.happened) if line.happened else None,
        "ended": str(line.ended) if line.ended else None,
        "value": line.value,
        "unit": line.unit,
        "conflicts": list(line.conflicts),
        "related": [{"id": related.line_id, "words": related.words} for related in line.related],
        "sources": [
            {
                "organisation": row.organisation,
                "feed": row.feed,
                "text": row.text,
                "happened": str(row.happened) if row.happened else None,
                "received_at": row.recorded_from.isoformat(),
                "delivery": row.delivery,
            }
            for row in line.sources
        ],
    }


def _kept(opened: Opened, record: Record) -> list[str]:
    """Return what is said of what is kept from who looks, as the pages say it."""
    from joinedup.faces.components.kept import kept_words, kinds_words  # noqa: PLC0415 (Django must be ready first)

    kinds = kinds_words(record.kept)
    also = [f"Some things are kept to those who need them, and not counted: {kinds}."] if kinds else []
    return [*kept_words(record, by=opened.by), *also]


def _in_words(opened: Opened, record: Record) -> list[str]:
    known = opened.demographics
    name = ", ".join(part for part in (known.family_name.upper(), known.given_names) if part)
    born = moments.day(known.birth_date) if known.birth_date else "not known"
    died = f", died {moments.day(known.death_date)}" if known.death_date else ""
    said = [f"{name}, born {born}{died}, NHS number {nhs_number.spaced(known.nhs_number) or 'not known'}"]
    if record.as_at:
        said.append(f"As it was known on {moments.Moment(record.as_at)}")
    said.append(
        f"{record.entries} entries from {', '.join(record.organisations) or 'nobody'}; {len(record.lines)} lines"
    )
    said += _kept(opened, record)
    for view in record.sections:
        said += ["", view.heading.title]
        said += [f"  {view.words}"] * bool(view.words)
        for line in view.lines:
            when = f"{line.happened}: " if line.happened else ""
            number = f" {line.value:g} {line.unit}".rstrip() if line.value is not None else ""
            said.append(
                f"  {when}{line.title}{number} [{line.standing.value.replace('_', ' ')}{', sealed' * line.sealed}]"
                f" ({', '.join(line.said_by)})"
            )
            said += [f"    ! {sentence}" for sentence in line.conflicts]
    return said
