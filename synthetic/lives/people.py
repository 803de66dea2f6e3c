"""The people of one chunk: who is there from the start, who arrives, who is born, where they live and who they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthetic.facts import rows
from synthetic.lives.draws import Array, choose, choose_by_group, rank_within, stream
from synthetic.lives.households import NOBODY, compose
from synthetic.lives.place import ChunkPlan, Place, fifth_of
from synthetic.lives.structure import ages_and_sexes
from synthetic.lives.times import YEAR

FEMALE, MALE = 0, 1


@dataclass(slots=True)
class People:
    """The people of one chunk, one position each. Days count from 1970; ``head``, ``mother``… are positions.

    ``area`` is a position in the place's areas; ``decile`` and ``fifth`` (0 the most deprived) follow from it.
    ``present_from`` is the first day there: the first of the period, of arrival or of birth.
    """

    plan: ChunkPlan
    birth_day: Array
    sex: Array
    head: Array
    partner: Array
    mother: Array
    twin: Array
    area: Array
    decile: Array
    fifth: Array
    present_from: Array
    ethnic: Array
    practice: Array
    baby: Array

    def __len__(self) -> int:
        return len(self.birth_day)

    def age_on(self, day: Array | int) -> Array:
        """Return ages in years and parts of years."""
        return (day - self.birth_day) / YEAR


def make_people(place: Place, plan: ChunkPlan) -> People:
    """Return the chunk's people: residents first, then those who arrive, then babies."""
    rng = stream(place.seed, plan.number, "people")
    start, stop = place.period.start, place.period.stop
    age, sex, fifth, base = [], [], [], 0
    joined: dict[str, list[Array]] = {"head": [], "partner": [], "mother": [], "twin": []}
    shares = np.bincount(fifth_of(place.area_decile[plan.areas]), minlength=5).astype(float)
    for count, movers in ((plan.residents, False), (plan.arrivals, True)):
        fifths = np.sort(choose_systematic(rng, shares, count))
        ages, sexes = ages_and_sexes(rng, fifths, movers=movers)
        homes = compose(rng, ages, sexes, fifths)
        for name, parts in joined.items():
            part = getattr(homes, name)
            parts.append(np.where(part == NOBODY, NOBODY, part + base))
        age.append(ages)
        sex.append(sexes)
        fifth.append(fifths)
        base += count
    links = {name: np.concatenate(parts) for name, parts in joined.items()}
    ages, sexes, fifths = np.concatenate(age), np.concatenate(sex), np.concatenate(fifth)
    there = np.full(len(ages), start)
    arriving = np.arange(len(ages)) >= plan.residents
    arrival = rng.integers(start + 1, stop, len(ages))[links["head"]]
    there[arriving] = arrival[arriving]
    born = there - np.floor((ages + rng.random(len(ages))) * YEAR).astype(np.int64) - 1
    born = np.where(
        links["twin"] > np.arange(len(ages)), born, np.where(links["twin"] != NOBODY, born[links["twin"]], born)
    )
    area = _areas(rng, place, plan, links["head"], fifths)
    people = People(
        plan, born, sexes, **links, area=area, decile=place.area_decile[area], fifth=fifths,
        present_from=there, ethnic=np.empty(0, np.int64), practice=np.empty(0, np.int64),
        baby=np.zeros(len(ages), bool),
    )  # fmt: skip
    _add_babies(place, people)
    people.ethnic = _ethnic_groups(place, people)
    people.practice = _practices(place, people)
    return people


def choose_systematic(rng: np.random.Generator, weights: Array, count: int) -> Array:
    """Return ``count`` choices as near to the weights as can be."""
    if count == 0:
        return np.empty(0, np.int64)
    edges = np.cumsum(weights) / np.sum(weights)
    marks = (np.arange(count) + rng.random()) / count
    return np.minimum(np.searchsorted(edges, marks, side="right"), len(weights) - 1)


