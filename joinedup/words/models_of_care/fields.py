"""Reading the parts of a file: each reader tells what is wrong where it is and goes on, so all is told at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from joinedup.words.basics.errors import Mistake
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.written import Mistakes, Written
from joinedup.words.models_of_care.known import Known

T = TypeVar("T")
MOST_LISTED = 25


@dataclass
class Reading:
    """One file as it is read: the mistakes so far, warnings that stop nothing, and what is known here."""

    known: Known
    mistakes: Mistakes = field(default_factory=Mistakes)
    warnings: list[Mistake] = field(default_factory=list)

    def warn(self, where: Written, problem: str) -> None:
        """Keep a warning."""
        self.warnings.append(where.mistake(problem))

    def parts(
        self, written: Written, what: str, known: Sequence[str], needed: Collection[str] = ()
    ) -> dict[str, Written]:
        """Return the named parts of ``what``; one that is not ``known``, or ``needed`` and missing, is told."""
        if written.parts is None:
            self.mistakes.at(written, f"must have parts with names: {', '.join(known)}")
            return {}
        found = {name: part for name, part in written.parts if name in known}
        for name, part in written.parts:
            if name not in known:
                self.mistakes.at(part, f"is not a part of {what}{nearest(name, known)}")
        for name in (name for name in known if name in needed and name not in found):
            path = f"{written.path}.{name}" if written.path else name
            self.mistakes.at(Written(path, written.line, written.file), "is missing")
        return found

    def named(self, written: Written, what: str) -> list[tuple[str, Written]]:
        """Return the items of a list, each of which is one name with its parts (``- name: ...``)."""
        found = []
        for item in self.items(written, what):
            if item.parts is None or len(item.parts) != 1:
                self.mistakes.at(item, f"must be one {what} by its name, such as - a_name: {{...}}")
                continue
            found.append(item.parts[0])
        return found

    def items(self, written: Written, what: str) -> tuple[Written, ...]:
        """Return the items of a list."""
        if written.items is None:
            if (written.text or "").strip() or written.parts is not None:
                self.mistakes.at(written, f"must be a list, each item one {what}")
            return ()
        return written.items

    def text(self, written: Written | None) -> str:
        """Return text; '' where nothing is written."""
        if written is None:
            return ""
        if not (written.text or "").strip():
            self.mistakes.at(written, "must be text")
        return (written.text or "").strip()

    def phrase(self, written: Written | None, read: Callable[[str], T]) -> T | None:
        """Return what a phrase says; None where it is not written, or is none (which is told)."""
        if written is None or not self.text(written):
            return None
        try:
            return read(self.text(written))
        except NotAPhrase as wrong:
            self.mistakes.at(written, str(wrong))
            return None

    def word(self, written: Written | None, known: Collection[str], what: str) -> str:
        """Return one word among ``known``; '' where nothing is written."""
        found = self.text(written)
        plain = found if found in known else found.replace(" ", "_")
        if written is not None and found and plain not in known:
            self.mistakes.at(written, f"'{found}' is not {what}{nearest(found, known)}")
        return plain

    def words(self, written: Written | None, known: Collection[str], what: str) -> tuple[str, ...]:
        """Return the words of a list (or one word alone), each among ``known`` and said once."""
        if written is None:
            return ()
        found = [self.word(item, known, what) for item in (written.items if written.items is not None else (written,))]
        if len(set(found)) < len(found):
            self.mistakes.at(written, "says a word twice")
        return tuple(found)


def nearest(word: str, known: Collection[str]) -> str:
    """Return a hint at the nearest right word, or at those that there are."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    if near:
        return f"; did you mean {near[0]}?"
    listed = sorted(known)
    more = f" and {len(listed) - MOST_LISTED} more" if len(listed) > MOST_LISTED else ""
    return f"; there are: {', '.join(listed[:MOST_LISTED])}{more}" if listed else "; there are none here"
