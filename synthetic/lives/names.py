"""What people are called, and the numbers by which they are known and reached."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synthetic.facts import rows
from synthetic.lives.columns import NO_DATE, Words, numbered, words
from synthetic.lives.draws import WHOLE_PLACE, Array, Rng, stream
from synthetic.lives.households import NOBODY
from synthetic.lives.people import FEMALE, People
from synthetic.lives.place import Place

_LANGUAGES = {
    "white_other": ["pl", "ro", "pt", "lt", "es", "it"], "indian": ["pa", "gu", "hi", "ta"], "pakistani": ["ur", "pa"],
    "bangladeshi": ["bn"], "african": ["so", "fr", "yo", "am"], "chinese": ["zh", "yue"],
    "other": ["ar", "fa", "tr", "ku"],
}  # fmt: skip


def valid_numbers(block: int) -> Array:
    """Return every valid NHS number that begins with the three digits ``block`` (Modulus 11), in order."""
    nine = block * 10**6 + np.arange(10**6, dtype=np.int64)
    digits = (nine[:, None] // 10 ** np.arange(8, -1, -1)) % 10
    check = 11 - (digits * np.arange(10, 1, -1)).sum(axis=1) % 11
    check[check == 11] = 0
    numbers = nine * 10 + check
    return numbers[(check != 10) & (numbers != 9_999_999_999)]


@functools.lru_cache(maxsize=4)
def _shuffled(block: int, seed: int) -> Array:
    return stream(seed, WHOLE_PLACE, f"nhs {block}").permutation(valid_numbers(block))


def nhs_numbers(people: Array, seed: int) -> Array:
    """Return an NHS number for each person's number in the place, all different.

    The first 909,000 lie in 999 (kept for testing). A larger place goes on into 998, 997 and so on down: numbers
    from 900 have never been issued (England, Wales and the Isle of Man use 4, 6 and 7; Northern Ireland 32 to 39,
    Scotland 01 to 31).
    """
    found = np.empty(len(people), np.int64)
    left, offset, block = np.ones(len(people), bool), 0, 999
    while left.any():
        numbers = _shuffled(block, seed)
        here = left & (people < offset + len(numbers))
        found[here] = numbers[people[here] - offset]
        left &= ~here
        offset, block = offset + len(numbers), block - 1
    return found


@functools.cache
def _pool(kind: str, group: str, sex: str = "", era: str = "") -> tuple[Array, Array]:
    """Return the names of one pool (positions in the whole list) and how often each is met, the first the most."""
    table = rows(f"names/{kind}")
    found = np.array([
        i for i, row in enumerate(table)
        if row["group"] == group and (not sex or (row["sex"] == sex and row["era"] in (era, "any")))
    ])  # fmt: skip
    return found, np.cumsum((np.arange(len(found)) + (12 if kind == "surnames" else 5)) ** -0.8)


def _draw(rng: Rng, pool: tuple[Array, Array], count: int) -> Array:
    found, edges = pool
    return found[np.minimum(np.searchsorted(edges, rng.random(count) * edges[-1]), len(found) - 1)]


def _surnames(rng: Rng, groups: list[str], group: Array) -> Array:
    chosen = np.zeros(len(group), np.int64)
    for i, name in enumerate(groups):
        here = np.flatnonzero(group == i)
        chosen[here] = _draw(rng, _pool("surnames", name), len(here))
    return chosen


def _forenames(rng: Rng, groups: list[str], group: Array, sex: Array, born_year: Array) -> Array:
    chosen = np.zeros(len(group), np.int64)
    era = np.where(born_year < 1955, 0, np.where(born_year < 1982, 1, 2))
    for i, name in enumerate(groups):
        for s, sex_name in enumerate(("female", "male")):
            for e, era_name in enumerate(("old", "mid", "young") if name == "english" else ("any",)):
                here = np.flatnonzero((group == i) & (sex == s) & ((era == e) if name == "english" else True))
                chosen[here] = _draw(rng, _pool("forenames", name, sex_name, era_name), len(here))
    return chosen


def _take(names: Sequence[str], positions: Array) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(positions))


def identities(place: Place, people: People) -> dict[str, Any]:
    """Return the columns of ``identity`` that are about names and numbers."""
    rng = stream(place.seed, people.plan.number, "names")
    n = len(people)
    ethnic = rows("ethnic_groups")
    groups = sorted({row["names"] for row in ethnic})
    group = np.array([groups.index(row["names"]) for row in ethnic])[people.ethnic]
    age = people.age_on(place.period.start)
    family, previous, changed = _family_names(rng, place, people, groups, group, age)
    first = _forenames(rng, groups, group, people.sex, 1970 + people.birth_day / 365.25)
    middle = _forenames(rng, groups, group, people.sex, 1970 + people.birth_day / 365.25)
    given_list = [row["name"] for row in rows("names/forenames")]
    first_text = _take(given_list, first)
    has_middle = (rng.random(n) < 0.62) & (middle != first)
    given = pc.if_else(
        pa.array(has_middle), pc.binary_join_element_wise(first_text, _take(given_list, middle), " "), first_text
    )
    family_text = _surname_text(rng, family, people)
    number = people.plan.first_person + np.arange(n)
    return {
        "title": _titles(rng, people, age),
        "family_name": family_text,
        "given_names": given,
        "known_as": _known_as(rng, given_list, first),
        "previous_family_name": words(previous, [row["name"] for row in rows("names/surnames")]),
        "name_changed_date": changed,
        "nhs_number": numbered("", nhs_numbers(number, place.seed), 10),
        "phone": _phones(rng, people, number, age),
        "email": _emails(rng, first_text, family_text, number, age),
        **_languages(rng, groups, group, age),
    }


def _family_names(  # noqa: PLR0917 (what this part is made from)
    rng: Rng, place: Place, people: People, groups: list[str], group: Array, age: Array
) -> tuple[Array, Array, Array]:
    """Return the family name, the one before marriage (-1 where none) and the day it changed."""
    own = _surnames(rng, groups, group)
    partnered = people.partner != NOBODY
    his = own[np.maximum(people.partner, 0)]
    takes = partnered & (people.sex == FEMALE) & (rng.random(len(own)) < np.interp(age, [20, 40, 70], [0.4, 0.65, 0.9]))
    takes &= his != own
    family = np.where(takes, his, own)
    was_married = (people.sex == FEMALE) & ~partnered & (age > 60) & (rng.random(len(own)) < 0.8)
    previous = np.where(takes, own, np.where(was_married, _surnames(rng, groups, group), -1))
    previous = np.where(previous == family, -1, previous)
    wed_age = np.minimum(np.maximum(rng.normal(27, 5, len(own)), 18), np.maximum(age - 0.2, 18))
    changed = people.birth_day + (wed_age * 365.25).astype(np.int64)
    recent = (previous >= 0) & (age > 20) & (age < 50) & (rng.random(len(own)) < 0.02 * place.period.years)
    within = rng.integers(place.period.start, place.period.stop, len(own))
    changed = np.where(recent & (within > people.present_from), within, np.minimum(changed, people.present_from - 30))
    child = people.mother != NOBODY
    mother = np.maximum(people.mother, 0)
    father = np.where(child, people.partner[mother], NOBODY)
    from_father = child & (father != NOBODY) & (rng.random(len(own)) < 0.9)[people.head]
    family = np.where(from_father, family[np.maximum(father, 0)], np.where(child, family[mother], family))
    previous = np.where(child & (previous == family), -1, previous)
    return family, previous, np.where(previous >= 0, changed, NO_DATE)


def _surname_text(rng: Rng, family: Array, people: People) -> pa.Array:
    """Return family names in words; two households in a hundred have a double-barrelled one."""
    listed = [row["name"] for row in rows("names/surnames")]
    single = _take(listed, family)
    english = _pool("surnames", "english")
    other = _draw(rng, english, len(family))[people.head]
    double = (rng.random(len(family)) < 0.02)[people.head] & (other != family)
    return pc.if_else(pa.array(double), pc.binary_join_element_wise(single, _take(listed, other), "-"), single)


def _titles(rng: Rng, people: People, age: Array) -> Words:
    listed = ["Mr", "Mrs", "Miss", "Ms", "Master", "Dr"]
    married = (people.partner != NOBODY) | (age > 68)
    woman = np.where(
        age < 18, 2, np.where(married & (rng.random(len(age)) < 0.85), 1, np.where(rng.random(len(age)) < 0.5, 3, 2))
    )
    man = np.where(age < 14, 4, 0)
    code = np.where(people.sex == FEMALE, woman, man)
    return words(np.where((age > 26) & (rng.random(len(age)) < 0.012), 5, code), listed)


def _known_as(rng: Rng, given: list[str], first: Array) -> Words:
    """Return the short name of four in ten of those whose first name has one."""
    short: dict[str, list[str]] = {}
    for row in rows("names/nicknames"):
        short.setdefault(row["name"], []).append(row["known_as"])
    listed = sorted({name for names in short.values() for name in names})
    at = {name: i for i, name in enumerate(listed)}
    most = max(map(len, short.values()))
    table = np.array(
        [
            [at[(names := short.get(name, [""]))[i % len(names)]] if name in short else -1 for i in range(most)]
            for name in given
        ]
    )
    code = table[first, rng.integers(0, most, len(first))]
    return words(np.where(rng.random(len(first)) < 0.4, code, -1), listed)


def _phones(rng: Rng, people: People, number: Array, age: Array) -> pa.Array:
    """Return phone numbers that begin with 06, which no one in the United Kingdom has been given.

    Older people share the household's line; children have their household's.
    """
    own = (age >= 14) & (rng.random(len(age)) < np.interp(age, [14, 60, 80, 95], [1, 0.95, 0.55, 0.3]))
    owner = np.where(own, number, number[people.head])
    mixed = (owner * 7_368_787 + 13) % 10**8
    text = numbered("06", np.where(own, mixed, mixed + 10**8), 9)
    return pc.if_else(pa.array(rng.random(len(age)) < 0.96), text, pa.scalar(None, pa.string()))


def _emails(rng: Rng, first: pa.Array, family: pa.Array, number: Array, age: Array) -> pa.Array:
    has = (age >= 16) & (rng.random(len(age)) < np.interp(age, [16, 50, 70, 85], [0.9, 0.85, 0.55, 0.2]))
    family = pc.replace_substring_regex(family, "[^A-Za-z]", "")
    name = pc.utf8_lower(pc.binary_join_element_wise(first, family, "."))
    text = pc.binary_join_element_wise(name, pc.cast(pa.array(number % 997), pa.string()), "@mail.example", "")
    return pc.if_else(pa.array(has), text, pa.scalar(None, pa.string()))


def _languages(rng: Rng, groups: list[str], group: Array, age: Array) -> dict[str, Any]:
    listed = ["en", *sorted({code for codes in _LANGUAGES.values() for code in codes})]
    code = np.zeros(len(group), np.int64)
    for i, name in enumerate(groups):
        here = np.flatnonzero((group == i) & (rng.random(len(group)) < np.interp(age, [5, 30, 70], [0.15, 0.4, 0.7])))
        choices = np.array([listed.index(code) for code in _LANGUAGES.get(name, ["en"])])
        code[here] = choices[rng.integers(0, len(choices), len(here))]
    need = (code > 0) & (rng.random(len(group)) < np.interp(age, [5, 30, 70], [0.1, 0.3, 0.65]))
    return {"language": words(code, listed), "interpreter": need}
