"""What a score is: points for diagnoses or for criteria, bands, what it is for, and whether it is a medical device."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from joinedup.insight.engine.language import CATALOGUE
from joinedup.words.basics.errors import ManyMistakes, Mistake, NotFound

HOW = {
    "points": "the points of what is found are added up",
    "share": "of the deficits that these feeds can tell, the share that is found",
}
_PATTERN = re.compile(r"^[A-Z0-9\[\]|-]+$")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that counts: what it is, its points, and how it is found: diagnoses that begin so, or a criterion."""

    title: str
    points: float
    codes: str = ""
    holds: Any = None


@dataclass(frozen=True, slots=True)
class Band:
    """One band: the least value that is in it; with ``above``, values must be more than that."""

    name: str
    least: float
    above: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """One score. ``within`` is how many months of admissions back diagnoses are looked for, before the day.

    ``aged`` is the least age for which its paper holds it. ``purpose`` says what it may be used for, ``not_for`` what
    it may not, ``device`` its status as a medical device.
    """

    id: str
    title: str
    question: str
    how: str
    points: tuple[Point, ...]
    bands: tuple[Band, ...]
    purpose: str
    not_for: str
    device: str
    source: str
    version: str
    within: int = 0
    aged: int = 0
    note: str = ""
    examples: tuple[Mapping[str, Any], ...] = field(default=())

    def band_of(self, value: float) -> str:
        """Return the name of the band that a value is in."""
        found = [band.name for band in self.bands if value > band.least or (value == band.least and not band.above)]
        return found[-1] if found else ""


NEEDED = (
    "id", "title", "question", "how", "points", "bands", "purpose", "not_for", "device", "source", "version",
)  # fmt: skip


def load(text: str, *, file: str) -> Score:
    """Return the score written in ``text``. Raises ManyMistakes naming every mistake at once."""
    raw = yaml.safe_load(text)
    if not isinstance(raw, dict):
        raise ManyMistakes([Mistake("not a score", file=file)], now="See catalogue/scores for how one is written.")
    known = {f.name for f in fields(Score)}
    mistakes = [Mistake(f"'{name}' is not a part of a score", file=file) for name in sorted(set(raw) - known)]
    mistakes += [Mistake("is missing", name, file=file) for name in NEEDED if not raw.get(name)]
    if raw.get("how") not in HOW:
        mistakes.append(Mistake(f"must be one of: {', '.join(HOW)}", "how", file=file))
    points = list(_points(raw.get("points") or [], mistakes, file))
    bands = list(_bands(raw.get("bands") or {}, mistakes, file))
    if any(point.codes for point in points) and not raw.get("within"):
        mistakes.append(Mistake("is missing: how many months of admissions back diagnoses count", "within", file=file))
    if mistakes:
        raise ManyMistakes(mistakes, now="Mend these lines of the score.")
    facts = {**raw, "points": tuple(points), "bands": tuple(bands), "version": str(raw["version"])}
    facts["examples"] = tuple(raw.get("examples") or ())
    return Score(**facts)


def _points(rows: Iterable[Any], mistakes: list[Mistake], file: str) -> Iterable[Point]:
    for number, row in enumerate(rows, start=1):
        told = row if isinstance(row, dict) else {}
        codes, holds = str(told.get("codes", "")), told.get("holds")
        if bool(codes) == (holds is not None):
            mistakes.append(Mistake("must say either codes or holds", "points", row=number, file=file))
        elif codes and not _PATTERN.match(codes):
            mistakes.append(
                Mistake("codes are ICD-10 without the dot, separated by |", "points", row=number, file=file)
            )
        elif not told.get("is"):
            mistakes.append(Mistake("is missing: say what it is", "points", row=number, file=file))
        else:
            yield Point(str(told["is"]), float(told.get("points", 1)), codes, holds)


def _bands(named: Any, mistakes: list[Mistake], file: str) -> Iterable[Band]:
    if not isinstance(named, dict):
        mistakes.append(Mistake("must name each band and its least value", "bands", file=file))
        return
    for name, least in named.items():
        told = str(least)
        number = told.removeprefix("over").strip()
        try:
            yield Band(str(name), float(number), above=told.startswith("over"))
        except ValueError:
            mistakes.append(Mistake("must be a number, or over a number", f"bands.{name}", file=file))


@functools.cache
def catalogue(folder: Path = CATALOGUE / "scores") -> Mapping[str, Score]:
    """Return every score of the catalogue by its id."""
    found = (load(path.read_text(encoding="utf-8"), file=path.name) for path in sorted(folder.glob("*.yaml")))
    return {score.id: score for score in found}


def score(name: str) -> Score:
    """Return the score called ``name``. Raises NotFound."""
    if name not in catalogue():
        raise NotFound(f"There is no score called '{name}'.", now=f"Choose one of: {', '.join(catalogue())}.")
    return catalogue()[name]
