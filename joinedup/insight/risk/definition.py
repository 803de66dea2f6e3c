"""What a risk is: the outcome, the people, the features in plain words, and what it may and may not be used for."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from joinedup.insight import own
from joinedup.insight.engine.columns import columns_of
from joinedup.insight.engine.derived import derived
from joinedup.insight.engine.language import CATALOGUE, expression_mistakes
from joinedup.words.basics.errors import ManyMistakes, Mistake, NotFound
from joinedup.words.vocabulary.dataset import TABLES

OF_EVERYONE = ("age", "male", "deprivation")


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing known of a person on the day. ``said`` is how it is told to people, with {n} for its number.

    Either ``is_`` (one of OF_EVERYONE), or a criterion that ``holds``, or rows of ``of`` for which ``counts`` holds,
    from ``within`` months before the day up to ``after`` months before it: how many, what each ``adds``, or how many
    different ``adds_each``; both may use ``as_at``, the day, since what is still going on then has an end that nobody
    knew. No more than ``most`` count. ``knots`` are where the slope of a number may change.
    """

    name: str
    said: str
    is_: str = ""
    holds: Any = None
    of: str = ""
    counts: str = "true"
    adds: str = "1"
    adds_each: str = ""
    within: int = 12
    after: int = 0
    most: float = 0
    knots: tuple[float, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns it becomes: itself, and one for each knot."""
        return [self.name, *(f"{self.name}_over_{knot:g}" for knot in self.knots)]


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk. ``outcome`` is a feature of the months after the day: more than nought is that it happened."""

    id: str
    title: str
    question: str
    outcome: Feature
    features: tuple[Feature, ...]
    bands: tuple[tuple[str, float], ...]
    aged: int
    purpose: str
    not_for: str
    device: str
    warning: str
    source: str
    version: str

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns that the model weighs, in order."""
        return [name for feature in self.features for name in feature.columns]

    def band_of(self, value: float) -> str:
        """Return the band in which a probability is."""
        return [name for name, least in self.bands if value >= least][-1]


def load(text: str, *, file: str) -> Risk:
    """Return the risk written in ``text``. Raises ManyMistakes naming every mistake at once."""
    raw = yaml.safe_load(text)
    if not isinstance(raw, dict):
        raise ManyMistakes([Mistake("not a risk", file=file)], now="See catalogue/risk for how one is written.")
    known = {f.name for f in fields(Risk)}
    mistakes = [Mistake(f"'{name}' is not a part of a risk", file=file) for name in sorted(set(raw) - known)]
    mistakes += [Mistake("is missing", name, file=file) for name in sorted(known - set(raw))]
    made = [_feature(row, f"features.{number}", mistakes, file) for number, row in enumerate(raw.get("features") or [])]
    outcome = _feature({"name": "outcome", "said": "outcome", **(raw.get("outcome") or {})}, "outcome", mistakes, file)
    if mistakes or outcome is None:
        raise ManyMistakes(mistakes, now="Mend these lines of the risk.")
    features = tuple(feature for feature in made if feature)
    bands = tuple((str(name), float(least)) for name, least in raw["bands"].items())
    facts = {**raw, "features": features, "outcome": outcome, "bands": bands, "version": str(raw["version"])}
    return Risk(**facts)


def _feature(row: Any, where: str, mistakes: list[Mistake], file: str) -> Feature | None:
    if not isinstance(row, dict) or not row.get("name") or not row.get("said"):
        mistakes.append(Mistake("must have a name, and say how it is told to people", where, file=file))
        return None
    found = list(_feature_mistakes(row, where, file))
    mistakes += found
    if found:
        return None
    told = {"is_" if name == "is" else name: value for name, value in row.items()}
    for name in ("counts", "adds", "adds_each"):
        if name in told:
            told[name] = str(told[name])
    return Feature(**{**told, "knots": tuple(row.get("knots", ()))})


def _feature_mistakes(row: Mapping[str, Any], where: str, file: str) -> Iterable[Mistake]:
    known = {f.name.rstrip("_") for f in fields(Feature)}
    yield from (Mistake(f"'{name}' is not a part of a feature", where, file=file) for name in sorted(set(row) - known))
    if sum(row.get(name) is not None for name in ("is", "holds", "of")) != 1:
        yield Mistake("must say one of: is, holds, of", where, file=file)
    elif row.get("is") is not None and row["is"] not in OF_EVERYONE:
        yield Mistake(f"is must be one of: {', '.join(OF_EVERYONE)}", where, file=file)
    elif row.get("of") is not None:
        if row["of"] not in TABLES and row["of"] not in derived():
            yield Mistake("of must be a table", where, file=file)
            return
        for name in ("counts", "adds", "adds_each"):
            if row.get(name):
                columns = [*columns_of(row["of"]), "as_at"]
                yield from expression_mistakes(str(row[name]), columns, field=f"{where}.{name}", file=file)


@functools.cache
def catalogue(folder: Path = CATALOGUE / "risk") -> Mapping[str, Risk]:
    """Return every risk of the catalogue and of the place by its id."""
    found = (load(path.read_text(encoding="utf-8"), file=path.name) for path in sorted(folder.glob("*.yaml")))
    return own.with_own("risk", {risk.id: risk for risk in found}, lambda text, file: load(text, file=file))


def risk(name: str) -> Risk:
    """Return the risk called ``name``. Raises NotFound."""
    if name not in catalogue():
        raise NotFound(f"There is no risk called '{name}'.", now=f"Choose one of: {', '.join(catalogue())}.")
    return catalogue()[name]
