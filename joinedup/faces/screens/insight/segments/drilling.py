"""What the page of a drill shows: its form, what it filters by, its table, chart and file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

from django.urls import reverse

from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.compare import Compared, Comparison, compare_chart
from joinedup.faces.components.lists import Column, Table, query
from joinedup.faces.screens.insight.segments.parts import percent, pounds
from joinedup.insight.segments.drill import FEWEST_FOR_AVERAGES, FEWEST_FOR_SHARES, MOST_FILTERS, Ask, Drilled, Shown
from joinedup.insight.segments.lines import Dimension
from joinedup.planning.releases.models import Release
from joinedup.planning.segments.rules import FIRST_BY, as_address

Dimensions = Mapping[str, Dimension]


@dataclass(frozen=True, slots=True)
class Field:
    """One choice of the form: its name, label, what is chosen, and every value with its words."""

    name: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One filter in force: its words, and the address without it."""

    words: str
    without: str


def fields(ask: Ask, dimensions: Dimensions) -> list[Field]:
    """Return the form's choices: one for each dimension, and the breakdown last."""
    found = [
        Field(name, each.title, ask.where.get(name, ""), (("", "Any"), *each.values.items()))
        for name, each in dimensions.items()
    ]
    return [*found, Field("by", "Break down by", ask.by, tuple((n, each.title) for n, each in dimensions.items()))]


def chosen(ask: Ask, dimensions: Dimensions, kept: Mapping[str, str]) -> list[Chosen]:
    """Return the filters in force; ``kept`` is what else the address holds (the release)."""
    return [
        Chosen(
            f"{dimensions[name].title}: {dimensions[name].values[value]}",
            address({n: v for n, v in ask.where.items() if n != name}, ask.by, kept),
        )
        for name, value in ask.where.items()
    ]


def address(where: Mapping[str, str], by: str, kept: Mapping[str, str], page: str = "segments_explore") -> str:
    """Return where a drill is shown."""
    return reverse(page) + query({**kept, **as_address(where, by)})


def words(ask: Ask, dimensions: Dimensions) -> str:
    """Return who is drilled into, in words."""
    told = [f"{dimensions[name].title.lower()}: {dimensions[name].values[value]}" for name, value in ask.where.items()]
    return "; ".join(told)


def table(ask: Ask, dimensions: Dimensions, kept: Mapping[str, str]) -> Table:
    """Return the table of a drill's groups; each leads one step further, while more may be chosen."""
    left = [name for name in dimensions if name not in ask.where and name != ask.by]

    def further(row: Shown) -> str:
        if ask.by in ask.where or len(ask.where) >= MOST_FILTERS or not isinstance(row.people, int):
            return ""
        return address({**ask.where, ask.by: row.value}, left[0] if left else ask.by, kept)

    of_group = (Column("Of everyone in the group", lambda row: percent(row.of_group), numeric=True),)
    return Table(
        "drill",
        f"By {dimensions[ask.by].title[:1].lower()}{dimensions[ask.by].title[1:]}",
        (
            Column(dimensions[ask.by].title, attrgetter("title"), link=further),
            Column("People", attrgetter("people"), numeric=True),
            Column("Share of people", lambda row: percent(row.share), numeric=True),
            *(of_group if ask.where else ()),
            Column("Contacts a head", lambda row: "" if row.contacts is None else f"{row.contacts:g}", numeric=True),
            Column("Cost a head", lambda row: pounds(row.cost), numeric=True),
            Column("Share of cost", lambda row: two_figures(row.cost_share), numeric=True),
        ),
    )  # fmt: skip


def two_figures(share: float | None) -> str:
    """Return a share that is known to two figures as a percentage of no more."""
    if share is None:
        return ""
    hundredths = share * 100
    return f"{hundredths:.0f}%" if hundredths >= 9.95 else f"{hundredths:.1f}%"


def finding(found: Drilled) -> str:
    """Return what a drill shows, in a sentence: who costs most for their number, or where most people are."""
    known = [row for row in found.rows if isinstance(row.people, int)]
    if not known:
        return "No group is large enough to show"
    paid = [row for row in known if row.cost_share is not None and row.share]
    if paid:
        most = max(paid, key=lambda row: (row.cost_share or 0) / (row.share or 1))
        if (most.cost_share or 0) > 1.2 * (most.share or 1):
            return f"{most.title}: {percent(most.share)} of these people, {two_figures(most.cost_share)} of their cost"
    most_people = max(row.people for row in known if isinstance(row.people, int))
    largest = [row.title for row in known if row.people == most_people]
    if len(largest) > 1:
        return f"The largest groups have {most_people:,} people each: {' and '.join(largest[:2])}"
    return f"The largest group is {largest[0]}: {most_people:,} of {found.total.people:,} people"


