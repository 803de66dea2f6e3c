"""Segments as they may be shown: small counts hidden, and with them what was spent on those people. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from joinedup.insight.disclosure import Policy, protect
from joinedup.insight.segments.compute import Moved
from joinedup.insight.segments.definition import Scheme
from joinedup.insight.segments.profile import Cell
from joinedup.insight.statistics.inequality import Lorenz

ELSEWHERE = "Not on a list here"


@dataclass(frozen=True, slots=True)
class ShownSegment:
    """One segment in one group: people (a number, or words), shares (0 to 1) of people and of spending, pounds a head.

    Whatever is not a number of people is None where people are not shown. Shares of spending are to a thousandth and
    pounds a head to three figures, of the rounded people: exact ones, divided by each other, would give the very count.
    """

    group: str
    segment: str
    people: int | str
    share: float | None
    cost_share: float | None
    per_head: float | None


@dataclass(frozen=True, slots=True)
class ShownMove:
    """How many people were in one segment and then in another, by their titles; None where not shown."""

    before: str
    after: str
    people: int | None


def segments(scheme: Scheme, found: Iterable[Cell], policy: Policy) -> list[ShownSegment]:
    """Return a line for each group and segment, in the scheme's order. Shares are of the group; none where unknown."""
    mine = [cell for cell in found if cell.scheme == scheme.id]
    groups = sorted({cell.group for cell in mine})
    order = [segment.id for segment in scheme.segments]
    people, pounds = np.zeros((len(groups), len(order)), dtype=np.int64), np.zeros((len(groups), len(order)))
    for cell in mine:
        at = groups.index(cell.group), order.index(cell.segment)
        people[at], pounds[at] = cell.people, cell.spent
    if not groups:
        return []
    table = protect(people, policy=policy, never_alone=True)
    shown = []
    for row, group in enumerate(groups):
        for column, segment in enumerate(scheme.segments):
            at = row, column
            count, total = table.at(*at), table.at(row, -1)
            seen = isinstance(count, int)
            share = count / total if isinstance(count, int) and isinstance(total, int) and total else None
            spent = float(pounds[row].sum())
            shown.append(ShownSegment(
                group, segment.title, count, share,
                round(float(pounds[at]) / spent, 3) if seen and spent else None,
                _three_figures(float(pounds[at]) / count) if isinstance(count, int) and count else None,
            ))  # fmt: skip
    return shown


def moves(scheme: Scheme, moved: Sequence[Moved], policy: Policy) -> list[ShownMove]:
    """Return the movements that anybody made, by title, in the scheme's order; those who came or left are ELSEWHERE."""
    names: list[str | None] = [*(segment.id for segment in scheme.segments), None]
    people = np.zeros((len(names), len(names)), dtype=np.int64)
    for each in moved:
        people[names.index(each.before), names.index(each.after)] = each.people
    table = protect(people, policy=policy)
    found = []
    for row, before in enumerate(names):
        for column, after in enumerate(names):
            count = table.at(row, column)
            if count != 0:
                told = count if isinstance(count, int) else None
                found.append(ShownMove(_title(scheme, before), _title(scheme, after), told))
    return found


def curve(found: Lorenz | None, *, people: int, policy: Policy) -> Lorenz | None:
    """Return a Lorenz curve where each of its hundredths is of more people than a small number; else None."""
    return found if found is not None and not policy.is_small(people / (len(found.people) - 1)) else None


def _three_figures(value: float) -> float:
    return round(value, 2 - math.floor(math.log10(abs(value)))) if value else value


def _title(scheme: Scheme, segment: str | None) -> str:
    return ELSEWHERE if segment is None else scheme.title_of(segment)
