"""The two questions asked of a landed extract: who its rows are about, and what each row says. Pure SQL making."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from joinedup.exchange.intake.extracts import checks, values
from joinedup.record.linkage.receiving import LONGEST, PARTS
from joinedup.words.basics import quoting
from joinedup.words.vocabulary.feeds import Column, Feed

_PIECES = re.compile(r"\{(\w+)(?::(title))?\}")
_KEY_LENGTH, _TEXT_LENGTH, _WORD_LENGTH = 64, 2000, 40


@dataclass(frozen=True, slots=True)
class Landed:
    """A landed file as SQL sees it: its path and the type in which each column came."""

    path: Path
    physical: Mapping[str, str]


def checked(feed: Feed, landed: Landed) -> str:
    """Return SQL for the rows with ``_place`` (from 1), values ``_v`` and ``_mistakes``: numbers of checks, or ''.

    No declared column begins with an underscore, so none is taken for one of these.
    """
    struct = ", ".join(
        f"{values.quoted(column.name)} := {values.value(column, landed.physical[column.name])}"
        for column in feed.columns.values()
    )
    found = ", ".join(
        f"CASE WHEN {check.condition} THEN '{number}' END"
        for number, check in enumerate(checks.checks(feed, landed.physical))
    )
    if checks.UNREADABLE in landed.physical:
        found = f"CASE WHEN {checks.UNREADABLE} IS NOT NULL THEN '-1' END, {found}"
    return f"""
        SELECT *, concat_ws(' ', {found}) AS _mistakes FROM (
            SELECT *, file_row_number + 1 AS _place, struct_pack({struct}) AS _v
            FROM read_parquet({quoting.exactly(landed.path)}, file_row_number = true)
        )
    """


def people(feed: Feed, landed: Landed) -> str:
    """Return SQL for one row a person (see ``receiving.PERSON_COLUMNS``), from the good rows.

    Of each part the latest said counts. ``$received`` is when it was first received, as text.
    """
    local_id = _text(feed.columns[feed.person["local_id"]])
    whole = feed.key == (feed.person["local_id"],)
    said = ", ".join(_said(feed, part, whole) for part in PARTS)
    sensitive = feed.person.get("sensitive")
    flag = f"arg_max(_v.{values.quoted(sensitive)}, nth)" if sensitive else "CAST(NULL AS BOOLEAN)"
    return f"""
        SELECT local_id, {said}, {flag} AS sensitive, CAST(max(as_of) AS VARCHAR) AS as_of FROM (
            SELECT *, CAST(epoch_us(as_of) AS HUGEINT) * 4294967296 + _place AS nth FROM (
                SELECT _place, _v, {local_id} AS local_id, {_as_of(feed)} AS as_of
                FROM ({checked(feed, landed)}) WHERE _mistakes = ''
            )
        ) GROUP BY local_id
    """


def entries(feed: Feed, landed: Landed) -> str:
    """Return SQL for each row after ``$done``: place, mistakes, the row as JSON where bad, and its entry's columns.

    The columns are those of ``entries.actions.ENTRY_COLUMNS``, without the two that name a resource.
    """
    columns = ", ".join(f"{sql} AS {name}" for name, sql in _entry(feed, landed).items())
    hashed = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in _HASHED)
    return f"""
        SELECT place, mistakes, body, local_id, kind, key, happened_at, happened_precision, happened_offset, ended_at,
            code_system, code, text, value, unit, status, details,
            CASE WHEN mistakes = '' THEN md5(concat_ws(chr(31), {hashed})) END, source_updated_at
        FROM (
            SELECT _place AS place, _mistakes AS mistakes,
                CASE WHEN _mistakes <> '' THEN {_body(feed, landed)} END AS body,
                {_text(feed.columns[feed.person["local_id"]])} AS local_id, {columns}
            FROM ({checked(feed, landed)}) WHERE _place > $done
        )
    """


def bad_rows(feed: Feed, landed: Landed) -> str:
    """Return SQL for each row after ``$done`` of a feed without entries: place, mistakes, the row as JSON where bad."""
    return f"""
        SELECT _place AS place, _mistakes AS mistakes,
                CASE WHEN _mistakes <> '' THEN {_body(feed, landed)} END AS body
        FROM ({checked(feed, landed)}) WHERE _place > $done
    """


def good_values(feed: Feed, landed: Landed, *, placed: bool = False) -> str:
    """Return SQL for the values of each good row, by the names and in the order of the feed's columns.

    ``placed`` adds its place in the file as ``_place``.
    """
    columns = ", ".join(f"_v.{values.quoted(name)} AS {values.quoted(name)}" for name in feed.columns)
    place = ", _place" if placed else ""
    return f"SELECT {columns}{place} FROM ({checked(feed, landed)}) WHERE _mistakes = ''"


_HASHED = (
    "happened_at", "happened_precision", "happened_offset", "ended_at", "code_system", "code", "text", "value", "unit",
    "status", "details",
)  # fmt: skip


def _body(feed: Feed, landed: Landed) -> str:
    """Return SQL for the row as JSON, values exactly as they came; a line that could not be split, as it is."""
    parts = ", ".join(f"{values.quoted(name)} := {_exact(name, landed.physical[name])}" for name in feed.columns)
    row = f"CAST(to_json(struct_pack({parts})) AS VARCHAR)"
    return f"coalesce({checks.UNREADABLE}, {row})" if checks.UNREADABLE in landed.physical else row


def _exact(name: str, physical: str) -> str:
    """Return SQL for a value that JSON keeps exactly; an instant is written with its Z."""
    it = values.quoted(name)
    if physical == "TIMESTAMP WITH TIME ZONE":
        return f"replace(CAST(timezone('UTC', {it}) AS VARCHAR), ' ', 'T') || 'Z'"
    return f"CAST({it} AS VARCHAR)" if physical.startswith(("DECIMAL", "HUGEINT")) else it


def _entry(feed: Feed, landed: Landed) -> dict[str, str]:
    rule = feed.entry
    if rule is None:
        raise ValueError("this feed has no entries")
    happened = feed.columns[rule.happened]
    code = feed.columns.get(rule.code)
    shape = landed.physical[happened.name]
    known = f"_v.{values.quoted(happened.name)} IS NOT NULL"
    return {
        "kind": _kind(feed),
        "key": _key([_text(feed.columns[name]) for name in feed.key]),
        "happened_at": _moment(happened),
        "happened_precision": f"CASE WHEN {known} THEN {values.precision(happened, shape)} ELSE '' END",
        "happened_offset": values.offset(happened, shape),
        "ended_at": _moment(feed.columns[rule.ended]) if rule.ended else "NULL",
        "code_system": _code_system(feed),
        "code": f"coalesce({_text(code)}, '')" if code else "''",
        "text": _sentence(feed, rule.text),
        "value": f"CAST(_v.{values.quoted(rule.value)} AS DOUBLE)" if rule.value else "NULL",
        "unit": _word(feed, rule.unit),
        "status": _word(feed, rule.status),
        "details": _details(feed, rule.details),
        "source_updated_at": _moment(feed.columns[feed.updated]) if feed.updated else "NULL",
    }


def _code_system(feed: Feed) -> str:
    rule = feed.entry
    if rule is None or not rule.code:
        return "''"
    return f"CASE WHEN _v.{values.quoted(rule.code)} IS NULL THEN '' ELSE {values.text(rule.code_system)} END"


def _text(column: Column) -> str:
    it = f"_v.{values.quoted(column.name)}"
    return it if column.type in ("text", "code", "list", "nhs_number") else f"CAST({it} AS VARCHAR)"


def _titled(column: Column) -> str:
    if not column.codes:
        return _text(column)
    pairs = " ".join(f"WHEN {values.text(code)} THEN {values.text(title)}" for code, title in column.codes.items())
    return f"CASE {_text(column)} {pairs} END"


def _word(feed: Feed, name: str) -> str:
    return f"left(coalesce({_text(feed.columns[name])}, ''), {_WORD_LENGTH})" if name else "''"


def _moment(column: Column) -> str:
    """Return SQL for a moment as the record's text of it: UTC; a day begins at midnight in London."""
    it = f"_v.{values.quoted(column.name)}"
    return f"CAST({_instant(column, it)} AS VARCHAR)"


