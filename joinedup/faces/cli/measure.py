"""``joinedup measure``: list the measures, check one, or answer one from a release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from joinedup.faces.cli.insight import Asked, asked, number, release_options, table
from joinedup.insight.disclosure import policy_for
from joinedup.insight.measures.compute import compute, explained
from joinedup.insight.measures.definition import Measure, catalogue, load
from joinedup.insight.measures.definition import measure as measure_named
from joinedup.insight.measures.examples import mistakes_of
from joinedup.insight.measures.periods import Period, year_to
from joinedup.insight.measures.periods import month as month_named
from joinedup.insight.measures.shown import ShownFigure, disclose
from joinedup.insight.measures.support import missing
from joinedup.words.basics.errors import BadInput, ManyMistakes


@click.command()
@click.argument("name")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", multiple=True, help="Cut by: practice, network, month, sex, age_band, deprivation … Repeatable.")
@click.option("--month", default="", help="One month, as 2026-03; the last twelve whole months if not given.")
@click.option("--sql", is_flag=True, help="Show how it is computed instead.")
@release_options
def measure(
    name: str,
    files: tuple[Path, ...],
    by: tuple[str, ...],
    month: str,
    sql: bool,
    release: str,
    engine: str,
    as_json: bool,
) -> None:
    """List the measures (NAME: list), check one or more files or all (check), or answer the measure called NAME."""
    if name == "list":
        _list(as_json)
    elif name == "check":
        _check(files, engine, as_json)
    else:
        _answer(measure_named(name), _parted(by), month, sql, asked(release), engine, as_json)


def _parted(by: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for told in by for part in told.split(",") if part.strip())


def _list(as_json: bool) -> None:
    found = list(catalogue().values())
    if as_json:
        told = ("id", "title", "topic", "unit", "kind", "feeds", "good", "version")
        click.echo(json.dumps([{name: getattr(m, name) for name in told} for m in found], indent=1, default=str))
        return
    table(("measure", "topic", "what"), [(m.id, m.topic, m.title) for m in found])
    click.echo(f"\n{len(found)} measures")


def _check(files: tuple[Path, ...], engine: str, as_json: bool) -> None:
    from joinedup.insight.engine import open_release  # noqa: PLC0415
    from joinedup.words.vocabulary.feeds import declared  # noqa: PLC0415

    given = [load(path.read_text(encoding="utf-8"), file=path.name, feeds=declared()) for path in files]
    checked = given or list(catalogue().values())
    mistakes = [each for m in checked for each in mistakes_of(m, engine=lambda: open_release(engine=engine))]
    if as_json:
        click.echo(json.dumps({"checked": len(checked), "mistakes": [str(each) for each in mistakes]}, indent=1))
    if mistakes:
        raise ManyMistakes(mistakes, now="Mend the definition, or the example.")
    if not as_json:
        click.echo(f"{len(checked)} measures answer their examples")


def _answer(
    asked_measure: Measure, by: tuple[str, ...], month: str, sql: bool, of: Asked, engine: str, as_json: bool
) -> None:
    period = month_named(month) if month else year_to(of.data_date)
    if sql:
        click.echo("\n;\n".join(explained(asked_measure, period=period, by=by)))
        return
    if why_not := missing(asked_measure, of.feeds):
        raise BadInput(why_not, now="Take that feed in and publish again, or choose another measure.")
    with of.open(engine) as opened:
        found = compute(opened, asked_measure, period=period, by=by, known_to=of.data_date)
        whole = compute(opened, asked_measure, period=period, known_to=of.data_date) if by else []
    policy = policy_for(of.purpose, feeds=asked_measure.every_feed)
    shown, total = disclose(found, measure=asked_measure, policy=policy, total=whole[0] if whole else None)
    if as_json:
        click.echo(json.dumps(_report(asked_measure, of, shown, total), indent=1))
        return
    _print(asked_measure, by, of, shown, period)


def _report(asked_measure: Measure, of: Asked, shown: list[ShownFigure], total: ShownFigure | None) -> dict[str, Any]:
    return {
        "measure": asked_measure.id,
        "title": asked_measure.title,
        "unit": asked_measure.unit,
        "version": str(asked_measure.version),
        "release": of.name,
        "data_date": of.data_date.isoformat(),
        "figures": [_plain(each) for each in shown],
        "total": _plain(total) if total else None,
    }


def _plain(figure: ShownFigure) -> dict[str, Any]:
    group = {name: told if isinstance(told, int | float | None) else str(told) for name, told in figure.group.items()}
    return {
        **group,
        "numerator": figure.numerator, "denominator": figure.denominator, "value": figure.value,
        "low": figure.low, "high": figure.high, "hidden": figure.hidden or None,
        "first_day": figure.first_day.isoformat(), "until": figure.last_day.isoformat(),
    }  # fmt: skip


def _print(asked_measure: Measure, by: tuple[str, ...], of: Asked, shown: list[ShownFigure], period: Period) -> None:
    share = asked_measure.kind in ("share", "people")
    click.echo(f"{asked_measure.question}\n{asked_measure.unit}; {period.first_day} up to {period.last_day}\n")
    table(
        (*(name.replace("_", " ") for name in by), "value", "95% from", "to", "numerator", "denominator"),
        [
            (
                *(str(value) if value is not None else "not known" for value in figure.group.values()),
                *(number(each, share=share) for each in (figure.value, figure.low, figure.high)),
                *(number(each) for each in (figure.numerator, figure.denominator)),
            )
            if not figure.hidden
            else (*map(str, figure.group.values()), figure.hidden, "", "", "", "")
            for figure in shown
        ],
    )
    click.echo(f"\nFrom {of.name}, data to {of.data_date}. {asked_measure.note}".rstrip())
