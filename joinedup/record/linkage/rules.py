"""Linkage's words: what a likeness proves, said so that a steward may weigh it. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joinedup.record.linkage import model

# What is shown side by side, in order: field, label, whether it tells where someone is.
SHOWN: tuple[tuple[str, str, bool], ...] = (
    ("nhs_number", "NHS number", False),
    ("family_name", "Family name", False),
    ("given_names", "Given names", False),
    ("previous_family_name", "Former family name", False),
    ("birth_date", "Born", False),
    ("death_date", "Died", False),
    ("sex", "Sex", False),
    ("address", "Address", True),
    ("postcode", "Postcode", True),
    ("phone", "Phone", True),
    ("email", "Email", True),
    ("registered_practice", "Practice", True),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One particular beside the other's; ``hidden`` where it would tell where a sensitive person is."""

    label: str
    first: str
    second: str
    hidden: bool = False

    @property
    def same(self) -> bool:
        """Return whether both say it, and say the same."""
        return bool(self.first) and self.first.casefold() == self.second.casefold()


def side_by_side(first: Mapping[str, str], second: Mapping[str, str], *, sensitive: bool) -> list[Line]:
    """Return two sets of particulars line by line, without what neither says; no place where ``sensitive``."""
    lines = []
    for field, label, place in SHOWN:
        one, other = first.get(field) or "", second.get(field) or ""
        if place and sensitive:
            lines.append(Line(label, "", "", hidden=True))
        elif one or other:
            lines.append(Line(label, one, other))
    return lines


def strength(weight: float) -> str:
    """Return how strong evidence of ``weight`` bits is. Each bit doubles the odds; ten make them a thousandfold."""
    size = abs(weight)
    if size < 1:
        return "hardly any evidence either way"
    how = "weak" if size < 3 else "moderate" if size < 7 else "strong" if size < 12 else "very strong"
    return f"{how} evidence {'for' if weight > 0 else 'against'}"


def in_words(level: Mapping[str, Any]) -> str:
    """Return one piece of evidence as a sentence: ``Family name agrees exactly: strong evidence for (+7.2)``."""
    weight = float(level["weight"])
    return f"{_words_of(str(level['about']), str(level['level']))}: {strength(weight)} ({weight:+.1f})"


def _words_of(about: str, name: str) -> str:
    for comparison in model.COMPARISONS:
        if comparison.name == about:
            for level in comparison.levels:
                if level.name == name:
                    return level.words
    return f"{about}: {name}"


def all_in_words(levels: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the evidence as sentences, what weighs most first."""
    return [in_words(level) for level in sorted(levels, key=lambda level: -abs(level["weight"]))]


_MANY = 1_000_000  # odds beyond which nobody weighs one number against another


def odds_in_words(weight: float | None) -> str:
    """Return what a whole match weight means: ``+5.0: about 32 to 1 that they are one person``."""
    if weight is None:
        return ""
    odds = 2 ** min(abs(weight), 30)
    if odds < 1.5:  # which would round to one to one
        return f"{weight:+.1f}: as likely one person as two"
    about = f"about {odds:,.0f}" if odds < _MANY else "more than a million"
    return f"{weight:+.1f}: {about} to 1 that they are {'one person' if weight > 0 else 'two people'}"
