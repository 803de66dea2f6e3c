"""Training a risk: learnt from seventy of a hundred people a year before the data end, tried on the other thirty."""

from __future__ import annotations

import calendar
import json
import types
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
import pyarrow as pa

from joinedup.insight.criteria import told
from joinedup.insight.engine import Engine
from joinedup.insight.risk.card import Card, card, taught
from joinedup.insight.risk.definition import Risk
from joinedup.insight.risk.features import features
from joinedup.insight.risk.model import LEARNERS, Model, Numbers, fit, predict, read
from joinedup.insight.statistics.accuracy import drift
from joinedup.words.basics.errors import BadInput, CannotProceed

# The spread of risks is kept as that many quantiles: enough to tell drift by, and no single person's.
QUANTILES = 201


@dataclass(frozen=True, slots=True)
class Trained:
    """A model with its card, and ``spread``: quantiles of everyone's risk on the day from which it was learnt."""

    model: Model
    card: Card
    spread: tuple[float, ...]

    def as_json(self) -> str:
        """Return it as a text that ``from_json`` reads."""
        told = {"model": json.loads(self.model.as_json()), "card": asdict(self.card), "spread": self.spread}
        return json.dumps(told, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Trained:
        """Return what is written in ``text``. Raises BadInput where it is no trained model."""
        try:
            written = json.loads(text)
            model = read(json.dumps(written["model"]))
            return cls(model, _made(Card, written["card"]), tuple(map(float, written["spread"])))
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput("The model's file cannot be read.", now="Train it again: joinedup risk train.") from error


def train(engine: Engine, risk: Risk, *, release: str, data_date: date, learner: str = LEARNERS[0]) -> Trained:
    """Return the model learnt from ``release`` and tried on people who did not teach it.

    What is known ends as many months before the data as the outcome takes, so that all of it has been seen. Raises
    CannotProceed where the outcome happened to too few people, or trees are asked for without LightGBM. Cost: a pass
    over each table, then seconds.
    """
    day = training_day(data_date, risk.outcome.within)
    table = features(engine, risk, on=day, outcome=True, told=_told(engine))
    teaches = taught(table["person_key"].to_pylist())
    model = fit(risk, table.filter(pa.array(teaches)), release=release, day=day, learner=learner)
    tried = table.filter(pa.array(~teaches))
    events = int(np.sum(tried["happened"].to_numpy()))
    if not 0 < events < tried.num_rows:
        raise CannotProceed(
            f"It happened to {events} of the {tried.num_rows} people on whom the model would be tried.",
            now="Train on a release with more people.",
        )
    spread = np.quantile(predict(model, risk, table), np.linspace(0, 1, QUANTILES))
    return Trained(model, card(model, risk, tried), tuple(map(float, spread)))


def training_day(data_date: date, months: int) -> date:
    """Return the day ``months`` before the last day of the data; 29 February becomes the 28th where there is none."""
    count = data_date.year * 12 + data_date.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(data_date.day, calendar.monthrange(year, month + 1)[1]))


def risks_on(engine: Engine, trained: Trained, risk: Risk, *, on: date) -> tuple[pa.Table, Numbers]:
    """Return what is known of everyone on a day, in order of person_key, and the risk (0 to 1) of each.

    Raises CannotProceed where the risk's features have changed since, or nobody is on a list that day.
    """
    table = features(engine, risk, on=on, outcome=False, told=_told(engine))
    if not table.num_rows:
        raise CannotProceed("Nobody of the age that it is for is on a practice's list that day.",
                            now="Choose a release that tells of lists.")  # fmt: skip
    return table, predict(trained.model, risk, table)


def drift_of(trained: Trained, risks: Numbers) -> float:
    """Return the population stability index of today's risks against those of the training day."""
    return drift(trained.spread, risks)


def drift_in_words(index: float) -> str:
    """Return what a population stability index says. Source: the custom given at ``accuracy.drift``."""
    if index < 0.1:
        return "little change: the risks are spread as they were on the training day"
    if index <= 0.25:
        return "some change: look at the calibration before relying on it"
    return "a great change: train it again before relying on it"


def _told(engine: Engine) -> frozenset[str]:
    engine.work_out("time_on_list", "last_residence")
    return told(engine)


def _made(kind: Any, written: Any) -> Any:
    """Return ``written`` (as JSON holds it) as ``kind``: a dataclass, a tuple of one, either or none, or as it is."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{f.name: _made(hints[f.name], written[f.name]) for f in fields(kind)})  # type: ignore[operator]
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], each) for each in written)
    if get_origin(kind) is types.UnionType:
        inner = next(each for each in get_args(kind) if each is not type(None))
        return None if written is None else _made(inner, written)
    return written
