"""The reference page of feeds, as Markdown, from their declarations. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from joinedup.words.vocabulary.feeds.declaration import Column, EntryRule, Feed

_SHAPES = {
    "extract": "Parquet or CSV, one row a thing",
    "reference": "Parquet or CSV, about no one",
    "fhir": "FHIR",
    "hl7v2": "HL7",
}
_MOST_CODES = 24


def page(feeds: Mapping[str, Feed]) -> str:
    """Return the page: what feeds there are, by the system that sends them, and then each with its columns."""
    ordered = sorted(feeds.values(), key=lambda feed: (feed.shape == "reference", feed.group, feed.name))
    lines = [
        "# Feeds",
        "",
        "What may come in. Each feed is a file; a place adds its own ([add a feed](../how-to/add-a-feed.md)).",
        "",
        "| feed | what | from | shape | comes |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| [{feed.name}](#{feed.name}) | {feed.title} | {feed.sender_kind} | {_shape(feed)} | {feed.refresh} |"
            for feed in ordered
        ),
        "",
    ]
    for feed in ordered:
        lines += _about(feed)
    return "\n".join(lines).rstrip() + "\n"


def _shape(feed: Feed) -> str:
    return f"{_SHAPES[feed.shape]} {feed.version}".strip()


def _about(feed: Feed) -> Iterator[str]:
    yield from (f"## {feed.name}", "", f"{feed.title}, from {feed.sender_kind}. Each row: {feed.each_row}.", "")
    yield f"- Shape: {_shape(feed)}"
    yield f"- System: `{feed.system}`; {'names people' if feed.identifiable else 'names no one'}"
    yield from _listed("Named by", feed.key)
    yield from _listed("Last changed", [feed.updated] if feed.updated else [])
    yield from _listed("May hold", feed.holds)
    if feed.whole:
        yield "- Whole: what is no longer in a list of a later file is gone"
    yield from _listed("Who it is about", [f"{part}: {column}" for part, column in feed.person.items()])
    if feed.entry:
        yield from _becomes(feed.entry)
    yield from (f"- Source: {feed.source}", "")
    if feed.columns:
        yield from ("| column | type | needed | personal | what |", "| --- | --- | --- | --- | --- |")
        yield from map(_row, feed.columns.values())
        yield ""


def _listed(title: str, words: Iterable[str]) -> Iterator[str]:
    if told := ", ".join(f"`{word}`" for word in words):
        yield f"- {title}: {told}"


def _becomes(rule: EntryRule) -> Iterator[str]:
    kinds = ", ".join(f"{kind} where {rule.kind_column} is {code}" for code, kind in rule.kinds.items())
    yield f"- Becomes: {kinds or rule.kind}, saying “{rule.text}”"
    yield from _listed("Carries", [f"{name}: {column}" for name, column in rule.details.items()])


def _row(column: Column) -> str:
    told = [column.title]
    if column.codes:
        codes = [f"{code} ({meaning})" for code, meaning in column.codes.items()]
        more = f" and {len(codes) - _MOST_CODES} more" if len(codes) > _MOST_CODES else ""
        told.append(f"One of: {', '.join(codes[:_MOST_CODES])}{more}")
    if column.pattern:
        told.append(f"Form: `{column.pattern.replace('|', chr(92) + '|')}`")
    if column.at_least is not None:
        told.append(f"At least {column.at_least:g}")
    if column.at_most is not None:
        told.append(f"At most {column.at_most:g}")
    if column.not_before:
        told.append(f"Not before {column.not_before}")
    if column.unit:
        told.append(f"In {column.unit}")
    needed, personal = ("yes" if flag else "" for flag in (column.required, column.personal))
    return f"| `{column.name}` | {column.type} | {needed} | {personal} | {'. '.join(told)} |"
