"""Codes by which a practice records that someone objects, or no longer does. Pure.

Source: NHS England, Type 1 opt-out form (827241000000103, and withdrawn 827261000000102; Read 9Nu0 and 9Nu1);
Read v2 93C1 and 93C0, consent to upload to the local shared electronic record, refused and given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from joinedup.words.vocabulary.conditions import plain


@dataclass(frozen=True, slots=True)
class Objection:
    """To what someone objects (``holds``), or no longer does: to sharing for care, or to any use but care."""

    to: Literal["sharing", "planning"]
    holds: bool


_SAYINGS = {
    "Dissent from secondary use of general practitioner patient identifiable data": Objection("planning", True),
    "Dissent withdrawn for secondary use of general practitioner patient identifiable data": Objection(
        "planning", False
    ),
    "Refused consent for upload to local shared electronic record": Objection("sharing", True),
    "Consent given for upload to local shared electronic record": Objection("sharing", False),
}
_BY_WORDS = {plain(words): objection for words, objection in _SAYINGS.items()}
_PLANNING, _NOT_PLANNING, _SHARING, _NOT_SHARING = _SAYINGS.values()
BY_CODE: dict[tuple[str, str], Objection] = {
    ("snomed", "827241000000103"): _PLANNING,
    ("snomed", "827261000000102"): _NOT_PLANNING,
    ("read2", "9Nu0."): _PLANNING,
    ("read2", "9Nu1."): _NOT_PLANNING,
    ("read2", "93C1."): _SHARING,
    ("read2", "93C0."): _NOT_SHARING,
}
CODES = frozenset(code for _, code in BY_CODE)
BEGINNINGS = tuple(dict.fromkeys(words.partition(" ")[0] + " " + words.split()[1] for words in _SAYINGS))
"""How the words of such an entry begin: what begins otherwise need not be looked at."""


def objection_of(code_system: str, code: str, text: str) -> Objection | None:
    """Return what an entry says of someone's objecting; None where it says nothing of it."""
    return BY_CODE.get((code_system or "snomed", code)) or _BY_WORDS.get(plain(text))
