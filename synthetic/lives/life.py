"""What every part of a life is made from, gathered: the place, its people, their health, courses and stretches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from synthetic.facts import rows
from synthetic.lives.columns import Words, words
from synthetic.lives.courses import NEVER, Courses
from synthetic.lives.draws import Array, Rng, choose_by_group, stream
from synthetic.lives.health import Health
from synthetic.lives.people import People
from synthetic.lives.place import Place
from synthetic.lives.stretches import Stretches

AGE_GROUPS = ("infant", "child", "adult", "middle", "old", "oldest")
_GROUP_STARTS = np.array([0, 5, 18, 45, 65, 80])


@dataclass(frozen=True, slots=True)
class Life:
    """The lives of one chunk, before anything happens to them."""

    place: Place
    people: People
    health: Health
    courses: Courses
    stretches: Stretches
    until: Array
    practice_change: Array
    new_practice: Array

    def stream(self, topic: str) -> Rng:
        """Return the chunk's stream of random draws for one topic."""
        return stream(self.place.seed, self.people.plan.number, topic)

    def practice(self, who: Array, day: Array) -> Array:
        """Return each person's practice on a day (a position)."""
        return np.where(day >= self.practice_change[who], self.new_practice[who], self.people.practice[who])

    def practice_words(self, who: Array, day: Array) -> Words:
        """Return the codes of each person's practice on a day."""
        return words(self.practice(who, day), self.place.practice_code)

    def age(self, who: Array, day: Array) -> Array:
        """Return each person's age in years on a day."""
        return (day - self.people.birth_day[who]) / 365.25

    def trust(self, who: Array) -> Words:
        """Return the acute trust that serves each person."""
        return words(self.place.area_trust[self.people.area[who]], self.place.trust_code)

    def hospital(self, who: Array) -> Words:
        """Return the hospital site that serves each person."""
        return words(self.place.area_trust[self.people.area[who]], [f"{code}01" for code in self.place.trust_code])

    def community(self, who: Array, *, site: bool = False) -> Words:
        """Return the community trust (or its base) that serves each person."""
        tail = "01" if site else ""
        return words(
            self.place.area_trust[self.people.area[who]],
            [f"ZC{i + 1}{tail}" for i in range(len(self.place.trust_code))],
        )

    def in_home(self, who: Array, day: Array) -> Array:
        """Return whether each person is in a care home on a day."""
        return day >= self.courses.enters[who]


def age_group(age: Array) -> Array:
    """Return which of ``AGE_GROUPS`` each age is in."""
    return np.searchsorted(_GROUP_STARTS, age, side="right") - 1


def by_group(table: str) -> Array:
    """Return the weights of a table of reasons: age groups by reasons."""
    return np.array([[float(row[group]) for row in rows(table)] for group in AGE_GROUPS])


def by_group_and_sex(table: str) -> Array:
    """Return the weights of a table of reasons by age group and sex (group * 2 + sex)."""
    weights = by_group(table)
    women = np.array([float(row["women"]) for row in rows(table)])
    female = np.where(women >= 99, 1.0, 2 * women / (1 + women))
    male = np.where(women >= 99, 0.0, 2 / (1 + women))
    return np.stack([weights * female, weights * male], axis=1).reshape(12, -1)


def reasons_for(rng: Rng, life: Life, table: str, who: Array, day: Array) -> Array:
    """Return a reason (a position in the table) for each event, by the age and sex of the person."""
    cell = age_group(life.age(who, day)) * 2 + life.people.sex[who]
    weights = by_group_and_sex(table) if "women" in rows(table)[0] else np.repeat(by_group(table), 2, axis=0)
    return choose_by_group(rng, weights, cell)


def codes(table: str, column: str = "code") -> list[str]:
    """Return one column of a table of facts."""
    return [row[column] for row in rows(table)]


def pence(pounds: Any) -> Array:
    """Return whole pence."""
    return np.round(np.asarray(pounds, float) * 100).astype(np.int64)


__all__ = ["NEVER", "Life", "age_group", "codes", "pence", "reasons_for"]
