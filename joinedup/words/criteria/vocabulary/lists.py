"""The lists that criteria name: conditions and their groups, measurements, vaccines, medicines. Read once."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from joinedup.words.criteria.rows import Begins, Both, Either, Is, Test

_HERE = Path(__file__).parent
_WORDS = _HERE.parent.parent / "vocabulary"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that a criterion may name: our own ``words`` for it in the dataset, and codes that have none.

    ``ever``: once had, it counts for good, resolved or not (a stroke); else only while it has not ended.
    """

    word: str
    title: str
    words: tuple[str, ...]
    snomed: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    ever: bool = False
    source: str = ""

    @property
    def named(self) -> str:
        """Return the title as it stands inside a sentence: small, but for names and abbreviations."""
        first = self.title.partition(" ")[0]
        return (
            self.title if "'" in first or first[1:] != first[1:].lower() else first.lower() + self.title[len(first) :]
        )

    @property
    def test(self) -> Test:
        """Return the test of a row of ``condition``: that it is this one."""
        tests: list[Test] = [Is("condition", self.words)] if self.words else []
        if self.snomed:
            tests.append(Both((Is("code_system", ("snomed", "dmd")), Is("code", self.snomed))))
        if self.icd10:
            tests.append(Both((Is("code_system", ("icd10",)), Begins("code", self.icd10))))
        return tests[0] if len(tests) == 1 else Either(tuple(tests))


def _lines(path: Path) -> dict[str, dict[str, Any]]:
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {word: facts for line in listed for word, facts in line.items()}


@functools.cache
def conditions() -> Mapping[str, Condition]:
    """Return every condition and group of conditions by its word; a group of the same word as a condition holds it."""
    found = {
        word: Condition(word, facts["title"], (word,), ever=bool(facts.get("comes_again")))
        for word, facts in _lines(_WORDS / "conditions.yaml").items()
    }
    for word, facts in _lines(_HERE / "condition_groups.yaml").items():
        found[word] = Condition(
            word, facts["title"], tuple(facts.get("words", ())), tuple(str(c) for c in facts.get("snomed", ())),
            tuple(facts.get("icd10", ())), bool(facts.get("ever")), facts["source"],
        )  # fmt: skip
    return found


@functools.cache
def long_term() -> tuple[tuple[str, ...], str]:
    """Return the conditions that count as long-term ones, and the source of that list."""
    listed = yaml.safe_load((_HERE / "long_term_conditions.yaml").read_text(encoding="utf-8"))
    return tuple(listed["conditions"]), listed["source"]


@functools.cache
def measurements() -> Mapping[str, str]:
    """Return everything that is measured as a number, with its unit (UCUM)."""
    lines = _lines(_WORDS / "dataset" / "measurements.yaml")
    return {word: facts["unit"] for word, facts in lines.items() if "unit" in facts}


@functools.cache
def vaccines() -> tuple[str, ...]:
    """Return the dataset's words for vaccines."""
    return tuple(_lines(_WORDS / "dataset" / "vaccines.yaml"))


@functools.cache
def medicines() -> Mapping[str, str]:
    """Return every group of medicines and every substance, each with the column of the dataset that holds it."""
    groups = yaml.safe_load((_WORDS / "dataset" / "medicines.yaml").read_text(encoding="utf-8"))
    substances = {name.replace(" ", "_"): "substance" for listed in groups.values() for name in listed}
    return substances | dict.fromkeys(groups, "medicine_group")
