"""What a score is, and what an instrument is that gives one: its questions, their points, what it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from joinedup.words.forms.definition import Value

#: Of each question: what each code counts, or the range of a whole number or a quantity.
Points = Mapping[str, Mapping[str, int]]
Given = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Score:
    """One figure from a form. ``value`` is None where it cannot be worked out: then ``missing`` says what is missing.

    It lies from ``least`` to ``most``. ``better`` is ``higher``, ``lower`` or '' where neither is. ``urgent`` says what
    somebody must do now, '' where nothing is urgent.
    """

    name: str
    title: str
    value: int | float | None
    least: int
    most: int
    band: str = ""
    better: str = ""
    missing: tuple[str, ...] = ()
    urgent: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A published way to score, and the questions that a form must have for it.

    ``points``: of each choice what each code counts. ``ranges``: of each number the least and the most that may be
    answered. ``optional``: questions that its rule can do without. ``scores`` and ``bands`` are all that it can give.
    ``weighed``: its options carry their points in the form, as ``ordinalValue``.
    """

    name: str
    work_out: Callable[[Given], tuple[Score, ...]]
    source: str
    purpose: str
    device_status: str
    manufacturer: str
    scores: tuple[str, ...]
    bands: tuple[str, ...] = ()
    points: Points = field(default_factory=dict)
    ranges: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    weighed: bool = True


def band_of(value: float, bands: Mapping[int, str]) -> str:
    """Return the band of a value: the last whose least it reaches. ``bands`` are by their least, in order."""
    return [name for least, name in bands.items() if value >= least][-1]


def added(given: Given, points: Points) -> tuple[int | None, tuple[str, ...]]:
    """Return the sum of the points of every question; None, and which are missing, where not all are answered."""
    missing = tuple(item for item in points if given.get(item) not in points[item])
    return (None, missing) if missing else (sum(points[item][str(given[item])] for item in points), ())
