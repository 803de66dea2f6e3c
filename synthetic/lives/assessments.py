"""Assessments and reviews in social care, as events: what was found, and the look at it again each year."""

from __future__ import annotations

import numpy as np

from synthetic.lives.columns import words
from synthetic.lives.draws import repeat_index
from synthetic.lives.events import Events
from synthetic.lives.life import Life
from synthetic.lives.packages import Packages
from synthetic.lives.times import to_utc

_KINDS = ["assessment", "review"]
_NEVER_REVIEWED = ("assessment", "reablement", "equipment")


def add_assessments(events: Events, life: Life, packages: Packages, services: list[str]) -> None:
    """Add the assessments among ``packages`` (which they leave), and a review each year that support goes on.

    ``services`` are the words that the packages' numbers of services stand for.
    """
    who, service, start, end = (np.concatenate([part[i] for part in packages.parts]) for i in range(4))
    assessed = service == services.index("assessment")
    lasts = np.flatnonzero(~np.isin(service, [services.index(name) for name in _NEVER_REVIEWED]))
    until = np.minimum(end, life.place.period.stop)
    row, number = repeat_index(np.maximum((until[lasts] - start[lasts] - 1) // 365, 0))
    row, day = lasts[row], start[lasts[row]] + 365 * (number + 1)
    row, day = row[day >= life.place.period.start], day[day >= life.place.period.start]
    everyone, on = np.r_[who[assessed], who[row]], np.r_[start[assessed], day]
    review = np.repeat([0, 1], [int(assessed.sum()), len(row)])
    begins = to_utc(on * 1440)
    events.add(
        everyone,
        begins,
        begins + 1320,
        kind="assessment",
        point_of_delivery=words(review, _KINDS),
        service=words(np.r_[service[assessed], service[row]], services),
        provider="ZS1",
        outcome=words(review - 1, ["continued"]) if len(review) else None,
        feed="social_care",
    )
    packages.parts[:] = [
        tuple(column[part[1] != services.index("assessment")] for column in part) for part in packages.parts
    ]
