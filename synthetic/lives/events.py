"""Gathering events from every part of a life into one table, in order of person and time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from synthetic.lives.columns import NO_TIME, Lists, Words, join, numbered, same, words
from synthetic.lives.draws import Array, repeat_index

_WORDY = (
    "kind", "point_of_delivery", "provider", "site", "reason", "reason_system", "route", "outcome", "cost_basis",
    "service", "mode", "urgency", "referral", "feed",
)  # fmt: skip
_INSTANTS = ("seen_at", "at_hospital_at", "handover_at", "ready_at")


class Events:
    """Events added part by part; ``table`` returns the columns of ``event``."""

    def __init__(self) -> None:
        self.parts: list[dict[str, Any]] = []

    def add(self, who: Array, start: Array, end: Array | None = None, **columns: Any) -> None:
        """Add events of these people from ``start`` to ``end`` (minutes, UTC; null where None).

        Words are given as ``Words``, as one word for all, or left out (null). ``reasons`` and ``procedures`` are
        ``Lists``; without ``reasons`` the list holds the main reason alone. ``cost`` is pence, ``nights`` whole;
        other instants are minutes as the start is.
        """
        if not len(who):
            return
        n = len(who)
        part: dict[str, Any] = {"who": who, "start": start, "end": end if end is not None else np.full(n, NO_TIME)}
        for name in _WORDY:
            given = columns.pop(name, None)
            part[name] = given if isinstance(given, Words) else same(given, n)
        for name in _INSTANTS:
            part[name] = np.broadcast_to(np.asarray(columns.pop(name, NO_TIME), np.int64), n)
        part["cost"] = np.broadcast_to(np.asarray(columns.pop("cost", -1), np.int64), n)
        part["nights"] = np.broadcast_to(np.asarray(columns.pop("nights", -1), np.int64), n)
        part["reasons"] = columns.pop("reasons", None) or _main_only(part["reason"])
        part["procedures"] = columns.pop("procedures", None) or Lists(
            np.zeros(n + 1, np.int64), words(np.empty(0), [""])
        )
        if columns:
            raise TypeError(f"an event has no {', '.join(columns)}")
        self.parts.append(part)

    def table(self, keys: pa.Array, chunk: int) -> dict[str, Any] | None:
        """Return the columns of ``event``, or None where nothing happened."""
        if not self.parts:
            return None
        who = np.concatenate([part["who"] for part in self.parts])
        start = np.concatenate([part["start"] for part in self.parts])
        order = np.lexsort((start, who))
        n = len(order)
        wordy = {name: join([part[name] for part in self.parts]).take(order) for name in _WORDY}
        plain = {
            name: np.concatenate([part[name] for part in self.parts])[order]
            for name in ("end", "cost", "nights", *_INSTANTS)
        }
        return {
            "person_key": words(who[order], keys),
            "event_id": numbered(f"E{chunk:05d}", np.arange(n), 7),
            "start_at": start[order],
            "end_at": plain["end"],
            "length_of_stay": plain["nights"],
            "cost": plain["cost"],
            **{name: plain[name] for name in _INSTANTS},
            "reasons": _join_lists([part["reasons"] for part in self.parts], order),
            "procedures": _join_lists([part["procedures"] for part in self.parts], order),
            **wordy,
        }


def _main_only(reason: Words) -> Lists:
    there = reason.codes >= 0
    return Lists(np.r_[0, np.cumsum(there)], Words(reason.codes[there], reason.words))


def _join_lists(parts: list[Lists], order: Array) -> Lists:
    """Return lists one after another, then in ``order``."""
    values = join([part.values for part in parts])
    lengths = np.concatenate([np.diff(part.offsets) for part in parts])
    starts = np.cumsum(lengths) - lengths
    source, place = repeat_index(lengths[order])
    return Lists(np.r_[0, np.cumsum(lengths[order])], values.take(starts[order][source] + place))


def lists(columns: list[Array], vocabulary: list[str]) -> Lists:
    """Return, for each row, the words of ``columns`` that are not -1, in order."""
    stacked = np.stack(columns, axis=1)
    there = stacked >= 0
    return Lists(np.r_[0, np.cumsum(there.sum(axis=1))], words(stacked[there], vocabulary))
