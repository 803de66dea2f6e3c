"""The Place page to print and to work on: who lives here, how people fare, and what each measure is."""

from __future__ import annotations

from dataclasses import replace

from joinedup.faces.components.charts.chart import Chart
from joinedup.faces.components.packs import Pack, Part
from joinedup.faces.components.place import the_place
from joinedup.faces.screens.insight import packing
from joinedup.faces.screens.place import findings, tables
from joinedup.planning.releases import queries
from joinedup.planning.releases.models import Release
from joinedup.planning.results import queries as results


def pack(release: Release) -> Pack:
    """Return the pack of the Place page."""
    seen = queries.seen(release)
    people, measures = seen.population, [answered.measure for answered in seen.measures]
    who = Part(
        "Who lives here",
        charts=tuple(
            replace(chart, table=table, rows=tuple(rows)) for chart, table, rows in (
                (tables.chart_of_ages(people), tables.AGES, tables.ages(people)),
                (tables.chart_of_deprivation(people), tables.DEPRIVATION, tables.deprivation(people)),
            )
        ),
        tables=(
            (tables.PRACTICES, tables.practices(people)), (tables.CARE_HOMES, tables.care_homes(people)),
            *([(tables.LIVES, tables.lives(told))] if (told := results.lives(release)) else []),
        ),
    )  # fmt: skip
    fare = Part(
        "How people fare",
        tuple(f"{a.measure.title}: {findings.direction(a.year, a.year_before)}" for a in seen.measures),
        tuple(_months(tables.chart_of_months(answered)) for answered in seen.measures),
        ((tables.MEASURES, tables.measures(seen)),),
    )
    return Pack(
        "place", the_place().name or "The place",
        (findings.of_everyone(people), findings.of_ages(people), findings.of_deprivation(people),
         findings.of_practices(people), findings.of_care_homes(people)),
        packing.origin(release, measures), (who, fare, packing.definitions(measures)),
    )  # fmt: skip


def _months(chart: Chart) -> Chart:
    return packing.named(chart, chart.name)