def _instant(column: Column, it: str) -> str:
    return values.london(f"CAST({it} AS TIMESTAMP)") if column.type == "date" else it


def _kind(feed: Feed) -> str:
    rule = feed.entry
    if rule is None or not rule.kind_column:
        return values.text(rule.kind if rule else "")
    pairs = " ".join(f"WHEN {values.text(code)} THEN {values.text(kind)}" for code, kind in rule.kinds.items())
    return f"CASE {_text(feed.columns[rule.kind_column])} {pairs} ELSE {values.text(rule.kind)} END"


def _key(parts: list[str]) -> str:
    """Return SQL for what names the row: its key columns where they are short, else a hash of them."""
    if len(parts) == 1:
        return f"CASE WHEN length({parts[0]}) <= {_KEY_LENGTH} THEN {parts[0]} ELSE md5({parts[0]}) END"
    plain = f"concat_ws('|', {', '.join(parts)})"
    apart = f"concat_ws(chr(31), {', '.join(parts)})"
    odd = " OR ".join(f"contains({part}, '|')" for part in parts)
    return f"CASE WHEN length({plain}) > {_KEY_LENGTH} OR {odd} THEN md5({apart}) ELSE {plain} END"


def _sentence(feed: Feed, template: str) -> str:
    """Return SQL for the entry's sentence: columns put in, gaps closed, a capital first."""
    pieces: list[str] = []
    end = 0
    for found in _PIECES.finditer(template):
        if found.start() > end:
            pieces.append(values.text(template[end : found.start()]))
        column = feed.columns[found.group(1)]
        pieces.append(_titled(column) if found.group(2) else _text(column))
        end = found.end()
    if end < len(template):
        pieces.append(values.text(template[end:]))
    closed = f"trim(regexp_replace(concat({', '.join(pieces)}), ' +', ' ', 'g'))"
    return f"left(upper(left({closed}, 1)) || substr({closed}, 2), {_TEXT_LENGTH})"


