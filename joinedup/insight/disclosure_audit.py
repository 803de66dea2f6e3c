"""Which places of a table with totals must be hidden, so that nothing small can be worked out. Pure."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
States = NDArray[np.int8]
Place = tuple[int, ...]

SHOWN, SMALL, COVERED = 0, 1, 2
_REACHED = 1e-6


def hide(table: Counts, *, largest_small: int, round_to: int, never_alone: bool = False) -> States:
    """Return for each place of ``table`` (totals last in every axis) whether it is SHOWN, SMALL or COVERED.

    SMALL places say so of themselves; COVERED ones are hidden so that a small one can not be worked out. Starts from
    the small ones and hides one more where one is still exposed, until none is. ``never_alone`` also hides a second
    where a line would hide one only: for amounts that go with the counts and would be given away by their total.
    """
    states = np.where((table > 0) & (table <= largest_small), SMALL, SHOWN).astype(np.int8)
    if not states.any():
        return states
    fitting = _Fitting(table.shape)
    while exposed := _exposed(table, states, fitting, largest_small, round_to) or (
        never_alone and _alone(table, states)
    ):
        covered: list[Place] = []
        for place in exposed:
            if any(_in_line(place, cover) for cover in covered):
                continue  # what was hidden for another may do for this one too: it is asked again
            cover = _cover(table, states, place, largest_small)
            if cover is None:
                break  # what was hidden for others has left nothing to hide: it is asked again
            states[cover] = COVERED
            covered.append(cover)
    return states


def _alone(table: Counts, states: States) -> list[Place]:
    """Return the places that are the only one hidden in a line which has others that could be."""
    hidden = states != SHOWN
    alone = np.zeros(table.shape, dtype=bool)
    for axis in range(table.ndim):
        others = ((states == SHOWN) & (table > 0)).any(axis=axis, keepdims=True)
        alone |= hidden & (hidden.sum(axis=axis, keepdims=True) == 1) & others
    return [tuple(int(i) for i in place) for place in np.argwhere(alone)]


def _in_line(one: Place, other: Place) -> bool:
    """Return whether two places are in one line: they differ along one axis at most."""
    return sum(a != b for a, b in zip(one, other, strict=True)) <= 1


class _Fitting:
    """Every table that fits what is shown, to someone who knows the policy: a linear programme, made once a table.

    The equations that everyone knows: along every axis, what is before the last place adds up to it. Each question
    begins where the one before it ended, so that most cost next to nothing.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        numbers = np.arange(np.prod(shape), dtype=np.int32).reshape(shape)
        self._columns = numbers.ravel()
        self._solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        self._solver.addVars(numbers.size, np.zeros(numbers.size), np.ones(numbers.size))
        for axis, size in enumerate(shape):
            signs = np.array([1.0] * (size - 1) + [-1.0])
            for line in np.moveaxis(numbers, axis, -1).reshape(-1, size):
                self._solver.addRow(0.0, 0.0, size, line, signs)

    def bound(self, least: NDArray[np.float64], most: NDArray[np.float64]) -> None:
        """Say the least and the most that each place could be."""
        self._solver.changeColsBounds(least.size, self._columns, least.ravel(), most.ravel())

    def nearest(self, wish: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values of a table that fits, in which what ``wish`` adds up to is as little as it can be."""
        self._solver.changeColsCost(wish.size, self._columns, wish)
        self._solver.run()
        return np.asarray(self._solver.getSolution().col_value)


def _exposed(table: Counts, states: States, fitting: _Fitting, largest_small: int, round_to: int) -> list[Place]:
    """Return the small places of which what is shown says more than that they are small."""
    small = np.flatnonzero(states == SMALL)
    fitting.bound(*_bounds(table, states, largest_small, round_to))
    found: set[int] = set()
    for sign, end in ((-1.0, float(largest_small)), (1.0, 1.0)):
        found |= _unreached(small, sign, end, table.size, fitting)
    return [tuple(int(i) for i in np.unravel_index(number, table.shape)) for number in sorted(found)]


def _bounds(
    table: Counts, states: States, largest_small: int, round_to: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the most that each place could be, to someone who knows the policy."""
    rounded = (table + round_to // 2) // round_to * round_to
    least = np.maximum(rounded - round_to // 2, largest_small + 1).astype(float)
    most = (rounded + (round_to - 1) // 2).astype(float)
    least[table == 0] = most[table == 0] = 0
    least[states == SMALL], most[states == SMALL] = 1, largest_small
    least[states == COVERED], most[states == COVERED] = largest_small + 1, np.inf
    least[(states == COVERED) & _totals(table.shape)] = 1  # a total that is small itself may be covered too
    return least, most


def _unreached(small: NDArray[np.intp], sign: float, end: float, size: int, fitting: _Fitting) -> set[int]:
    """Return which of ``small`` can not be ``end`` in any table that fits what is shown.

    All are pushed towards it together, which settles most at once; those left are asked one by one.
    """
    left, together, unreached = set(small.tolist()), True, set()
    while left:
        asked = list(left) if together else [min(left)]
        wish = np.zeros(size)
        wish[asked] = sign
        values = fitting.nearest(wish)
        reached = {number for number in left if abs(values[number] - end) < _REACHED}
        if not together and not reached & set(asked):
            unreached |= set(asked)
            reached |= set(asked)
        together = bool(reached) and together
        left -= reached
    return unreached


def _cover(table: Counts, states: States, place: Place, largest_small: int) -> Place | None:
    """Return what to hide so that ``place`` is exposed no more; None where all that is not nought is hidden.

    Best is what lies in lines in which one place alone is hidden, first in those of ``place``; of these a count before
    a total, one that mends more such lines, one large enough to make every small value possible alone, the smallest.
    Last comes a small total, which then says nothing of itself.
    """
    totals = _totals(table.shape)
    own = np.zeros(table.shape, dtype=bool)
    for axis in range(table.ndim):
        line: tuple[int | slice, ...] = (*place[:axis], slice(None), *place[axis + 1 :])
        own[line] = True
    mends = np.zeros(table.shape, dtype=np.int8)
    for axis in range(table.ndim):
        mends += (states != SHOWN).sum(axis=axis, keepdims=True) == 1
    shown, small_total = (states == SHOWN) & (table > 0), (states == SMALL) & totals
    choices = (shown & own & (mends > 0), shown & (mends > 0), shown & own, shown, small_total & own, small_total)
    numbers = next((found for choice in choices if (found := np.flatnonzero(choice)).size), None)
    if numbers is None:
        return None
    count = table.ravel()[numbers]
    alone = count > 2 * largest_small
    order = np.lexsort((count, ~alone, -mends.ravel()[numbers], totals.ravel()[numbers]))  # the last counts most
    return tuple(int(i) for i in np.unravel_index(numbers[order[0]], table.shape))


def _totals(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return which places are totals: the last in any axis."""
    totals = np.zeros(shape, dtype=bool)
    for axis in range(len(shape)):
        last: tuple[int | slice, ...] = (*[slice(None)] * axis, -1)
        totals[last] = True
    return totals
