"""Rows that must not pass: one planted mistake each, made from the declaration, so that every feed can have them.

``faults`` is pure: it says, for a declared feed, what can be wrong with a row and the SQL that makes it so.
"""

from __future__ import annotations

from dataclasses import dataclass

from joinedup.words.vocabulary.feeds import Column, Feed


@dataclass(frozen=True, slots=True)
class Fault:
    """``column`` is given the value of the SQL ``becomes``; ``why`` says it as the reader of quarantine would."""

    column: str
    why: str
    becomes: str


def faults(feed: Feed, *, as_text: bool = False) -> list[Fault]:
    """Return every way in which a row of ``feed`` can be planted wrong; ``as_text`` where the file is CSV.

    What names the row, and whose it is, is never touched: it must be findable by the checks.
    """
    kept = {*feed.key, feed.person.get("local_id"), feed.updated}
    found: list[Fault] = []
    for column in feed.columns.values():
        if column.name not in kept:
            follows = feed.columns.get(column.not_before)
            found += _of(column, follows=bool(follows and follows.required), as_text=as_text)
    return found


def _of(column: Column, *, follows: bool, as_text: bool) -> list[Fault]:
    found = []
    if column.required:
        found.append(Fault(column.name, "is missing", "NULL"))
    if column.type == "code":
        found.append(Fault(column.name, "is not a code of this column", "'??'"))
    if follows:
        found.append(
            Fault(column.name, f"is earlier than {column.not_before}", f"{column.not_before} - INTERVAL 400 DAY")
        )
    if column.pattern and not column.personal:
        found.append(Fault(column.name, "is not of the form of this column", "'not-a-code!'"))
    if column.at_least is not None:
        found.append(Fault(column.name, f"is less than {column.at_least:g}", f"{column.at_least - 1:g}"))
    if column.at_most is not None:
        found.append(Fault(column.name, f"is more than {column.at_most:g}", f"{column.at_most + 1:g}"))
    if as_text and column.type in ("date", "instant"):
        found.append(Fault(column.name, "is not a date", "'2025-02-31'"))
    return found
