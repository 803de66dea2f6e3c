"""What is true of a life and known to no sender: frailty as it grows, how much more the person uses, falls, dying."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from synthetic.lives.columns import words
from synthetic.lives.courses import NEVER
from synthetic.lives.life import Life, codes
from synthetic.lives.times import day_of
from synthetic.lives.urgent import Attendances

_NOTES = ["frailty", "propensity", "fall", "care_home_entry", "dying"]


def life_notes(life: Life, attendances: Attendances, keys: pa.Array) -> dict[str, Any]:
    """Return the columns of ``life_note``: frailty once a year from 18, and the rest when they happen."""
    s, period = life.stretches, life.place.period
    first = np.r_[True, s.who[1:] != s.who[:-1]]
    yearly = (s.age >= 18) & (first | np.r_[True, s.age[1:] != s.age[:-1]])
    fell = attendances.reason == codes("attendance_reasons").index("1912002")
    fell &= day_of(attendances.start) < period.stop
    entered = np.flatnonzero(life.courses.enters < NEVER)
    dying = np.flatnonzero(life.courses.dies < NEVER)
    begins = np.maximum(life.courses.dies[dying] - 180, life.people.present_from[dying])
    parts = [
        (s.who[yearly], s.start[yearly], s.frailty[yearly]),
        (s.who[first], s.start[first], s.lasting[s.who[first]]),
        (attendances.who[fell], day_of(attendances.start[fell]), np.full(fell.sum(), np.nan)),
        (entered, life.courses.enters[entered], np.full(len(entered), np.nan)),
        (dying, begins, np.full(len(dying), np.nan)),
    ]
    who, day, value = (np.concatenate(column) for column in zip(*parts, strict=True))
    note = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
    return {
        "person_key": words(who, keys), "on_date": day, "note": words(note, _NOTES),
        "value": np.where(np.isnan(value), np.nan, np.round(value, 4)),
    }  # fmt: skip
