"""The dashboard to print and to work on: what changed, drawn and told, then every measure by topic."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.components.packs import Pack, Part
from joinedup.faces.screens.insight import packing, words
from joinedup.faces.screens.insight.dashboard import rows
from joinedup.faces.screens.insight.indicator import charts
from joinedup.faces.screens.insight.indicator.charts import Told
from joinedup.insight.statistics import spc
from joinedup.insight.statistics.standardising import Comparison
from joinedup.planning.releases.models import Release
from joinedup.planning.results import queries as results
from joinedup.planning.results.trends import Trend

MOST_DRAWN = 6
_FIRST = (Comparison.WORSE, Comparison.BETTER, Comparison.HIGHER, Comparison.LOWER)


def pack(release: Release, *, topic: str = "", changed: bool = False) -> Pack:
    """Return the pack of what the dashboard shows, narrowed as it is."""
    board = results.board(release)
    return pack_of(release, board, rows.chosen(board, topic=topic, changed=changed))


def pack_of(release: Release, board: Sequence[Trend], kept: Sequence[Trend]) -> Pack:
    """Return the pack of the trends ``kept``; its headline is of the whole board. Pure but for the release's name."""
    table = rows.table(release=release.name)
    topics = tuple(
        Part(topic, tables=((table, list(its)),)) for topic, its in groupby(kept, key=lambda t: t.measure.topic)
    )
    told = (words.of_the_board(board), *([hidden] if (hidden := words.of_hidden(kept)) else []))
    measures = [trend.measure for trend in kept]
    return Pack(
        "dashboard", "System dashboard", told, packing.origin(release, measures),
        (*_changed(release, kept), *topics, packing.definitions(measures)),
    )  # fmt: skip


def _changed(release: Release, kept: Sequence[Trend]) -> tuple[Part, ...]:
    """Return the part of what changed by more than chance: the worse first, the first of them drawn."""
    known = [trend for trend in kept if trend.year is not None and trend.year.value is not None]
    found = sorted((trend for trend in known if trend.changed), key=_weight)
    if not found:
        return ()
    charted = [trend for trend in found if trend.chart is not None][:MOST_DRAWN]
    drawn = [_chart(release, trend, trend.chart) for trend in charted if trend.chart]
    said = ("The worse first. Those drawn have a control chart; the others are in the table.",)
    caption = "What changed by more than chance"
    return (Part(caption, said, tuple(drawn), ((rows.table("changed", caption, release=release.name), found),)),)


def _weight(trend: Trend) -> int:
    return _FIRST.index(trend.verdict) if trend.verdict in _FIRST else len(_FIRST)


def _chart(release: Release, trend: Trend, chart: spc.Chart) -> Chart:
    told = Told(trend.measure, release.name, release.data_date)
    return packing.named(charts.over_time(told, chart, trend.months), f"{trend.measure.id}-months")
