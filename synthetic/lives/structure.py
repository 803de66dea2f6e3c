"""Ages, sexes and deprivation together, as England had them in the middle of 2023."""

from __future__ import annotations

import functools

import numpy as np

from synthetic.facts import BANDS, FIFTHS, band_of, facts
from synthetic.lives.draws import Array, Rng, spread

# People who move are younger: how much more likely at each age than for everyone (from memory of ONS migration).
_MOVERS = np.interp(
    np.arange(105), [0, 10, 17, 20, 24, 32, 45, 65, 104], [1.1, 0.6, 0.7, 3.2, 2.9, 1.9, 0.8, 0.35, 0.3]
)


@functools.cache
def _ages() -> Array:
    """Return people by sex (0 female) and year of age (to 104) from the published bands."""
    found = np.zeros((2, 105))
    for band, counts in facts("population")["by_age"].items():
        low, high = _bounds(band)
        years = np.arange(low, high + 1)
        # From 75 each year of age holds fewer; the slope is that of mortality, not a published figure.
        slope = 0.75 if low >= 90 else 0.90 if low >= 80 else 0.96 if low >= 75 else 1.0
        share = slope ** np.arange(len(years))
        for sex, name in enumerate(("female", "male")):
            found[sex, years] = counts[name] * share / share.sum()
    return found


def _bounds(band: str) -> tuple[int, int]:
    if band.endswith("+"):
        return int(band[:-1]), 104
    low, _, high = band.partition("-")
    return int(low), int(high or low)


@functools.cache
def joint() -> Array:
    """Return the share of England's people by fifth, sex and year of age, fitted to both published margins."""
    deprivation = facts("deprivation")
    shares = np.array([[deprivation["age_share_within_fifth"][b][f] for b in BANDS] for f in FIFTHS])
    by_fifth = np.array([deprivation["share_of_people"][f] for f in FIFTHS])
    ages = _ages() / _ages().sum()
    table = shares[:, None, :][..., band_of(np.arange(105))] * np.ones((1, 2, 1))
    for _ in range(80):
        table *= ages[None] / table.sum(axis=0, keepdims=True)
        table *= (by_fifth / table.sum(axis=(1, 2)))[:, None, None]
    return table / table.sum()


def ages_and_sexes(rng: Rng, fifth: Array, *, movers: bool = False) -> tuple[Array, Array]:
    """Return an age and a sex (0 female, 1 male) for each person, in the proportions of the person's fifth.

    The proportions are kept as nearly as whole people allow, so that a small place has England's shape too.
    """
    age, sex = np.empty(len(fifth), np.int64), np.empty(len(fifth), np.int64)
    for each in range(5):
        rows = np.flatnonzero(fifth == each)
        weights = joint()[each] * (_MOVERS if movers else 1.0)
        cells = np.repeat(np.arange(210), _spread_smoothly(rng, len(rows), weights.ravel()))
        cells = rng.permutation(cells)
        sex[rows], age[rows] = cells // 105, cells % 105
    return age, sex


def _spread_smoothly(rng: Rng, total: int, weights: Array) -> Array:
    """Return whole numbers near the weights by one systematic draw (equal steps from a random start)."""
    if total < 1:
        return spread(0, weights)
    edges = np.cumsum(weights) / weights.sum() * total
    marks = np.arange(total) + rng.random()
    return np.bincount(
        np.minimum(np.searchsorted(edges, marks, side="right"), len(weights) - 1), minlength=len(weights)
    )