def chart(found: Drilled, ask: Ask, dimensions: Dimensions, release: Release) -> Chart | None:
    """Return how many people are in each group as bars; None where none is shown."""
    dimension = dimensions[ask.by]
    if found.too_few or not any(isinstance(row.people, int) for row in found.rows):
        return None
    about = About(
        "drill", finding(found), "People", data_to=release.data_date, source=f"release {release.name}",
        notes=("Groups may overlap: someone may be in several.",) if dimension.several is not None else (),
    )  # fmt: skip
    units = tuple(
        Compared(row.title, row.people) if isinstance(row.people, int)
        else Compared(row.title, None, suppressed=True, instead=row.people)
        for row in found.rows
    )  # fmt: skip
    return compare_chart(Comparison(about, units, units_words="groups", bars=True, sort=False))


_WHOLE = ("People who are", "Broken down by", "Group", "People", "Share of people", "Of everyone in the group",
          "Contacts a head", "Cost a head (£)", "Share of cost", "Release", "Data date")  # fmt: skip
WHOLE = Table("drill", "A drill", tuple(Column(name, itemgetter(at)) for at, name in enumerate(_WHOLE)))


def whole(found: Drilled, ask: Ask, dimensions: Dimensions, release: Release) -> Iterable[tuple[Any, ...]]:
    """Return a drill as rows of a file; its total first."""
    of, by = words(ask, dimensions) or "everyone", dimensions[ask.by].title
    for row in (found.total, *found.rows):
        yield (of, by, row.title, row.people, row.share, row.of_group, row.contacts, row.cost, row.cost_share,
               release.name, release.data_date)  # fmt: skip


HOW_SHOWN = (
    "Counts are rounded to tens by a rule that gives the same people the same figure, so parts need not add up. Fewer "
    "than 10, and a count that differs from a wider one by a few people, are not shown. Contacts and cost are of the "
    f"twelve months up to that day, to two figures, of {FEWEST_FOR_AVERAGES} people or more, and not where one of them "
    f"is a fifth of the sum; shares are of {FEWEST_FOR_SHARES} people or more."
)


def form(ask: Ask, dimensions: Dimensions, kept: Mapping[str, str]) -> dict[str, Any]:
    """Return what the page's form shows; it stands also where nothing else can be shown."""
    return {
        "fields": fields(ask, dimensions), "chosen": chosen(ask, dimensions, kept), "kept": kept,
        "parameters": as_address(ask.where, ask.by), "found": None,
    }  # fmt: skip


def shown(
    found: Drilled, ask: Ask, dimensions: Dimensions, release: Release, kept: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the page shows of a drill."""
    return {
        "found": found, "chart": chart(found, ask, dimensions, release), "table": table(ask, dimensions, kept),
        "file": address(ask.where, ask.by, kept, "segments_explore_file"), "how_shown": HOW_SHOWN,
    }  # fmt: skip


def kept(given: Mapping[str, str]) -> dict[str, str]:
    """Return what an address holds beside the drill and that every link on the page keeps: the release."""
    return {"release": given["release"]} if given.get("release") else {}


def possible(ask: Ask, dimensions: Dimensions) -> Ask:
    """Return as much of what is asked as the form can show, for someone to mend it."""
    known = {n: value for n, value in ask.where.items() if n in dimensions and value in dimensions[n].values}
    return Ask(known, ask.by if ask.by in dimensions else FIRST_BY)


def cut_in_words(where: Mapping[str, str], split_by: str, dimensions: Dimensions) -> str:
    """Return a saved cut in words; a value that the newest release does not have stands as it was saved."""
    told = [
        f"{dimensions[n].title}: {dimensions[n].values.get(value, value)}" if n in dimensions else f"{n}: {value}"
        for n, value in where.items()
    ]
    by = dimensions[split_by].title if split_by in dimensions else split_by
    return f"{'; '.join(told) or 'Everyone'}, by {by[:1].lower()}{by[1:]}"
