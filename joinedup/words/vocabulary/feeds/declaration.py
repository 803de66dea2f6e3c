"""A feed declaration: its columns, whose rows they are and what each row becomes, checked when it is loaded."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from joinedup.words.basics.errors import ManyMistakes, Mistake
from joinedup.words.vocabulary.feeds.checks import PLACEHOLDER, SHAPES, mistakes_in
from joinedup.words.vocabulary.kinds import Kind

__all__ = ["SHAPES", "TYPES", "Column", "EntryRule", "Feed", "declared", "load"]

TYPES: Mapping[str, str] = {
    "text": "VARCHAR",
    "code": "VARCHAR",
    "nhs_number": "VARCHAR",
    "list": "VARCHAR",
    "date": "DATE",
    "instant": "TIMESTAMP WITH TIME ZONE",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "boolean": "BOOLEAN",
}
"""The types of a column, each with DuckDB's word for what it is stored as. A ``list`` is codes with spaces between."""

_HERE = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PARTS = {
    "feed", "title", "from", "group", "shape", "version", "holds", "identifiable", "refresh", "each_row", "source",
    "key", "updated", "person", "entry", "columns", "whole",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, and what a value must be to pass.

    ``codes`` gives the allowed codes with their meanings; ``pattern`` is a regular expression that the whole
    value meets (of a ``list``, each of its parts); ``at_least`` and ``at_most`` bound a number; ``not_before``
    names another column of the same row that must not be later; ``unit`` names what is counted.
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

    @property
    def stored_as(self) -> str:
        """Return DuckDB's word for the type in which the column lands."""
        return TYPES[self.type]


@dataclass(frozen=True, slots=True)
class EntryRule:
    """How a row becomes an entry: each value names a column, but ``kind``, ``code_system`` and ``text``.

    ``text`` is a sentence with ``{column}`` in it; ``{column:title}`` gives the meaning of a code.
    ``details`` maps names of the dataset to columns; codes are carried as codes, a ``list`` as a list.
    Where rows are of several kinds, ``kind_column`` names the column that says which and ``kinds`` gives the
    kind for each of its codes; ``kind`` is then the first of them. Ask ``kind_of``.
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
    kind_column: str = ""
    kinds: Mapping[str, Kind] = field(default_factory=dict)

    def kind_of(self, code: str | None) -> Kind:
        """Return the kind of a row whose ``kind_column`` holds ``code`` (any, where all rows are of one kind)."""
        return self.kinds.get(code or "", self.kind)

    def text_columns(self) -> list[tuple[str, bool]]:
        """Return the columns that the sentence names, each with whether the code's meaning is wanted."""
        return [(name, bool(title)) for name, title in PLACEHOLDER.findall(self.text)]


@dataclass(frozen=True, slots=True)
class Feed:
    """One declared feed.

    ``person`` maps names of ``Particulars`` to columns; where such a column has codes (sex, NHS number status),
    the meaning of the code is the particular. It is empty for reference feeds. Feeds that name only a ``local_id``
    say nothing new of who the person is: another feed of the same system does. ``updated`` names the column that
    says when the source last changed the row, where there is one: an older row then never replaces a newer one, in
    whatever order they come. ``version`` and ``holds`` are for messages: the release of FHIR or HL7, and the
    profiles or the trigger events that may come. ``whole`` is for GP Connect records: what a practice was asked for is
    all that it has, so that what is no longer in a list of a later record is gone.
    """

    name: str
    title: str
    sender_kind: str
    group: str
    shape: str
    identifiable: bool
    refresh: str
    each_row: str
    source: str = ""
    version: str = ""
    holds: tuple[str, ...] = ()
    whole: bool = False
    key: tuple[str, ...] = ()
    updated: str = ""
    person: Mapping[str, str] = field(default_factory=dict)
    entry: EntryRule | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)

    @property
    def system(self) -> str:
        """Return the one stable word for the kind of system that sends this, as source records name it.

        A person has one local id in one system of one sender, whichever of its feeds a row came in.
        """
        return self.group.lower().replace(" ", "_")

    @property
    def names_people(self) -> bool:
        """Return whether its rows say who the person is, not only by the sender's own id."""
        return bool(set(self.person) - {"local_id"})


def load(text: str, *, file: str) -> Feed:
    """Return the feed declared in ``text`` (YAML). Raises ManyMistakes naming every mistake in it at once."""
    mistakes: list[Mistake] = []
    raw = _raw(text, file)
    feed = Feed(
        name=str(raw.get("feed", "")),
        title=str(raw.get("title", "")),
        sender_kind=str(raw.get("from", "")),
        group=str(raw.get("group", "")),
        shape=str(raw.get("shape", "")),
        identifiable=raw.get("identifiable", True) is not False,
        refresh=str(raw.get("refresh", "")),
        each_row=str(raw.get("each_row", "")),
        source=str(raw.get("source", "")),
        version=str(raw.get("version", "")),
        holds=_words(raw, "holds", mistakes),
        whole=raw.get("whole", False) is True,
        key=_words(raw, "key", mistakes),
        updated=str(raw.get("updated") or ""),
        person=_pairs(raw, "person", mistakes),
        entry=_entry(raw.get("entry"), mistakes),
        columns=_columns(raw.get("columns"), mistakes),
    )
    unknown = {str(name) for name in raw} - _PARTS
    mistakes += [Mistake(f"'{name}' is not a part of a feed declaration") for name in sorted(unknown)]
    mistakes += mistakes_in(feed)
    if mistakes:
        raise ManyMistakes(
            [Mistake(m.problem, m.field, m.row, file) for m in mistakes],
            now="Mend these lines; docs/how-to/add-a-feed.md explains each part.",
        )
    return feed


