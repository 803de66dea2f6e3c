"""What is worked out for every release, for which days, and what of it may be shown. Pure."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from joinedup.insight.disclosure import NOT_SHOWN, Policy
from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.definition import Measure
from joinedup.insight.measures.periods import Period, year_to
from joinedup.insight.measures.shown import ShownFigure, disclose

By = tuple[str, ...]
MONTHS_SHOWN = 36
# Not a cut: the whole place in the twelve months before the last twelve.
YEAR_BEFORE: By = ("year_before",)
# What a trend is made of: the last year, the year before, the months.
OF_A_TREND: tuple[By, ...] = ((), YEAR_BEFORE, ("month",))
# The cuts that pages ask for; any other is worked out when it is first asked for.
OF_EVERYTHING: tuple[By, ...] = (
    (), YEAR_BEFORE, ("month",), ("practice",), ("practice", "month"), ("network",), ("network", "month"),
    ("deprivation",), ("age_band",), ("sex",), ("ethnic_group",),
)  # fmt: skip
OF_PEOPLE: tuple[By, ...] = (*OF_EVERYTHING, ("area",))
OF_RATES: tuple[By, ...] = (*OF_PEOPLE, ("practice", "five_year_age", "sex"), ("deprivation", "five_year_age", "sex"))
OF_HOMES_AND_PRACTICES: By = ("home", "practice")
OF_CARE_HOMES: tuple[By, ...] = (
    (), YEAR_BEFORE, ("month",), ("home",), ("home", "month"), OF_HOMES_AND_PRACTICES,
)  # fmt: skip
OF_ROWS: tuple[By, ...] = (*OF_EVERYTHING, ("provider",))

# Of a unit's twelve months no more than so many may be small, or none of them is shown.
MOST_SMALL_MONTHS = 3
_OTHERS = "\N{NULL}others"


def cuts_of(measure: Measure) -> tuple[By, ...]:
    """Return the cuts in which ``measure`` is worked out for every release."""
    if measure.over == "time_in_care_home" and measure.kind == "rate":
        return OF_CARE_HOMES
    if measure.kind in ("share", "average"):
        return OF_ROWS
    return OF_PEOPLE if measure.of_people else OF_RATES


def period_of(by: By, *, data_date: date, months: int = MONTHS_SHOWN) -> Period:
    """Return the days for one way of cutting: the last twelve whole months, those before, or by month ``months``."""
    year = year_to(data_date)
    if by == YEAR_BEFORE:
        return Period(_years_before(year.first_day, 1), year.first_day)
    if "month" in by:
        return Period(_years_before(year.last_day, months // 12), year.last_day)
    return year


# A page asks for each some five times, and a definition never changes.
@functools.lru_cache(maxsize=1024)
def name_of(measure: Measure) -> str:
    """Return the name of a measure's results: it changes when anything of its definition, or of its cuts, does.

    What definitions share counts as theirs: code lists, expected rates, registers, words of criteria, derived tables.
    """
    return f"{measure.id}-{hashlib.sha256(measure.in_full.encode()).hexdigest()[:12]}"


# What may be shown


def may_be_shown(
    measure: Measure, found: Mapping[By, Sequence[Figure]], *, policy: Policy
) -> dict[By, list[ShownFigure]]:
    """Return every cut that a page shows, as ``policy`` lets it be shown: what is hidden in one is not told by another.

    The whole is hidden where any table of its parts asks for it. Months are shown with the total of their year. Ages in
    five-year bands are for standardising, and never shown.
    """
    total = next(iter(found.get((), ())), None)
    before = next(iter(found.get(YEAR_BEFORE, ())), None)
    shown: dict[By, list[ShownFigure]] = {}
    wholes: list[ShownFigure] = disclose([total], measure=measure, policy=policy)[0] if total else []
    befores: list[ShownFigure] = disclose([before], measure=measure, policy=policy)[0] if before else []
    for by, figures in found.items():
        if by in ((), YEAR_BEFORE) or "five_year_age" in by:
            continue
        if by == ("month",):
            shown[by], whole, earlier = _months(measure, figures, (total, before), policy)
            befores += [earlier] if earlier else []
        elif "month" in by:
            shown[by], whole = _by_month(measure, figures, policy), None
        elif by == OF_HOMES_AND_PRACTICES:
            shown[by], whole = _within_homes(measure, figures, shown.get(("home",), []), policy), None
        else:
            shown[by], whole = disclose(figures, measure=measure, policy=policy, total=total)
        wholes += [whole] if whole else []
    return {(): _strictest(wholes), YEAR_BEFORE: _strictest(befores)} | shown


def whole_months(figures: Iterable[Figure]) -> list[Figure]:
    """Return the figures of whole months: where answers are waited for, the last one may be a part."""
    return [figure for figure in figures if figure.first_day.day == 1 and figure.last_day.day == 1]


def _strictest(figures: Sequence[ShownFigure]) -> list[ShownFigure]:
    return [next((figure for figure in figures if figure.hidden), figures[0])] if figures else []


def _months(
    measure: Measure, figures: Sequence[Figure], wholes: tuple[Figure | None, Figure | None], policy: Policy
) -> tuple[list[ShownFigure], ShownFigure | None, ShownFigure | None]:
    """Return months, and the two years that they add up to: people counted on a day do not add up."""
    if measure.of_people:
        return [disclose([figure], measure=measure, policy=policy)[0][0] for figure in figures], None, None
    shown: list[ShownFigure] = []
    told: list[ShownFigure | None] = []
    for place, year in enumerate(_by_year(figures)):
        of_year, total = disclose(
            year, measure=measure, policy=policy, total=wholes[place] if place < len(wholes) else None
        )
        shown = of_year + shown
        told.append(total)
    told += [None, None]
    return shown, told[0], told[1]


def _by_year(figures: Sequence[Figure]) -> list[list[Figure]]:
    """Return whole months in lots of twelve, the last first."""
    months = sorted({figure.group["month"] for figure in figures}, reverse=True)
    lots = [set(months[at : at + 12]) for at in range(0, len(months), 12)]
    kept = whole_months(figures)
    return [[figure for figure in kept if figure.group["month"] in lot] for lot in lots]


def _by_month(measure: Measure, figures: Sequence[Figure], policy: Policy) -> list[ShownFigure]:
    """Return units by month. A unit that is small in most months is hidden in all of that year, among the others."""
    [unit] = [name for name in figures[0].group if name != "month"] if figures else [""]
    shown: list[ShownFigure] = []
    for year in _by_year(figures):
        sparse = _sparse(measure, year, unit, policy)
        kept = [figure for figure in year if figure.group[unit] not in sparse]
        others = _others([figure for figure in year if figure.group[unit] in sparse], unit)
        told, _ = disclose([*kept, *others], measure=measure, policy=policy)
        shown += [figure for figure in told if figure.group[unit] != _OTHERS]
        shown += [_hidden(figure) for figure in year if figure.group[unit] in sparse]
    return sorted(shown, key=lambda figure: (str(figure.group[unit]), figure.group["month"]))


def _within_homes(
    measure: Measure, figures: Sequence[Figure], homes: Sequence[ShownFigure], policy: Policy
) -> list[ShownFigure]:
    """Return homes by practice, home by home: a home's own figure comes first, and its parts tell no more than it.

    No figure of a practice over all homes is kept, so homes are apart from each other but for their own figures. Where
    a home's figure is hidden, or its parts could only be shown without it, none of its parts is.
    """
    told = {figure.group["home"]: figure for figure in homes}
    parts: dict[Any, list[Figure]] = {}
    for figure in figures:
        parts.setdefault(figure.group["home"], []).append(figure)
    shown: list[ShownFigure] = []
    for home, its in parts.items():
        whole = told.get(home)
        found, total = disclose(its, measure=measure, policy=policy, total=_others(its, "practice", at="home")[0])
        closed = whole is None or bool(whole.hidden) or total is None or bool(total.hidden)
        shown += [_hidden(figure, NOT_SHOWN) for figure in its] if closed else found
    return shown


def _sparse(measure: Measure, figures: Sequence[Figure], unit: str, policy: Policy) -> set[Any]:
    """Return the units with too many small months: two at least, where there is one, so that none is the rest.

    The second is the one with most small months, and of those alike the one that counts fewest.
    """
    small: dict[Any, int] = {}
    counted: dict[Any, int] = {}
    for figure in figures:
        small.setdefault(figure.group[unit], 0)
        counts = [figure.counted]
        counts += [round(figure.denominator) - figure.counted] if measure.kind in ("share", "people") else []
        small[figure.group[unit]] += any(map(policy.is_small, counts))
        counted[figure.group[unit]] = counted.get(figure.group[unit], 0) + figure.counted
    sparse = {name for name, months in small.items() if months > MOST_SMALL_MONTHS}
    if len(sparse) == 1 and len(small) > 1:
        others = (name for name in small if name not in sparse)
        sparse.add(max(others, key=lambda name: (small[name], -counted[name])))
    return sparse


def _others(figures: Sequence[Figure], unit: str, *, at: str = "month") -> list[Figure]:
    """Return the sum of figures by month (or by what ``at`` names), as one unit."""
    months: dict[Any, Figure] = {}
    for figure in figures:
        sofar = months.get(figure.group[at])
        if sofar is None:
            months[figure.group[at]] = replace(figure, group={**figure.group, unit: _OTHERS}, value=None)
        else:
            months[figure.group[at]] = replace(
                sofar, numerator=sofar.numerator + figure.numerator,
                denominator=sofar.denominator + figure.denominator, counted=sofar.counted + figure.counted,
            )  # fmt: skip
    return list(months.values())


def _hidden(figure: Figure, why: str = "too few in most months") -> ShownFigure:
    nothing: dict[str, Any] = dict.fromkeys(("numerator", "denominator", "value", "low", "high"))
    return ShownFigure(
        measure=figure.measure, group=figure.group, first_day=figure.first_day, last_day=figure.last_day,
        hidden=why, **nothing,
    )  # fmt: skip


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years)
