"""A day typed in three boxes: read, left empty, or refused in words; never a page that breaks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from joinedup.faces.screens.days import day_typed
from joinedup.words.basics.errors import BadInput
from tests.world.drawn import rows

TYPED = """
    day | month | year        | read
    ----+-------+-------------+-----------
    31  | 3     | 2027        | 2027-03-31
    29  | 2     | 2028        | 2028-02-29
    30  | 12    | 9999        | 9999-12-30
    31  | 12    | 9999        | refused
    29  | 2     | 2027        | refused
    1   | 1     | 99999999999 | refused
    1   | 1     | 0           | refused
    1   |       | 2027        | refused
    one | 1     | 2027        | refused
        |       |             | nothing
"""


@pytest.mark.parametrize("row", rows(TYPED), ids=lambda row: "-".join(row.values()))
def test_a_day_is_read_or_refused(row: dict[str, str]) -> None:
    typed = {f"until-{box}": row[box] for box in ("day", "month", "year")}
    if row["read"] == "refused":
        with pytest.raises(BadInput, match="No such day"):
            day_typed(typed, "until", problem="No such day.")
    else:
        expected = None if row["read"] == "nothing" else date.fromisoformat(row["read"])
        assert day_typed(typed, "until", problem="No such day.") == expected


def test_the_boxes_of_a_day_are_called_what_is_read_from_them() -> None:
    """A day that someone typed was lost where its boxes were called until[day] and what was read was until-day."""
    for template in (Path(__file__).parents[3] / "joinedup" / "faces").rglob("*.jinja"):
        assert "namePrefix" not in template.read_text(encoding="utf-8"), template
