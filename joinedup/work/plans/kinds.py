"""The kinds of parts that a plan has, read from ``parts.yaml``: what is asked, who may see it, its place in PRSB. Pure.

Source: Professional Record Standards Body, Personalised Care and Support Plan 2.0; Palliative and End of Life Care 1.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from joinedup.words.vocabulary.kinds import Section

WORDS, LINE, DAY, SCORE, YES, OWNER, CHOICE = "words", "line", "day", "score", "yes", "owner", "choice"
LONGEST = {WORDS: 4_000, LINE: 200}
"""How many characters an answer may have."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a list: its id, its words, and its SNOMED CT code where it has one."""

    id: str
    words: str
    snomed: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that a part asks. ``kind`` is one of those above; ``prsb`` its place there, empty where it is ours."""

    id: str
    asks: str
    kind: str
    must: bool = False
    past: bool = False
    """Whether the day cannot be in the future."""
    i: bool = False
    """Whether it is said in the first person."""
    more: bool = False
    """Whether it is asked more rarely, and folded away below the rest."""
    choices: tuple[Choice, ...] = ()
    prsb: str = ""


@dataclass(frozen=True, slots=True)
class PartKind:
    """A kind of part: under which group it is read, what it asks, and who may see and write it."""

    id: str
    group: str
    title: str
    asks: str
    section: Section
    answers: tuple[Answer, ...]
    many: bool = False
    one: str = ""
    under: str = ""
    decision: bool = False
    """Whether only a clinician writes it."""

    def answer(self, name: str) -> Answer:
        """Return an answer by its id."""
        return next(answer for answer in self.answers if answer.id == name)

    def choice(self, name: str, value: object) -> str:
        """Return the words of an answer of a list; the value itself where it is no longer one of it."""
        return next((choice.words for choice in self.answer(name).choices if choice.id == value), str(value or ""))


@cache
def kinds() -> Mapping[str, PartKind]:
    """Return every kind of part by its id, in the order in which a plan is read."""
    return {name: _kind(name, row) for name, row in _file()["parts"].items()}


@cache
def groups() -> Mapping[str, str]:
    """Return the heading of each group by its id, in the order in which a plan is read."""
    found: dict[str, str] = _file()["groups"]
    return found


def _kind(name: str, row: dict[str, Any]) -> PartKind:
    answers = tuple(_answer(answer, each) for answer, each in row["answers"].items())
    plain = {key: value for key, value in row.items() if key not in ("answers", "section")}
    return PartKind(id=name, answers=answers, section=Section(row["section"]), **plain)


def _answer(name: str, row: dict[str, Any]) -> Answer:
    listed = row["as"] if isinstance(row["as"], dict) else {}
    choices = tuple(Choice(choice, **said) for choice, said in listed.items())
    plain = {key: value for key, value in row.items() if key != "as"}
    return Answer(id=name, kind=CHOICE if listed else row["as"], choices=choices, **plain)


@cache
def _file() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "parts.yaml").read_text(encoding="utf-8"))
    return read
