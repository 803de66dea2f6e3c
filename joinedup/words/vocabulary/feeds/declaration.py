"""A feed declaration: its columns, whose rows they are and what each row becomes, checked when it is loaded."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from joinedup.words.basics.errors import ManyMistakes, Mistake
from joinedup.words.vocabulary.kinds import Kind, Particulars

SHAPES = ("extract", "fhir", "hl7v2", "reference")
TYPES = ("text", "code", "nhs_number", "date", "instant", "integer", "decimal", "boolean")
_HERE = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{(\w+)(?::(title))?\}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, and what a value must be to pass.

    ``codes`` gives the allowed codes with their meanings; ``at_least`` and ``at_most`` bound a number;
    ``not_before`` names another column of the same row that must not be later; ``unit`` names what is counted.
    """

    name: str
    type: str
    title: str
    required: bool = False
    personal: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    at_least: float | None = None
    at_most: float | None = None
    not_before: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class EntryRule:
    """How a row becomes an entry: each value names a column, but ``kind``, ``code_system`` and ``text``.

    ``text`` is a sentence with ``{column}`` in it; ``{column:title}`` gives the meaning of a code.
    ``kind`` is a word of ``Kind``; ``details`` maps names of the dataset to columns.
    """

    kind: Kind
    happened: str
    text: str
    ended: str = ""
    code_system: str = ""
    code: str = ""
    value: str = ""
    unit: str = ""
    status: str = ""
    details: Mapping[str, str] = field(default_factory=dict)

    def text_columns(self) -> list[tuple[str, bool]]:
        """Return the columns that the sentence names, each with whether the code's meaning is wanted."""
        return [(name, bool(title)) for name, title in _PLACEHOLDER.findall(self.text)]


@dataclass(frozen=True, slots=True)
class Feed:
    """One declared feed. ``person`` maps names of ``Particulars`` to columns; it is empty for reference feeds."""

    name: str
    title: str
    sender_kind: str
    group: str
    shape: str
    identifiable: bool
    refresh: str
    each_row: str
    source: str = ""
    key: tuple[str, ...] = ()
    person: Mapping[str, str] = field(default_factory=dict)
    entry: EntryRule | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)


