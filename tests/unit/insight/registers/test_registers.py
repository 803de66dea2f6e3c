"""Registers: what their files say, and the needs that they count, to be checked with a pencil."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.insight.criteria import facts_of, holding, told, understood
from joinedup.insight.disclosure import HOSPITAL_STATISTICS, NOT_SHOWN, TRUE_NUMBERS
from joinedup.insight.engine import open_release
from joinedup.insight.registers import Due, Need, Profile, catalogue, expressions, profiles, profiles_of_all, register
from joinedup.insight.registers.definition import load
from joinedup.insight.registers.page import lines
from joinedup.insight.registers.shown import _due, _ratio, disclose, disclose_together
from joinedup.insight.statistics.intervals import Estimate, share, wilson
from joinedup.words.basics.errors import BadInput, ManyMistakes, NotFound
from joinedup.words.criteria import read
from tests.world.drawn import rows as drawn_rows

ON = date(2026, 3, 31)


def place(people: str):
    """Return an engine over drawn people: who, practice, born, sex, conditions (words), home, smoked, bp (a day)."""
    engine = open_release()
    engine.fill("reference_practice", [{"practice": "A", "name": "Hillside", "network": "North"}])
    for row in drawn_rows(people):
        key = {"person_key": row["who"]}
        engine.fill("person", [key | {"birth_month": row["born"], "birth_date": row["born"], "sex": row.get("sex") or None,
                                      "death_date": row.get("died") or None}])  # fmt: skip
        engine.fill("registration", [key | {"practice": row["practice"], "start_date": "2020-01-01"}])
        if row.get("home"):
            home = {"start_date": "2020-01-01", "kind": "care_home", "site": row["home"], "area": "E01000001"}
            engine.fill("residence", [key | home])
        for word in row.get("conditions", "").split():
            engine.fill("condition", [key | {"condition": word, "onset_date": "2020-01-01", "code_system": "snomed"}])
        if row.get("bp"):
            taken = {"concept": "systolic_blood_pressure", "at": f"{row['bp']} 10:00:00+00", "value": 130}
            engine.fill("measurement", [key | taken])
    return engine


DRAWN = """
    who  | practice | born       | sex    | conditions            | home | bp         | died
    -----+----------+------------+--------+-----------------------+------+------------+-----------
    Ada  | A        | 1940-05-01 | female | hypertension dementia | H1   | 2026-01-05 |
    Bob  | A        | 1941-05-01 | male   | hypertension          |      | 2024-01-05 |
    Cat  | A        | 1990-05-01 | female |                       |      |            |
    Dan  | B        | 1940-05-01 | male   | hypertension          |      |            |
    Eve  | B        | 1942-05-01 | female |                       |      |            |
    Fay  | B        | 1990-05-01 | female | alzheimers            |      |            |
    Guy  | B        | 1940-05-01 | male   | hypertension          |      |            | 2026-03-30
