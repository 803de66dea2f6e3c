"""``joinedup register``: list the registers, count one, or profile the needs of practices, networks, areas, homes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import click

from joinedup.faces.cli.insight import asked, number, release_options, table
from joinedup.insight.disclosure import NOT_SHOWN, policy_for
from joinedup.insight.registers import UNITS, Need, Profile, Register, catalogue, profiles
from joinedup.insight.registers import register as register_named
from joinedup.insight.registers.shown import disclose
from joinedup.insight.statistics.intervals import Estimate
from joinedup.words.basics.errors import NotFound


@click.command()
@click.argument("name")
@click.option("--by", type=click.Choice(list(UNITS)), default="place", show_default=True, help="What each row is of.")
@click.option("--unit", default="", help="Only this unit: an ODS or LSOA code, or a network's name.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day; the last of the data if not given.")
@release_options
def register(name: str, by: str, unit: str, day: datetime | None, release: str, engine: str, as_json: bool) -> None:
    """List the registers (NAME: list), profile every need (needs), or count who is on the register called NAME."""
    if name == "list":
        _list(as_json)
        return
    of = list(catalogue().values()) if name == "needs" else [register_named(name)]
    source = asked(release)
    on = day.date() if day else source.data_date
    with source.open(engine) as opened:
        found = disclose(profiles(opened, of, on=on, by=by), policy=policy_for(source.purpose))
    found = [profile for profile in found if unit in ("", profile.unit)]
    if not found:
        raise NotFound(
            f"Nobody here is in the {by} {unit}.".replace("  ", " "), now="Leave out --unit to see which are."
        )
    if as_json:
        click.echo(json.dumps(_data(of, found, on, source.name), indent=1))
        return
    for each in of if name != "needs" else []:
        click.echo(f"{each.title}: {each.expression}\n{each.question} Source: {each.source}.")
    click.echo(f"On {on}, from {source.name}. Not known is kept apart from no.")
    for profile in found if name == "needs" else []:
        _needs(of, profile)
    if name != "needs":
        _units(of[0], found)


def _list(as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_about(each) for each in catalogue().values()], indent=1))
        return
    table(["register", "who"], [[each.id, str(each.expression)] for each in catalogue().values()])


def _needs(of: Sequence[Register], profile: Profile) -> None:
    counted = "not shown" if profile.on_any is None else f"{profile.on_any:,}"
    click.echo(
        f"\n{profile.name}: {_people(profile.people)} people; {counted} on at least one register, each counted once"
    )
    rows = [[each.title, *_figures(need)] for each, need in zip(of, profile.needs, strict=True)]
    table(["register", *_HEADINGS], rows)


def _units(of: Register, found: Sequence[Profile]) -> None:
    table(["", *_HEADINGS], [[profile.name, *_figures(profile.needs[0])] for profile in found])
    for profile in found[:1] if len(found) == 1 else []:
        for due in profile.needs[0].due:
            told = _share(due.done) if due.done else "not known: no source here tells of it"
            click.echo(f"  {due.title}: {told}")
    if of.note:
        click.echo(of.note)


_HEADINGS = ["people", "recorded", "share (95%)", "not known", "against the place", "against published"]


def _figures(need: Need) -> list[str]:
    not_known = "not shown" if need.not_known is None else f"{need.not_known:,}"
    if need.recorded is None:
        return [_people(need.people), _missing(need), "", not_known, "", ""]
    return [
        _people(need.people), f"{need.recorded:,}", _share(need.share), not_known, _ratio(need.as_place),
        _ratio(need.as_published),
    ]  # fmt: skip


def _people(count: int | None) -> str:
    return NOT_SHOWN if count is None else f"{count:,}"


def _missing(need: Need) -> str:
    if need.missing == (NOT_SHOWN,):
        return NOT_SHOWN
    return "no source tells" if need.missing else "not known"


def _share(share: Estimate | None) -> str:
    if share is None or share.value is None:
        return share.note if share else ""
    return f"{number(share.value, share=True)} ({number(share.low, share=True)} to {number(share.high, share=True)})"


def _ratio(ratio: Estimate | None) -> str:
    if ratio is None:
        return ""
    if ratio.value is None:
        return "none expected" if ratio.denominator == 0 else ratio.note
    return f"{ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"


def _about(each: Register) -> dict[str, Any]:
    return {
        "id": each.id, "title": each.title, "question": each.question, "who": str(each.expression),
        "source": each.source, "version": each.version, "note": each.note,
        "checks": [{"id": check.id, "title": check.title, "source": check.source} for check in each.checks],
    }  # fmt: skip


def _data(of: Sequence[Register], found: Sequence[Profile], on: date, release: str) -> dict[str, Any]:
    return {
        "release": release,
        "on": on.isoformat(),
        "registers": [_about(each) for each in of],
        "profiles": [
            {
                "by": profile.by, "unit": profile.unit, "name": profile.name, "people": profile.people,
                "on_any": profile.on_any, "needs": [_need(need) for need in profile.needs],
            }
            for profile in found
        ],
    }  # fmt: skip


def _need(need: Need) -> dict[str, Any]:
    return {
        "register": need.register, "people": need.people, "recorded": need.recorded, "not_known": need.not_known,
        "missing": list(need.missing), "share": _estimate(need.share), "as_place": _estimate(need.as_place),
        "as_published": _estimate(need.as_published),
        "due": [{"check": due.check, "title": due.title, "done": _estimate(due.done)} for due in need.due],
    }  # fmt: skip


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {
        "value": estimate.value, "low": estimate.low, "high": estimate.high, "numerator": estimate.numerator,
        "denominator": estimate.denominator, "note": estimate.note,
    }  # fmt: skip
