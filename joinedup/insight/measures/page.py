"""The page of measures in the reference: which feed feeds which, and each of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from joinedup.insight.measures.definition import KINDS, Measure, catalogue
from joinedup.insight.measures.support import in_words


def lines() -> list[str]:
    """Return the page: for each feed the measures that it feeds, then every measure by topic."""
    measures = catalogue().values()
    found = ["## Which feed feeds which", ""]
    found += ["A measure is counted where of each group of feeds that it needs one is received.", ""]
    found += ["| feed | measures |", "| --- | --- |", *_by_feed(), ""]
    for topic, of_topic in groupby(measures, key=lambda measure: measure.topic):
        found += [f"## {topic}", ""]
        for measure in of_topic:
            found += [f"### {measure.title} (`{measure.id}`)", "", measure.question, "", *_said(measure), ""]
    return found


def _by_feed() -> Iterator[str]:
    fed: dict[str, list[str]] = {}
    for measure in catalogue().values():
        for feed in measure.every_feed:
            fed.setdefault(feed, []).append(f"`{measure.id}`")
    for feed, ids in sorted(fed.items()):
        yield f"| `{feed}` | {', '.join(ids)} |"


def _said(measure: Measure) -> Iterator[str]:
    yield f"- Needs: {in_words(measure.told_by)}"
    yield f"- Unit: {measure.unit}"
    yield f"- What it says: {KINDS[measure.kind]}"
    if measure.of_people:
        yield f"- Of whom: `{measure.who or 'everyone on a list'}`"
        yield f"- What holds: `{measure.holds}`"
        yield from [f"- Expected: `{measure.expected}`"] if measure.expected else []
    else:
        yield f"- Counts: `{measure.each}` where `{measure.counts}`"
        yield from [f"- Met: `{measure.met}`"] if measure.met else []
        yield f"- Adds: `{measure.adds}`"
    yield from [f"- Of people of {measure.aged}"] if measure.aged else []
    yield f"- Dated: {measure.dating}"
    yield f"- Better: {measure.good}"
    yield f"- Source: {measure.source}"
    yield f"- Version: {measure.version}"
    yield from [f"- {measure.note.strip()}"] if measure.note else []
    yield from (f"- Example: {drawn['example']}" for drawn in measure.examples)
