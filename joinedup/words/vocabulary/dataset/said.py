"""What codes and names of measurements, vaccines and medicines say in the dataset's own words.

The tables are ``measurements.yaml``, ``vaccines.yaml`` and ``medicines.yaml``, beside this. What is in none has no
word.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from joinedup.words.vocabulary.conditions import plain
from joinedup.words.vocabulary.medicines import medicine_parts

_HERE = Path(__file__).parent
_CODED_IN = {"snomed": "snomed", "": "snomed", "dmd": "snomed", "loinc": "loinc"}


class Measured(NamedTuple):
    """What was measured, and what was found where that is no number ('' where it is one, or is in no list)."""

    concept: str
    finding: str = ""


class Medicine(NamedTuple):
    """What a medicine is and the group in which it is counted."""

    substance: str
    group: str


@functools.cache
def _lines(name: str) -> dict[str, dict[str, Any]]:
    """Return the lines of a list by their words, in order."""
    listed = yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
    return {word: facts for line in listed for word, facts in line.items()}


@functools.cache
def _measurements() -> tuple[dict[tuple[str, str], Measured], dict[str, Measured]]:
    """Return what is measured or found by (system, code), and by words."""
    by_code: dict[tuple[str, str], Measured] = {}
    by_words: dict[str, Measured] = {}

    def add(said: Measured, facts: dict[str, Any]) -> None:
        by_code.update({(system, str(c)): said for system in ("snomed", "loinc") for c in facts.get(system, ())})
        by_words.update({plain(text): said for text in facts.get("words", ())})

    for concept, facts in _lines("measurements.yaml").items():
        add(Measured(concept), facts)
        for finding, its in facts.get("findings", {}).items():
            add(Measured(concept, finding), its)
    return by_code, by_words


@functools.lru_cache(maxsize=50_000)
def measured(system: str, code: str, text: str, answer_code: str = "", answer: str = "") -> Measured | None:
    """Return what a code or else a name says was measured, with what the answer (or the code itself) says was found.

    None where no list has it. An answer counts only where it answers what was measured.
    """
    by_code, by_words = _measurements()
    said = by_code.get((_CODED_IN.get(system, system), code)) or by_words.get(plain(text))
    if said is None or said.finding:
        return said
    found = by_code.get(("snomed", answer_code)) or by_words.get(plain(answer))
    return found if found and found.concept == said.concept else said


@functools.lru_cache(maxsize=10_000)
def vaccine(code: str, text: str) -> str | None:
    """Return our word for the vaccine that a SNOMED code, or else a name, says was given; None where in no list."""
    lines = _lines("vaccines.yaml")
    coded = next((word for word, facts in lines.items() if code in map(str, facts.get("snomed", ()))), None)
    said = text.lower()
    return coded or next((word for word, facts in lines.items() if any(w in said for w in facts["words"])), None)


@functools.cache
def _groups() -> dict[str, str]:
    groups = yaml.safe_load((_HERE / "medicines.yaml").read_text(encoding="utf-8"))
    return {substance: group for group, substances in groups.items() for substance in substances}


@functools.lru_cache(maxsize=50_000)
def medicine(name: str) -> Medicine | None:
    """Return the substance that a medicine's name tells, and its group; None where it is in no list."""
    ingredient = medicine_parts(name).ingredient
    group = _groups().get(ingredient)
    return Medicine(ingredient.replace(" ", "_"), group) if group else None


def words() -> dict[tuple[str, str], set[str]]:
    """Return every word that these lists can give, by the table and column of the dataset that holds it."""
    measurements, groups = _lines("measurements.yaml"), _groups()
    return {
        ("measurement", "concept"): set(measurements),
        ("measurement", "finding"): {found for facts in measurements.values() for found in facts.get("findings", ())},
        ("measurement", "unit"): {facts["unit"] for facts in measurements.values() if "unit" in facts},
        ("immunisation", "vaccine"): set(_lines("vaccines.yaml")),
        ("medication", "substance"): {substance.replace(" ", "_") for substance in groups},
        ("medication", "medicine_group"): set(groups.values()),
    }
