"""A fitted risk: weights as plain numbers, so that it is kept as a file, read by people and explained to one person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from joinedup.insight.risk.definition import Feature, Risk
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


def fit(risk: Risk, table: pa.Table, *, release: str, day: date) -> Logistic:
    """Return the model learnt from ``table`` (features, and ``happened``), by penalised maximum likelihood.

    The ridge penalty is 1 on standardised columns, so that rare features are not over-believed. Raises CannotProceed
    where the outcome happened to fewer than FEWEST_EVENTS people.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 (slow to import, and only training needs it)

    happened = np.asarray(table["happened"].to_numpy(), dtype=np.int64)
    events = int(happened.sum())
    if events < FEWEST_EVENTS or events > happened.size - FEWEST_EVENTS:
        raise CannotProceed(
            f"It happened to {events} of {happened.size} people, which is too few to learn from.",
            now=f"Train on a release with at least {FEWEST_EVENTS} to whom it did and to whom it did not.",
        )
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
        events=events,
    )


def predict(model: Logistic, risk: Risk, table: pa.Table) -> Numbers:
    """Return each person's probability (0 to 1), in the order of ``table``.

    Raises CannotProceed where the risk's features have changed since the model was trained.
    """
    if tuple(risk.columns) != model.columns:
        raise CannotProceed("The features have changed since the model was trained.", now="Train it again.")
    odds = design(risk, table) @ np.asarray(model.weights) + model.intercept
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float64)


def reasons(model: Logistic, risk: Risk, person: Mapping[str, Any], *, most: int = 5) -> list[Reason]:
    """Return what raises one person's risk most against the average person, strongest first, in plain words."""
    found, at = [], 0
    for feature in risk.features:
        wide = len(feature.columns)
        value = float(person[feature.name])
        values = [value, *(max(value - knot, 0.0) for knot in feature.knots)]
        told = sum(
            weight * (each - usual)
            for weight, each, usual in zip(
                model.weights[at : at + wide], values, model.average[at : at + wide], strict=True
            )
        )
        at += wide
        if told > 0 and (value or feature.is_):
            found.append(Reason(_said(feature, value), float(np.exp(told))))
    return sorted(found, key=lambda reason: -reason.times)[:most]


def weights_in_words(model: Logistic, risk: Risk) -> Sequence[tuple[str, float]]:
    """Return each column of the model in words, with by how much one more of it multiplies the odds."""
    words = []
    for feature in risk.features:
        words.append(_said(feature, None))
        words += [f"{_said(feature, None)}, each over {knot:g}" for knot in feature.knots]
    return [(said, float(np.exp(weight))) for said, weight in zip(words, model.weights, strict=True)]


def _said(feature: Feature, value: float | None) -> str:
    return feature.said.replace("{n}", "each one more" if value is None else f"{value:,.0f}")
