"""Long-term conditions and frailty: who has what from when, so that the ill are ill in several ways together.

Each person carries one latent liability. A condition begins at the age at which its prevalence curve overtakes the
person's own threshold (a Gaussian copula), so prevalence by age follows the curve and onset follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from joinedup.words.vocabulary.conditions import condition
from synthetic.facts import rows
from synthetic.lives.draws import Array, stream
from synthetic.lives.people import FEMALE, People
from synthetic.lives.place import Place
from synthetic.lives.times import YEAR

NEVER = np.int64(2**31 - 1)
_FRAILTY_AT_75 = 0.118
_FRAILTY_GROWTH = 0.042
_FRAILTY_SPREAD = (0.40, 0.40)  # by the shared liability, and by nothing else known
FRAILTY_BANDS = (0.12, 0.24, 0.36)  # fit, mild, moderate, severe (Clegg and others 2016)


def names() -> list[str]:
    """Return our own words for the conditions, in the order of the columns of ``Health.onset``."""
    return [row["condition"] for row in rows("conditions")]


def as_published(name: str) -> str:
    """Return the dataset's word for one of our conditions: what publication makes of its code and title."""
    row = next(row for row in rows("conditions") if row["condition"] == name)
    found = condition("snomed", row["snomed"], row["title"])
    return found.word if found else ""


@dataclass(frozen=True, slots=True)
class Health:
    """For each person: the day each condition begins (``NEVER`` if not), and what frailty follows from."""

    onset: Array
    liability: Array
    frailty_level: Array
    frailty_growth: Array
    people: People

    def has(self, condition: str, day: Array | int, who: Array | slice = slice(None)) -> Array:
        """Return whether each of ``who`` has the condition on ``day``."""
        return self.onset[who, names().index(condition)] <= day

    def frailty(self, day: Array | int, who: Array | slice = slice(None)) -> Array:
        """Return the frailty index (0 to 0.7) of each of ``who`` on ``day``."""
        age = (day - self.people.birth_day[who]) / YEAR
        level = self.frailty_level[who] + self.frailty_growth[who] * (np.maximum(age, 20) - 75)
        return np.minimum(_FRAILTY_AT_75 * np.exp(level), 0.7)

    def counted(self, day: Array | int, who: Array | slice = slice(None)) -> Array:
        """Return how many of the conditions that count towards multimorbidity each of ``who`` has on ``day``."""
        columns = [i for i, row in enumerate(rows("conditions")) if row["counted"] == "1"]
        days = np.asarray(day)
        onset = self.onset[who]
        total = np.zeros(len(onset), np.int64)
        for column in columns:
            total += onset[:, column] <= days
        return total


def make_health(place: Place, people: People) -> Health:
    """Return the conditions and frailty of the chunk's people."""
    rng = stream(place.seed, people.plan.number, "health")
    n = len(people)
    liability = rng.standard_normal(n)
    level = _FRAILTY_SPREAD[0] * liability + _FRAILTY_SPREAD[1] * rng.standard_normal(n)
    growth = np.maximum(rng.normal(_FRAILTY_GROWTH, 0.009, n), 0.012)
    table = rows("conditions")
    onset = np.full((n, len(table)), NEVER, np.int64)
    for i, row in enumerate(table):
        if row["condition"] != "frailty":
            onset[:, i] = _onset(rng, people, liability, row)
    health = Health(onset, liability, level, growth, people)
    onset[:, names().index("frailty")] = _frailty_onset(health)
    return health


def _onset(rng: np.random.Generator, people: People, liability: Array, row: dict[str, str]) -> Array:
    """Return the day on which one condition begins for each person."""
    most, middle, width, shared = (float(row[name]) for name in ("most", "middle_age", "width", "shared"))
    latent = np.sqrt(shared) * liability + np.sqrt(1 - shared) * rng.standard_normal(len(people))
    ratio = float(row["women_to_men"])
    by_sex = np.where(people.sex == FEMALE, 2 * ratio / (1 + ratio), 2 / (1 + ratio))
    slope = float(row["deprived_to_not"])
    by_fifth = np.linspace(slope, 1.0, 5) / np.linspace(slope, 1.0, 5).mean()
    limit = np.minimum(most * by_sex * by_fifth[people.fifth], 0.97)
    share = (1 - ndtr(latent)) / limit + 1 / (1 + np.exp(middle / width))
    with np.errstate(divide="ignore", invalid="ignore"):
        age = middle + width * np.log(share / (1 - share))
    ever = (share < 1) & (age < 110)
    days = people.birth_day + (np.maximum(np.where(ever, age, 0), 0.0) * YEAR).astype(np.int64)
    return np.where(ever, days, NEVER)


def _frailty_onset(health: Health) -> Array:
    """Return the day on which frailty becomes moderate and is written down (people of 65 and over)."""
    level = np.log(FRAILTY_BANDS[1] / _FRAILTY_AT_75)
    age = 75 + (level - health.frailty_level) / health.frailty_growth
    day = health.people.birth_day + (np.clip(age, 65, 130) * YEAR).astype(np.int64)
    return np.where(age < 110, day, NEVER)
