"""Admissions as events: coded, costed, and with the referrals and life notes that go with them."""

from __future__ import annotations

import numpy as np

from synthetic.facts import facts, rows
from synthetic.lives.columns import NO_TIME, Lists, words
from synthetic.lives.draws import Array
from synthetic.lives.events import Events, lists
from synthetic.lives.hospital import BIRTH, DAY_CASE, ELECTIVE, EMERGENCY, MATERNITY, Admissions
from synthetic.lives.life import Life, codes, pence
from synthetic.lives.times import to_utc

_PODS = ["emergency", "elective", "day_case", "maternity", "birth"]
_ROUTES = ["ae", "gp", "waiting_list", "maternity", "birth", "bed_bureau"]
_OUTCOMES = ["home", "died", "care_home", "transfer", "self"]
_BIRTHS = ["O800", "O829", "Z380", "W19X"]
_INJURIES = ("S", "R296")


def vocabulary() -> tuple[list[str], int, int, int]:
    """Return every ICD-10 code that an admission may carry, and where planned, lasting and birth codes begin."""
    emergency, elective = codes("emergency_reasons"), codes("elective_reasons")
    lasting = codes("conditions", "icd10")
    listed = emergency + elective + lasting + _BIRTHS
    return listed, len(emergency), len(emergency) + len(elective), len(listed) - len(_BIRTHS)


def add_admissions(events: Events, life: Life, a: Admissions) -> None:
    """Add every admission that has begun by the end of the period; one that goes on has no end yet."""
    rng = life.stream("admission events")
    stop = life.place.period.stop * 1440
    listed, planned_at, _, births_at = vocabulary()
    planned = (a.kind == ELECTIVE) | (a.kind == DAY_CASE)
    main = np.where(
        a.kind == EMERGENCY, a.reason,
        np.where(planned, planned_at + a.reason, np.where(a.kind == MATERNITY, births_at + a.reason, births_at + 2)),
    )  # fmt: skip
    going_on = a.end >= stop
    nights = a.end // 1440 - a.start // 1440
    draw = rng.random(len(a.who))
    by_gp = (a.kind == EMERGENCY) & ~a.by_ae
    route = np.where(
        planned,
        2,
        np.where(a.kind == MATERNITY, 3, np.where(a.kind == BIRTH, 4, np.where(by_gp, np.where(draw < 0.75, 1, 5), 0))),
    )
    outcome = np.where(
        a.died,
        1,
        np.where(
            a.to_home | life.in_home(a.who, a.end // 1440 - 1),
            2,
            np.where(draw < 0.015, 3, np.where(draw < 0.024, 4, 0)),
        ),
    )
    start = to_utc(a.start)
    events.add(
        a.who, start, np.where(going_on, NO_TIME, np.maximum(to_utc(a.end), start + 10)),
        kind="admission", point_of_delivery=words(a.kind, _PODS), provider=life.trust(a.who), site=life.hospital(a.who),
        reason=words(main, listed), reason_system="icd10", reasons=_all_reasons(life, a, main, listed),
        procedures=_procedures(a), route=words(route, _ROUTES),
        outcome=words(np.where(going_on, -1, outcome), _OUTCOMES),
        nights=np.where(going_on, -1, nights), cost=np.where(going_on, -1, _costs(a, nights)),
        cost_basis="unit_cost", ready_at=_ready(life, a, start, nights, going_on), feed="admitted_care",
    )  # fmt: skip


def _ready(life: Life, a: Admissions, start: Array, nights: Array, going_on: Array) -> Array:
    """Return when each person who stayed a night and left alive was ready to leave (minutes, UTC).

    Most leave on that day. Some wait for days: more of the old, of those who stayed long and of those who go to a home.
    """
    rng = life.stream("ready to leave")
    told = facts("quality")["discharge_assumed"]
    stayed = (nights >= 1) & ~a.died & ~going_on & ((a.kind == EMERGENCY) | (a.kind == ELECTIVE))
    weight = stayed * np.interp(life.age(a.who, a.end // 1440), [0, 18, 60, 80, 90], [0.05, 0.3, 0.7, 1.8, 2.4])
    weight = weight * np.interp(nights, [1, 2, 5, 14], [0.0, 0.35, 1.2, 2.4]) * np.where(a.to_home, 3.0, 1.0)
    chance = np.minimum(weight * told["delayed_pct"] / 100 * stayed.sum() / max(weight.sum(), 1e-9), 0.9)
    waits = (rng.random(len(a.who)) < chance) & (nights >= 2)
    days = np.minimum(rng.geometric(1 / told["mean_days"], len(a.who)), np.maximum(nights - 1, 0)) * waits
    same_day = np.maximum(a.end - rng.integers(60, 420, len(a.who)), a.end // 1440 * 1440 + 1)
    ready = np.where(days > 0, (a.end // 1440 - days) * 1440 + rng.integers(540, 1020, len(a.who)), same_day)
    return np.where(stayed, np.clip(to_utc(ready), start + 5, np.maximum(to_utc(a.end), start + 10)), NO_TIME)


def _all_reasons(life: Life, a: Admissions, main: Array, listed: list[str]) -> Lists:
    """Return all diagnoses: the main one, how an injury came about, and most of what the person lives with."""
    rng = life.stream("secondary reasons")
    _, _, lasting_at, births_at = vocabulary()
    has = life.health.onset[a.who] <= (a.start // 1440)[:, None]
    has &= rng.random(has.shape) < 0.75
    has[a.kind == BIRTH] = False
    icd = codes("conditions", "icd10")
    columns = [main]
    injury = np.array([code.startswith(_INJURIES) for code in listed])[main]
    columns.append(np.where(injury, births_at + 3, -1))
    same = np.array([[icd[c][:3] == code[:3] for c in range(len(icd))] for code in listed])[main]
    columns += [np.where(has[:, c] & ~same[:, c], lasting_at + c, -1) for c in range(len(icd))]
    return lists(columns, listed)


def _procedures(a: Admissions) -> Lists:
    """Return OPCS-4 codes: those of planned care, of births, and of a few emergencies."""
    planned = codes("elective_reasons", "procedure")
    listed = [*planned, "R249", "R182", "W241", "H011", "K631"]
    emergency = codes("emergency_reasons")
    own = np.full(len(emergency), -1)
    own[emergency.index("S720")] = len(planned) + 2
    own[emergency.index("K359")] = len(planned) + 3
    own[emergency.index("I214")] = len(planned) + 4
    is_planned = (a.kind == ELECTIVE) | (a.kind == DAY_CASE)
    code = np.where(is_planned, a.reason, np.where(a.kind == MATERNITY, len(planned) + a.reason, -1))
    urgent = np.where(a.kind == EMERGENCY, own[np.where(a.kind == EMERGENCY, a.reason, 0)], -1)
    return lists([np.maximum(code, urgent)], listed)


def _costs(a: Admissions, nights: Array) -> Array:
    """Return pence: a short or a long emergency stay, a day case, a planned stay, a birth."""
    cost = facts("unit_costs")
    national, memory = cost["national_cost_collection_2024_25"], cost["from_memory"]
    emergency = np.where(nights <= 1, national["non_elective_short_stay_fce"], national["non_elective_long_stay_fce"])
    by_kind = np.array(
        [0, national["elective_inpatient"], national["day_case"], memory["maternity_spell"], memory["birth_spell"]]
    )
    return pence(np.where(a.kind == EMERGENCY, emergency, by_kind[a.kind]))


def condition_reasons() -> list[str]:
    """Return the titles of the lasting conditions, in order."""
    return [row["title"] for row in rows("conditions")]
