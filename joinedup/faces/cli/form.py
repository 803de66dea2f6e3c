"""``joinedup form``: list, check, show and export forms."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from joinedup.faces.cli.insight import table
from joinedup.insight.forms import (
    catalogue,
    check_examples,
    every_file,
    form_named,
    load,
    located,
    why_closed,
)
from joinedup.words.basics.errors import BadInput, JoinedUpError, ManyMistakes, Mistake
from joinedup.words.basics.moments import LONDON
from joinedup.words.forms import Form
from joinedup.words.forms.page import conditions, kind

_ID = click.argument("name", metavar="ID")
_JSON = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")


@click.group()
def form() -> None:
    """List, check, show and export forms.

    A form is a FHIR R4 Questionnaire in catalogue/forms, or in catalogue/forms of the place's own folder.
    """


def _today() -> date:
    return datetime.now(LONDON).date()


@form.command("list")
@_JSON
def list_(as_json: bool) -> None:
    """List the forms: what each is called, its version, how much it asks, and whether it can be opened."""
    found = [(each, why_closed(each, _today())) for each in catalogue().values()]
    if as_json:
        click.echo(json.dumps([{**_about(each), "closed": why} for each, why in found], indent=1))
        return
    table(("form", "version", "title", "questions", "scores", "opens"), [
        (each.id, each.version, each.title, str(len(each.questions)), ", ".join(each.scores), "no" if why else "yes")
        for each, why in found
    ])  # fmt: skip


@form.command()
@click.argument("names", metavar="[FILE|ID]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Check every form of the catalogue.")
@_JSON
def check(names: tuple[str, ...], every: bool, as_json: bool) -> None:
    """Check forms and their examples: every mistake at once, with its path."""
    if bool(names) == every:
        raise BadInput("Say which forms to check.", now="Give a file or an id, or --all.")
    checked, mistakes = 0, list[Mistake]()
    for path in [Path(name) if Path(name).exists() else located(name) for name in names] or every_file():
        try:
            check_examples(load(path), path)
            checked += 1
        except ManyMistakes as told:
            mistakes += told.mistakes
        except JoinedUpError as told:
            mistakes.append(Mistake(str(told), file=path.name))
    if as_json:
        click.echo(json.dumps({"checked": checked, "mistakes": [str(each) for each in mistakes]}, indent=1))
    if mistakes:
        raise ManyMistakes(mistakes, now="Mend these; docs/how-to/write-a-form.md shows how.")
    if not as_json:
        click.echo(f"{checked} {'form' if checked == 1 else 'forms'} checked; every example holds.")


@form.command()
@_ID
@_JSON
def show(name: str, as_json: bool) -> None:
    """Show the form called ID: its pages and questions, when each is asked, where it comes from."""
    of = form_named(name)
    if as_json:
        click.echo(json.dumps(_about(of), indent=1))
        return
    click.echo(f"{of.title} ({of.id}, version {of.version})\n{of.description}")
    if of.credit:
        click.echo(of.credit)
    if why := why_closed(of, _today()):
        click.echo(f"It cannot be opened: {why}")
    for top in of.items:
        click.echo(f"\n{top.text}")
        table(("question", "asks", "kind", "asked when"), [
            (item.id, item.text, kind(item), conditions(item, of)) for item in top.every_item() if item.is_question
        ])  # fmt: skip


@form.command()
@_ID
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to write.")
def export(name: str, out: Path) -> None:
    """Write the form called ID as the FHIR R4 Questionnaire that it is (ID.json)."""
    of = form_named(name)
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{of.id}.json").write_text(of.text, encoding="utf-8")
    click.echo(f"Wrote {of.id}.json in {out}.")


def _about(of: Form) -> dict[str, Any]:
    return {
        "id": of.id, "title": of.title, "version": of.version, "description": of.description, "credit": of.credit,
        "scores": list(of.scores), "licence": of.licence.owner if of.licence else None, "hash": of.hash,
        "questions": [{"id": item.id, "text": item.text, "kind": kind(item), "when": conditions(item, of),
                       "required": item.required} for item in of.questions],
    }  # fmt: skip
