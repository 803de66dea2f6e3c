"""The answers of a part in words, as people read them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from joinedup.words.basics.moments import day
from joinedup.work.plans.kinds import PartKind


def answer_words(kind: PartKind, name: str, value: Any, owners: Mapping[str, str]) -> str:
    """Return one answer as people read it; an empty text where there is none."""
    if value is None or value == "":
        return ""
    words: dict[str, Callable[[], str]] = {
        "day": lambda: day(date.fromisoformat(value)),
        "score": lambda: f"{value} of 10",
        "yes": lambda: "Yes",
        "choice": lambda: kind.choice(name, value),
        "owner": lambda: owners.get(value, "Someone"),
    }
    return words.get(kind.answer(name).kind, lambda: str(value))()
