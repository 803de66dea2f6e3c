"""The tables and charts of the pages of segments. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter, itemgetter
from typing import Any

from django.urls import reverse

from joinedup.faces.components.charts import finding
from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.flow import Flow, Moved, flow_chart
from joinedup.faces.components.charts.lorenz import lorenz_curve
from joinedup.faces.components.charts.statistics import lorenz_of
from joinedup.faces.components.lists import Column, Table, query
from joinedup.insight.segments.definition import Scheme
from joinedup.insight.segments.profile import CUTS
from joinedup.insight.segments.shown import ELSEWHERE, ShownMove, ShownSegment
from joinedup.planning.segments.queries import Explored
from joinedup.words.basics.moments import day

_FIGURES = (
    Column("People", attrgetter("people"), numeric=True),
    Column("Share of people", lambda row: percent(row.share), numeric=True),
    Column("Share of cost", lambda row: percent(row.cost_share), numeric=True),
    Column("Cost a head", lambda row: pounds(row.per_head), numeric=True),
)


def percent(share: float | None) -> str:
    """Return a share as people read it; nothing where it is not shown."""
    return "" if share is None else f"{share:.1%}"


def pounds(amount: float | None) -> str:
    """Return an amount as people read it; nothing where it is not shown."""
    return "" if amount is None else f"£{amount:,.0f}"


def of_scheme(scheme: Scheme, *, release: str = "") -> Table:
    """Return the table of a scheme's segments; each leads to a drill into it."""
    ids = {each.title: each.id for each in scheme.segments}

    def further(row: ShownSegment) -> str:
        return reverse("segments_explore") + query({"release": release, scheme.id: ids[row.segment], "by": "age"})

    return Table(scheme.id, scheme.title, (Column("Segment", attrgetter("segment"), link=further), *_FIGURES))


def of_cut(by: str) -> Table:
    """Return the table of a scheme's segments by a cut."""
    heading = CUTS[by][0]
    return Table(
        by,
        f"By {heading[:1].lower()}{heading[1:]}",
        (Column(heading, attrgetter("group")), Column("Segment", attrgetter("segment")), *_FIGURES),
    )


def top(rows: Sequence[ShownSegment]) -> str:
    """Return what a scheme shows: the segment that costs most for its people, in a sentence; or nothing."""
    known = [row for row in rows if row.share and row.cost_share is not None]
    if not known:
        return ""
    most = max(known, key=lambda row: (row.cost_share or 0) / (row.share or 1))
    return f"{most.segment}: {percent(most.share)} of people, {percent(most.cost_share)} of cost"


def moved(scheme: Scheme, moves: Sequence[ShownMove], *, since: date, until: date, release: str) -> Chart | None:
    """Return who moved between segments in the year; None where no movement is shown."""
    known = [move for move in moves if move.people]
    if not known:
        return None
    both = [move for move in known if ELSEWHERE not in (move.before, move.after)]
    people = sum(move.people or 0 for move in both)
    changed = sum(move.people or 0 for move in both if move.before != move.after)
    about = About(
        "movement",
        f"Of people in a segment on both days, {changed / people:.0%} moved to another" if people else
        "Nobody was in a segment on both days",
        "People", data_to=until, source=f"release {release}",
        notes=("Shares are of the movements that are shown.",),
    )  # fmt: skip
    order = (*(segment.title for segment in scheme.segments), ELSEWHERE)
    ribbons = tuple(Moved(move.before, move.after, move.people) for move in moves)
    return flow_chart(Flow(about, day(since), day(until), order, ribbons))


def concentration(found: Explored, *, until: date, release: str) -> Chart | None:
    """Return who uses which share of care; None where that would tell of a few people, or nothing was spent."""
    if found.curve is None:
        return None
    most = next((each for each in found.curve.top if each.share == 0.05), found.curve.top[0])
    about = About(
        "concentration", finding.concentrated("cost", share=most.share, use=most.used),
        "Share of cost", "%",
        counted=f"{found.people} people on lists", data_to=until, source=f"release {release}",
        notes=("Cost is of the contacts and packages that have one, in the twelve months up to that day.",),
    )  # fmt: skip
    return lorenz_curve(lorenz_of(about, found.curve))


WHOLE = Table(
    "segments", "Segments",
    tuple(Column(name, itemgetter(at)) for at, name in enumerate(
        ("Scheme", "By", "Group", "Segment", "People", "Share of people", "Share of cost", "Cost a head", "Release",
         "Data date"))),
)  # fmt: skip


def whole(found: Explored, schemes: Iterable[Scheme], *, release: str, until: date) -> Iterable[tuple[Any, ...]]:
    """Return every scheme in every cut as rows of a file."""
    for scheme in schemes:
        for by, rows in found.schemes[scheme.id].by.items():
            cut = CUTS[by][0] if by else "Everyone"
            for row in rows:
                yield (scheme.title, cut, row.group, row.segment, row.people, row.share, row.cost_share, row.per_head,
                       release, until)  # fmt: skip
        for move in found.schemes[scheme.id].moves:
            people = "not shown" if move.people is None else move.people
            yield (scheme.title, f"In {day(found.since)}", move.before, move.after, people, None, None, None, release,
                   until)  # fmt: skip
