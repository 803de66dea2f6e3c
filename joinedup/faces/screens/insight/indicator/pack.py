"""One measure everywhere, to print and to work on: the parts of its page, and how it was computed."""

from __future__ import annotations

from operator import itemgetter

from joinedup.faces.components.lists import Column, Table
from joinedup.faces.components.packs import Pack, Part
from joinedup.faces.screens.insight import packing, words
from joinedup.faces.screens.insight.indicator import parts
from joinedup.insight.measures.definition import Measure
from joinedup.planning.releases.models import Release
from joinedup.planning.results import queries as results
from joinedup.planning.results.trends import Trend

COMPUTED = Table(
    "computed", "How this was computed", (Column("What", itemgetter(0)), Column("In this measure", itemgetter(1)))
)


def pack(release: Release, measure: Measure, *, mine: str = "") -> Pack:
    """Return the pack of one measure; ``mine`` is the practice that its charts mark."""
    trend = results.trend(release, measure)
    shown = tuple(
        Part(section.heading, (section.instead,) if section.instead else (), section.charts)
        for section in parts.sections(release, measure, trend, mine=mine)
    )
    computed = Part(COMPUTED.caption, tables=((COMPUTED, parts.how_computed(release, trend)),))
    return Pack(
        measure.id, measure.title, findings(trend), packing.origin(release, [measure]),
        (*shown, packing.definitions([measure]), computed),
    )  # fmt: skip


def findings(trend: Trend) -> tuple[str, ...]:
    """Return what is found of a measure: its figure, what it is made of, and what became of it."""
    measure, year = trend.measure, trend.year
    if year is None:
        return (f"{measure.title}: {trend.why_not}",)
    within = words.interval(measure, year)
    return (
        f"{measure.title}: {words.latest(measure, year)} {words.long_unit(measure)}",
        f"{words.counted(measure, year)}, {words.days(year)}" + (f"; 95% interval {within}" if within else ""),
        words.change(trend), words.course(trend), words.BETTER_WHEN[measure.good],
    )  # fmt: skip
