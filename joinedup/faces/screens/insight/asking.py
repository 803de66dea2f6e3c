"""What pages of one practice or network ask of the results, for every measure."""

from __future__ import annotations

import functools

from django.utils.text import slugify

from joinedup.faces.screens.insight.standings import DIFFERENT, Row, row_of
from joinedup.insight.measures.definition import catalogue
from joinedup.planning.releases.models import Release
from joinedup.planning.results import population, rules
from joinedup.planning.results import queries as results
from joinedup.planning.results.population import Unit
from joinedup.words.basics.errors import NotFound


def rows_of(release: Release, unit: str, value: str) -> list[Row]:
    """Return the rows of a practice or a network: each measure that is worked out and that is cut by it."""
    cut = [measure for measure in catalogue().values() if (unit,) in rules.cuts_of(measure)]
    found = (_row(release, measure.id, unit, value, results.known(release, measure)) for measure in cut)
    return [row for row in found if row is not None]


@functools.lru_cache(maxsize=4096)
def _row(release: Release, measure_id: str, unit: str, value: str, _: tuple[str, int]) -> Row | None:
    """Return one row: made once, for as long as the file that it is made of does not change."""
    asked = catalogue()[measure_id]
    standing = results.standings(release, asked, unit).get(value)
    if standing is None:
        return None
    whole = results.shown(release, asked).figures
    return row_of(asked, standing, whole[0] if whole else None, results.course(release, asked, unit, value))


def differing(release: Release) -> dict[str, int]:
    """Return in how many measures each practice differs from the place by more than chance."""
    found: dict[str, int] = {}
    for measure in catalogue().values():
        for code, standing in results.standings(release, measure).items():
            found[code] = found.get(code, 0) + (standing.comparison in DIFFERENT)
    return found


def practice_coded(release: Release, code: str) -> Unit:
    """Return a practice of the release. Raises NotFound."""
    found = population.units(release).get(code)
    if found is None:
        raise NotFound("There is no practice by this code in the release.", now="Choose one of the list of practices.")
    return found


def network_named(release: Release, slug: str) -> tuple[str, list[Unit]]:
    """Return a network's name and its practices, by the name as it stands in addresses. Raises NotFound."""
    members = [unit for unit in population.units(release).values() if unit.network and slugify(unit.network) == slug]
    if not members:
        raise NotFound("There is no network by this name in the release.", now="Choose one of the list of practices.")
    return members[0].network, sorted(members, key=lambda unit: unit.name)
