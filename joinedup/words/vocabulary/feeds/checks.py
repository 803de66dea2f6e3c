"""What must agree between the parts of one feed declaration: names that are columns, parts that a shape needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

from joinedup.words.basics.errors import Mistake
from joinedup.words.vocabulary.kinds import Particulars

if TYPE_CHECKING:
    from joinedup.words.vocabulary.feeds.declaration import Column, Feed

SHAPES = ("extract", "fhir", "hl7v2", "reference")
PLACEHOLDER = re.compile(r"\{(\w+)(?::(title))?\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def mistakes_in(feed: Feed) -> list[Mistake]:
    """Return everything that does not agree in ``feed``; an empty list where all does."""
    return [*_parts(feed), *_columns(feed), *_names(feed), *_kinds(feed)]


def _parts(feed: Feed) -> Iterator[Mistake]:
    needed = {
        "feed": feed.name, "title": feed.title, "from": feed.sender_kind, "group": feed.group,
        "each_row": feed.each_row,
    }  # fmt: skip
    yield from (Mistake("is missing", part) for part, value in needed.items() if not value)
    if feed.name and not _NAME.fullmatch(feed.name):
        yield Mistake("a name is small letters, digits and underscores", "feed")
    rows = feed.shape in ("extract", "reference")
    if feed.shape not in SHAPES:
        yield Mistake(f"must be one of {', '.join(SHAPES)}", "shape")
    elif rows and not feed.columns:
        yield Mistake("an extract declares its columns", "columns")
    elif rows and not feed.key:
        yield Mistake("an extract says which columns name a row", "key")
    elif not rows and not feed.version:
        yield Mistake("messages say of which release of FHIR or HL7 they are", "version")
    if feed.whole and feed.version != "STU3":
        yield Mistake("only GP Connect's lists (version STU3) say what is whole", "whole")
    if feed.shape == "extract" and "local_id" not in feed.person:
        yield Mistake("an extract says which column holds the sender's own id of the person", "person.local_id")


def _columns(feed: Feed) -> Iterator[Mistake]:
    for column in feed.columns.values():
        where = f"columns.{column.name}"
        if not _NAME.fullmatch(column.name):
            yield Mistake("a name is small letters, digits and underscores", where)
        if not column.title:
            yield Mistake("title is missing", where)
        if column.type == "code" and not column.codes:
            yield Mistake("a code has codes: {code: meaning, …}", where)
        yield from _bounds(feed, column, where)
        try:
            re.compile(column.pattern)
        except re.error:
            yield Mistake("pattern is not a regular expression", where)


def _bounds(feed: Feed, column: Column, where: str) -> Iterator[Mistake]:
    if column.type not in ("integer", "decimal") and (column.at_least, column.at_most) != (None, None):
        yield Mistake("at_least and at_most are for numbers", where)
    other = feed.columns.get(column.not_before)
    if column.not_before and (other is None or {column.type, other.type} not in ({"date"}, {"instant"})):
        yield Mistake("not_before names another column, both dates or both instants", where)


def _names(feed: Feed) -> Iterator[Mistake]:
    """Yield each name, of a column or of a particular, that is none."""
    parts = {f.name for f in fields(Particulars)}
    for part in feed.person:
        if part not in parts:
            yield Mistake(f"'{part}' is not a part of a person's particulars", f"person.{part}")
    if feed.shape not in ("extract", "reference"):
        return
    named = [("key", name) for name in feed.key]
    named += [("updated", feed.updated)] if feed.updated else []
    named += [(f"person.{part}", name) for part, name in feed.person.items()]
    if rule := feed.entry:
        single = ("happened", "ended", "code", "value", "unit", "status", "kind_column")
        named += [(f"entry.{part}", getattr(rule, part)) for part in single if getattr(rule, part)]
        named += [(f"entry.details.{part}", name) for part, name in rule.details.items()]
        named += [("entry.text", name) for name, _ in rule.text_columns()]
    for where, name in named:
        if name not in feed.columns:
            yield Mistake(f"'{name}' is not a column of this feed", where)


def _kinds(feed: Feed) -> Iterator[Mistake]:
    rule = feed.entry
    if rule is None or rule.kind_column not in feed.columns:
        return
    codes = set(feed.columns[rule.kind_column].codes)
    if codes != set(rule.kinds):
        yield Mistake(f"gives a kind for each code of '{rule.kind_column}' and for no other", "entry.kind")
