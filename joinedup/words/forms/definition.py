"""What a form is, as frozen values: its pages, its questions, what may be answered and when each is asked."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

#: One answer, as it is kept: yes or no, a whole number, or text (see ``values`` for how each type is written).
Value = bool | int | str
#: Answers by key. A key is an item's linkId; inside repeating groups it says which time round, the outermost first:
#: ``name#2`` is the ``name`` of the second time, ``dose#2#1`` the first ``dose`` of the second. Times count from 1.
#: An item that repeats has several values under one key.
Answers = Mapping[str, tuple[Value, ...]]

GROUP, DISPLAY = "group", "display"
#: The types of FHIR R4 that ask something.
QUESTIONS = (
    "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text", "url", "choice", "open-choice",
    "attachment", "reference", "quantity",
)  # fmt: skip
TYPES = (GROUP, DISPLAY, *QUESTIONS)
#: How often at most anything repeats, where its form says nothing.
MOST_TIMES = 50


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose. ``exclusive``: nothing else may be chosen with it. ``points``: what it counts in scores."""

    code: str
    title: str
    exclusive: bool = False
    points: int | None = None
    system: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """What another question must have been answered: ``exists``, ``=``, ``!=``, ``>``, ``<``, ``>=`` or ``<=``."""

    question: str
    operator: str
    answer: Value


@dataclass(frozen=True, slots=True)
class RiskRule:
    """Which answers mean that somebody must act now, and what they are told."""

    answers: tuple[Value, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its UCUM code, and how people write it."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may be: ``least`` and ``most`` (as values are kept), lengths, decimal places, how many, kinds.

    ``kinds`` are MIME types of an attachment, or what a reference may name; ``size`` is in bytes.
    """

    least: Value | None = None
    most: Value | None = None
    min_length: int = 0
    max_length: int | None = None
    decimals: int | None = None
    min_times: int = 0
    max_times: int | None = None
    kinds: tuple[str, ...] = ()
    size: int | None = None
    not_in_future: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A group, words to read, or a question. It is asked where every one of ``when`` holds (any, if not ``every``).

    ``reusable_days``: for how long an answer may be shown again instead of asked. ``hidden_from``: who else may not
    see the answer (proxies, person).
    """

    id: str
    type: str
    text: str = ""
    help: str = ""
    prefix: str = ""
    required: bool = False
    repeats: bool = False
    read_only: bool = False
    options: tuple[Option, ...] = ()
    when: tuple[When, ...] = ()
    every: bool = True
    limits: Limits = Limits()
    unit: Unit | None = None
    initial: tuple[Value, ...] = ()
    items: tuple[Item, ...] = ()
    reusable_days: int = 0
    risk: RiskRule | None = None
    hidden_from: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        """Return whether it asks something."""
        return self.type in QUESTIONS

    @property
    def most_times(self) -> int:
        """Return how many answers (of a group: how many times round) there may be."""
        return (self.limits.max_times or MOST_TIMES) if self.repeats else 1

    def option(self, code: Value) -> Option | None:
        """Return the option with a code."""
        return next((option for option in self.options if option.code == code), None)

    def every_item(self) -> Iterator[Item]:
        """Yield it, and all that is inside it, in order."""
        yield self
        for item in self.items:
            yield from item.every_item()


@dataclass(frozen=True, slots=True)
class Licence:
    """Whose form it is, and where to ask for leave to use it."""

    owner: str
    ask: str


@dataclass(frozen=True, repr=False)
class Form:
    """A form as it was read. ``text`` is the file, ``hash`` its SHA-256: what was answered is always known.

    ``licence``: it opens only for one who holds it. A form without items is a slot: only its owner's file fills it.
    """

    id: str
    title: str
    version: str
    url: str
    items: tuple[Item, ...]
    description: str = ""
    purpose: str = ""
    credit: str = ""
    publisher: str = ""
    status: str = "active"
    scores: tuple[str, ...] = ()
    licence: Licence | None = None
    hidden_from: tuple[str, ...] = ()
    text: str = ""
    hash: str = ""
    resource: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __repr__(self) -> str:
        return f"<Form {self.id} {self.version} {self.hash[:8]}>"

    @functools.cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Return every item by its linkId, in order."""
        return {item.id: item for top in self.items for item in top.every_item()}

    @functools.cached_property
    def rounds(self) -> Mapping[str, tuple[str, ...]]:
        """Return for each item the repeating groups that it is inside, the outermost first."""
        found: dict[str, tuple[str, ...]] = {}

        def walk(items: tuple[Item, ...], inside: tuple[str, ...]) -> None:
            for item in items:
                found[item.id] = inside
                walk(item.items, (*inside, item.id) if item.repeats and item.type == GROUP else inside)

        walk(self.items, ())
        return found

    @property
    def questions(self) -> tuple[Item, ...]:
        """Return every question, in order."""
        return tuple(item for item in self.by_id.values() if item.is_question)

    @property
    def is_slot(self) -> bool:
        """Return whether its words are somebody else's, and not here."""
        return not self.items


def key_of(item: str, times: tuple[int, ...] = ()) -> str:
    """Return the key of an item's answers: ``name``, or ``name#2`` the second time round."""
    return "".join((item, *(f"#{number}" for number in times)))


def parts_of(key: str) -> tuple[str, tuple[int, ...]]:
    """Return the item and the times of a key; no times where it is no key that ``key_of`` makes."""
    item, *times = key.split("#")
    if all(part.isascii() and part.isdigit() and part[0] != "0" and len(part) < 4 for part in times):
        return item, tuple(int(part) for part in times)
    return key, ()
