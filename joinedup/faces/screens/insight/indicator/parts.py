"""The page of one measure, put together: which charts it has, in which order, and how the measure was computed."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from joinedup.faces.components import areas
from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.screens.insight import packing, words
from joinedup.faces.screens.insight.indicator import charts
from joinedup.faces.screens.insight.indicator.charts import Told
from joinedup.insight.measures.compute import explained
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.periods import Period
from joinedup.insight.measures.support import in_words
from joinedup.planning.releases.models import Release
from joinedup.planning.results import population, rules
from joinedup.planning.results import queries as results
from joinedup.planning.results.models import Rebase
from joinedup.planning.results.standardised import standardised
from joinedup.planning.results.trends import Trend

GROUPS = (("age_band", "age", "by age"), ("sex", "sex", "by sex"), ("ethnic_group", "ethnic-group", "by ethnic group"))


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: its anchor and heading, its charts, and what is said where there is none."""

    name: str
    heading: str
    charts: tuple[Chart, ...]
    instead: str = ""


def told_of(release: Release, measure: Measure, *, mine: str = "") -> Told:
    """Return what every chart of the measure says: its release, the names of practices, and which is the reader's."""
    names = {unit.code: unit.name for unit in population.units(release).values()}
    return Told(measure, release.name, release.data_date, names, mine if mine in names else "")


def sections(release: Release, measure: Measure, trend: Trend, *, mine: str = "") -> list[Section]:
    """Return the parts of the page that have something to show, in order."""
    if trend.year is None:
        return []
    told = told_of(release, measure, mine=mine)
    found = [_over_time(told, trend, results.rebasings(measure))]
    ways = rules.cuts_of(measure)
    if ("practice",) in ways:
        found.append(_practices(told, release, trend))
        found.append(_networks(told, release, trend))
    if ("home",) in ways:
        found.append(_units(told, release, trend, ("home", "Care homes")))
    if ("deprivation",) in ways:
        found.append(_deprivation(told, release))
        found.append(Section("groups", "By age, sex and ethnic group", _groups(told, release, trend)))
    if ("area",) in ways:
        found.append(_areas(told, release))
    if ("provider",) in ways:
        found.append(_units(told, release, trend, ("provider", "By provider")))
    return [section for section in found if section.charts or section.instead]


def every_chart(parts: list[Section]) -> dict[str, Chart]:
    """Return the charts of a page by their names, for their files."""
    return {chart.name: chart for part in parts for chart in part.charts}


def how_computed(release: Release, trend: Trend) -> list[tuple[str, str]]:
    """Return what "how was this computed" says that is text, and the query last."""
    measure, year = trend.measure, trend.year
    days = rules.period_of((), data_date=release.data_date)
    period = Period(year.first_day, year.last_day) if year else days
    feeds = in_words(measure.told_by)
    queries = "\n\n".join(_written_out(sql) for sql in explained(measure, period=period))
    return [
        ("Question", measure.question), ("What counts", packing.what_counts(measure)),
        ("Among whom", packing.among_whom(measure)),
        ("Which way is better", words.BETTER_WHEN[measure.good]), *([("Note", measure.note)] if measure.note else []),
        ("Source", measure.source), ("Version", measure.version), ("Feeds it needs", feeds),
        ("Release", release.name), ("SHA-256 of its manifest", release.manifest_hash),
        ("Query (in DuckDB’s dialect, the same on Spark)", queries),
    ]  # fmt: skip


def examples(measure: Measure) -> list[dict[str, str]]:
    """Return the measure's examples: what each shows, the rows drawn, and the answer."""
    found = []
    for example in measure.examples:
        drawn = "\n\n".join(str(value).strip() for value in example.values() if "|" in str(value))
        answer = ", ".join(
            f"{name} {example[name]}" for name in ("numerator", "denominator", "value") if name in example
        )
        found.append({"shows": str(example.get("example", "")), "drawn": drawn, "answer": answer})
    return found


def _over_time(told: Told, trend: Trend, decided: list[Rebase]) -> Section:
    if trend.chart is None and not any(figure.value is not None for figure in trend.months):
        return Section("over-time", "Is it changing?", (), "It is not shown by month.")
    if trend.chart is None:
        return Section("over-time", "Is it changing?", (charts.people_over_time(told, trend),))
    why = [each.reason for each in decided]
    return Section("over-time", "Is it changing?", (charts.over_time(told, trend.chart, trend.months, why=why),))


