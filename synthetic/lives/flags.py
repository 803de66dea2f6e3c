"""What staff must see of someone, who cares for whom, and what the dying have said: flags, as practices, the council
and the end-of-life register hold them. Wordings are the feeds' own; here are only kinds, items and coded values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.special import expit, logit

from synthetic.facts import facts
from synthetic.lives.columns import NO_DATE, join, same, words
from synthetic.lives.courses import NEVER
from synthetic.lives.draws import Array, Rng, choose_by_group
from synthetic.lives.endings import PLACES
from synthetic.lives.health import names
from synthetic.lives.life import Life
from synthetic.lives.packages import SERVICES, Packages
from synthetic.lives.people import FEMALE

_FROM_CONDITIONS = {"hearing_loss": "hearing", "sight_loss": "sight", "learning_disability": "learning_disability",
                    "dementia": "memory"}  # fmt: skip
_WISHED = ["home", "care_home", "hospice", "hospital"]
_DECISIONS = ["do_not_attempt", "attempt"]
_TERM = 196  # days of a pregnancy that are left when it is written down


@dataclass(frozen=True, slots=True)
class _Part:
    who: Array
    kind: str
    item: str
    start: Array
    end: Array
    feed: str
    value: Array | None = None
    values: tuple[str, ...] = ()


def flags(life: Life, packages: Packages, interpreter: Array, died_in: Array, keys: pa.Array) -> dict[str, Any]:
    """Return the columns of ``flag``; ``interpreter`` says who needs one, ``died_in`` where people die."""
    parts = [
        *_of_practices(life, interpreter),
        *_carers(life),
        *_of_the_council(life, packages),
        *_end_of_life(life, died_in),
    ]
    who, start, end = (np.concatenate([getattr(part, name) for part in parts]) for name in ("who", "start", "end"))
    start = np.minimum(start, np.maximum(life.until[who] - 1, life.people.birth_day[who]))
    there = (start < life.place.period.stop) & (start < end) & (life.people.present_from[who] < life.place.period.stop)
    rows = np.flatnonzero(there)
    order = rows[np.lexsort((start[rows], who[rows]))]
    sizes = [len(part.who) for part in parts]
    said = {
        name: join([same(getattr(p, name), n) for p, n in zip(parts, sizes, strict=True)])
        for name in ("kind", "item", "feed")
    }
    value = join(
        [
            words(p.value if p.value is not None else np.full(n, -1), p.values or ("",))
            for p, n in zip(parts, sizes, strict=True)
        ]
    )
    return {
        "person_key": words(who[order], keys),
        **{name: column.take(order) for name, column in said.items()},
        "value": value.take(order),
        "start_date": start[order],
        "end_date": np.where(end[order] >= life.place.period.stop, NO_DATE, end[order]),
    }


def _open(who: Array) -> Array:
    return np.full(len(who), NEVER)


def _of_practices(life: Life, interpreter: Array) -> list[_Part]:
    rng = life.stream("practice flags")
    people, period = life.people, life.place.period
    parts = []
    for condition, item in _FROM_CONDITIONS.items():
        who = np.flatnonzero(life.health.has(condition, life.until - 1, np.arange(len(people))))
        onset = life.health.onset[who, names().index(condition)]
        parts.append(_Part(who, "requirement", item, onset, _open(who), "gp_flag"))
    who = np.flatnonzero(interpreter)
    parts.append(_Part(who, "requirement", "interpreter_needed", people.present_from[who], _open(who), "gp_flag"))
    age = people.age_on(people.present_from)
    for kind, item, share, may in (
        ("alert", "staff_safety", 0.001, age >= 18),
        ("safeguarding", "child_protection", 0.004, age < 16),
    ):
        who = np.flatnonzero(may & (rng.random(len(age)) < share))
        parts.append(_Part(who, kind, item, people.present_from[who], _open(who), "gp_flag"))
    babies = np.flatnonzero(people.baby)
    born, mother = people.birth_day[babies], people.mother[babies]
    once = np.unique(mother * 10**6 + born, return_index=True)[1]
    mother, born = mother[once], born[once]
    begins = np.maximum(born - _TERM, np.maximum(people.present_from[mother], period.start - _TERM))
    parts.append(_Part(mother, "circumstance", "pregnant", begins, born, "gp_flag"))
    return parts


def carers(life: Life) -> Array:
    """Return who cares for someone unpaid: as many as the census found, more women, the middle-aged, and the partners
    of the frail.
    """
    rng = life.stream("carers")
    told, people = facts("quality")["carers_pct"], life.people
    age = people.age_on(life.place.period.start)
    frail = np.where(
        people.partner >= 0, life.health.frailty(life.place.period.start, np.maximum(people.partner, 0)), 0
    )
    pull = np.interp(age, [5, 17, 25, 45, 57, 68, 85], [0.1, 0.2, 0.5, 1.3, 2.0, 1.2, 0.9]) * (age >= 5)
    pull = pull * np.where(people.sex == FEMALE, told["women_to_men"], 1.0)
    pull = pull * np.linspace(told["most_to_least_deprived"], 1.0, 5)[people.fifth] * np.where(frail > 0.25, 4.0, 1.0)
    wanted = told["value"] / 100 * (age >= 5).sum()
    return rng.random(len(age)) < np.minimum(pull * wanted / max(pull.sum(), 1e-9), 0.9)


def _carers(life: Life) -> list[_Part]:
    """Return those whom a practice knows to care or be cared for: fewer than there are, and practices differ."""
    rng = life.stream("known carers")
    people, period = life.people, life.place.period
    cares = np.flatnonzero(carers(life))
    share = facts("quality")["carers_known_assumed"]["known_to_practice_pct"] / 100
    practice = life.practice(cares, np.maximum(people.present_from[cares], period.start))
    known = cares[rng.random(len(cares)) < expit(logit(share) + life.place.variation.carers[practice])]
    since = rng.integers(period.start - 1_800, period.stop, len(known))
    since = np.maximum(since, np.maximum(people.present_from[known], people.birth_day[known] + 5 * 366))
    partner = people.partner[known]
    old = (partner >= 0) & (life.health.frailty(period.start, np.maximum(partner, 0)) > 0.2)
    cared, begun = partner[old], np.maximum(since[old], people.present_from[partner[old]])
    return [
        _Part(known, "carer", "is_carer", since, _open(known), "gp_flag"),
        _Part(cared, "carer", "has_carer", begun, _open(cared), "gp_flag"),
    ]


def _of_the_council(life: Life, packages: Packages) -> list[_Part]:
    """Return what the council holds of its clients, from their first package on."""
    rng = life.stream("council flags")
    who = np.concatenate([part[0] for part in packages.parts])
    start = np.concatenate([part[2] for part in packages.parts])
    order = np.lexsort((start, who))
    clients, first = np.unique(who[order], return_index=True)
    since = start[order][first]
    forgets = life.health.has("dementia", life.until[clients] - 1, clients)
    resident = life.courses.enters[clients] < NEVER
    parts = []
    for kind, item, may, share, days in (
        ("alert", "other", ~resident, 0.3, 0),
        ("legal", "deprivation_of_liberty", resident & forgets, 0.6, 0),
        ("legal", "lasting_power_of_attorney", forgets, 0.35, 0),
        ("safeguarding", "adult_safeguarding", np.ones(len(clients), bool), 0.04, 90),
        ("requirement", "mobility", np.ones(len(clients), bool), 0.08, 0),
    ):
        some = may & (rng.random(len(clients)) < share)
        end = since[some] + days if days else _open(clients[some])
        parts.append(_Part(clients[some], kind, item, since[some], end, "social_care_flag"))
    return parts + _roles(life, packages, rng)


def _roles(life: Life, packages: Packages, rng: Rng) -> list[_Part]:
    """Return who is a client as a carer, and which clients have one."""
    who, service, start = (np.concatenate([part[i] for part in packages.parts]) for i in range(3))
    carer = service == SERVICES.index("carer_support")
    has = rng.random(len(life.people)) < 0.35
    parts = []
    for item, rows in (("is_carer", carer), ("has_carer", ~carer & has[who])):
        order = np.lexsort((start[rows], who[rows]))
        person, first = np.unique(who[rows][order], return_index=True)
        parts.append(_Part(person, "carer", item, start[rows][order][first], _open(person), "social_care"))
    return parts


def _end_of_life(life: Life, died_in: Array) -> list[_Part]:
    """Return what is on the register: of some of the dying from months before death, and of some frail who live on."""
    rng = life.stream("end-of-life register")
    told = facts("quality")["end_of_life_assumed"]
    people, period = life.people, life.place.period
    on_it = np.array([told["of_the_dying_pct"][place] for place in PLACES]) / 100
    adult = people.age_on(np.minimum(life.courses.dies, period.stop)) >= 18
    dying = np.flatnonzero((died_in >= 0) & adult & (rng.random(len(died_in)) < on_it[died_in]))
    day = np.maximum(life.courses.dies[dying] - 20 - rng.integers(0, 400, len(dying)), people.present_from[dying])
    failing = (died_in < 0) & (life.health.frailty(period.start) > 0.36) & (people.age_on(period.start) >= 65)
    told_of = rng.random(len(failing)) < 0.3
    frail = np.flatnonzero(failing & told_of & (people.present_from == period.start))
    who = np.r_[dying, frail]
    day = np.r_[day, rng.integers(period.start - 200, period.stop, len(frail))]
    day = np.minimum(day, life.until[who] - 1)
    resident = life.courses.enters[who] <= day
    given = np.r_[died_in[dying], np.where(resident[len(dying) :], 2, 3)]
    shares = np.array([[told["preferred_given_died"][place][wish] for wish in _WISHED] for place in PLACES], float)
    wished = choose_by_group(rng, np.maximum(shares, 1e-9), given)
    decision = (rng.random(len(who)) < 0.33).astype(np.int64)
    parts = []
    for item, share in told["items_pct"].items():
        said = np.flatnonzero(rng.random(len(who)) < share / 100)
        on = np.minimum(day[said] + rng.integers(0, 10, len(said)), life.until[who[said]] - 1)
        value: Array | None = None
        values: tuple[str, ...] = ()
        if item.startswith("preferred_place"):
            value, values = wished[said], tuple(_WISHED)
        elif item == "resuscitation":
            value, values = decision[said], tuple(_DECISIONS)
        parts.append(_Part(who[said], "end_of_life", item, on, _open(said), "end_of_life", value, values))
    return parts
