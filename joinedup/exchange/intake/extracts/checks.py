"""What is wrong with a row, as SQL made from the feed's declaration: one condition for each thing that may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from joinedup.exchange.intake.extracts import values
from joinedup.words.basics.errors import Mistake
from joinedup.words.vocabulary.feeds import Column, Feed

UNREADABLE = "_unreadable"
"""The column of a landed CSV file that holds a line which could not be split into columns, as it came."""

LONGEST_ID, LONGEST_CODE = 120, 40
_MOST_CODES_TOLD = 12


@dataclass(frozen=True, slots=True)
class Check:
    """``condition`` is true of a row that has the mistake; it may use raw columns and ``_v.column`` for values."""

    field: str
    problem: str
    condition: str


def missing_or_unknown(feed: Feed, columns: Mapping[str, str]) -> list[Mistake]:
    """Return a mistake for each declared column that the file has not, and each that it has and should not."""
    missing = [
        Mistake("this column is declared and is not in the file", name) for name in feed.columns if name not in columns
    ]
    unknown = [
        Mistake("this column is in the file and is not declared", name)
        for name in columns
        if name not in feed.columns and name != UNREADABLE
    ]
    return missing + unknown


def checks(feed: Feed, physical: Mapping[str, str]) -> list[Check]:
    """Return every check of a row of ``feed`` whose columns came as the types in ``physical``."""
    found = [check for column in feed.columns.values() for check in _of(column, physical[column.name])]
    found += [
        Check(name, "is missing, and it names the row", _missing(name, physical[name]))
        for name in feed.key
        if not feed.columns[name].required
    ]
    found += list(_fit(feed, physical))
    texts = [name for name in feed.columns if physical[name] == "VARCHAR"]
    if texts:
        whole = ", ".join(values.quoted(name) for name in texts)
        nul = f"contains(concat({whole}), chr(0))"
        found.append(Check("", "holds a character that no text may hold (NUL)", nul))
    return found


def _missing(name: str, physical: str) -> str:
    return f"{values.raw(name, physical)} IS NULL"


def _of(column: Column, physical: str) -> Iterator[Check]:
    name, it = column.name, f"_v.{values.quoted(column.name)}"
    if column.required:
        yield Check(name, "is missing", _missing(name, physical))
    yield Check(name, values.NOT_READ[column.type], f"{values.raw(name, physical)} IS NOT NULL AND {it} IS NULL")
    if column.codes:
        yield Check(name, _codes_told(column), f"{it} NOT IN ({', '.join(map(values.text, column.codes))})")
    if column.pattern:
        yield Check(name, "is not of the form that this column has", _not_of_pattern(column, it))
    if column.at_least is not None:
        yield Check(name, f"is less than {column.at_least:g}", f"{it} < {column.at_least!r}")
    if column.at_most is not None:
        yield Check(name, f"is more than {column.at_most:g}", f"{it} > {column.at_most!r}")
    if column.not_before:
        other = f"_v.{values.quoted(column.not_before)}"
        yield Check(name, f"is earlier than {column.not_before}", f"{it} < {other}")


def _codes_told(column: Column) -> str:
    if len(column.codes) > _MOST_CODES_TOLD:
        return f"is not one of the {len(column.codes)} codes of this column (see the feed's page)"
    return f"is not one of {', '.join(column.codes)}"


def _not_of_pattern(column: Column, it: str) -> str:
    pattern = f"(?:{column.pattern})(?: +(?:{column.pattern}))*" if column.type == "list" else column.pattern
    return f"NOT regexp_full_match({it}, {values.text(pattern)})"


def _fit(feed: Feed, physical: Mapping[str, str]) -> Iterator[Check]:
    """Yield what must hold so that the row can be kept: whose it is, and codes that are not a text."""
    local_id = feed.person.get("local_id")
    if local_id:
        if not feed.columns[local_id].required:
            yield Check(
                local_id, "is missing, so whose row it is cannot be known", _missing(local_id, physical[local_id])
            )
        yield Check(
            local_id, f"is longer than {LONGEST_ID} characters", f"length(_v.{values.quoted(local_id)}) > {LONGEST_ID}"
        )
    if feed.entry and feed.entry.code:
        it = f"length(CAST(_v.{values.quoted(feed.entry.code)} AS VARCHAR))"
        yield Check(feed.entry.code, f"is longer than {LONGEST_CODE} characters", f"{it} > {LONGEST_CODE}")
