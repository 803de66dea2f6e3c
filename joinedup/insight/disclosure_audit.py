"""Which places of a table with totals must be hidden, so that nothing small can be worked out. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array

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
    lines = _lines(table.shape)
    while exposed := _exposed(table, states, lines, largest_small, round_to) or (never_alone and _alone(table, states)):
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


def _lines(shape: tuple[int, ...]) -> csr_array:
    """Return the equations that everyone knows: along every axis, what is before the last place adds up to it."""
    numbers = np.arange(np.prod(shape)).reshape(shape)
    rows, columns, signs, first = [], [], [], 0
    for axis, size in enumerate(shape):
        line = np.moveaxis(numbers, axis, -1).reshape(-1, size)
        rows.append(np.repeat(np.arange(first, first + len(line)), size))
        columns.append(line.ravel())
        signs.append(np.tile([1.0] * (size - 1) + [-1.0], len(line)))
        first += len(line)
    found = coo_array((np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns))))
    return csr_array(found)


def _exposed(table: Counts, states: States, lines: csr_array, largest_small: int, round_to: int) -> list[Place]:
    """Return the small places of which what is shown says more than that they are small."""
    small = np.flatnonzero(states == SMALL)
    if not small.size:
        return []
    bounds = _bounds(table, states, largest_small, round_to)
    found: set[int] = set()
    for sign, end in ((-1.0, float(largest_small)), (1.0, 1.0)):
        found |= _unreached(small, sign, end, bounds, lines)
    return [tuple(int(i) for i in np.unravel_index(number, table.shape)) for number in sorted(found)]


def _bounds(table: Counts, states: States, largest_small: int, round_to: int) -> NDArray[np.float64]:
    """Return the least and the most that each place could be, to someone who knows the policy."""
    rounded = (table + round_to // 2) // round_to * round_to
    least = np.maximum(rounded - round_to // 2, largest_small + 1).astype(float)
    most = (rounded + (round_to - 1) // 2).astype(float)
    least[table == 0] = most[table == 0] = 0
    least[states == SMALL], most[states == SMALL] = 1, largest_small
    least[states == COVERED], most[states == COVERED] = largest_small + 1, np.inf
    least[(states == COVERED) & _totals(table.shape)] = 1  # a total that is small itself may be covered too
    return np.stack([least.ravel(), most.ravel()], axis=1)


def _unreached(
    small: NDArray[np.intp], sign: float, end: float, bounds: NDArray[np.float64], lines: csr_array
) -> set[int]:
    """Return which of ``small`` can not be ``end`` in any table that fits what is shown.

    All are pushed towards it together, which settles most at once; those left are asked one by one.
    """
    left, together, unreached = set(small.tolist()), True, set()
    while left:
        asked = list(left) if together else [min(left)]
        wish = np.zeros(len(bounds))
        wish[asked] = sign
        values = linprog(wish, A_eq=lines, b_eq=np.zeros(lines.shape[0]), bounds=bounds, method="highs").x
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