def _practices(told: Told, release: Release, trend: Trend) -> Section:
    parts = results.shown(release, told.measure, ("practice",)).figures
    if not parts:
        return Section("practices", "How practices compare", ())
    standings = results.standings(release, told.measure)
    found = [charts.funnel(told, trend.year, parts)]
    said = charts.practices_finding(told, standings, trend.year, "practices")
    found.append(
        charts.compared(told, "practices-compared", parts, unit="practice", total=trend.year,
                        what=f"{told.measure.title}, by practice", said=said)
    )  # fmt: skip
    if ("practice", "five_year_age", "sex") in rules.cuts_of(told.measure):
        hidden = [figure.group["practice"] for figure in parts if figure.hidden]
        by_age = results.figures(release, told.measure, ("practice", "five_year_age", "sex"))
        found.append(charts.same_ages(told, standardised(told.measure, by_age, unit="practice"), hidden))
    kept = tuple(chart for chart in found if chart is not None)
    instead = "" if found[0] else "There is no funnel plot: " + (
        "it needs counts of single events or people, and this measure adds up amounts or takes an average."
        if told.measure.kind == "average" or told.measure.adds != "1" else "too few practices can be shown."
    )  # fmt: skip
    return Section("practices", "How practices compare", kept, instead)


def _networks(told: Told, release: Release, trend: Trend) -> Section:
    parts = [f for f in results.shown(release, told.measure, ("network",)).figures if f.group["network"]]
    if len(parts) < 2:
        return Section("networks", "By network", ())
    chart = charts.compared(told, "networks", parts, unit="network", total=trend.year,
                            what=f"{told.measure.title}, by network")  # fmt: skip
    return Section("networks", "By network", (chart,))


def _units(told: Told, release: Release, trend: Trend, asked: tuple[str, str]) -> Section:
    cut, heading = asked
    parts = [f for f in results.shown(release, told.measure, (cut,)).figures if f.group[cut]]
    if not parts:
        return Section(f"{cut}s", heading, ())
    drawn = charts.funnel(told, trend.year, parts, unit=cut)
    chart = charts.compared(told, f"{cut}s-compared", parts, unit=cut, total=trend.year,
                            what=f"{told.measure.title}, by {cut}")  # fmt: skip
    return Section(f"{cut}s", heading, tuple(each for each in (drawn, chart) if each))


def _deprivation(told: Told, release: Release) -> Section:
    parts = results.shown(release, told.measure, ("deprivation",)).figures
    chart, _ = charts.deprivation(told, parts) if parts else (None, None)
    found = [chart] if chart else []
    return Section("deprivation", "Is it fair?", tuple(found), "" if found else "Too few can be shown by deprivation.")


def _groups(told: Told, release: Release, trend: Trend) -> tuple[Chart, ...]:
    found = []
    for cut, name, what in GROUPS:
        parts = results.shown(release, told.measure, (cut,)).figures
        if len(parts) > 1:
            found.append(
                charts.compared(told, name, parts, unit=cut, total=trend.year, what=f"{told.measure.title}, {what}",
                                bars=told.measure.kind != "average")
            )  # fmt: skip
    return tuple(found)


def _areas(told: Told, release: Release) -> Section:
    parts = results.shown(release, told.measure, ("area",)).figures
    chart = charts.by_area(told, parts, population.areas(release), areas.shapes()) if parts else None
    return Section("areas", "Where?", (chart,) if chart else (), "" if chart else areas.WHAT_TO_SUPPLY)


def _written_out(sql: str) -> str:
    """Return a query as people read it: without its indent and its empty lines."""
    return "\n".join(part for part in dedent(sql).splitlines() if part.strip())


def months_offered(trend: Trend) -> list[dict[str, Any]]:
    """Return the months from which limits may start again: each but the first, the newest first."""
    days = [point.day for point in trend.chart.points[1:]] if trend.chart else []
    return [{"value": f"{day:%Y-%m}", "text": f"{day:%B} {day.year}"} for day in reversed(days)]
