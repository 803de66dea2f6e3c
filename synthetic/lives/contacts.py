"""Referrals and the contacts that follow them, the same for every service that works by referral."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from synthetic.lives.columns import NO_TIME, Words, join, same, words
from synthetic.lives.draws import Array, Rng, choose, repeat_index
from synthetic.lives.life import Life
from synthetic.lives.times import DayPattern, at_hour

HOME_DAYS = [1.15, 1.1, 1.1, 1.1, 1.1, 0.6, 0.55]
_WORDY = ("service", "source", "urgency", "outcome", "provider", "feed")


def modes(rng: Rng, shares: dict[str, float], rows_: int) -> Words:
    """Return a way of meeting for each contact, by its shares (assumed)."""
    return words(choose(rng, np.array(list(shares.values())), rows_), list(shares))


class Referrals:
    """Referrals added part by part; ``table`` returns the columns of ``referral``."""

    def __init__(self) -> None:
        self.parts: list[dict[str, Any]] = []

    def add(self, **columns: Any) -> None:
        """Add referrals: ``who``, three instants, and words (as ``Words`` or one word for all)."""
        n = len(columns["who"])
        if n:
            self.parts.append(
                {name: same(value, n) if isinstance(value, str) else value for name, value in columns.items()}
            )

    def table(self, keys: pa.Array) -> dict[str, Any] | None:
        """Return the columns of ``referral`` in order of person and time, or None where there are none."""
        if not self.parts:
            return None
        plain = {
            name: np.concatenate([p[name] for p in self.parts])
            for name in ("who", "referred_at", "seen_at", "closed_at")
        }
        order = np.lexsort((plain["referred_at"], plain["who"]))
        return {
            "person_key": words(plain.pop("who")[order], keys),
            **{name: column[order] for name, column in plain.items()},
            **{name: join([p[name] for p in self.parts]).take(order) for name in _WORDY},
        }


def referred(
    rng: Rng, life: Life, expected: Array, *, hours: str = "daytime", weekdays: list[float] | None = None
) -> tuple[Array, Array]:
    """Return who is referred and when (minutes, UTC), given how many are expected in each stretch."""
    s = life.stretches
    count = rng.poisson(expected)
    rows_ = np.repeat(np.arange(len(count)), count)
    pattern = DayPattern(life.place.period, weekdays=weekdays or [1.2, 1.1, 1.1, 1.1, 1.1, 0.3, 0.2])
    day = pattern.pick(rng, s.start[rows_], s.stop[rows_])
    return s.who[rows_], at_hour(rng, day, hours)


def contact_times(  # noqa: PLR0917 (what this part is made from)
    rng: Rng, life: Life, who: Array, first: Array, mean: Array | float, gap: Array | float
) -> tuple[Array, Array]:
    """Return, for contacts that begin at ``first`` and follow every ``gap`` days, which referral and when.

    ``mean`` is the mean number of contacts (one at least). None comes after the person's end.
    """
    count = 1 + rng.geometric(1 / np.maximum(np.broadcast_to(mean, len(who)), 1.0001)) - 1
    source, step = repeat_index(np.minimum(count, 400))
    wait = np.broadcast_to(gap, len(who))[source] * step * rng.uniform(0.85, 1.15, len(source))
    day = first[source] // 1440 + np.round(wait).astype(np.int64)
    instant = np.where(step == 0, first[source], at_hour(rng, day, "home"))
    lasts = (day < life.until[who[source]]) & (instant >= first[source])
    return source[lasts], instant[lasts]


def closing(life: Life, who: Array, seen: Array, source: Array, instant: Array) -> tuple[Array, Words]:
    """Return when each referral closes (a day after its last contact) and why; open ones have neither."""
    last = seen.copy()
    np.maximum.at(last, source, instant)
    closed = last + 1440
    ended = closed < np.minimum(life.until[who], life.place.period.stop) * 1440 - 14 * 1440
    return np.where(ended, closed, NO_TIME), words(np.where(ended, 0, -1), ["completed"])
