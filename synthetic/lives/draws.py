"""Random draws, each from a stream of its own, and the few numpy moves that every part of a life needs.

A stream is named by the seed, the chunk of people and the topic (its name's CRC), so that a change to one topic
moves no other, and one process or several give the same lives.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Rng = np.random.Generator
WHOLE_PLACE = 2**31 - 1


def stream(seed: int, chunk: int, topic: str) -> Rng:
    """Return the stream of one topic in one chunk of people."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, chunk, zlib.crc32(topic.encode())])))


def choose(rng: Rng, weights: Array, rows: int) -> Array:
    """Return ``rows`` choices (positions) by one list of weights."""
    edges = np.cumsum(weights, dtype=np.float64)
    return np.minimum(np.searchsorted(edges, rng.random(rows) * edges[-1], side="right"), len(edges) - 1)


def choose_each(rng: Rng, weights: Array) -> Array:
    """Return one choice a row, by the row's own weights (rows by choices)."""
    edges = np.cumsum(weights, axis=1, dtype=np.float64)
    drawn = rng.random(len(weights))[:, None] * edges[:, -1:]
    return np.minimum((edges <= drawn).sum(axis=1), weights.shape[1] - 1)


def choose_by_group(rng: Rng, weights: Array, group: Array) -> Array:
    """Return one choice a row by the weights of the row's group (groups by choices)."""
    edges = np.cumsum(weights, axis=1, dtype=np.float64)
    edges = edges / edges[:, -1:]
    flat = (edges + np.arange(len(edges))[:, None]).ravel()
    found = np.searchsorted(flat, group + rng.random(len(group)), side="right")
    return np.minimum(found - group * weights.shape[1], weights.shape[1] - 1)


def rank_within(group: Array, order: Array) -> Array:
    """Return the place (0 first) of each row within its group, by ``order``."""
    sorted_rows = np.lexsort((order, group))
    ordered = group[sorted_rows]
    first = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(group) else np.empty(0, np.int64)
    lengths = np.diff(np.r_[first, len(group)])
    ranks = np.empty(len(group), np.int64)
    ranks[sorted_rows] = np.arange(len(group)) - np.repeat(first, lengths)
    return ranks


def repeat_index(counts: Array) -> tuple[Array, Array]:
    """Return, for rows repeated ``counts`` times, which row each is from and which repeat (0 first) it is."""
    source = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    return source, np.arange(len(source)) - np.repeat(starts, counts)


def spread(total: int, weights: Array) -> Array:
    """Return whole numbers that add up to ``total``, as near to the weights as can be (largest remainders)."""
    exact = np.asarray(weights, np.float64) / np.sum(weights) * total
    whole = np.floor(exact).astype(np.int64)
    short = total - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:short]] += 1
    return whole


def gamma_mean_one(rng: Rng, shape: float, rows: int) -> Array:
    """Return draws of mean 1 and variance 1/shape: how unlike people are who look alike."""
    return rng.standard_gamma(shape, rows) / shape
