"""What a measure is: a file with its question, who counts, what is added up, and where the rule comes from."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from joinedup.insight.engine.derived import CATALOGUE, DERIVED
from joinedup.words.basics.errors import ManyMistakes, Mistake, NotFound
from joinedup.words.vocabulary.dataset import TABLES

DATED = {
    "start": "counted on the day it began",
    "overlap": "counted for the part of it that lies in the period",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: rows of ``each`` for which ``counts`` holds, each adding ``adds``, over person-years.

    ``counts`` and ``adds`` are SQL over one row; ``adds`` may use ``first_day`` and ``last_day`` (exclusive) of the
    period. ``good`` says which way is better: up, down or neither. ``examples`` are drawn rows: its tests.
    """

    id: str
    title: str
    question: str
    unit: str
    each: str
    counts: str
    source: str
    version: str
    adds: str = "1"
    dated: str = "start"
    per: int = 1000
    good: str = "neither"
    note: str = ""
    examples: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def whole_events(self) -> bool:
        """Return whether each row adds one, so that the total is a count."""
        return self.adds == "1"


def load(text: str, *, file: str) -> Measure:
    """Return the measure written in ``text``. Raises ManyMistakes naming every mistake at once."""
    raw = yaml.safe_load(text)
    if not isinstance(raw, dict):
        raise ManyMistakes([Mistake("not a measure", file=file)], now="See catalogue/measures for how one is written.")
    known = {f.name for f in fields(Measure)}
    needed = ("id", "title", "question", "unit", "each", "counts", "source", "version")
    mistakes = [Mistake(f"'{name}' is not a part of a measure", file=file) for name in sorted(set(raw) - known)]
    mistakes += [Mistake("is missing", name, file=file) for name in needed if not raw.get(name)]
    if raw.get("each") and raw["each"] not in TABLES and raw["each"] not in DERIVED:
        mistakes.append(Mistake("is not a table of the dataset", "each", file=file))
    if raw.get("dated", "start") not in DATED:
        mistakes.append(Mistake(f"must be one of {', '.join(DATED)}", "dated", file=file))
    if raw.get("good", "neither") not in ("up", "down", "neither"):
        mistakes.append(Mistake("must be up, down or neither", "good", file=file))
    if mistakes:
        raise ManyMistakes(mistakes, now="Mend these lines of the measure.")
    facts: dict[str, Any] = {name: str(v) if name in ("adds", "version") else v for name, v in raw.items()}
    facts["examples"] = tuple(raw.get("examples") or ())
    return Measure(**facts)


@functools.cache
def catalogue(folder: Path = CATALOGUE / "measures") -> Mapping[str, Measure]:
    """Return every measure of the catalogue by its id, in the order of their files."""
    found = (load(path.read_text(encoding="utf-8"), file=path.name) for path in sorted(folder.glob("*.yaml")))
    return {measure.id: measure for measure in found}


def measure(name: str) -> Measure:
    """Return the measure called ``name``. Raises NotFound."""
    if name not in catalogue():
        raise NotFound(f"There is no measure called '{name}'.", now=f"Choose one of: {', '.join(catalogue())}.")
    return catalogue()[name]
