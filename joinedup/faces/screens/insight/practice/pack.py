"""A practice's peer-review pack: how it stands in every measure, who is on its list, what each measure is."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.pyramid import Band, Pyramid, pyramid_chart
from joinedup.faces.components.packs import Pack, Part
from joinedup.faces.screens.insight import asking, packing, standings
from joinedup.faces.screens.insight.needs import pack as needs
from joinedup.insight.measures.population import AGE_BANDS
from joinedup.planning.releases.models import Release
from joinedup.planning.results import population
from joinedup.planning.results.lists import Lists, Shown

OLD = 7  # the first band of people of 70 or over


def pack(release: Release, code: str) -> Pack:
    """Return the peer-review pack of one practice."""
    unit, rows = asking.practice_coded(release, code), asking.rows_of(release, "practice", code)
    lists = population.lists(release)
    chart = on_the_list(unit.name, code, lists, release=release.name) if lists else None
    caption = f"{unit.name}: every measure"
    return Pack(
        f"peer-review-{code}", f"{unit.name}: peer review", standings.findings(unit.name, rows),
        packing.origin(release, [row.measure for row in rows]),
        (*((Part("Who is on the list", charts=(chart,)),) if chart else ()),
         *needs.parts(release, "practice", code, unit.name),
         *standings.parts(f"peer-review-{code}", caption, rows, release=release.name),
         packing.definitions(row.measure for row in rows)),
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
