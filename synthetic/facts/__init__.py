"""Published facts about England that a made-up place is made from, each file with its source.

In: YAML and CSV in this folder. Out: plain Python values. What stands under ``from_memory`` shapes lives but is
never presented as checked.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path
from typing import Any

import numpy as np
import yaml

_HERE = Path(__file__).parent
FIFTHS = ("q1", "q2", "q3", "q4", "q5")
BANDS = ("0", "1-4", "5-14", "15-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85+")
BAND_STARTS = np.array([0, 1, 5, 15, 25, 35, 45, 55, 65, 75, 85])


@functools.cache
def facts(name: str) -> Any:
    """Return the facts of ``name``.yaml."""
    return yaml.safe_load((_HERE / f"{name}.yaml").read_text(encoding="utf-8"))


@functools.cache
def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of ``name``.csv, each a dictionary of strings."""
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_band_and_fifth(table: dict[str, dict[str, float]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return a table by age band and fifth of deprivation as an array (bands by fifths)."""
    return np.array([[table[band][fifth] for fifth in FIFTHS] for band in BANDS])


def band_of(age: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return which of ``BANDS`` each age (whole years) falls in."""
    return np.searchsorted(BAND_STARTS, age, side="right") - 1
