"""What is said of a cohort that was counted in a release, as it may be shown."""

from __future__ import annotations

from dataclasses import dataclass

from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.shown import ShownFigure
from joinedup.planning.releases.models import Release


@dataclass(frozen=True, slots=True)
class Place:
    """How many of a cohort one practice, area or age has; ``people`` is a number, or the words for one not shown."""

    name: str
    people: int | str


@dataclass(frozen=True, slots=True)
class Use:
    """What the cohort uses beside everyone: one measure's figure for each."""

    measure: Measure
    cohort: ShownFigure | None
    everyone: ShownFigure | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A cohort counted in one release, on its data date, as it may be shown.

    ``nearly``: these are the figures of a group that was counted before and differs by a few people at most.
    """

    release: Release
    words: str
    people: int | str
    everyone: int | str
    by_practice: tuple[Place, ...]
    by_area: tuple[Place, ...]
    by_age: tuple[Place, ...]
    by_deprivation: tuple[Place, ...]
    uses: tuple[Use, ...]
    nearly: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two cohorts in one release: how many are in each, and in both."""

    first: int | str
    second: int | str
    both: int | str
    nearly: bool


@dataclass(frozen=True, slots=True)
class Quick:
    """How many people criteria hold of, as it may be shown; ``nearly`` as in ``Counted``."""

    people: int | str
    nearly: bool
