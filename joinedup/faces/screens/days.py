"""Reading a day that someone typed in three boxes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.moments import start_of_day


def day_typed(typed: Mapping[str, str], name: str, *, problem: str) -> date | None:
    """Return the day in the boxes ``name``-day, -month and -year; None where all are empty.

    Raises BadInput with ``problem`` for no day of the calendar, and for one so late that no moment comes after it.
    """
    boxes = [typed.get(f"{name}-{box}", "").strip() for box in ("year", "month", "day")]
    if not any(boxes):
        return None
    try:
        found = date(*map(int, boxes))
        start_of_day(found + timedelta(days=1))  # what lasts until a day ends as the next begins
    except (ValueError, OverflowError) as error:
        raise BadInput(problem, now="Write a day, a month and a year, such as 30 6 2027.") from error
    return found
