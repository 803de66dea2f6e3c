"""The content of a practice's peer-review pack, as plain data: what a page, a file or a report is made from. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.pyramid import Band, Pyramid, pyramid_chart
from joinedup.faces.components.lists import Table
from joinedup.faces.screens.insight import standings
from joinedup.faces.screens.insight.standings import Row
from joinedup.insight.measures.population import AGE_BANDS
from joinedup.planning.results.lists import Lists, Shown

OLD = 7  # the first band of people of 70 or over


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack: its title, what was found (the headline first), its charts, its tables with their rows."""

    title: str
    release: str
    data_to: date
    findings: tuple[str, ...]
    charts: tuple[Chart, ...]
    tables: tuple[tuple[Table, Sequence[Any]], ...]


def pack_of(name: str, rows: Sequence[Row], *, lists: Lists | None, code: str, release: str, data_to: date) -> Pack:
    """Return the pack of one practice (or of a network, which has no list of its own: ``code`` empty)."""
    differing = standings.outstanding(rows)
    chart = on_the_list(name, code, lists, release=release) if lists else None
    return Pack(
        title=f"{name}: peer review",
        release=release,
        data_to=data_to,
        findings=(standings.finding(name, rows), *(standings.sentence(row) for row in differing)),
        charts=(chart,) if chart else (),
        tables=((standings.table(f"peer-review-{code}".strip("-"), f"{name}: every measure", release=release), rows),
                *(((chart.table, chart.rows),) if chart else ())),
    )  # fmt: skip


def on_the_list(name: str, code: str, lists: Lists, *, release: str) -> Chart | None:
    """Return who is on a practice's list, in per cent by age and sex, with the outline of the whole place."""
    own, total = lists.people.get(code), lists.totals.get(code)
    if own is None or not isinstance(total, int) or not isinstance(lists.total, int):
        return None
    bands = tuple(
        Band(band, _share(f, total), _share(m, total), _words(f), _words(m),
             _share(pf, lists.total), _share(pm, lists.total))
        for band, (f, m), (pf, pm) in zip(AGE_BANDS, own, lists.place, strict=True)
    )  # fmt: skip
    about = About(
        "list", _older(name, own, total, lists), "People on the list by age and sex", "%",
        counted=f"{total:,} people of known age and sex", data_to=lists.day, source=f"release {release}",
    )  # fmt: skip
    return pyramid_chart(Pyramid(about, bands, outline="The whole place"))


def _older(name: str, own: Sequence[tuple[Shown, Shown]], total: int, lists: Lists) -> str:
    mine, theirs = _old(own, total), _old(lists.place, lists.total)
    if mine is None or theirs is None:
        return f"{name} has {total:,} people on its list"
    said = f"{mine:.0%} of people on the list are 70 or over"
    if f"{mine:.0%}" == f"{theirs:.0%}":
        return f"{said}, as in the whole place"
    return f"{said}, {'more' if mine > theirs else 'fewer'} than in the whole place ({theirs:.0%})"


def _old(bands: Sequence[tuple[Shown, Shown]], total: Shown) -> float | None:
    counts = [count for band in bands[OLD:] for count in band]
    if not isinstance(total, int) or not total or any(not isinstance(count, int) for count in counts):
        return None
    return sum(int(count) for count in counts) / total


def _share(count: Shown, total: int) -> float | None:
    return 100 * count / total if isinstance(count, int) and total else None


def _words(count: Shown) -> str:
    return "" if isinstance(count, int) else count
