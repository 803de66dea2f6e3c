"""Drilling: choose groups as filters and one thing to break down by; counts so rounded that drills may be compared.

Whoever drills may ask for two sets of people that differ by one, and take one figure from the other. So a drill shows
less than a table that stands alone (decision 0208):

- every count is rounded to a multiple of twice what the policy rounds to, up or down **by a draw from the secret
  numbers of the people counted**: the same people always give the same figure, and others another draw, so that the
  difference of two figures is not the difference of two counts;
- fewer people than that are told as such, nobody among them;
- a count is not shown where a drill one step wider counts only a few people more;
- averages are shown of fifty people or more, to two figures, and not where one person is a fifth of the sum.

Sources: ONS, "Protecting personal data in Census 2021 results" (cell key perturbation for tables that users build);
Australian Bureau of Statistics, TableBuilder. Pure: numbers in, numbers out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from joinedup.insight.disclosure import NOT_SHOWN, Policy
from joinedup.insight.segments.lines import KEYS, Dimension
from joinedup.words.basics.errors import BadInput

MOST_FILTERS = 4
FEWEST_FOR_AVERAGES = 50
FEWEST_FOR_SHARES = 200  # a count that is rounded to tens says no share of fewer
MOST_OF_ONE = 0.2  # of a sum, that one person may be
FIGURES = 2

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked: the value of each dimension that filters, and the dimension that breaks down."""

    where: Mapping[str, str]
    by: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Some people as they may be shown: ``people`` is a number, or why there is none; then nothing else is.

    ``share`` is of the people of the drill and ``of_group`` of everyone in the group (0 to 1), each of the figures
    shown and of two hundred people or more; ``cost_share`` is of the drill's cost. Contacts and pounds are for each
    head, to two figures; None where they are not shown.
    """

    value: str
    title: str
    people: int | str
    share: float | None = None
    of_group: float | None = None
    contacts: float | None = None
    cost: float | None = None
    cost_share: float | None = None


@dataclass(frozen=True, slots=True)
class Drilled:
    """A drill: everyone in it, and each group. ``too_few``: so few that nothing is shown."""

    total: Shown
    rows: tuple[Shown, ...]

    @property
    def too_few(self) -> bool:
        """Return whether there are so few people that nothing is shown."""
        return not isinstance(self.total.people, int)


@dataclass(frozen=True, slots=True)
class Rule:
    """How counts are shown: none below ``least``, others to a multiple of ``base``; differences up to ``few`` never."""

    least: int
    base: int
    few: int

    def shown(self, count: int, key: int, steps: NDArray[np.int64]) -> int | str:
        """Return a count of people whose secret numbers add up to ``key``; ``steps``: wider counts less this one."""
        if count < self.least:
            return f"fewer than {self.least}"
        if bool(((steps > 0) & (steps <= self.few)).any()):
            return NOT_SHOWN
        over = count % self.base
        return count - over + (self.base if (key % KEYS) * self.base < over * KEYS else 0)


def rule(policy: Policy) -> Rule:
    """Return the rule of drills for a policy."""
    base = 2 * policy.round_to
    return Rule(max(policy.largest_small + 1, base), base, policy.largest_small)


def checked(ask: Ask, dimensions: Mapping[str, Dimension]) -> Ask:
    """Return what is asked. Raises BadInput for a dimension or value that is not known, and for too many filters."""
    for name in (*ask.where, ask.by):
        if name not in dimensions:
            raise BadInput(f"People cannot be divided by '{name}'.", now=f"Choose from: {', '.join(dimensions)}.")
    for name, value in ask.where.items():
        if value not in dimensions[name].values:
            raise BadInput(
                f"There is no '{value}' here under {dimensions[name].title}.", now="Choose one of the list of values."
            )
    if len(ask.where) > MOST_FILTERS:
        raise BadInput(
            f"More than {MOST_FILTERS} things at once are too many: so few people would be left that they might be "
            "recognised.", now="Take one out.",
        )  # fmt: skip
    return ask


def columns_for(ask: Ask, dimensions: Mapping[str, Dimension]) -> list[str]:
    """Return the columns of lines that a drill reads."""
    wanted = ["key", "spent", "contacts"]
    for name in (*ask.where, ask.by):
        several = dimensions[name].several
        if several is None:
            wanted.append(name)
        else:
            wanted += several.values() if name == ask.by else [several[ask.where[name]]]
    return list(dict.fromkeys(wanted))


def drill(
    lines: pa.Table,
    ask: Ask,
    dimensions: Mapping[str, Dimension],
    *,
    policy: Policy,
    everyone: Mapping[str, int | str] | None = None,
) -> Drilled:
    """Return what is asked of ``lines`` (at least ``columns_for``), as it may be shown. Linear in the lines.

    ``everyone`` gives the people of each group where nothing filters, as they may be shown, for ``of_group``.
    """
    held, groups = rule(policy), _groups(lines, dimensions[ask.by])
    within = [_flags(lines, dimensions[name], value) for name, value in ask.where.items()]
    whole = np.ones(lines.num_rows, dtype=np.bool_)
    chosen, wider = _all(within, whole), [_all([*within[:n], *within[n + 1 :]], whole) for n in range(len(within))]
    here, mine = np.flatnonzero(chosen), groups.rows(chosen)
    keys, spent, contacts = (_only(lines, name, here) for name in ("key", "spent", _contacts(ask, dimensions)))
    wider_counts = np.array([*(groups.count(each) for each in wider), np.full(groups.size, here.size)], dtype=np.int64)
    total = held.shown(here.size, int(keys.sum()), np.array([np.count_nonzero(w) for w in wider]) - here.size)
    top, added = _averages(total, spent, contacts), float(spent.sum())
    rows = []
    for n, (value, title) in enumerate(dimensions[ask.by].values.items()):
        these = mine[n]
        count = these.size
        people = held.shown(count, int(keys[these].sum()), wider_counts[:, n] - count)
        if not isinstance(total, int) or not isinstance(people, int):
            rows.append(Shown(value, title, people if isinstance(total, int) else NOT_SHOWN))
            continue
        kind = _kind(ask, dimensions, value)
        each, cost = _averages(people, spent[these], (_only(lines, kind, here) if kind else contacts)[these])
        rows.append(Shown(
            value, title, people,
            share=_share(people, total), of_group=_share(people, (everyone or {}).get(value, "")),
            contacts=each, cost=cost,
            cost_share=figures(float(spent[these].sum()) / added) if cost is not None and top[1] else None,
        ))  # fmt: skip
    return Drilled(Shown("", "Everyone", total, contacts=top[0], cost=top[1]), tuple(rows))


def _share(part: int, whole: int | str) -> float | None:
    return min(1.0, part / whole) if isinstance(whole, int) and whole >= FEWEST_FOR_SHARES else None


def figures(value: float) -> float:
    """Return a number to two figures."""
    return round(value, FIGURES - 1 - math.floor(math.log10(abs(value)))) if value else 0.0


def average(amounts: NDArray[np.float64]) -> float | None:
    """Return the mean to two figures; None of few people, or where one of them is too much of the sum."""
    if amounts.size < FEWEST_FOR_AVERAGES:
        return None
    added = float(amounts.sum())
    return None if added > 0 and float(amounts.max()) > MOST_OF_ONE * added else figures(added / amounts.size)


def _averages(
    people: int | str, spent: NDArray[np.float64], contacts: NDArray[np.float64]
) -> tuple[float | None, float | None]:
    return (average(contacts), average(spent)) if isinstance(people, int) else (None, None)


class _Groups:
    """The groups of a breakdown: everyone in one of them (``codes``), or each a set of its own (``sets``)."""

    def __init__(self, size: int, codes: NDArray[np.int16] | None, sets: list[Flags]) -> None:
        self.size, self._codes, self._sets = size, codes, sets

    def rows(self, chosen: Flags) -> list[NDArray[np.int64]]:
        """Return which of the chosen, counted from nought, are in each group."""
        if self._codes is None:
            return [np.flatnonzero(one[chosen]) for one in self._sets]
        codes = self._codes[chosen]
        order = np.argsort(codes, kind="stable")
        ends = np.cumsum(np.bincount(codes, minlength=self.size + 1))
        return np.split(order, ends[:-1])[: self.size]

    def count(self, chosen: Flags) -> NDArray[np.int64]:
        if self._codes is None:
            return np.array([np.count_nonzero(one & chosen) for one in self._sets], dtype=np.int64)
        return np.bincount(self._codes[chosen], minlength=self.size + 1)[: self.size].astype(np.int64)


def _groups(lines: pa.Table, dimension: Dimension) -> _Groups:
    if dimension.several is not None:
        sets = [_flags(lines, dimension, value) for value in dimension.values]
        return _Groups(len(sets), None, sets)
    place = {value: number for number, value in enumerate(dimension.values)}
    found = lines[dimension.name].combine_chunks()
    # Whoever has a value that is not among the dimension's is counted in none of its groups.
    order = np.array([place.get(value, len(place)) for value in found.dictionary.to_pylist()], dtype=np.int16)
    return _Groups(len(place), order[found.indices.to_numpy()], [])


def _flags(lines: pa.Table, dimension: Dimension, value: str) -> Flags:
    if dimension.several is not None:
        flags = lines[dimension.several[value]].combine_chunks()
        if pa.types.is_boolean(flags.type):
            return np.asarray(flags.fill_null(False).to_numpy(zero_copy_only=False), dtype=np.bool_)
        return np.asarray(flags.to_numpy() > 0, dtype=np.bool_)
    found = lines[dimension.name].combine_chunks()
    words = found.dictionary.to_pylist()
    return np.asarray(found.indices.to_numpy() == (words.index(value) if value in words else -1), dtype=np.bool_)


def _all(flags: list[Flags], everyone: Flags) -> Flags:
    return np.logical_and.reduce(flags) if flags else everyone


def _only(lines: pa.Table, name: str, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return some rows of a column of numbers. Secret numbers are whole numbers also so: their sums are exact."""
    return np.asarray(lines[name].to_numpy()[rows], dtype=np.float64)


def _contacts(ask: Ask, dimensions: Mapping[str, Dimension]) -> str:
    """Return the column of each person's contacts: of the kind that filters, where one does; else of all kinds."""
    service = dimensions.get("service")
    return (
        service.several[ask.where["service"]] if service and service.several and "service" in ask.where else "contacts"
    )


def _kind(ask: Ask, dimensions: Mapping[str, Dimension], value: str) -> str:
    """Return the column of contacts of one kind, where the breakdown is by kind; else nothing."""
    several = dimensions[ask.by].several
    return several[value] if ask.by == "service" and several else ""
