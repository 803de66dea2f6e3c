"""Segments: everyone in exactly one, by precedence; what they cost, who moved, and what may be shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from joinedup.insight.disclosure import TRUE_NUMBERS, policy_for
from joinedup.insight.engine import Engine, open_release
from joinedup.insight.measures.definition import measure
from joinedup.insight.measures.examples import fill
from joinedup.insight.segments import shown
from joinedup.insight.segments.compute import Moved, agreement, movement, put_segments
from joinedup.insight.segments.definition import Scheme, catalogue, load, scheme
from joinedup.insight.segments.profile import CUTS, Cell, cells, put_everyone, who_uses_what
from joinedup.insight.statistics.inequality import lorenz
from joinedup.words.basics.errors import ManyMistakes, NotFound

FIRST, LAST = date(2024, 12, 31), date(2025, 12, 31)
AGES = """
id: ages
title: Ages
question: How old?
source: made for this test
version: 1
segments:
  - {id: costly, title: Costly, who: {age: 65 or over}, highest_cost: 25%}
  - {id: old, title: Old, who: {age: 65 or over}}
  - {id: rest, title: Everyone else}
"""
DRAWN = {
    "lists": """
        person  | practice | born       | from       | until      | decile
        --------+----------+------------+------------+------------+-------
        Edna    | A        | 1938-04-03 | 2010-01-01 |            | 1
        William | A        | 1951-07-22 | 2010-01-01 |            | 10
        Thomas  | B        | 1960-03-01 | 2010-01-01 |            | 5
        Amy     | B        | 2019-06-15 | 2010-01-01 |            | 5
        Arthur  | B        | 1936-11-12 | 2010-01-01 | 2025-02-09 | 3
        Jo      | B        | 2025-06-15 | 2025-06-15 |            | 3
    """,
    "event": """
        person  | kind      | start_at             | cost
        --------+-----------+----------------------+-----
        Edna    | admission | 2025-06-01T10:00:00Z | 900
        William | admission | 2025-07-01T10:00:00Z | 100
        Edna    | admission | 2023-07-01T10:00:00Z | 9000
    """,
    "package": """
        person  | service   | start_date | end_date | weekly_cost
        --------+-----------+------------+----------+------------
        William | home_care | 2025-12-18 |          | 70
    """,
}


@pytest.fixture
def engine() -> Iterator[Engine]:
    with open_release() as opened:
        fill(opened, measure("emergency-admissions"), DRAWN)
        yield opened


@pytest.fixture
def ages() -> Scheme:
    return load(AGES, file="ages.yaml")


def test_everyone_on_a_list_is_in_the_first_segment_that_fits(engine: Engine, ages: Scheme) -> None:
    put_segments(engine, [ages], on=LAST)
    rows = engine.rows("SELECT person_key, segment FROM person_segment ORDER BY person_key")
    found = {row["person_key"]: row["segment"] for row in rows}
    assert found == {"Edna": "costly", "William": "old", "Thomas": "old", "Amy": "rest", "Jo": "rest"}


def test_the_three_schemes_of_the_catalogue_each_have_everyone_once(engine: Engine) -> None:
    put_segments(engine, catalogue().values(), on=LAST)
    rows = engine.rows("SELECT scheme, count(*) AS people FROM person_segment GROUP BY scheme ORDER BY scheme")
    assert [(row["scheme"], row["people"]) for row in rows] == [(name, 5) for name in sorted(catalogue())]


def test_what_was_spent_is_of_the_year_and_packages_count_by_the_day(engine: Engine, ages: Scheme) -> None:
    put_everyone(engine, [ages], on=LAST)
    spent = {cell.segment: (cell.people, cell.spent) for cell in cells(engine)}
    assert spent == {"costly": (1, 900), "old": (2, pytest.approx(100 + 14 * 10)), "rest": (2, 0)}
    assert {cell.group for cell in cells(engine, "practice")} == {"A", "B"}
    assert {cell.group for cell in cells(engine, "age")} == {"0 to 17", "65 to 74", "85 and over"}
    assert {cell.group for cell in cells(engine, "deprivation")} == {"1", "2", "3", "5"}
    curve = who_uses_what(engine, ages)
    assert curve is not None
    assert curve.top[0].used > 0


def test_where_nothing_is_spent_there_is_no_curve(ages: Scheme) -> None:
    with open_release() as empty:
        fill(empty, measure("emergency-admissions"), {"lists": DRAWN["lists"]})
        put_everyone(empty, [ages], on=LAST)
        assert who_uses_what(empty, ages) is None


def test_movement_tells_who_came_who_left_and_who_moved(engine: Engine, ages: Scheme) -> None:
    assert movement(engine, ages, first=FIRST, last=LAST) == [
        Moved("old", "costly", 1), Moved("old", "old", 1), Moved("old", None, 1), Moved("rest", "old", 1),
        Moved("rest", "rest", 1), Moved(None, "rest", 1),
    ]  # fmt: skip


def test_two_divisions_agree_by_so_much_beyond_chance(engine: Engine, ages: Scheme) -> None:
    other = load(AGES.replace("id: ages", "id: other").replace(", highest_cost: 25%", ""), file="x")
    only = load(
        AGES.replace("id: ages", "id: only").split("  - {id: costly")[0] + "  - {id: rest, title: All}", file="x"
    )
    put_segments(engine, [ages, other, only], on=LAST)
    same, kappa = agreement(engine, "ages", "other")
    assert same == pytest.approx(3 / 5)
    assert kappa == pytest.approx((3 / 5 - 7 / 25) / (1 - 7 / 25))
    assert agreement(engine, "only", "only") == (1.0, 1.0)
    assert agreement(engine, "ages", "none") == (0.0, 0.0)


def test_a_small_segment_is_hidden_with_what_was_spent_on_it(ages: Scheme) -> None:
    found = [Cell("ages", "costly", "", 3, 900), Cell("ages", "old", "", 100, 500), Cell("ages", "rest", "", 400, 0)]
    costly, old, rest = shown.segments(ages, [*found, Cell("x", "old", "", 9, 9)], policy_for("care"))
    assert (costly.people, costly.share, costly.cost_share, costly.per_head) == ("1 to 7", None, None, None)
    assert old.people != 100 or old.cost_share is not None
    assert rest.people in (400, "not shown")
    assert [row.people for row in (old, rest)].count("not shown") == 1
    assert shown.segments(ages, [], policy_for("care")) == []


def test_shares_are_of_the_group_and_an_empty_segment_costs_nothing_a_head(ages: Scheme) -> None:
    found = [Cell("ages", "costly", "A", 1, 300), Cell("ages", "old", "A", 3, 100), Cell("ages", "rest", "B", 2, 0)]
    rows = {(row.group, row.segment): row for row in shown.segments(ages, found, TRUE_NUMBERS)}
    assert rows["A", "Costly"].share == 0.25
    assert rows["A", "Costly"].cost_share == 0.75
    assert rows["A", "Everyone else"].per_head is None
    assert rows["B", "Everyone else"].cost_share is None


def test_small_movements_are_not_told(ages: Scheme) -> None:
    moved = [Moved("old", "costly", 2), Moved("old", "old", 100), Moved(None, "rest", 50)]
    found = shown.moves(ages, moved, TRUE_NUMBERS)
    assert [(move.before, move.after, move.people) for move in found] == [
        ("Old", "Costly", 2), ("Old", "Old", 100), (shown.ELSEWHERE, "Everyone else", 50),
    ]  # fmt: skip
    hidden = shown.moves(ages, moved, policy_for("care"))
    assert next(move.people for move in hidden if move.after == "Costly") is None


def test_a_curve_whose_hundredths_are_few_people_is_not_shown() -> None:
    curve = lorenz([1, 2, 3])
    assert shown.curve(curve, people=700, policy=policy_for("care")) is None
    assert shown.curve(curve, people=900, policy=policy_for("care")) is curve
    assert shown.curve(None, people=900, policy=policy_for("care")) is None


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("title: Ages\n", "", "title: is missing"),
        ("version: 1", "version: 1\ncolour: red", "'colour' is not a part of a scheme"),
        ("{id: rest, title: Everyone else}", "{id: rest}", "must have an id and a title"),
        ("{id: old, title: Old,", "{id: old, title: Old, size: 2,", "'size' is not a part of a segment"),
        ("{id: old, title: Old, who: {age: 65 or over}}", "{id: old, title: Old, who: {age: olden}}", "segments.old"),
        ("highest_cost: 25%", "highest_cost: a lot", "highest_cost must be such as 5%"),
        ("highest_cost: 25%", "highest_cost: 125%", "highest_cost must be such as 5%"),
        ("id: costly", "id: old", "'old' is there twice"),
        ("title: Everyone else}", "title: Else, who: {age: 1 or over}}", "the last must fit all who are left"),
        ("{id: old, title: Old, who: {age: 65 or over}}", "{id: old, title: Old}", "'old' fits everyone"),
    ],
)
def test_a_mistake_in_a_scheme_is_told_with_its_place(was: str, becomes: str, told: str) -> None:
    assert was in AGES
    with pytest.raises(ManyMistakes) as stopped:
        load(AGES.replace(was, becomes), file="ages.yaml")
    assert any(told in str(mistake) for mistake in stopped.value.mistakes), [str(m) for m in stopped.value.mistakes]


def test_what_is_no_scheme_is_refused_and_one_that_is_not_there_names_those_that_are(ages: Scheme) -> None:
    with pytest.raises(ManyMistakes, match="not a scheme"):
        load("- a list", file="x")
    with pytest.raises(NotFound, match=r"no scheme called 'joy'.*cost-and-need"):
        scheme("joy")
    assert scheme("ten-groups").title_of("nobody") == "nobody"
    assert ages.title_of("old") == "Old"
    assert list(CUTS) == ["practice", "age", "deprivation"]
