"""How a list says by when something is to be done: by a day where the whole day counts, else by a time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from joinedup.faces.screens.care.words import standing_of
from joinedup.words.models_of_care import Standing

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "stands", "said"),
    [
        (datetime(2026, 11, 22, tzinfo=UTC), Standing.OVERDUE, "Overdue by 1 day: was due 21 November 2026"),
        (datetime(2026, 11, 23, tzinfo=UTC), Standing.WAITING, "Due today"),
        (datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC), Standing.WAITING, "Due today"),
        (datetime(2026, 11, 22, 11, 30, tzinfo=UTC), Standing.OVERDUE, "Overdue since 11:30: was due 22 November 2026"),
        (datetime(2026, 11, 25, tzinfo=UTC), Standing.WAITING, "Due by 24 November 2026"),
    ],
)
def test_what_is_due_at_midnight_is_due_on_the_day_that_ends_then(due, stands, said):
    assert standing_of(due, stands, NOW)[1] == said