def _raw(text: str, file: str) -> dict[Any, Any]:
    try:
        raw = yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader, in C where there is one: ten times as fast)
    except yaml.YAMLError as error:
        problem = str(error).replace("\n", " ")
        raise ManyMistakes([Mistake(f"not YAML: {problem}", file=file)], now="Mend the file.") from error
    if not isinstance(raw, dict):
        raise ManyMistakes([Mistake("not a feed declaration", file=file)], now="See docs/how-to/add-a-feed.md.")
    return raw


def _words(raw: Mapping[Any, Any], part: str, mistakes: list[Mistake]) -> tuple[str, ...]:
    found = raw.get(part) or []
    if not isinstance(found, list):
        mistakes.append(Mistake("is a list: [one, another]", part))
        return ()
    return tuple(str(word) for word in found)


def _pairs(raw: Mapping[Any, Any], part: str, mistakes: list[Mistake]) -> dict[str, str]:
    found = raw.get(part) or {}
    if not isinstance(found, dict):
        mistakes.append(Mistake("is a list of lines, each 'name: column'", part))
        return {}
    return {str(name): str(value) for name, value in found.items()}


def _columns(raw: Any, mistakes: list[Mistake]) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for item in raw if isinstance(raw, list) else [raw] if raw else []:
        if not isinstance(item, dict) or len(item) != 1 or not isinstance(next(iter(item.values())), dict):
            mistakes.append(Mistake("each column is one line: - name: {type: …, title: …}", "columns"))
            continue
        ((name, facts),) = item.items()
        if str(name) in found:
            mistakes.append(Mistake("declared twice", f"columns.{name}"))
        found[str(name)] = _column(str(name), dict(facts), mistakes)
    return found


def _column(name: str, facts: dict[Any, Any], mistakes: list[Mistake]) -> Column:
    where = f"columns.{name}"
    allowed = {f.name for f in fields(Column)} - {"name"}
    for unknown in sorted(str(fact) for fact in facts if fact not in allowed):
        mistakes.append(Mistake(f"'{unknown}' is not a part of a column", where))
    facts = {fact: value for fact, value in facts.items() if fact in allowed}
    if facts.get("type") not in TYPES:
        mistakes.append(Mistake(f"type must be one of {', '.join(TYPES)}", where))
        facts["type"] = "text"
    codes = facts.pop("codes", None) or {}
    if not isinstance(codes, dict):
        mistakes.append(Mistake("codes are written {code: meaning, …}", where))
        codes = {}
    if any(isinstance(code, bool) for code in codes):
        mistakes.append(Mistake("the codes yes and no need quotes, else YAML takes them for true and false", where))
    for bound in ("at_least", "at_most"):
        if isinstance(facts.get(bound), bool) or not isinstance(facts.get(bound), int | float | None):
            mistakes.append(Mistake(f"{bound} must be a number", where))
            facts.pop(bound)
    for flag in ("required", "personal"):
        if not isinstance(facts.get(flag, False), bool):
            mistakes.append(Mistake(f"{flag} must be yes or no", where))
            facts.pop(flag)
    facts = {fact: str(value) if fact in _TEXTS else value for fact, value in facts.items()}
    facts.setdefault("title", "")
    return Column(name=name, codes={str(code): str(meaning) for code, meaning in codes.items()}, **facts)


_TEXTS = {"type", "title", "pattern", "not_before", "unit"}


def _entry(raw: Any, mistakes: list[Mistake]) -> EntryRule | None:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        mistakes.append(Mistake("is a list of lines, each 'part: column'", "entry"))
        return None
    allowed = {f.name for f in fields(EntryRule)} - {"kind_column", "kinds"}
    for unknown in sorted(str(part) for part in raw if part not in allowed):
        mistakes.append(Mistake(f"'{unknown}' is not a part of an entry", "entry"))
    before = len(mistakes)
    kinds = _kinds(raw.get("kind"), mistakes)
    mistakes += [Mistake("is missing", f"entry.{name}") for name in ("happened", "text") if not raw.get(name)]
    details = _pairs(raw, "details", mistakes)
    if len(mistakes) > before:
        return None
    texts: dict[str, Any] = {part: str(raw.get(part) or "") for part in allowed - {"kind", "details"}}
    return EntryRule(**kinds, **texts, details=details)


def _kinds(raw: Any, mistakes: list[Mistake]) -> dict[str, Any]:
    """Return the parts of an entry rule that say its kind: one word, or ``{column: …, code: kind, …}``."""
    words = {kind.value for kind in Kind}
    if not isinstance(raw, dict):
        if raw not in words:
            mistakes.append(Mistake(f"kind must be one of {', '.join(Kind)}", "entry.kind"))
            return {}
        return {"kind": Kind(raw)}
    column = str(raw.get("column", ""))
    given = {str(code): kind for code, kind in raw.items() if code != "column"}
    if not column or not given:
        mistakes.append(Mistake("several kinds are written {column: …, code: kind, …}", "entry.kind"))
    bad = [code for code, kind in given.items() if kind not in words]
    mistakes += [Mistake(f"kind must be one of {', '.join(Kind)}", f"entry.kind.{code}") for code in bad]
    if bad or not given:
        return {}
    kinds = {code: Kind(kind) for code, kind in given.items()}
    return {"kind": next(iter(kinds.values())), "kind_column": column, "kinds": kinds}


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
