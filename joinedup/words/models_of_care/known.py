"""What a model of care may name: the words of ``words.yaml``, and what is defined elsewhere and handed in."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.criteria import Expression
from joinedup.words.criteria.written import Mistakes, from_yaml

#: What a place may add to.
OWN = ("roles", "services", "forms")


@functools.cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Return every list of words, each with what it stands for."""
    found: dict[str, dict[str, str]] = yaml.safe_load(
        (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
    )
    return found


def own_words(text: str, *, file: str) -> Mapping[str, Mapping[str, str]]:
    """Return the words that a place adds, by list. Raises ManyMistakes naming every mistake."""
    written, mistakes = from_yaml(text, file=file), Mistakes()
    if written.parts is None:
        raise ManyMistakes([written.mistake("must be lists by name")], now=f"Write any of: {', '.join(OWN)}.")
    found: dict[str, dict[str, str]] = {}
    for name, part in written.parts:
        if name not in OWN:
            mistakes.at(part, f"is not a list to which a place may add; there are: {', '.join(OWN)}")
            continue
        for word, title in part.parts or ():
            if not (title.text or "").strip():
                mistakes.at(title, "must be the words that it stands for")
            found.setdefault(name, {})[word] = title.text or ""
        if part.parts is None:
            mistakes.at(part, "must be words, each with what it stands for")
    mistakes.tell("Mend these lines.")
    return found


@dataclass(frozen=True)
class Known:
    """What is at hand here: registers, measures (units and ``titles``), other models, words that a place added.

    ``forms`` are those that can be filled in here, each with what may be asked of it and the words that may be its
    answer (none for a number); one that is only among the words is not known here yet. ``kept_back`` are questions
    (form.item) whose answers not everyone who gives care may read.
    """

    registers: Mapping[str, Expression] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    models: frozenset[str] = frozenset()
    forms: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    kept_back: frozenset[str] = frozenset()
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def words(self, name: str) -> Mapping[str, str]:
        """Return one list of words, with the place's own."""
        return {**words()[name], **self.own.get(name, {})}

    @property
    def services(self) -> Mapping[str, str]:
        """Return whatever may be referred to: services, and other models of care."""
        return {**self.words("services"), **{name: f"the model of care {name}" for name in sorted(self.models)}}


def title_of(name: str, word: str, known: Known | None = None) -> str:
    """Return what a word of a list stands for, or the word itself in plain letters where it is in none."""
    return (known or Known()).words(name).get(word) or word.replace("_", " ").replace("-", " ")