def _areas(rng: np.random.Generator, place: Place, plan: ChunkPlan, head: Array, fifth: Array) -> Array:
    """Give each household an area of its fifth in this chunk."""
    of_household = np.empty(len(head), np.int64)
    area_fifth = fifth_of(place.area_decile[plan.areas])
    for each in range(5):
        rows_ = np.flatnonzero(fifth == each)
        near = plan.areas[area_fifth == each]
        if len(rows_):
            of_household[rows_] = near[rng.permutation(len(rows_)) * len(near) // len(rows_)]
    return of_household[head]


def _add_babies(place: Place, people: People) -> None:
    """Add those born in the period: each to a woman who is there, some of them twins."""
    plan, start, stop = people.plan, place.period.start, place.period.stop
    rng = stream(place.seed, plan.number, "births")
    day = rng.integers(start, stop, plan.births)
    second = np.zeros(plan.births, bool)
    second[1:] = rng.random(max(plan.births - 1, 0)) < 0.015
    second[1:] &= ~second[:-1]
    first = np.flatnonzero(~second)
    age_then = people.age_on((start + stop) // 2)
    weight = np.interp(age_then, [15, 17, 21, 27, 31, 35, 40, 44, 45], [0, 0.1, 0.55, 1.0, 1.3, 1.05, 0.4, 0.08, 0])
    weight = (
        weight * (people.sex == FEMALE) * np.where(people.partner != NOBODY, 1.8, 0.6) * (people.present_from <= start)
    )
    mothers = np.argsort(-(np.log(rng.random(len(weight)) + 1e-300) / np.maximum(weight, 1e-12)) + (weight == 0) * 1e30)
    mother = np.full(plan.births, NOBODY)
    mother[first] = mothers[: len(first)]
    mother[second] = mother[np.flatnonzero(second) - 1]
    day[second] = day[np.flatnonzero(second) - 1]
    position = len(people) + np.arange(plan.births)
    twin = np.full(plan.births, NOBODY)
    twin[second], twin[np.flatnonzero(second) - 1] = position[second] - 1, position[second]
    people.birth_day = np.r_[people.birth_day, day]
    people.sex = np.r_[people.sex, (rng.random(plan.births) < 0.512).astype(np.int64)]
    people.head = np.r_[people.head, people.head[mother]]
    people.partner = np.r_[people.partner, np.full(plan.births, NOBODY)]
    people.mother = np.r_[people.mother, mother]
    people.twin = np.r_[people.twin, twin]
    for name in ("area", "decile", "fifth"):
        setattr(people, name, np.r_[getattr(people, name), getattr(people, name)[mother]])
    people.present_from = np.r_[people.present_from, day]
    people.baby = np.r_[people.baby, np.ones(plan.births, bool)]


def _ethnic_groups(place: Place, people: People) -> Array:
    """Return each person's ethnic group (a position in ethnic_groups.csv): by area, household and age."""
    rng = stream(place.seed, people.plan.number, "ethnic groups")
    share = np.array([float(row["share_pct"]) for row in rows("ethnic_groups")])
    codes = [row["code"] for row in rows("ethnic_groups")]
    # Each area leans its own way: most are like England's whiter parts, some are very mixed.
    lean = stream(place.seed, 2**31 - 2, "ethnic areas").gamma(0.7, 1 / 0.7, (len(place.area_code), len(share)))
    lean = lean * np.where(np.asarray(codes) == "A", 0, 1) * np.interp(place.area_decile, [1, 10], [1.6, 0.5])[:, None]
    minority = share * lean
    weights = minority.copy()
    weights[:, 0] = share[0]
    head = people.head
    chosen = choose_by_group(rng, weights, people.area)
    age = people.age_on(place.period.start)
    chosen = np.where((age > 60) & (chosen != 0) & (rng.random(len(age)) < 0.5), 0, chosen)
    own = chosen[head]
    with_other = (people.partner != NOBODY) & (people.sex == MALE) & (rng.random(len(age)) < 0.08)
    own = np.where(with_other, chosen, own)
    father = np.where(people.mother != NOBODY, people.partner[people.mother], NOBODY)
    theirs, his = own[np.maximum(people.mother, 0)], own[np.maximum(father, 0)]
    mixed = (father != NOBODY) & (theirs != his) & ((theirs == 0) | (his == 0))
    other = np.where(theirs == 0, his, theirs)
    mixture = np.array([_mixed(code, codes) for code in codes])[other]
    return np.where(mixed, mixture, np.where(people.mother != NOBODY, theirs, own))


def _mixed(code: str, codes: list[str]) -> int:
    word = "D" if code == "M" else "E" if code in "NP" else "F" if code in "HJKLR" else "A" if code in "ABC" else "G"
    return codes.index(word)


def _practices(place: Place, people: People) -> Array:
    """Return each person's practice at the start: the household's, or now and then one of their own choice."""
    rng = stream(place.seed, people.plan.number, "practices")
    chosen = choose_by_group(rng, place.area_practices, people.area)
    return np.where((rng.random(len(people)) < 0.06) & (people.mother == NOBODY), chosen, chosen[people.head])


def household_rank(head: Array) -> tuple[Array, Array]:
    """Return a number (0 first) for each household and each person's household number."""
    _, number = np.unique(head, return_inverse=True)
    return np.unique(number), number


__all__ = ["FEMALE", "MALE", "People", "choose", "household_rank", "make_people", "rank_within"]
