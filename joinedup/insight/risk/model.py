"""A fitted risk: what it weighs, as text, so that it is kept as a file, read by people and explained to one person.

The logistic model is the one documented and used unless a place asks for trees (``trees``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from joinedup.insight.risk import trees
from joinedup.insight.risk.definition import Feature, Risk
from joinedup.insight.risk.trees import Trees
from joinedup.words.basics.errors import BadInput, CannotProceed

Numbers = NDArray[np.float64]
FEWEST_EVENTS = 100


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model: the odds of the outcome are multiplied by exp(weight) for each unit of a column.

    ``average`` holds what each column is on average, against which one person is explained.
    """

    risk: str
    version: str
    columns: tuple[str, ...]
    weights: tuple[float, ...]
    intercept: float
    average: tuple[float, ...]
    release: str
    day: date
    people: int
    events: int

    learner = "logistic"
    weighed = "Odds multiplied by"

    def as_json(self) -> str:
        """Return the model as a text that ``from_json`` reads."""
        return json.dumps({**asdict(self), "day": self.day.isoformat()}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Logistic:
        """Return the model written in ``text``. Raises BadInput where it is none."""
        try:
            told = json.loads(text)
            lists = {name: tuple(told[name]) for name in ("columns", "weights", "average")}
            return cls(**{**told, **lists, "day": date.fromisoformat(told["day"])})
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput("The model's file cannot be read.", now="Train it again: joinedup risk train.") from error

    def chance(self, risk: Risk, table: pa.Table) -> Numbers:
        """Return each person's probability (0 to 1), in the order of ``table``."""
        odds = design(risk, table) @ np.asarray(self.weights) + self.intercept
        return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float64)

    def raised_by(self, risk: Risk, person: Mapping[str, Any]) -> list[float]:
        """Return for each feature what it adds to the logarithm of one person's odds, against the average person."""
        found, at = [], 0
        for feature in risk.features:
            value, wide = float(person[feature.name]), len(feature.columns)
            values = [value, *(max(value - knot, 0.0) for knot in feature.knots)]
            of_it = zip(self.weights[at : at + wide], values, self.average[at : at + wide], strict=True)
            found.append(sum(weight * (each - usual) for weight, each, usual in of_it))
            at += wide
        return found

    def in_words(self, risk: Risk) -> Sequence[tuple[str, float]]:
        """Return each column in words, with by how much one more of it multiplies the odds."""
        words = []
        for feature in risk.features:
            words.append(said(feature, None))
            words += [f"{said(feature, None)}, each over {knot:g}" for knot in feature.knots]
        return [(each, float(np.exp(weight))) for each, weight in zip(words, self.weights, strict=True)]


Model = Logistic | Trees
LEARNERS = (Logistic.learner, Trees.learner)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for someone's risk: its words, and by how much it multiplies their odds against the average person."""

    words: str
    times: float


def design(risk: Risk, table: pa.Table) -> Numbers:
    """Return the columns that the model weighs (people x columns): features, and how far each is over its knots."""
    columns = []
    for feature in risk.features:
        values = np.asarray(table[feature.name].to_numpy(), dtype=np.float64)
        columns += [values, *(np.maximum(values - knot, 0.0) for knot in feature.knots)]
    return np.column_stack(columns) if columns else np.empty((table.num_rows, 0))


def fit(risk: Risk, table: pa.Table, *, release: str, day: date, learner: str = Logistic.learner) -> Model:
    """Return the model learnt from ``table`` (features, and ``happened``).

    Raises CannotProceed where the outcome happened to fewer than FEWEST_EVENTS people, or what ``learner`` needs is
    not installed; BadInput for a learner that there is not.
    """
    if learner not in LEARNERS:
        raise BadInput(f"There is no learner called '{learner}'.", now=f"Choose one of: {', '.join(LEARNERS)}.")
    happened = np.asarray(table["happened"].to_numpy(), dtype=np.int64)
    events = int(happened.sum())
    if events < FEWEST_EVENTS or events > happened.size - FEWEST_EVENTS:
        raise CannotProceed(
            f"It happened to {events} of {happened.size} people, which is too few to learn from.",
            now=f"Train on a release with at least {FEWEST_EVENTS} to whom it did and to whom it did not.",
        )
    if learner == Trees.learner:
        return trees.fit(risk, table, release=release, day=day)
    return _logistic(risk, table, happened, release=release, day=day)


def _logistic(risk: Risk, table: pa.Table, happened: NDArray[np.int64], *, release: str, day: date) -> Logistic:
    """Return a logistic model, by penalised maximum likelihood.

    The ridge penalty is 1 on standardised columns, so that rare features are not over-believed.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 (slow to import, and only training needs it)

    columns = design(risk, table)
    average, spread = columns.mean(axis=0), columns.std(axis=0)
    spread[spread == 0] = 1.0
    fitted = LogisticRegression(C=1.0, max_iter=300).fit((columns - average) / spread, happened)
    weights = fitted.coef_[0] / spread
    return Logistic(
        risk=risk.id,
        version=risk.version,
        columns=tuple(risk.columns),
        weights=tuple(map(float, weights)),
        intercept=float(fitted.intercept_[0] - weights @ average),
        average=tuple(map(float, average)),
        release=release,
        day=day,
        people=happened.size,
        events=int(happened.sum()),
    )


def predict(model: Model, risk: Risk, table: pa.Table) -> Numbers:
    """Return each person's probability (0 to 1), in the order of ``table``.

    Raises CannotProceed where the risk's features have changed since the model was trained.
    """
    columns = risk.columns if model.learner == Logistic.learner else [feature.name for feature in risk.features]
    if tuple(columns) != model.columns:
        raise CannotProceed("The features have changed since the model was trained.", now="Train it again.")
    return model.chance(risk, table)


def reasons(model: Model, risk: Risk, person: Mapping[str, Any], *, most: int = 5) -> list[Reason]:
    """Return what raises one person's risk most against the average person, strongest first, in plain words."""
    found = []
    for feature, raised in zip(risk.features, model.raised_by(risk, person), strict=True):
        value = float(person[feature.name])
        if raised > 0 and (value or feature.is_):
            found.append(Reason(said(feature, value), float(np.exp(raised))))
    return sorted(found, key=lambda reason: -reason.times)[:most]


def read(text: str) -> Model:
    """Return the model written in ``text``, whichever learner made it. Raises BadInput where it is none."""
    try:
        learner = json.loads(text).get("learner", Logistic.learner)
    except (ValueError, AttributeError) as error:
        raise BadInput("The model's file cannot be read.", now="Train it again: joinedup risk train.") from error
    return Trees.from_json(text) if learner == Trees.learner else Logistic.from_json(text)


def said(feature: Feature, value: float | None) -> str:
    """Return a feature as it is told to people: with its number, or as each one more."""
    return feature.said.replace("{n}", "each one more" if value is None else f"{value:,.0f}")
