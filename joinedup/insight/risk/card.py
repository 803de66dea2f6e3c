"""A model card: how well a risk was told, for everyone and for each group, on people from whom it was not learnt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from joinedup.insight.risk.definition import Risk
from joinedup.insight.risk.features import GROUPS
from joinedup.insight.risk.model import Model, Numbers, predict
from joinedup.insight.statistics.accuracy import (
    AtTheTop,
    Benefit,
    Calibration,
    area_under_curve,
    at_the_top,
    calibration,
    decision_curve,
)
from joinedup.insight.statistics.intervals import Estimate, of_count
from joinedup.words.basics.errors import CannotProceed

TOPS = (0.02, 0.05, 0.20)
# Of a hundred people seventy teach the model and thirty test it; which, their key decides, so it is the same again.
TAUGHT = 70
GROUP_WORDS = {"deprivation_fifth": "Deprivation fifth, 1 the most deprived", "ethnic": "Ethnic group"}


@dataclass(frozen=True, slots=True)
class Held:
    """One group held to account: people, to how many it happened, how many were expected, and how well it ranks."""

    of: str
    group: str
    people: int
    events: int
    expected: float
    ratio: Estimate
    area: Estimate | None


@dataclass(frozen=True, slots=True)
class Card:
    """How well a model told the risk of people from whom it was not learnt."""

    people: int
    events: int
    area: Estimate
    calibration: Calibration
    tops: tuple[AtTheTop, ...]
    benefit: tuple[Benefit, ...]
    groups: tuple[Held, ...]


def taught(keys: Iterable[str]) -> NDArray[np.bool_]:
    """Return which people teach the model: about seventy in a hundred, the same each time, whatever their order."""
    return np.array([_hundredth(key) < TAUGHT for key in keys], dtype=np.bool_)


def card(model: Model, risk: Risk, table: pa.Table) -> Card:
    """Return the card of ``model`` on ``table`` (features and ``happened``): people who did not teach it."""
    happened = np.asarray(table["happened"].to_numpy(), dtype=np.int64)
    chance = predict(model, risk, table)
    return Card(
        people=happened.size,
        events=int(happened.sum()),
        area=area_under_curve(happened, chance),
        calibration=calibration(happened, chance),
        tops=tuple(at_the_top(happened, chance, TOPS)),
        benefit=tuple(decision_curve(happened, chance)),
        groups=tuple(held for name in GROUPS for held in _groups(name, table, happened, chance)),
    )


def _groups(name: str, table: pa.Table, happened: NDArray[np.int64], chance: Numbers) -> Iterable[Held]:
    told = np.array(["Not known" if value is None else str(value) for value in table[name].to_pylist()])
    for group in sorted(set(told)):
        mine = told == group
        events, expected = int(happened[mine].sum()), float(chance[mine].sum())
        yield Held(GROUP_WORDS[name], group, int(mine.sum()), events, expected, _against(events, expected),
                   _area(happened[mine], chance[mine]))  # fmt: skip


def _against(events: int, expected: float) -> Estimate:
    """Return events for each one expected; expected are as many as the model says, without an error of their own."""
    interval = of_count(events)
    return Estimate(events / expected, interval.low / expected, interval.high / expected, events, expected)


def _area(happened: NDArray[np.int64], chance: Numbers) -> Estimate | None:
    try:
        return area_under_curve(happened, chance)
    except CannotProceed:
        return None


def _hundredth(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), "big") % 100