def load(text: str, *, file: str) -> Feed:
    """Return the feed declared in ``text`` (YAML). Raises ManyMistakes naming every mistake in it at once."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        problem = str(error).replace("\n", " ")
        raise ManyMistakes([Mistake(f"not YAML: {problem}", file=file)], now="Mend the file.") from error
    if not isinstance(raw, dict):
        raise ManyMistakes([Mistake("not a feed declaration", file=file)], now="See docs/how-to/add-a-feed.md.")
    mistakes: list[Mistake] = []
    columns = _columns(raw.get("columns") or [], mistakes)
    feed = Feed(
        name=str(raw.get("feed", "")),
        title=str(raw.get("title", "")),
        sender_kind=str(raw.get("from", "")),
        group=str(raw.get("group", "")),
        shape=str(raw.get("shape", "")),
        identifiable=bool(raw.get("identifiable", True)),
        refresh=str(raw.get("refresh", "")),
        each_row=str(raw.get("each_row", "")),
        source=str(raw.get("source", "")),
        key=tuple(raw.get("key") or ()),
        person=dict(raw.get("person") or {}),
        entry=_entry(raw.get("entry"), mistakes),
        columns=columns,
    )
    unknown = set(raw) - {
        "feed", "title", "from", "group", "shape", "identifiable", "refresh", "each_row", "source",
        "key", "person", "entry", "columns",
    }  # fmt: skip
    mistakes += [Mistake(f"'{name}' is not a part of a feed declaration") for name in sorted(unknown)]
    mistakes += _cross_check(feed)
    if mistakes:
        raise ManyMistakes(
            [Mistake(m.problem, m.field, m.row, file) for m in mistakes],
            now="Mend these lines; docs/how-to/add-a-feed.md explains each part.",
        )
    return feed


def _columns(raw: list[Any], mistakes: list[Mistake]) -> dict[str, Column]:
    allowed = {f.name for f in fields(Column)} - {"name"}
    found: dict[str, Column] = {}
    for item in raw:
        if not isinstance(item, dict) or len(item) != 1:
            mistakes.append(Mistake("each column is one line: - name: {type: …, title: …}", "columns"))
            continue
        ((name, facts),) = item.items()
        facts = dict(facts or {})
        for unknown in sorted(set(facts) - allowed):
            mistakes.append(Mistake(f"'{unknown}' is not a part of a column", f"columns.{name}"))
            facts.pop(unknown)
        if facts.get("type") not in TYPES:
            mistakes.append(Mistake(f"type must be one of {', '.join(TYPES)}", f"columns.{name}"))
        if name in found:
            mistakes.append(Mistake("declared twice", f"columns.{name}"))
        if isinstance(codes := facts.get("codes"), dict):
            facts["codes"] = {str(code): str(meaning) for code, meaning in codes.items()}
        facts.setdefault("type", "text")
        facts.setdefault("title", "")
        found[name] = Column(name=name, **facts)
    return found


def _entry(raw: dict[str, Any] | None, mistakes: list[Mistake]) -> EntryRule | None:
    if raw is None:
        return None
    allowed = {f.name for f in fields(EntryRule)}
    for unknown in sorted(set(raw) - allowed):
        mistakes.append(Mistake(f"'{unknown}' is not a part of an entry", "entry"))
    facts = {name: value for name, value in raw.items() if name in allowed}
    if facts.get("kind") not in {kind.value for kind in Kind}:
        mistakes.append(Mistake(f"kind must be one of {', '.join(Kind)}", "entry.kind"))
        return None
    missing = [name for name in ("happened", "text") if not facts.get(name)]
    mistakes += [Mistake("is missing", f"entry.{name}") for name in missing]
    if missing:
        return None
    facts["details"] = dict(facts.get("details") or {})
    return EntryRule(**{**facts, "kind": Kind(facts["kind"])})


def _cross_check(feed: Feed) -> list[Mistake]:
    """Return what is wrong between the parts: names that are not columns, parts a shape needs."""
    mistakes = [
        Mistake("is missing", name)
        for name, value in (("feed", feed.name), ("title", feed.title), ("from", feed.sender_kind))
        if not value
    ]
    if feed.shape not in SHAPES:
        mistakes.append(Mistake(f"must be one of {', '.join(SHAPES)}", "shape"))
    if feed.shape in ("extract", "reference") and not feed.columns:
        mistakes.append(Mistake("an extract declares its columns", "columns"))
    named: list[tuple[str, str]] = [("key", name) for name in feed.key]
    named += [(f"person.{part}", name) for part, name in feed.person.items()]
    named += [(f"columns.{c.name}.not_before", c.not_before) for c in feed.columns.values() if c.not_before]
    if feed.entry:
        rule = feed.entry
        named += [
            (f"entry.{part}", getattr(rule, part))
            for part in ("happened", "ended", "code", "value", "status")
            if getattr(rule, part)
        ]
        named += [(f"entry.details.{part}", name) for part, name in rule.details.items()]
        named += [("entry.text", name) for name, _ in rule.text_columns()]
    if feed.shape in ("extract", "reference"):
        mistakes += [
            Mistake(f"'{name}' is not a column of this feed", where)
            for where, name in named
            if name not in feed.columns
        ]
        if not feed.key:
            mistakes.append(Mistake("an extract says which columns name a row", "key"))
    parts = {f.name for f in fields(Particulars)}
    mistakes += [
        Mistake(f"'{part}' is not a part of a person's particulars", "person")
        for part in feed.person
        if part not in parts
    ]
    return mistakes


@functools.cache
def declared(*more: Path) -> Mapping[str, Feed]:
    """Return every declared feed by name: those shipped, and those in the folders ``more`` (a place's own)."""
    feeds: dict[str, Feed] = {}
    for folder in (_HERE, *more):
        for path in sorted(folder.glob("*.yaml")):
            feed = load(path.read_text(encoding="utf-8"), file=path.name)
            if feed.name in feeds:
                raise ManyMistakes(
                    [Mistake(f"the feed '{feed.name}' is declared twice", "feed", file=path.name)],
                    now="Give one of them another name.",
                )
            feeds[feed.name] = feed
    return feeds
