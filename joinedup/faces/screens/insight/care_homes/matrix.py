"""Whose registered people live in which home, and a measure of them where it may be shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from joinedup.faces.components.lists import Column, Table
from joinedup.faces.screens.insight import words
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.planning.results.homes import Home, Residents, Shown

NONE, HIDDEN = "None", "Not shown"


@dataclass(frozen=True, slots=True)
class Meeting:
    """The people of one practice who live in one home: how many, and their figure in a measure."""

    home: str
    home_name: str
    practice: str
    practice_name: str
    people: Shown
    measure: Measure
    figure: ShownFigure | None

    @property
    def anyone(self) -> bool:
        """Return whether anyone of the practice lives there."""
        return self.people != 0

    @property
    def people_said(self) -> str:
        """Return how many live there, in words where they are too few."""
        return said(self.people)

    @property
    def figure_said(self) -> str:
        """Return the figure, or the words that stand for it."""
        return words.latest(self.measure, self.figure)

    @property
    def told(self) -> bool:
        """Return whether there is a figure that can be shown."""
        return self.figure is not None and self.figure.value is not None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Homes (lines) by practices (columns): only practices of which someone lives in one of the homes."""

    practices: tuple[tuple[str, str], ...]  # code and name
    lines: tuple[tuple[Home, tuple[Meeting, ...]], ...]

    @property
    def meetings(self) -> list[Meeting]:
        """Return every cell in which someone lives, home by home."""
        return [each for _, cells in self.lines for each in cells if each.anyone]


def said(count: Shown) -> str:
    """Return a count of people as a page says it."""
    if isinstance(count, int):
        return f"{count:,}" if count else NONE
    return HIDDEN if count == "not shown" else count


def matrix_of(
    homes: Sequence[Home], residents: Residents, figures: Iterable[ShownFigure], names: Mapping[str, str],
    measure: Measure,
) -> Matrix:  # fmt: skip
    """Return the matrix of these homes; ``figures`` are the measure's by home and practice, ``names`` of practices."""
    by_both = {(figure.group["home"], figure.group["practice"] or ""): figure for figure in figures}
    codes = {code for home in homes for code, count in residents.people.get(home.code, {}).items() if count != 0}
    practices = sorted(((code, names.get(code) or code or "Not known") for code in codes), key=lambda pair: pair[1])
    return Matrix(
        tuple(practices),
        tuple(
            (home, tuple(
                Meeting(home.code, home.name, code, name, residents.people.get(home.code, {}).get(code, 0), measure,
                        by_both.get((home.code, code)))
                for code, name in practices
            ))
            for home in homes
        ),
    )  # fmt: skip


def table(measure: Measure, *, release: str) -> Table:
    """Return the file: one line for each home and practice that meet."""
    return Table(
        "homes-and-practices",
        "Whose registered people live in which home",
        (
            Column("Care home", lambda m: m.home_name),
            Column("Code of the home", lambda m: m.home, on_page=False),
            Column("Practice", lambda m: m.practice_name),
            Column("Code of the practice", lambda m: m.practice, on_page=False),
            Column("Residents", lambda m: m.people),
            Column(f"{measure.title}, {measure.unit}", lambda m: m.figure_said),
            Column("95% interval", lambda m: words.interval(measure, m.figure)),
            Column("Release", lambda _: release, on_page=False),
        ),
    )
