"""What may be shown of a cohort. Pure.

Whoever writes criteria may write many that differ by one person, and criteria that only one known person meets. So of
a cohort less is shown than of a practice: that nobody is in it is told no more than that few are, for else it would
tell of a known person what is not so of them; and what it uses is rounded so that one person more or less seldom shows.
"""

from __future__ import annotations

import math
from dataclasses import replace

from joinedup.insight.disclosure import NOT_SHOWN, Policy
from joinedup.insight.measures.shown import ShownFigure

# Of a cohort of fewer people, one of them may be much of what it uses.
FEWEST_FOR_USE = 50
DIGITS = 2
# Of what is added up, one person may be no more than this share: else the figure would be theirs.
MOST_OF_ONE = 0.2


def count(told: int | str, policy: Policy) -> int | str:
    """Return a count that ``policy`` lets be shown: nought and a small one are told by the same words."""
    return f"fewer than {policy.largest_small + 1}" if told in (0, policy.small) and policy.largest_small else told


def use(figure: ShownFigure, *, people: int, of_one: float = 0.0) -> ShownFigure:
    """Return what a cohort of so many ``people`` uses: to two figures, and not at all where they are few.

    Nor where one person alone is more than a fifth of it (``of_one``, the largest share of one, 0 to 1).

    Neither person-years nor what was added up nor an interval is given: from them one person could be worked out.
    """
    nothing = replace(figure, numerator=None, denominator=None, low=None, high=None)
    if people < FEWEST_FOR_USE or of_one > MOST_OF_ONE:
        return replace(nothing, value=None, hidden=figure.hidden or NOT_SHOWN)
    return replace(nothing, value=_rounded(figure.value))


def _rounded(value: float | None) -> float | None:
    """Return a number to two figures."""
    return round(value, DIGITS - 1 - math.floor(math.log10(abs(value)))) if value else value
