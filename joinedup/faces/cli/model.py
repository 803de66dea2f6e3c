"""``joinedup model``: list, check, show, read aloud and export models of care; preview whom one would find."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from joinedup.faces.cli.acting import acting, for_act
from joinedup.faces.cli.cohort import BLOCKS, NEARLY, count_shown, must_see, release_asked, value_shown
from joinedup.faces.cli.django_ready import django_ready
from joinedup.faces.cli.insight import release_options, table
from joinedup.faces.cli.model_running import run, stop
from joinedup.insight.forms import catalogue as forms
from joinedup.insight.models_of_care import (
    Loaded,
    catalogue,
    check_examples,
    every_file,
    known,
    load,
    located,
    model_named,
)
from joinedup.words.basics.errors import BadInput, ManyMistakes, Mistake, NotFound
from joinedup.words.criteria import data
from joinedup.words.models_of_care import ModelOfCare, plan_definition, read_aloud, step_aloud

if TYPE_CHECKING:
    from collections.abc import Sequence

    from joinedup.planning.cohorts.counted import Counted, Overlap

_ID = click.argument("name", metavar="ID")
_JSON = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")


@click.group()
def model() -> None:
    """List, check, show, read aloud, preview and export models of care.

    A model is a folder in catalogue/models, or in catalogue/models of the place's own folder.
    """


model.add_command(run)
model.add_command(stop)


@model.command("list")
@_JSON
def list_(as_json: bool) -> None:
    """List the models: what each is called, its version, and whom it is for."""
    found = [each.model for each in catalogue().values()]
    if as_json:
        click.echo(json.dumps([_about(each) for each in found], indent=1))
        return
    table(("model", "version", "title", "steps"), [(m.id, m.version, m.title, str(len(m.steps))) for m in found])


@model.command()
@click.argument("names", metavar="[FILE|ID]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Check every model of the catalogue.")
@_JSON
def check(names: tuple[str, ...], every: bool, as_json: bool) -> None:
    """Check models and their examples: every mistake at once, with its line. FILE is a model.yaml or its folder."""
    if bool(names) == every:
        raise BadInput("Say which models to check.", now="Give a file or an id, or --all.")
    found, mistakes = [], []
    for path in [Path(name) if Path(name).exists() else located(name) for name in names] or every_file():
        try:
            loaded = load(path)
            found.append(loaded)
            check_examples(loaded)
        except ManyMistakes as told:
            mistakes += told.mistakes
    warnings = [warning for each in found for warning in each.warnings]
    if as_json:
        report = {"checked": len(found), "mistakes": _said(mistakes), "warnings": _said(warnings)}
        click.echo(json.dumps(report, indent=1))
    else:
        for warning in warnings:
            click.echo(f"Warning: {warning}")
    if mistakes:
        raise ManyMistakes(mistakes, now="Mend these lines; docs/how-to/write-a-model-of-care.md shows how.")
    if not as_json:
        click.echo(f"{len(found)} {'model' if len(found) == 1 else 'models'} checked; every example holds.")


@model.command()
@_ID
@_JSON
def show(name: str, as_json: bool) -> None:
    """Show the model called ID: whom it is for, its steps with who and by when, where it comes from."""
    found = model_named(name)
    if as_json:
        click.echo(json.dumps(_about(found.model), indent=1))
        return
    of = found.model
    click.echo(f"{of.title} ({of.id}, version {of.version})\n{of.summary}\nSource: {of.source}")
    click.echo(f"Who: people {of.who}" if of.who else f"About: {of.about}")
    table(("step", "by", "due", "forms"), [
        (step.name, step.by, str(step.due or "when it is started"), ", ".join(step.forms)) for step in of.steps
    ])  # fmt: skip
    for warning in found.warnings:
        click.echo(f"Warning: {warning}")


@model.command()
@_ID
@click.option("--step", default="", help="Only this step.")
def explain(name: str, step: str) -> None:
    """Read the model called ID aloud, in plain English."""
    of = model_named(name).model
    if step:
        if step not in [each.name for each in of.steps]:
            raise NotFound(f"{of.id} has no step called '{step}'.", now=f"Choose one of: {_names(of)}.")
        click.echo("\n".join(step_aloud(of, of.step(step), known())))
        return
    click.echo(f"{of.title}\n{of.summary}".rstrip())
    for heading, sentences in read_aloud(of, known()):
        click.echo("\n".join(["", heading, *(f"  {sentence}" for sentence in sentences)]))


@model.command()
@_ID
@click.option("--by", type=click.Choice(list(BLOCKS)), default="practice", show_default=True, help="Where: by what.")
@acting
@release_options
def find(name: str, by: str, username: str, release: str, engine: str, as_json: bool) -> None:
    """Preview whom the model called ID would find in a release: how many, where, what they use, who is found twice.

    Counts are shown by the release's policy, as those of cohorts are.
    """
    django_ready()
    from joinedup.planning.cohorts import queries  # noqa: PLC0415 (Django must be ready first)

    must_see(username)
    of, where = model_named(name).model, release_asked(release)
    who = _who(of)
    counted = queries.count(where, who, engine=engine)
    others = [each.model for each in catalogue().values() if each.id != of.id and each.model.who is not None]
    overlaps = [(each, queries.overlap(where, who, _who(each), engine=engine)) for each in others]
    if as_json:
        click.echo(json.dumps(_preview(of, counted, overlaps), indent=1))
        return
    _show_preview(model_named(name), counted, overlaps, by)


@model.command()
@_ID
@acting
@_JSON
def report(name: str, username: str, as_json: bool) -> None:
    """Report how the model called ID goes: who came, each step against its clock, scores, the caseload.

    Who gives care is told of the people of their own organisation's teams; who plans, of everyone on it, rounded.
    """
    django_ready()
    from joinedup.faces.components.model_report import rows_of  # noqa: PLC0415 (Django must be ready first)
    from joinedup.planning.model_reports import queries  # noqa: PLC0415
    from joinedup.record.access.rules import require  # noqa: PLC0415

    by, at = for_act(username, "model.see"), datetime.now(UTC)
    require(by, "model.see")
    of = model_named(name).model
    told = queries.report(of, by=by, at=at)
    rows = [(part, what, str(figure), out_of) for part, what, figure, out_of in rows_of(told)]
    if as_json:
        figures = [dict(zip(("of", "what", "figure", "out_of"), row, strict=True)) for row in rows]
        click.echo(json.dumps({"model": of.id, "at": at.isoformat(), "figures": figures}, indent=1))
        return
    since = f", from {told.since}" if told.since else ""
    click.echo(f"{of.title} ({of.id}, version {of.version})\nAs recorded here up to {at:%Y-%m-%d %H:%M} UTC{since}.\n")
    table(("of", "what", "figure", "out of"), rows)


@model.command()
@_ID
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to write.")
def export(name: str, out: Path) -> None:
    """Write the model called ID as FHIR R4: ID.json, its Questionnaires; and to print: ID.html."""
    django_ready(migrate=False)
    from django.conf import settings  # noqa: PLC0415 (Django must be ready first)
    from django.template.loader import render_to_string  # noqa: PLC0415

    from joinedup.words.vocabulary.fhir.validation import Validator  # noqa: PLC0415

    of = model_named(name).model
    resource = plan_definition(of, known())
    if wrong := Validator(Path(settings.ASSETS) / "fhir").check(resource):
        raise ManyMistakes(wrong, now="This model cannot be said in FHIR as it is: shorten its names.")
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{of.id}.json").write_text(json.dumps(resource, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    page = render_to_string("cli/model.jinja", {"model": of, "aloud": read_aloud(of, known())})
    (out / f"{of.id}.html").write_text(page, encoding="utf-8")
    asked = [forms()[form] for form in of.forms if form in forms() and not forms()[form].is_slot]
    for each in asked:
        (out / f"Questionnaire-{each.id}.json").write_text(each.text, encoding="utf-8")
    files = [f"{of.id}.json", f"{of.id}.html", *(f"Questionnaire-{each.id}.json" for each in asked)]
    click.echo(f"Wrote {', '.join(files)} in {out}.")


def _show_preview(found: Loaded, counted: Counted, overlaps: Sequence[tuple[ModelOfCare, Overlap]], by: str) -> None:
    everyone = count_shown(counted.everyone)
    click.echo(f"{found.model.title}: finds {count_shown(counted.people)} of {everyone} people")
    click.echo(f"People {counted.words}.\n")
    table((by, "people"), [(place.name, count_shown(place.people)) for place in getattr(counted, BLOCKS[by])])
    if counted.uses:
        click.echo("")
        table(("what they use today", "found", "everyone", "unit"), [
            (use.measure.title, value_shown(use.cohort), value_shown(use.everyone), use.measure.unit)
            for use in counted.uses
        ])  # fmt: skip
    click.echo("")
    table(("found by another model too", "people"), [(each.title, count_shown(of.both)) for each, of in overlaps])
    if counted.people == counted.everyone:
        click.echo("Everyone is found: the criteria leave nobody out.")
    for warning in found.warnings:
        if warning.field == "who":
            click.echo(f"Warning: {warning}")
    if counted.nearly:
        click.echo(NEARLY)
    click.echo(f"On {counted.release.data_date}, from {counted.release.name}.")


def _preview(of: ModelOfCare, counted: Counted, overlaps: Sequence[tuple[ModelOfCare, Overlap]]) -> dict[str, Any]:
    return {
        "model": of.id, "version": of.version, "release": counted.release.name,
        "data_date": counted.release.data_date.isoformat(), "words": counted.words, "people": counted.people,
        "everyone": counted.everyone, "nearly": counted.nearly,
        "by": {name: {p.name: p.people for p in getattr(counted, block)} for name, block in BLOCKS.items()},
        "uses": [{"measure": use.measure.id, "unit": use.measure.unit,
                  "found": use.cohort.value if use.cohort else None,
                  "everyone": use.everyone.value if use.everyone else None} for use in counted.uses],
        "overlaps": [{"model": each.id, "people": both.both, "nearly": both.nearly} for each, both in overlaps],
    }  # fmt: skip


def _who(of: ModelOfCare) -> list[Any]:
    """Return a model's criteria as they are kept. Raises BadInput where it is not about people."""
    if of.who is None:
        raise BadInput(f"{of.title} is about {of.about}, and finds no people.", now="Choose a model that has a who.")
    said = data(of.who)
    return said if isinstance(said, list) else [said]


def _about(of: ModelOfCare) -> dict[str, Any]:
    return {
        "id": of.id, "title": of.title, "version": of.version, "source": of.source, "summary": of.summary,
        "about": of.about, "who": str(of.who) if of.who else None,
        "steps": [{"step": step.name, "title": step.title, "by": step.by, "due": str(step.due) if step.due else None,
                   "forms": list(step.forms)} for step in of.steps],
    }  # fmt: skip


def _said(mistakes: Sequence[Mistake]) -> list[str]:
    return [str(each) for each in mistakes]


def _names(of: ModelOfCare) -> str:
    return ", ".join(step.name for step in of.steps)
