"""``joinedup letter``: list and check templates of letters."""

from __future__ import annotations

import json
from pathlib import Path

import click

from joinedup.faces.cli.insight import table
from joinedup.insight.letters import catalogue, every_file, load
from joinedup.words.basics.errors import BadInput, JoinedUpError, ManyMistakes, Mistake
from joinedup.words.letters.definition import MOMENTS, RECIPIENTS

_JSON = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")


@click.group()
def letter() -> None:
    """List and check templates of letters.

    A template is a file in catalogue/letters, or in catalogue/letters of the place's own folder.
    """


@letter.command("list")
@_JSON
def list_(as_json: bool) -> None:
    """List the templates: what each is called, to whom it goes, and from when on it can be written."""
    found = [(each.id, each.version, each.title, RECIPIENTS[each.to], MOMENTS[each.once])
             for each in catalogue().values()]  # fmt: skip
    names = ("letter", "version", "title", "to", "when")
    if as_json:
        click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in found], indent=1))
        return
    table(names, found)


@letter.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--all", "every", is_flag=True, help="Check every template of the catalogue, and the place's own.")
@_JSON
def check(files: tuple[Path, ...], every: bool, as_json: bool) -> None:
    """Check templates: every mistake at once, with its line and the nearest right word."""
    if bool(files) == every:
        raise BadInput("Say which letters to check.", now="Give a file, or --all.")
    mistakes = list[Mistake]()
    chosen = files or tuple(every_file())
    for path in chosen:
        try:
            load(path)
        except ManyMistakes as told:
            mistakes += told.mistakes
        except JoinedUpError as told:
            mistakes.append(Mistake(str(told), file=path.name))
    if as_json:
        click.echo(json.dumps({"checked": len(chosen), "mistakes": [str(each) for each in mistakes]}, indent=1))
    if mistakes:
        raise ManyMistakes(mistakes, now="Mend these lines; docs/how-to/write-a-letter.md shows how.")
    if not as_json:
        click.echo(f"{len(chosen)} checked: nothing is wrong.")
