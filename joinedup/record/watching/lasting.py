"""How long what follows a look has to arrive, where the place says otherwise than a week."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings

from joinedup.record.store.files import changed
from joinedup.words.basics.errors import BadInput

A_WEEK, LONGEST = 7, 90


def followed_within() -> timedelta:
    """Return how long what follows a look has to arrive: in ``place.yaml``, ``watching: {days: 14}``.

    Raises BadInput where the place says what cannot be.
    """
    path: Path = settings.HOME / "place.yaml"
    return timedelta(days=_days(path, changed(path)))


@lru_cache(maxsize=4)
def _days(path: Path, last: int) -> int:
    told = yaml.safe_load(path.read_text(encoding="utf-8")) if last else None
    said = (told or {}).get("watching", {"days": A_WEEK})
    days = said.get("days") if isinstance(said, dict) and said.keys() == {"days"} else None
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= LONGEST:
        raise BadInput(
            "place.yaml, watching: it holds days, a whole number.", now=f"Write watching: {{days: 7}} (1 to {LONGEST})."
        )
    return days
