"""What was said of one criterion, and the ways of reading it; each way names what it expects when it is not that."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from joinedup.words.criteria import phrases
from joinedup.words.criteria.amounts import Span, Window
from joinedup.words.criteria.expression import Criterion, Expression
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.questions import Question
from joinedup.words.criteria.written import Mistakes, Written, as_data

T = TypeVar("T")
FEW = 12


class NotSaid(Exception):
    """The value cannot be read, and its mistakes are told already."""


class Said:
    """The value of one criterion. Every reader raises NotAPhrase, in words for whoever wrote it."""

    def __init__(self, name: str, written: Written, mistakes: Mistakes, registers: Mapping[str, Expression]) -> None:
        self.name, self.written, self.mistakes, self.registers = name, written, mistakes, registers

    def criterion(self, english: str, question: Question, said: str = "") -> Criterion:
        """Return the line: its English, and the question it asks; ``said`` where it is one part of what was said."""
        return Criterion(self.name, json.dumps(said or as_data(self.written)), english, question)

    @property
    def text(self) -> str:
        """Return the value, which must be text."""
        if self.written.text is None:
            raise NotAPhrase("must be one phrase, not a list or named parts")
        if not self.written.text.strip():
            raise NotAPhrase("is empty")
        return self.written.text

    def yes_or_no(self) -> bool:
        """Return whether yes was said."""
        return phrases.yes_or_no(self.text)

    def span(self, *units: str) -> Span:
        """Return a span in one of ``units``; the first may be left unsaid."""
        found = phrases.span(self.text)
        if found.unit and found.unit not in units:
            raise NotAPhrase(f"'{self.text}': the unit must be {' or '.join(units) or 'left out'}")
        return found

    def window(self) -> Window:
        """Return a window."""
        return phrases.window(self.text)

    def words(self) -> tuple[str, ...]:
        """Return the items of a choice: a phrase (one or another), or a list."""
        if self.written.items is None:
            return phrases.choice(self.text)
        items = tuple((item.text or "").strip() for item in self.written.items)
        if not items or not all(items) or len(set(items)) < len(items):
            raise NotAPhrase("must be a list of words, each said once")
        return items

    def choice(self, known: Collection[str], what: str) -> tuple[str, ...]:
        """Return the items of a choice as our own words, each among ``known``; ``what`` says what they are."""
        return self.known(self.words(), known, what)

    def known(self, items: Collection[str], known: Collection[str], what: str) -> tuple[str, ...]:
        """Return ``items`` as our own words (heart failure: heart_failure)."""
        found, wrong = [], []
        for item in items:
            fits = [word for word in (item, item.lower(), item.lower().replace(" ", "_")) if word in known]
            found += fits[:1]
            wrong += [] if fits else [_no_such(item, known, what)]
        if wrong:
            raise NotAPhrase("; ".join(wrong))
        return tuple(found)

    def parts(self, **readers: Callable[[Said], T]) -> dict[str, T]:
        """Return named parts, each read by its reader; all mistakes in them are told, each where it is."""
        found: dict[str, T] = {}
        before = len(self.mistakes.found)
        for name, part in self.written.parts or ():
            reader = readers.get(name.replace(" ", "_"))
            if reader is None:
                self.mistakes.at(part, f"is not a part of {self.name}; there are: {', '.join(readers)}")
                continue
            try:
                found[name.replace(" ", "_")] = reader(Said(name, part, self.mistakes, self.registers))
            except NotAPhrase as wrong:
                self.mistakes.at(part, str(wrong))
        if len(self.mistakes.found) > before:
            raise NotSaid
        return found

    @property
    def has_parts(self) -> bool:
        """Return whether named parts were written."""
        return self.written.parts is not None


def _no_such(item: str, known: Collection[str], what: str) -> str:
    near = difflib.get_close_matches(item.lower().replace(" ", "_"), list(known), n=1)
    if near:
        return f"'{item}' is not {what} we know; did you mean {near[0]}?"
    return (
        f"'{item}' is not {what} we know; there are: {', '.join(sorted(known))}"
        if len(known) <= FEW
        else (f"'{item}' is not {what} we know; docs/reference/criteria.md lists them")
    )
