"""Which words a column of the dataset may hold, where it holds one of a few: so that a slip in a definition is seen.

They are the words of ``words.yaml``, of the lists of what is measured, given and prescribed, and the codes that feeds
declare for the facts a column comes from.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from pathlib import Path

import yaml

from joinedup.words.vocabulary.conditions import condition_words
from joinedup.words.vocabulary.dataset import said
from joinedup.words.vocabulary.feeds.declaration import Feed, declared

_HERE = Path(__file__).parent
# The facts of feeds that a column is told by, where feeds tell its words.
_TOLD_BY: dict[tuple[str, str], tuple[str, ...]] = {
    ("event", "point_of_delivery"): ("point_of_delivery", "event"),
    ("event", "route"): ("route", "source"),
    ("event", "outcome"): ("outcome",),
    ("event", "mode"): ("mode",),
    ("event", "urgency"): ("category", "acuity"),
    ("flag", "item"): ("item",),
    ("flag", "value"): ("place",),
    ("package", "service"): ("service",),
    ("package", "outcome"): ("outcome",),
    ("referral", "service"): ("service",),
    ("referral", "source"): ("source",),
    ("referral", "urgency"): ("urgency",),
    ("referral", "outcome"): ("outcome",),
}  # fmt: skip


def words_of(table: str, column: str, feeds: Iterable[Feed] = ()) -> frozenset[str]:
    """Return the words that ``column`` of ``table`` may hold; none where it may hold anything.

    ``feeds`` are a place's own, beside those that come with the system.
    """
    own = (code for feed in feeds for code in _codes(feed, _TOLD_BY.get((table, column), ())))
    known = _known().get((table, column), frozenset())
    return known | frozenset(own) if known else known


@functools.cache
def _known() -> dict[tuple[str, str], frozenset[str]]:
    written = yaml.safe_load((_HERE / "words.yaml").read_text(encoding="utf-8"))
    found = {(table, column): set(words) for table, columns in written.items() for column, words in columns.items()}
    for place, facts in _TOLD_BY.items():
        found[place] |= {code for feed in declared().values() for code in _codes(feed, facts)}
    found |= said.words()
    found["condition", "condition"] = {*condition_words(), ""}
    return {place: frozenset(words) for place, words in found.items()}


def _codes(feed: Feed, facts: Iterable[str]) -> Iterable[str]:
    for fact in facts if feed.entry else ():
        column = feed.columns.get(feed.entry.details.get(fact, "")) if feed.entry else None
        yield from map(str, (column.codes if column else None) or ())