def _details(feed: Feed, details: Mapping[str, str]) -> str:
    """Return SQL for the typed facts as JSON, without those that are not known."""
    if not details:
        return "'{}'"
    parts = ", ".join(f"{values.quoted(name)} := {_detail(feed.columns[column])}" for name, column in details.items())
    return f"CAST(json_merge_patch('{{}}', to_json(struct_pack({parts}))) AS VARCHAR)"


def _detail(column: Column) -> str:
    it = f"_v.{values.quoted(column.name)}"
    match column.type:
        case "instant":
            return f"replace(CAST({it} AS VARCHAR), ' ', 'T') || 'Z'"
        case "date":
            return f"CAST({it} AS VARCHAR)"
        case "list":
            return f"regexp_split_to_array({it}, ' +')"
        case _:
            return it


def _as_of(feed: Feed) -> str:
    """Return SQL for the instant of which a row's particulars speak.

    When the source last changed the row, where it says; else when the thing happened, where the row is of
    something that happens; and never later than it came.
    """
    received = "CAST($received AS TIMESTAMP)"
    rule = feed.entry
    names_person = feed.key == (feed.person["local_id"],)
    column = feed.columns.get(feed.updated) or (feed.columns[rule.happened] if rule and not names_person else None)
    if column is None:
        return received
    it = _instant(column, f"_v.{values.quoted(column.name)}")
    return f"coalesce(least({it}, {received}), {received})"


def _said(feed: Feed, part: str, whole: bool) -> str:
    """Return SQL for what the rows say of one part: a row that is the person says blanks too."""
    name = feed.person.get(part)
    if not name:
        return f"CAST(NULL AS VARCHAR) AS {part}"
    it = f"left({_titled(feed.columns[name])}, {LONGEST[part]})"
    if whole:
        return f"arg_max(coalesce({it}, ''), nth) AS {part}"
    return f"arg_max({it}, nth) AS {part}"
