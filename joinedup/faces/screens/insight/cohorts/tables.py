"""The tables of a cohort's page, and its file. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from joinedup.faces.components.lists import Column, Table
from joinedup.faces.screens.insight import words
from joinedup.planning.cohorts.counted import Counted, Place


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the page: its heading, its table and its rows."""

    heading: str
    table: Table
    rows: tuple[Place, ...]


def _places(name: str, caption: str, heading: str) -> Table:
    return Table(
        name,
        caption,
        (Column(heading, lambda place: place.name), Column("People", lambda place: place.people, numeric=True)),
    )


def blocks(counted: Counted) -> list[Block]:
    """Return where the cohort's people are: by practice, by age, by deprivation."""
    return [
        Block("By practice", _places("practice", "People in the cohort, by practice", "Practice"), counted.by_practice),
        Block("By age", _places("age", "People in the cohort, by age", "Age"), counted.by_age),
        Block(
            "By deprivation",
            _places("deprivation", "People in the cohort, by fifth of deprivation", "Fifth, 1 the most deprived"),
            counted.by_deprivation,
        ),
    ]


def areas(counted: Counted) -> Block:
    """Return where the cohort's people live, by area."""
    return Block("By area", _places("area", "People in the cohort, by area", "Area"), counted.by_area)


USES = Table(
    "uses",
    "What the cohort uses beside everyone, in the last twelve whole months",
    (
        Column("Measure", itemgetter("measure")),
        Column("Cohort", itemgetter("cohort"), numeric=True),
        Column("Everyone", itemgetter("everyone"), numeric=True),
        Column("Unit", itemgetter("unit")),
    ),
)


def uses(counted: Counted) -> list[dict[str, Any]]:
    """Return what the cohort uses, a row for each measure, in words."""
    return [
        {
            "measure": use.measure.title,
            "cohort": words.latest(use.measure, use.cohort),
            "everyone": words.latest(use.measure, use.everyone),
            "unit": use.measure.unit,
        }
        for use in counted.uses
    ]


WHOLE = Table(
    "cohort",
    "A cohort counted",
    tuple(Column(name, itemgetter(at)) for at, name in enumerate(("Of", "Group", "Figure", "Release", "Data date"))),
)


def whole(counted: Counted) -> Iterable[tuple[Any, ...]]:
    """Return every figure of the page as rows of a file."""
    known = (counted.release.name, counted.release.data_date)
    yield ("Everyone in the cohort", "", counted.people, *known)
    for block in (*blocks(counted), areas(counted)):
        for place in block.rows:
            yield (block.heading, place.name, place.people, *known)
    for use in uses(counted):
        yield (f"{use['measure']}, cohort", use["unit"], use["cohort"], *known)
        yield (f"{use['measure']}, everyone", use["unit"], use["everyone"], *known)
