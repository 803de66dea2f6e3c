"""What the pages of care homes ask of the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from joinedup.faces.screens.insight import words
from joinedup.faces.screens.insight.care_homes import board, matrix
from joinedup.faces.screens.insight.care_homes.board import Row
from joinedup.faces.screens.insight.care_homes.matrix import Matrix
from joinedup.insight.measures.definition import Measure, catalogue
from joinedup.planning.releases.models import Release
from joinedup.planning.results import population, rules
from joinedup.planning.results import queries as results
from joinedup.planning.results.homes import Home
from joinedup.planning.results.standing import Standing
from joinedup.words.basics.errors import NotFound

FIRST = "care-home-emergency-admissions"
BY_HOME, BY_BOTH = ("home",), rules.OF_HOMES_AND_PRACTICES


@dataclass(frozen=True, slots=True)
class Told:
    """What a release tells of its care homes: the measures that have figures, why others have none, and every home."""

    measures: tuple[Measure, ...]
    missing: tuple[tuple[Measure, str], ...]
    homes: Mapping[str, Home]
    standings: Mapping[str, Mapping[str, Standing]]

    def measure(self, name: str) -> Measure | None:
        """Return the measure asked for, else the first that is usual, else the first there is."""
        by_id = {measure.id: measure for measure in self.measures}
        return by_id.get(name) or by_id.get(FIRST) or next(iter(self.measures), None)


def told(release: Release) -> Told:
    """Return what the release tells of care homes. A home without a name is known by its code."""
    found, missing = [], []
    for measure in catalogue().values():
        if BY_HOME in rules.cuts_of(measure):
            why_not = results.shown(release, measure, BY_HOME).why_not
            if why_not:
                missing.append((measure, why_not))
            else:
                found.append(measure)
    standings = {measure.id: results.standings(release, measure, "home") for measure in found}
    homes = dict(population.homes(release))
    for code in sorted({code for by_home in standings.values() for code in by_home} - set(homes)):
        homes[code] = Home(code, code, "", None)
    return Told(tuple(found), tuple(missing), homes, standings)


def home_coded(told: Told, code: str) -> Home:
    """Return a home of the release. Raises NotFound."""
    if code not in told.homes:
        raise NotFound(
            "There is no care home by this code in the release.", now="Choose one of the list of care homes."
        )
    return told.homes[code]


def rows(release: Release, told: Told) -> list[Row]:
    """Return the row of every home."""
    return board.rows_of(told.homes.values(), told.standings, told.measures, population.residents(release))


def wholes(release: Release, told: Told) -> dict[str, str]:
    """Return what all homes together have in each measure, by its id, as people read it."""
    found = [(measure, results.shown(release, measure).figures) for measure in told.measures]
    return {measure.id: words.latest(measure, figures[0] if figures else None) for measure, figures in found}


def meetings(release: Release, homes: Sequence[Home], measure: Measure) -> Matrix | None:
    """Return whose people live in these homes, with the measure; None while that is being worked out."""
    residents = population.residents(release)
    if residents is None:
        return None
    names = {code: unit.name for code, unit in population.units(release).items()}
    figures = results.shown(release, measure, BY_BOTH).figures
    return matrix.matrix_of(homes, residents, figures, names, measure)


def homes_of_practice(release: Release, code: str) -> list[tuple[Home, str]]:
    """Return the homes in which people of a practice's list live, by name, and how many, as it may be shown."""
    residents, known = population.residents(release), population.homes(release)
    if residents is None:
        return []
    found = [
        (known.get(site) or Home(site, site, "", None), matrix.said(counts[code]))
        for site, counts in residents.people.items() if counts.get(code, 0) != 0
    ]  # fmt: skip
    return sorted(found, key=lambda pair: pair[0].name)
