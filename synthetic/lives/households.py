"""Who lives with whom: couples, their children, people alone, sharers and grandparents.

Matching is by sorting within each fifth of deprivation: people of like age meet, children go to women who could be
their mothers. Shares are from memory of the Census; the check looks at none of them but people living alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthetic.lives.draws import Array, Rng, rank_within

NOBODY = -1
_PARTNERED_AGES = [16, 19, 24, 29, 35, 64, 74, 80, 85, 92, 104]
_PARTNERED = {
    0: [0, 0.05, 0.2, 0.5, 0.66, 0.68, 0.64, 0.48, 0.30, 0.12, 0.05],
    1: [0, 0.03, 0.15, 0.45, 0.64, 0.70, 0.74, 0.70, 0.60, 0.45, 0.30],
}
_AT_HOME = ([18, 20, 23, 26, 29, 30], [0.8, 0.62, 0.48, 0.28, 0.14, 0.0])
_MOTHERS = ([17, 20, 26, 32, 38, 44, 50, 56, 57], [0, 0.15, 0.5, 1.0, 1.15, 1.0, 0.75, 0.4, 0])


@dataclass(slots=True)
class Households:
    """For each person: the household (its head's position), partner and mother (positions, or ``NOBODY``)."""

    head: Array
    partner: Array
    mother: Array
    twin: Array


def compose(rng: Rng, age: Array, sex: Array, group: Array) -> Households:
    """Return the households of these people; nobody lives with anyone of another ``group``."""
    people = np.arange(len(age))
    at_home = (age < 18) | (rng.random(len(age)) < np.where(age < 30, np.interp(age, *_AT_HOME), 0))
    partner = _couples(rng, age, sex, group, ~at_home)
    head = people.copy()
    paired_men = np.flatnonzero((partner != NOBODY) & (sex == 1))
    head[paired_men] = partner[paired_men]
    mother, carer = _mothers(rng, age, sex, group, at_home, partner)
    with_carer = carer != NOBODY
    head[with_carer] = head[carer[with_carer]]
    _sharers(rng, age, group, head, (partner == NOBODY) & ~with_carer & (np.bincount(head, minlength=len(age)) == 1))
    _grandparents(rng, age, group, head, partner)
    return Households(head, partner, mother, _twins(rng, age, mother))


def _couples(rng: Rng, age: Array, sex: Array, group: Array, adult: Array) -> Array:
    """Return each person's partner: women and men of a group sorted by age (men two years older) and paired."""
    chance = np.where(
        sex == 1, np.interp(age, _PARTNERED_AGES, _PARTNERED[1]), np.interp(age, _PARTNERED_AGES, _PARTNERED[0])
    )
    looking = adult & (rng.random(len(age)) < chance)
    women, men = np.flatnonzero(looking & (sex == 0)), np.flatnonzero(looking & (sex == 1))
    of_women = rank_within(group[women], age[women] + rng.normal(0, 2.5, len(women)))
    of_men = rank_within(group[men], age[men] - 2 + rng.normal(0, 2.5, len(men)))
    _, left, right = np.intersect1d(
        group[women] * 10**7 + of_women, group[men] * 10**7 + of_men, assume_unique=True, return_indices=True
    )
    partner = np.full(len(age), NOBODY)
    partner[women[left]], partner[men[right]] = men[right], women[left]
    return partner


def _mothers(rng: Rng, age: Array, sex: Array, group: Array, at_home: Array, partner: Array) -> tuple[Array, Array]:  # noqa: PLR0917 (what this part is made from)
    """Return each child's mother and the adult they live with (the same woman, unless her age forbids it)."""
    children = np.flatnonzero(at_home)
    mother, carer = np.full(len(age), NOBODY), np.full(len(age), NOBODY)
    weight = np.interp(age, *_MOTHERS) * np.where(partner != NOBODY, 1.6, 0.7)
    women = np.flatnonzero((sex == 0) & ~at_home & (weight > 0))
    needed = np.ceil(np.bincount(group[children], minlength=group.max(initial=0) + 1) / 1.75)
    keen = rank_within(group[women], rng.standard_exponential(len(women)) / weight[women])
    women = women[keen < needed[group[women]]]
    there = np.bincount(group[women], minlength=len(needed))
    wanted = age[children] + rng.normal(30, 4, len(children))
    child_rank = rank_within(group[children], wanted)
    child_count = np.bincount(group[children], minlength=len(needed))
    order = np.lexsort((age[women], group[women]))
    starts = np.cumsum(there) - there
    which = group[children]
    lucky = there[which] > 0
    slot = starts[which] + np.minimum(child_rank * there[which] // np.maximum(child_count[which], 1), there[which] - 1)
    found = women[order][slot[lucky]] if len(women) else np.empty(0, np.int64)
    carer[children[lucky]] = found
    gap = age[found] - age[children[lucky]]
    possible = (gap >= 16) & (gap <= 46)
    mother[children[lucky][possible]] = found[possible]
    _any_adult(rng, age, group, carer, children[~lucky], at_home)
    return mother, carer


def _any_adult(rng: Rng, age: Array, group: Array, carer: Array, children: Array, at_home: Array) -> None:  # noqa: PLR0917 (what this part is made from)
    """Give children for whom no woman is left some other adult of their group, then of any."""
    adults = np.flatnonzero(~at_home)
    for child in children:  # a handful at most, in very small places
        near = adults[group[adults] == group[child]]
        pool = near if len(near) else adults
        if len(pool):
            carer[child] = pool[rng.integers(len(pool))]


def _sharers(rng: Rng, age: Array, group: Array, head: Array, single: Array) -> None:
    """Put some single people into shared homes of two or three, the young more often."""
    share = np.interp(age, [18, 30, 45, 65, 104], [0.75, 0.6, 0.3, 0.06, 0.02])
    sharing = np.flatnonzero(single & (rng.random(len(age)) < share) & (age >= 18))
    rank = rank_within(group[sharing], (age[sharing] // 12) + rng.random(len(sharing)))
    home = group[sharing] * 10**6 + rank * 2 // 5
    _, first, inverse = np.unique(home, return_index=True, return_inverse=True)
    head[sharing] = sharing[first][inverse]


def _grandparents(rng: Rng, age: Array, group: Array, head: Array, partner: Array) -> None:
    """Let some older people who would live alone live with a couple of working age."""
    alone = np.bincount(head, minlength=len(age))[head] == 1
    older = np.flatnonzero((age >= 70) & alone & (rng.random(len(age)) < 0.13))
    hosts = np.flatnonzero((partner != NOBODY) & (head == np.arange(len(age))) & (age >= 38) & (age <= 62))
    for each in np.unique(group[older]):
        pool, guests = hosts[group[hosts] == each], older[group[older] == each]
        if len(pool):
            head[guests] = pool[rng.integers(0, len(pool), len(guests))]


def _twins(rng: Rng, age: Array, mother: Array) -> Array:
    """Return each person's twin: brothers and sisters of the same age and mother are twins."""
    twin = np.full(len(age), NOBODY)
    children = np.flatnonzero(mother != NOBODY)
    order = children[np.lexsort((age[children], mother[children]))]
    same = (mother[order[1:]] == mother[order[:-1]]) & (age[order[1:]] == age[order[:-1]])
    second = np.flatnonzero(same & ~np.r_[False, same[:-1]]) + 1 if len(order) > 1 else np.empty(0, np.int64)
    twin[order[second]], twin[order[second - 1]] = order[second - 1], order[second]
    return twin
