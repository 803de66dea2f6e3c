"""Drilling into segments: no drill, and no two drills compared, tell of a few people or of one among many."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from scipy.optimize import linprog

from joinedup.insight.disclosure import HOSPITAL_STATISTICS, NOT_SHOWN
from joinedup.insight.engine import open_release
from joinedup.insight.measures.definition import measure
from joinedup.insight.measures.examples import fill
from joinedup.insight.segments.definition import catalogue
from joinedup.insight.segments.drill import Ask, Shown, average, checked, columns_for, drill, figures
from joinedup.insight.segments.lines import KEYS, Dimension, lines
from joinedup.words.basics.errors import BadInput

ON = date(2025, 12, 31)
AGES, SEXES, PRACTICES = ("old", "young"), ("female", "male"), ("North", "South", "West")
DIMENSIONS = {
    "age": Dimension("age", "Age", {each: each for each in AGES}),
    "sex": Dimension("sex", "Sex", {each: each for each in SEXES}),
    "practice": Dimension("practice", "Practice", {each: each for each in PRACTICES}),
    "condition": Dimension("condition", "Condition", {"frail": "Frail", "carer": "Carer"},
                           {"frail": "on_frail", "carer": "on_carer"}),
    "service": Dimension("service", "Kind", {"gp": "Practice", "ae": "A&E"}, {"gp": "had_gp", "ae": "had_ae"}),
}  # fmt: skip
Cells = Mapping[tuple[str, str, str], int]


def people(cells: Cells, *, seed: int = 1, spent: float = 10.0, frail: int = 0) -> pa.Table:
    """Return a line for each person of ``cells`` (age, sex, practice); the first ``frail`` of them are frail."""
    rows = [cell for cell, count in cells.items() for _ in range(count)]
    chance, size = np.random.default_rng(seed), len(rows)
    return pa.table({
        "age": pa.array([r[0] for r in rows]).dictionary_encode(),
        "sex": pa.array([r[1] for r in rows]).dictionary_encode(),
        "practice": pa.array([r[2] for r in rows]).dictionary_encode(),
        "on_frail": pa.array([n < frail for n in range(size)]),
        "on_carer": pa.array([None] * size, type=pa.bool_()),
        "had_gp": pa.array([4] * size, type=pa.int16()), "had_ae": pa.array([n % 2 for n in range(size)], type=pa.int16()),
        "contacts": pa.array([4 + n % 2 for n in range(size)], type=pa.int32()),
        "spent": pa.array([spent] * size), "key": pa.array(chance.integers(0, KEYS, size), type=pa.int32()),
    })  # fmt: skip


def asked(table: pa.Table, where: Mapping[str, str], by: str) -> dict[str, Shown]:
    ask = checked(Ask(where, by), DIMENSIONS)
    found = drill(table.select(columns_for(ask, DIMENSIONS)), ask, DIMENSIONS, policy=HOSPITAL_STATISTICS)
    return {row.value: row for row in (found.total, *found.rows)}


def even(**fewer: int) -> Cells:
    """Return a place where every cell has 60 people, but those named (old_female_North=3)."""
    return {cell: fewer.get("_".join(cell), 60) for cell in itertools.product(AGES, SEXES, PRACTICES)}


def test_a_count_is_rounded_to_tens_and_the_same_people_give_the_same_figure_however_they_are_asked() -> None:
    table = people(even(old_female_North=63))
    one, other = asked(table, {"age": "old", "sex": "female"}, "practice")["North"], asked(
        table, {"practice": "North", "age": "old"}, "sex")["female"]  # fmt: skip
    assert one.people == other.people
    assert one.people in (60, 70)


def test_rounding_is_right_on_average() -> None:
    shown = [asked(people(even(old_female_North=63), seed=n), {"age": "old", "sex": "female"}, "practice")["North"].people
             for n in range(200)]  # fmt: skip
    assert np.mean([each for each in shown if isinstance(each, int)]) == pytest.approx(63, abs=1.2)


@pytest.mark.parametrize("few", [0, 1, 7, 9])
def test_nobody_and_a_few_are_told_alike(few: int) -> None:
    row = asked(people(even(old_female_North=few)), {"age": "old", "sex": "female"}, "practice")["North"]
    assert (row.people, row.share, row.contacts, row.cost) == ("fewer than 10", None, None, None)


@pytest.mark.parametrize("few", [1, 3, 7])
def test_what_differs_from_a_wider_drill_by_a_few_people_is_not_shown(few: int) -> None:
    cells = {**even(), ("old", "male", "North"): few}
    found = asked(people(cells), {"age": "old", "practice": "North"}, "sex")
    assert (found["female"].people, found["male"].people) == (NOT_SHOWN, "fewer than 10")
    narrower = asked(people(cells), {"age": "old", "practice": "North", "sex": "female"}, "condition")
    assert {row.people for row in narrower.values()} == {NOT_SHOWN}, "then nothing of that drill is shown"


def test_so_few_that_nothing_is_shown_is_said_of_the_whole_drill() -> None:
    ask = Ask({"age": "old", "sex": "female", "practice": "North"}, "condition")
    found = drill(people(even(old_female_North=4)), ask, DIMENSIONS, policy=HOSPITAL_STATISTICS)
    assert found.too_few
    assert [row.people for row in found.rows] == [NOT_SHOWN, NOT_SHOWN]


def test_whoever_compares_every_drill_cannot_find_a_small_count_out() -> None:
    """A snooper knows the rule, makes every drill of the three dimensions, and asks what the small cell may be."""
    for few, seed in itertools.product((1, 4, 7), range(6)):
        table = people(even(old_female_North=few, young_male_South=31, old_male_West=45), seed=seed)
        low, high = possible(table, ("old", "female", "North"))
        assert low <= 1, "any small number is possible still"
        assert high >= 7, "any small number is possible still"


def possible(table: pa.Table, cell: tuple[str, str, str]) -> tuple[float, float]:
    """Return the least and most that a cell may be, from all that every drill shows, by linear programming."""
    cells = list(itertools.product(AGES, SEXES, PRACTICES))
    names, rows, bounds = ("age", "sex", "practice"), [], []
    for many in range(3):
        for over in itertools.combinations(names, many):
            for values in itertools.product(*(DIMENSIONS[name].values for name in over)):
                where = dict(zip(over, values, strict=True))
                for by in (name for name in names if name not in where):
                    for value, row in asked(table, where, by).items():
                        held = where | ({by: value} if value else {})
                        inside = [float(all(one[names.index(n)] == v for n, v in held.items())) for one in cells]
                        if isinstance(row.people, int):
                            rows += [inside, [-each for each in inside]]
                            bounds += [row.people + 9, -(row.people - 9)]
                        elif row.people != NOT_SHOWN:
                            rows.append(inside)
                            bounds.append(9)
    aim = [float(one == cell) for one in cells]
    ends = [linprog([sign * each for each in aim], A_ub=rows, b_ub=bounds, bounds=(0, None)).fun for sign in (1, -1)]
    return float(ends[0]), float(-ends[1])


def test_averages_are_of_fifty_people_to_two_figures_and_not_of_one_among_them() -> None:
    assert average(np.full(50, 123.4)) == 120
    assert average(np.full(49, 123.4)) is None
    assert average(np.array([*([10.0] * 99), 500.0])) is None, "one person is a third of the sum"
    assert average(np.zeros(60)) == 0
    assert [figures(each) for each in (0.0, 0.01234, 45678.0)] == [0, 0.012, 46000]


def test_contacts_are_of_the_kind_that_is_asked() -> None:
    table = people(even())
    assert asked(table, {}, "age")["old"].contacts == 4.5
    assert asked(table, {"service": "ae"}, "age")["old"].contacts == 1
    by_kind = asked(table, {}, "service")
    assert (by_kind["gp"].contacts, by_kind["ae"].contacts) == (4, 1)
    assert by_kind["gp"].cost_share == 1


def test_shares_are_of_what_is_shown_and_only_of_many() -> None:
    table = people(even())
    everyone = {value: row.people for value, row in asked(table, {}, "practice").items()}
    found = {row.value: row for row in drill(table, Ask({"age": "old"}, "practice"), DIMENSIONS,
                                             policy=HOSPITAL_STATISTICS, everyone=everyone).rows}  # fmt: skip
    assert found["North"].of_group == found["North"].people / everyone["North"]  # type: ignore[operator]
    found = asked(table, {"age": "old"}, "practice")
    assert found["North"].of_group is None
    assert found["North"].share == pytest.approx(found["North"].people / found[""].people)  # type: ignore[operator]
    assert asked(people(even()), {"age": "old", "sex": "female"}, "practice")["North"].share is None


def test_what_is_not_known_of_anyone_is_a_group_of_nobody() -> None:
    assert asked(people(even(), frail=100), {}, "condition")["carer"].people == "fewer than 10"
    assert asked(people(even(), frail=100), {}, "condition")["frail"].people == 100
    assert asked(people(even(), frail=100), {"condition": "frail"}, "age")["old"].people == 100


@pytest.mark.parametrize(
    ("where", "by", "told"),
    [
        ({"shoe": "9"}, "age", "cannot be divided by 'shoe'"),
        ({"age": "ancient"}, "sex", "There is no 'ancient' here under Age"),
        ({"age": "old", "sex": "male", "practice": "West", "condition": "frail", "service": "gp"}, "age",
         "More than 4 things at once"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_words(where: dict[str, str], by: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        checked(Ask(where, by), DIMENSIONS)


def test_a_line_is_everyone_on_a_list_with_their_groups_contacts_and_cost_and_without_who_they_are() -> None:
    drawn = {
        "lists": """
            person  | practice | born       | from       | until      | decile
            --------+----------+------------+------------+------------+-------
            Edna    | A        | 1938-04-03 | 2010-01-01 |            | 1
            Amy     | B        | 2019-06-15 | 2010-01-01 |            | 5
            Arthur  | B        | 1936-11-12 | 2010-01-01 | 2025-02-09 | 3
        """,
        "event": """
            person | kind         | point_of_delivery | start_at             | cost
            -------+--------------+-------------------+----------------------+-----
            Edna   | admission    | emergency         | 2025-06-01T10:00:00Z | 900
            Edna   | consultation | gp                | 2025-07-01T10:00:00Z | 40
            Edna   | consultation | gp                | 2024-07-01T10:00:00Z | 40
        """,
    }
    with open_release() as engine:
        fill(engine, measure("emergency-admissions"), drawn)
        found = lines(engine, catalogue().values(), on=ON, secret=b"the place's secret")
        again = lines(engine, catalogue().values(), on=ON, secret=b"the place's secret")
    rows = sorted(found.table.to_pylist(), key=lambda row: row["age"])
    assert [(r["age"], r["deprivation"], r["practice"], r["spent"], r["had_gp"], r["cost"]) for r in rows] == [
        ("0 to 17", "3", "B", 0, 0, "none"), ("85 and over", "1", "A", 940, 1, "others"),
    ]  # fmt: skip
    assert "person_key" not in found.table.column_names
    assert "had_ae" not in found.table.column_names, "nothing here tells of A&E"
    assert found.table.equals(again.table)
    assert {each.name for each in found.dimensions} >= {"cost-and-need", "age", "sex", "condition", "service", "cost"}