"""


def needs(found):
    return {need.register: need for need in found.needs}


def test_everyone_on_a_list_that_day_is_counted_once_and_the_dead_not_at_all():
    with place(DRAWN) as engine:
        [whole] = profiles(engine, [register("hypertension"), register("dementia")], on=ON)
        practices = profiles(engine, [register("hypertension"), register("dementia")], on=ON, by="practice")
    assert (whole.name, whole.people, whole.on_any) == ("place", 6, 4)
    assert {n.register: n.recorded for n in whole.needs} == {"hypertension": 3, "dementia": 2}
    assert [(p.unit, p.name, p.people, p.on_any) for p in practices] == [("A", "Hillside", 3, 2), ("B", "B", 3, 2)]
    for at, need in enumerate(whole.needs):
        assert need.recorded == sum(p.needs[at].recorded for p in practices)
        assert need.people == sum(p.needs[at].people for p in practices)
    assert whole.on_any < sum(need.recorded for need in whole.needs)  # Ada is on both


def test_shares_have_wilsons_interval_and_ratios_the_places_own_rates():
    with place(DRAWN) as engine:
        hillside, other = profiles(engine, [register("hypertension")], on=ON, by="practice")
    need = needs(hillside)["hypertension"]
    assert (need.share.value, need.share.low, need.share.high) == pytest.approx((2 / 3, *wilson(2, 3)))
    # Women of 80 to 84 and 85 to 89, men of the same: Ada alone in hers (1 of 1), Bob and Dan (1 of 1 each).
    assert need.as_place.denominator == pytest.approx(2.0)
    assert need.as_place.value == pytest.approx(1.0)
    assert needs(other)["hypertension"].as_place.denominator == pytest.approx(1.0)
    assert need.as_published is None  # one share for all ages is compared with the whole place alone


def test_a_publication_is_compared_with_people_of_its_ages():
    with place(DRAWN) as engine:
        [whole] = profiles(engine, [register("hypertension"), register("dementia")], on=ON)
        [home] = [p for p in profiles(engine, [register("dementia")], on=ON, by="home") if p.unit]
    dementia = needs(whole)["dementia"].as_published
    assert (dementia.numerator, dementia.denominator) == pytest.approx(
        (1, 4 * 0.065)
    )  # Fay is 35: recorded, not compared
    assert needs(whole)["hypertension"].as_published.denominator == pytest.approx(6 * 0.148)
    assert needs(home)["dementia"].as_published.denominator == pytest.approx(0.065)
    assert home.unit == "H1"


def test_checks_due_are_counted_and_one_of_which_nobody_tells_is_not_known():
    with place(DRAWN) as engine:
        [whole] = profiles(engine, [register("hypertension"), register("coronary-heart-disease")], on=ON)
    [pressure] = needs(whole)["hypertension"].due
    assert (pressure.check, pressure.done.numerator, pressure.done.denominator) == ("blood_pressure", 1, 3)
    by_check = {due.check: due.done for due in needs(whole)["coronary-heart-disease"].due}
    assert by_check["influenza_vaccine"] is None
    assert by_check["blood_pressure"].note == "Nobody was counted, so there is no share."


def test_a_register_of_which_no_source_tells_has_no_count():
    with place(DRAWN) as engine:
        [whole] = profiles(engine, [register("carers"), register("obesity"), register("many-medicines")], on=ON)
    for name, missing in (
        ("carers", ("flag:is_carer",)),
        ("obesity", ("measurement:bmi",)),
        ("many-medicines", ("medication",)),
    ):
        need = needs(whole)[name]
        assert (need.recorded, need.share, need.missing, need.not_known) == (None, None, missing, need.people)


def test_where_nobody_is_expected_there_is_no_ratio():
    with place(DRAWN) as engine:
        [whole] = profiles(engine, [register("epilepsy"), register("copd")], on=ON)
    assert needs(whole)["copd"].as_place.note == "Nobody is expected to be on it, so there is no ratio."


def test_units_that_are_not_known_are_refused():
    with (
        open_release() as engine,
        pytest.raises(BadInput, match=r"profile needs by street.*Choose from: place, practice"),
    ):
        profiles(engine, [], on=ON, by="street")


MANY = "who | practice | born | sex | conditions\n" + "\n".join(
    f"P{n} | {'A' if n < 30 else 'B'} | 1940-05-01 | {'female' if n % 2 else 'male'} | "
    f"{'hypertension' if n % 2 else ''} {'copd' if n in (1, 2, 40) else ''}"
    for n in range(70)
)


def test_small_numbers_are_not_shown_and_cannot_be_worked_out():
    with place(MANY) as engine:
        exact = profiles(engine, [register("hypertension"), register("copd"), register("carers")], on=ON, by="practice")
    shown = disclose(exact, policy=HOSPITAL_STATISTICS)
    assert [(p.people, p.on_any) for p in shown] == [(40, 20), (30, 15)]
    pressure, copd, carers = shown[0].needs
    assert (pressure.recorded, pressure.people, pressure.share.value) == (20, 40, 0.5)
    assert pressure.as_place.numerator == 20
    assert [due.done for due in pressure.due] == [None]
    assert (copd.recorded, copd.share, copd.missing) == (None, None, (NOT_SHOWN,))
    assert (carers.recorded, carers.people) == (None, 40)
    assert disclose(exact, policy=TRUE_NUMBERS)[0].needs[1].recorded == exact[0].needs[1].recorded
    assert disclose([], policy=HOSPITAL_STATISTICS) == []


def test_a_small_part_of_a_shown_register_is_not_shown_either():
    some = "who | practice | born | sex | conditions | bp\n" + "\n".join(
        f"P{n} | A | 1940-05-01 | female | {'dementia hypertension' if n < 30 else ''} | {'2026-01-05' if n < 4 or n > 55 else ''}"
        for n in range(60)
    )
    young = register("dementia")
    with place(some) as engine:
        engine.fill("condition", [{"person_key": "P1", "condition": "asthma"}])
        [whole] = disclose(profiles(engine, [register("hypertension"), young], on=ON), policy=HOSPITAL_STATISTICS)
    assert [due.done.note for due in whole.needs[0].due] == [NOT_SHOWN]
    assert whole.needs[1].as_published.numerator == 30


def test_every_register_says_who_is_on_it_and_where_the_rule_comes_from():
    assert len(catalogue()) >= 25
    for name, each in catalogue().items():
        assert each.id == name
        assert each.source
        assert each.question.endswith("?")
        assert each.version >= "2026"
    assert set(expressions()) == set(catalogue())
    page = "\n".join(lines())
    for each in catalogue().values():
        assert f"## {each.title} (`{each.id}`)" in page
    assert "1.40% of all from 5 to 17; 10.17% of all from 18 to the oldest" in page


def test_an_unknown_register_is_told_with_those_there_are():
    with pytest.raises(NotFound, match=r"no register called 'gout'.*Choose one of: asthma, atrial-fibrillation"):
        register("gout")


def test_every_mistake_of_a_file_is_told_at_once():
    with pytest.raises(ManyMistakes) as told_all:
        load(
            """
