"""Which condition, and which substance, a code or a piece of text names: one concept for the ways of saying it.

The tables are ``conditions.yaml`` and ``substances.yaml``, beside this. What is in neither keeps its own code or words.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

_HERE = Path(__file__).parent
_KIND_OF_CONCEPT = re.compile(
    r"\s*\((?:disorder|finding|situation|substance|product|event|observable entity|procedure|morphologic abnormality)"
    r"\)$"
)
_NOT_LETTERS = re.compile(r"[^\w'+/%.]+")
_AROUND_CONDITION = re.compile(r"^known | nos$| unspecified$")
_AROUND_ALLERGY = re.compile(
    r"^(?:h/o|history of|known) |^(?:allergy to|allergic to|adverse reaction to|adverse drug reaction to|"
    r"drug allergy to|intolerance to|hypersensitivity to|anaphylaxis to|allergy|allergic reaction to)\s*:? "
    r"| (?:allergy|adverse reaction|intolerance|hypersensitivity)$| (?:substance|antibiotic)$"
)


@dataclass(frozen=True, slots=True)
class Concept:
    """One condition or substance: our own word for it and its name in plain English.

    ``comes_again`` marks a condition each episode of which is a thing of its own; ``graded`` one whose source's own
    words tell a stage or grade that must be shown. ``sort`` is whether a substance is a medication, a food or
    something around us (environment).
    """

    word: str
    title: str
    comes_again: bool = False
    graded: bool = False
    sort: str = ""


@dataclass(frozen=True, slots=True)
class _Table:
    by_snomed: Mapping[str, Concept]
    by_icd10: Mapping[str, Concept]
    by_words: Mapping[str, Concept]

    def find(self, system: str, code: str, words: str) -> Concept | None:
        """Return the concept of a code, else of words; the words are not asked where the code is of another system."""
        if code and system in ("snomed", "dmd", "") and (found := self.by_snomed.get(code)):
            return found
        if code and system == "icd10" and (found := self._icd10(code)):
            return found
        return self.by_words.get(words)

    def _icd10(self, code: str) -> Concept | None:
        plain = code.replace(".", "").upper()
        return next((self.by_icd10[plain[:n]] for n in (4, 3) if plain[:n] in self.by_icd10), None)


@functools.cache
def _table(name: str) -> _Table:
    snomed, icd10, words = {}, {}, {}
    for line in yaml.safe_load((_HERE / name).read_text(encoding="utf-8")):
        ((word, facts),) = line.items()
        concept = Concept(
            word, facts["title"], bool(facts.get("comes_again")), bool(facts.get("graded")), facts.get("sort", "")
        )
        snomed.update({str(code): concept for code in facts.get("snomed", ())})
        icd10.update({str(code): concept for code in facts.get("icd10", ())})
        words.update({plain(text): concept for text in (facts["title"], *facts.get("words", ()))})
    return _Table(snomed, icd10, words)


def condition_words() -> frozenset[str]:
    """Return our word for every condition of the list."""
    return frozenset(concept.word for concept in _table("conditions.yaml").by_words.values())


def plain(text: str) -> str:
    """Return ``text`` for comparing: lower case, single spaces, without SNOMED's ``(disorder)`` and dashes."""
    return " ".join(_NOT_LETTERS.sub(" ", _KIND_OF_CONCEPT.sub("", text.strip().lower()).replace("’", "'")).split())


def plain_condition(text: str) -> str:
    """Return the words of a condition for comparing, without what only says that it is one (``H/O``, ``NOS``)."""
    return _AROUND_CONDITION.sub("", plain(text)).strip() or plain(text)


def plain_substance(text: str) -> str:
    """Return the substance that the words of an allergy name: ``Allergy to penicillin`` gives ``penicillin``."""
    found, before = plain(text), ""
    while found != before:
        before = found
        found = _AROUND_ALLERGY.sub("", found).strip() or found
    return found


@functools.lru_cache(maxsize=50_000)
def condition(system: str, code: str, text: str) -> Concept | None:
    """Return the common condition that a code (``snomed``, ``icd10``) or the words name, or None."""
    return _table("conditions.yaml").find(system, code, plain_condition(text))


@functools.lru_cache(maxsize=50_000)
def substance(system: str, code: str, text: str) -> Concept | None:
    """Return the common substance that an allergy's code or words name, or None."""
    return _table("substances.yaml").find(system, code, plain_substance(text))
