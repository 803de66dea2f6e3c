"""``joinedup cohort``: list saved cohorts, show one, count one or the overlap of two in a release, save a new one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

from joinedup.faces.cli.acting import acting, for_act
from joinedup.faces.cli.django_ready import django_ready
from joinedup.faces.cli.insight import release_options, table

if TYPE_CHECKING:
    from joinedup.planning.cohorts.counted import Counted, Overlap
    from joinedup.planning.cohorts.models import Cohort, CohortVersion
    from joinedup.planning.releases.models import Release

_NAME = click.argument("name", metavar="COHORT")
_JSON = click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
BLOCKS = {"practice": "by_practice", "area": "by_area", "age": "by_age", "deprivation": "by_deprivation"}


@click.group()
def cohort() -> None:
    """List, show, count and save cohorts: groups of people that criteria describe, by name.

    COHORT is a cohort's name or number. Counts are shown as on the pages: small ones, and what would give them away,
    are not; and a group that is nearly one that was counted before has that one's figures.
    """


@cohort.command("list")
@acting
@_JSON
def list_(username: str, as_json: bool) -> None:
    """List the cohorts in use: what each is called and who is in it."""
    django_ready()
    from joinedup.planning.cohorts import queries  # noqa: PLC0415 (Django must be ready first)

    must_see(username)
    found = [(each, queries.versions(each.pk)[0]) for each in queries.in_use()]
    if as_json:
        click.echo(json.dumps([_about(*each) for each in found], indent=1))
        return
    if not found:
        click.echo("No cohort is saved yet.")
        return
    table(("number", "cohort", "version", "people"),
          [(str(each.pk), each.title, str(last.number), last.words) for each, last in found])  # fmt: skip


@cohort.command()
@_NAME
@acting
@_JSON
def show(name: str, username: str, as_json: bool) -> None:
    """Show COHORT: every version of who is in it, when it was saved, by whom and why."""
    django_ready()
    from joinedup.planning.cohorts import queries  # noqa: PLC0415

    must_see(username)
    found = queries.cohort_named(name)
    versions = queries.versions(found.pk)
    if as_json:
        click.echo(json.dumps({**_about(found, versions[0]), "versions": [_version(v) for v in versions]}, indent=1))
        return
    click.echo(found.title + (f" (ended on {found.ended_at:%Y-%m-%d})" if found.ended_at else ""))
    for each in versions:
        by = f" by {each.saved_by.full_name}" if each.saved_by else ""
        why = f": {each.reason}" if each.reason else ""
        click.echo(f"Version {each.number}, saved on {each.saved_at:%Y-%m-%d}{by}{why}\n  People {each.words}")


@cohort.command()
@_NAME
@click.option("--by", type=click.Choice(list(BLOCKS)), default=None, help="Count in each of these too.")
@click.option("--with", "other", default="", metavar="COHORT", help="Another cohort: how many are in both.")
@acting
@release_options
def count(name: str, by: str | None, other: str, username: str, release: str, engine: str, as_json: bool) -> None:
    """Count COHORT in a release: how many, where, and what they use; or its overlap with another."""
    django_ready()
    from joinedup.planning.cohorts import queries  # noqa: PLC0415

    must_see(username)
    of, found = release_asked(release), queries.cohort_named(name)
    who = queries.versions(found.pk)[0].who
    if other:
        second = queries.cohort_named(other)
        both = queries.overlap(of, who, queries.versions(second.pk)[0].who, engine=engine)
        _show_overlap((found.title, second.title), both, of, as_json)
        return
    _show_count(found.title, queries.count(of, who, engine=engine), by, as_json)


@cohort.command()
@click.argument("title")
@click.option("--who", "file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A YAML file of criteria: a list whose lines all hold.")  # fmt: skip
@click.option("--reason", default="", help="Why it changes, where TITLE is a cohort in use: it gets a new version.")
@acting
@_JSON
def new(title: str, file: Path, reason: str, username: str, as_json: bool) -> None:
    """Save criteria as the cohort TITLE, or as a new version of it where there is one."""
    django_ready()
    from joinedup.planning.cohorts import actions, queries  # noqa: PLC0415

    by, at, who = for_act(username, "cohort.save"), datetime.now(UTC), _criteria(file)
    held = next((each for each in queries.in_use() if each.title == title.strip()), None)
    if held is not None:
        actions.save_version(held.pk, who=who, reason=reason, by=by, at=at)
    else:
        held = actions.save_cohort(title=title, who=who, by=by, at=at)
    last = queries.versions(held.pk)[0]
    if as_json:
        click.echo(json.dumps(_about(held, last), indent=1))
        return
    click.echo(f"Saved {held.title} (number {held.pk}), version {last.number}: people {last.words}.")


def must_see(username: str) -> None:
    """See that the account may see cohorts. Raises NotAllowed, NotFound."""
    from joinedup.record.access import rules  # noqa: PLC0415

    rules.require(for_act(username, "cohort.see"), "cohort.see")


def release_asked(name: str) -> Release:
    """Return the release that is asked. Raises CannotProceed where nothing was published."""
    from joinedup.planning.releases import queries  # noqa: PLC0415
    from joinedup.words.basics.errors import CannotProceed  # noqa: PLC0415

    found = queries.to_ask(name, at=datetime.now(UTC))
    if found is None:
        raise CannotProceed("Nothing was published yet.", now="Run: joinedup publish --purpose care")
    return found


def _criteria(file: Path) -> list[Any]:
    from joinedup.words.basics.errors import BadInput  # noqa: PLC0415

    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"{file.name} is not YAML.", now="Write a list, such as: - age: 65 or over") from error
    if isinstance(found, dict):
        return [{name: value} for name, value in found.items()]
    if not isinstance(found, list):
        raise BadInput(f"{file.name} says no criteria.", now="Write a list, such as: - age: 65 or over")
    return found


def _about(of: Cohort, last: CohortVersion) -> dict[str, Any]:
    return {"number": of.pk, "title": of.title, "ended": bool(of.ended_at), **_version(last)}


def _version(of: CohortVersion) -> dict[str, Any]:
    return {"version": of.number, "saved_at": of.saved_at.isoformat(), "reason": of.reason, "who": of.who,
            "words": of.words}  # fmt: skip


NEARLY = "These are the figures of a group that was counted before and differs by a few people at most, or by none."


def _show_count(title: str, found: Counted, by: str | None, as_json: bool) -> None:
    rows = {name: [(place.name, place.people) for place in getattr(found, block)] for name, block in BLOCKS.items()}
    if as_json:
        click.echo(json.dumps({
            "cohort": title, "release": found.release.name, "data_date": found.release.data_date.isoformat(),
            "words": found.words, "people": found.people, "everyone": found.everyone, "nearly": found.nearly,
            "by": {name: dict(told) for name, told in rows.items() if by in (None, name)},
            "uses": [{"measure": use.measure.id, "unit": use.measure.unit,
                      "cohort": use.cohort.value if use.cohort else None,
                      "everyone": use.everyone.value if use.everyone else None} for use in found.uses],
        }, indent=1))  # fmt: skip
        return
    click.echo(f"{title}: {count_shown(found.people)} of {count_shown(found.everyone)} people")
    if by:
        table((by, "people"), [(name, count_shown(people)) for name, people in rows[by]])
    elif found.uses:
        table(("what they use", "cohort", "everyone", "unit"), [
            (use.measure.title, value_shown(use.cohort), value_shown(use.everyone), use.measure.unit)
            for use in found.uses
        ])  # fmt: skip
    _end(found.release, found.nearly)


def _show_overlap(titles: tuple[str, str], found: Overlap, of: Release, as_json: bool) -> None:
    if as_json:
        report = {"release": of.name, "data_date": of.data_date.isoformat(), "cohorts": list(titles),
                  "first": found.first, "second": found.second, "both": found.both, "nearly": found.nearly}  # fmt: skip
        click.echo(json.dumps(report, indent=1))
        return
    rows = (*zip(titles, (found.first, found.second), strict=True), ("in both", found.both))
    table(("", "people"), [(name, count_shown(people)) for name, people in rows])
    _end(of, found.nearly)


def _end(of: Release, nearly: bool) -> None:
    if nearly:
        click.echo(NEARLY)
    click.echo(f"On {of.data_date}, from {of.name}.")


def count_shown(people: int | str) -> str:
    """Return a count as it is printed: a number, or the words for one that is not shown."""
    return people if isinstance(people, str) else f"{people:,}"


def value_shown(figure: Any) -> str:
    """Return a measure's figure as it is printed: four digits that count, for more would promise what is not known."""
    return "not shown" if figure is None or figure.value is None else f"{float(f'{figure.value:.4g}'):,.10g}"