id: gout
title: ""
who: {condition: goat}
published: {share: many, source: ""}
colour: red
checks:
  urate: {title: Urate, done: {measured: urate in 1 year}, source: NICE}
  feet: {title: Feet}
""",
            file="gout.yaml",
        )
    assert [str(mistake) for mistake in told_all.value.mistakes] == [
        "gout.yaml line 6, colour: is not a part of a register; there are: checks, id, note, of, published, question, "
        "source, title, version, who",
        "gout.yaml line 1, question: is missing",
        "gout.yaml line 1, source: is missing",
        "gout.yaml line 1, version: is missing",
        "gout.yaml line 3, title: must be text",
        "gout.yaml line 4, who.condition: 'goat' is not a condition we know; did you mean gout?",
        "gout.yaml line 5, published.source: must be text",
        "gout.yaml line 5, published.share: must be a share over 0% and at most 100%, such as 7.7%",
        "gout.yaml line 8, checks.urate.done.measured: 'urate' is not a measurement we know; "
        "docs/reference/criteria.md lists them",
        "gout.yaml line 9, checks.feet: must say its title, when it is done, and its source",
    ]


@pytest.mark.parametrize(
    ("published", "told_so"),
    [("7%", "must say a share, such as 7.7%, and its source"), ("{rates: gout}", "There are no expected rates called")],
)
def test_what_is_published_must_be_a_share_or_rates(published, told_so):
    text = "{id: a, title: A, question: 'Who?', who: {age: 5}, source: S, version: 1, published: " + published + "}"
    with pytest.raises(ManyMistakes, match=told_so):
        load(text, file="a.yaml")


def test_a_register_may_rest_on_another(tmp_path):
    base = "title: T\nquestion: Q?\nsource: S\nversion: 2026\n"
    (tmp_path / "a-first.yaml").write_text(f"id: a-first\n{base}who: {{on_register: gout}}\n")
    (tmp_path / "gout.yaml").write_text(f"id: gout\n{base}who: {{condition: gout}}\n")
    found = catalogue(tmp_path)
    assert str(found["a-first"].expression) == "on the register: gout"
    assert list(found) == ["a-first", "gout"]


def test_holding_gives_the_people_and_facts_say_why():
    with place(DRAWN) as engine:
        found = sorted(row["person_key"] for row in engine.rows(holding({"on_register": "dementia"}, on=ON)))
        facts = facts_of(engine, ["Ada", "Nobody"])
        known = told(engine)
        assert facts_of(engine, []) == {}
    assert found == ["Ada", "Fay"]
    assert {row["condition"] for row in facts["Ada"].rows["condition"]} == {"hypertension", "dementia"}
    assert "condition" not in facts["Nobody"].rows
    assert {"condition", "measurement:systolic_blood_pressure"} <= known
    assert not {"medication", "flag:is_carer", "event:admission"} & known
    tree = read("age: 5")
    assert understood(tree) is tree


def test_frailty_is_scored_where_it_is_asked_for_and_nobody_did():
    with place(DRAWN) as engine:
        [whole] = profiles(engine, [register("frailty")], on=ON)
        assert engine.has("person_score")
        [again] = profiles(engine, [register("frailty")], on=ON)
    assert needs(whole)["frailty"].people == 4
    assert needs(whole)["frailty"].recorded is not None
    assert whole == again


def test_a_check_is_shown_where_neither_those_done_nor_those_due_are_few():
    shown = [_due(Due("bp", "Blood pressure", share(done, 40)), HOSPITAL_STATISTICS).done for done in (20, 4, 36)]
    assert [(estimate.value, estimate.note) for estimate in shown] == [(0.5, ""), (None, NOT_SHOWN), (None, NOT_SHOWN)]


def test_a_ratio_of_a_small_number_is_not_shown():
    shown = [
        _ratio(Estimate(value, value, value, numerator, 10.0), HOSPITAL_STATISTICS)
        for value, numerator in ((0.3, 3), (2.0, 20))
    ]
    assert [(ratio.value, ratio.note) for ratio in shown] == [(None, NOT_SHOWN), (2.0, "")]
    assert _ratio(None, HOSPITAL_STATISTICS) is None


def test_equal_scores_are_in_the_top_share_together():
    scores = [("Ada", 0.9), ("Bob", 0.8), ("Cat", 0.8), ("Dan", 0.7), ("Eve", None)]
    with place(DRAWN) as engine:
        rows = [{"person_key": who, "score": "emergency-admission", "value": v, "band": "high"} for who, v in scores]
        engine.put("person_score", pa.Table.from_pylist(rows))
        found = {
            share: sorted(row["person_key"] for row in engine.rows(holding(f"risk_top_percent: {share}", on=ON)))
            for share in ("top 25%", "top 26%", "top 75%", "top 76%", "top 100%")
        }
    assert found == {
        "top 25%": ["Ada"],
        "top 26%": ["Ada", "Bob", "Cat"],
        "top 75%": ["Ada", "Bob", "Cat"],
        "top 76%": ["Ada", "Bob", "Cat", "Dan"],
        "top 100%": ["Ada", "Bob", "Cat", "Dan"],
    }


def test_the_day_of_death_is_lived():
    with place(DRAWN) as engine:
        on_the_day, the_day_after = (
            {row["person_key"] for row in engine.rows(holding("age: 85 or over", on=day))}
            for day in (date(2026, 3, 30), date(2026, 3, 31))
        )
    assert on_the_day - the_day_after == {"Guy"}


def test_older_ages_hold_fewer_people():
    with place(DRAWN) as engine:
        counts = [len(engine.rows(holding(f"age: {age} or over", on=ON))) for age in range(0, 100, 10)]
    assert all(older <= younger for younger, older in pairwise(counts))
    assert (counts[0], counts[-1]) == (6, 0)


def profile(by: str, unit: str | None, people: int, *on: int | None) -> Profile:
    """Return a unit with so many people on each register; None: no source tells."""
    needs = (
        Need(f"r{n}", people, count, people if count is None else 0, None, None, None, ()) for n, count in enumerate(on)
    )
    return Profile(by, unit, unit or "", people, max((count or 0 for count in on), default=0), tuple(needs))


UNDER = {"network": ("place", {}), "practice": ("network", {"A": "North", "B": "North", "C": "South"})}


def recorded(shown: list[Profile], at: int = 0) -> dict[str | None, int | None]:
    return {each.unit: each.needs[at].recorded for each in shown}


def test_a_whole_is_shown_before_its_parts_and_its_parts_tell_no_more_than_it():
    found = {
        "place": [profile("place", "place", 900, 128)],
        "network": [profile("network", "North", 600, 108), profile("network", "South", 300, 20)],
        "practice": [
            profile("practice", "A", 300, 102),
            profile("practice", "B", 300, 6),
            profile("practice", "C", 300, 20),
        ],
    }
    shown = disclose_together(found, under=UNDER, policy=HOSPITAL_STATISTICS)
    assert recorded(shown["place"]) == {"place": 130}
    assert recorded(shown["network"]) == {"North": 110, "South": 20}
    assert recorded(shown["practice"])["B"] is None  # six people
    assert recorded(shown["practice"])["A"] is None  # else B would be 110 less 100, as they are rounded: six at least
    assert recorded(shown["practice"])["C"] == 20


def test_parts_of_a_whole_that_is_hidden_are_hidden_too_and_so_are_those_that_could_not_be_shown_with_it():
    small = {
        "place": [profile("place", "place", 900, 105)],
        "network": [profile("network", "North", 600, 100), profile("network", "South", 300, 5)],
        "practice": [
            profile("practice", "A", 300, 100),
            profile("practice", "B", 300, 0),
            profile("practice", "C", 300, 5),
        ],
    }
    shown = disclose_together(small, under=UNDER, policy=HOSPITAL_STATISTICS)
    assert recorded(shown["network"])["South"] is None
    assert recorded(shown["practice"])["C"] is None
    all_small = {
        "place": [profile("place", "place", 900, 21)],
        "practice": [
            profile("practice", "A", 300, 7),
            profile("practice", "B", 300, 7),
            profile("practice", "C", 300, 7),
        ],
    }
    shown = disclose_together(all_small, under={"practice": ("place", {})}, policy=HOSPITAL_STATISTICS)
    assert recorded(shown["place"]) == {"place": 20}
    assert set(recorded(shown["practice"]).values()) == {None}
    assert {need.missing for each in shown["practice"] for need in each.needs} == {(NOT_SHOWN,)}
    assert {each.on_any for each in shown["practice"]} == {None}


def test_what_no_source_tells_stays_so_in_each_part_and_a_unit_without_a_whole_is_not_shown():
    found = {
        "place": [profile("place", "place", 900, None, 300)],
        "network": [profile("network", "North", 600, None, 200), profile("network", "South", 300, None, 100)],
        "practice": [profile("practice", "A", 600, None, 200), profile("practice", "Z", 300, None, 100)],
    }
    shown = disclose_together(found, under=UNDER, policy=HOSPITAL_STATISTICS)
    a, z = shown["practice"]
    assert (a.needs[0].missing, a.needs[0].not_known, a.needs[1].recorded) == ((), 600, 200)
    assert (z.needs[0].missing, z.needs[1].recorded, z.needs[1].missing) == ((), None, (NOT_SHOWN,))


def test_a_unit_of_a_handful_of_people_has_no_figures_not_even_how_many_they_are():
    shown = disclose([profile("home", "H1", 3, 0), profile("home", None, 600, 100)], policy=HOSPITAL_STATISTICS)
    handful, others = shown
    assert (handful.people, handful.on_any) == (None, None)
    assert (handful.needs[0].people, handful.needs[0].recorded) == (None, None)
    assert others.people == 600
    assert disclose([profile("home", "H1", 3, None)], policy=HOSPITAL_STATISTICS)[0].needs[0].people is None


@given(
    counts=st.lists(st.integers(0, 40), min_size=2, max_size=6),
    networks=st.lists(st.sampled_from(["North", "South"]), min_size=6, max_size=6),
)
def test_no_small_count_is_ever_pinned_down_by_a_network_less_its_other_practices(
    counts: list[int], networks: list[str]
) -> None:
    of = dict(zip((f"P{n}" for n in range(len(counts))), networks, strict=False))
    sums = {name: sum(c for c, n in zip(counts, networks, strict=False) if n == name) for name in set(of.values())}
    found = {
        "place": [profile("place", "place", 1000 * len(counts), sum(counts))],
        "network": [
            profile("network", name, 1000 * list(of.values()).count(name), total) for name, total in sums.items()
        ],
        "practice": [profile("practice", unit, 1000, count) for unit, count in zip(of, counts, strict=True)],
    }
    shown = disclose_together(found, under={**UNDER, "practice": ("network", of)}, policy=HOSPITAL_STATISTICS)
    told = recorded(shown["practice"])
    for name, whole in recorded(shown["network"]).items():
        mine = [unit for unit in of if of[unit] == name]
        hidden = [unit for unit in mine if told[unit] is None]
        if whole is None or len(hidden) != 1:
            continue
        rest = sum(told[unit] for unit in mine if told[unit] is not None)
        width = 2 + 2 * sum(1 for unit in mine if told[unit])
        assert whole - rest - width <= 1
        assert whole - rest + width >= 7


def test_registers_by_several_kinds_of_unit_are_those_of_each_alone():
    with place(DRAWN) as engine:
        of = [register("hypertension"), register("dementia")]
        together = profiles_of_all(engine, of, on=ON, ways=("place", "practice", "home"))
        alone = {by: profiles(engine, of, on=ON, by=by) for by in ("place", "practice", "home")}
    assert together == alone
