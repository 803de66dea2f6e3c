"""A risk learnt by boosted trees (LightGBM, optional): kept as text and explained by what each thing known adds.

Trees see how things known act together, which the logistic model does not; whether that is worth anything here, the
two cards say side by side. Source: Ke and others, LightGBM, NeurIPS 2017; contributions by person: Lundberg and
others, Nature Machine Intelligence 2 (2020), 56-67.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from joinedup.insight.risk.definition import Risk
from joinedup.words.basics.errors import BadInput, CannotProceed

Numbers = NDArray[np.float64]
# Small trees and many people to a leaf: what few share is not learnt. The same each time on the same machine.
_HOW: Mapping[str, Any] = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 100, "lambda_l2": 1.0,
    "feature_fraction": 0.8, "seed": 1, "deterministic": True, "force_row_wise": True, "verbosity": -1,
}  # fmt: skip
_ROUNDS = 150


@dataclass(frozen=True, slots=True)
class Trees:
    """A model of boosted trees; ``text`` is LightGBM's own way of writing it, which holds no person's data."""

    risk: str
    version: str
    columns: tuple[str, ...]
    text: str
    release: str
    day: date
    people: int
    events: int

    learner = "trees"
    weighed = "Share of what it tells apart"

    def as_json(self) -> str:
        """Return the model as a text that ``from_json`` reads."""
        return json.dumps({"learner": self.learner, **asdict(self), "day": self.day.isoformat()}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Trees:
        """Return the model written in ``text``. Raises BadInput where it is none."""
        try:
            told = {name: value for name, value in json.loads(text).items() if name != "learner"}
            made = cls(**{**told, "columns": tuple(told["columns"]), "day": date.fromisoformat(told["day"])})
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput("The model's file cannot be read.", now="Train it again: joinedup risk train.") from error
        return made

    def chance(self, risk: Risk, table: pa.Table) -> Numbers:
        """Return each person's probability (0 to 1), in the order of ``table``."""
        return np.asarray(_booster(self.text).predict(_columns(risk, table), num_threads=2), dtype=np.float64)

    def raised_by(self, risk: Risk, person: Mapping[str, Any]) -> list[float]:
        """Return for each feature what it adds to the logarithm of one person's odds, against the average person."""
        one = np.array([[float(person[feature.name]) for feature in risk.features]])
        told = _booster(self.text).predict(one, pred_contrib=True, num_threads=1)
        return [float(each) for each in np.asarray(told)[0, :-1]]

    def in_words(self, risk: Risk) -> Sequence[tuple[str, float]]:
        """Return each feature in words with its share (0 to 1) of what the trees tell apart."""
        gains = np.asarray(_booster(self.text).feature_importance("gain"), dtype=np.float64)
        shares = gains / (gains.sum() or 1.0)
        words = (feature.said.replace(": {n}", "") for feature in risk.features)
        return list(zip(words, map(float, shares), strict=True))


def fit(risk: Risk, table: pa.Table, *, release: str, day: date) -> Trees:
    """Return the trees learnt from ``table`` (features, and ``happened``). Raises CannotProceed without LightGBM."""
    happened = np.asarray(table["happened"].to_numpy(), dtype=np.int64)
    lightgbm = _lightgbm()
    names = [feature.name for feature in risk.features]
    taught = lightgbm.Dataset(_columns(risk, table), label=happened, feature_name=names, params={"verbosity": -1})
    booster = lightgbm.train({**_HOW, "num_threads": 2}, taught, num_boost_round=_ROUNDS)
    return Trees(
        risk=risk.id, version=risk.version, columns=tuple(names), text=booster.model_to_string(), release=release,
        day=day, people=happened.size, events=int(happened.sum()),
    )  # fmt: skip


def _columns(risk: Risk, table: pa.Table) -> Numbers:
    """Return the features (people x features); trees need no knots."""
    return np.column_stack([np.asarray(table[f.name].to_numpy(), dtype=np.float64) for f in risk.features])


@functools.lru_cache(maxsize=4)
def _booster(text: str) -> Any:
    lightgbm = _lightgbm()
    try:
        return lightgbm.Booster(model_str=text)
    except lightgbm.basic.LightGBMError as error:
        raise BadInput("The model's file cannot be read.", now="Train it again: joinedup risk train.") from error


def _lightgbm() -> Any:
    try:
        import lightgbm  # noqa: PLC0415 (optional, and slow to import)
    except (ImportError, OSError) as error:  # the package, or libgomp, on which it rests
        raise CannotProceed(
            "Boosted trees need LightGBM, which is not installed here.",
            now="Install it: pip install 'joinedup[boosting]' (on Debian also apt-get install libgomp1).",
        ) from error
    return lightgbm
