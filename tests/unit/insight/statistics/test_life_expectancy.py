"""Life expectancy, against the public health tool's published example and against lives of one kind."""

import math

import numpy as np
import pytest

from joinedup.insight.statistics.life_expectancy import TO_EIGHTY_FIVE, TO_NINETY, life_table
from joinedup.words.basics.errors import BadInput, CannotProceed

# PHEindicatormethods, tests/testthat/testLifeExpectancy.R: people, deaths, and what it must give, to four places
PEOPLE = [7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601, 50209, 56416, 46411, 39820, 37978, 37039,
          33288, 23306, 11936, 11936]  # fmt: skip
DEATHS = [17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937]
PUBLISHED = {
    0: (80.16960813, 79.88268548, 80.45653078),
    1: (79.36245674, 79.0898816, 79.63503188),
    5: (75.44193645, 75.17407307, 75.70979983),
    25: (55.78835987, 55.53801579, 56.03870395),
    65: (18.76856852, 18.57570352, 18.96143352),
    75: (11.51684445, 11.34831778, 11.68537112),
    85: (6.163942934, 5.978358351, 6.349527517),
    90: (6.16210635, 5.887683386, 6.436529314),
}


def test_life_expectancy_is_what_the_public_health_tool_published() -> None:
    table = life_table(DEATHS, PEOPLE)
    for age, published in PUBLISHED.items():
        left = table.at(age)
        # The tool takes 1.96 for the interval where we take 1.959964.
        assert (left.value, left.low, left.high) == pytest.approx(published, abs=1e-5)
    assert (table.at(0).numerator, table.at(0).denominator) == (sum(DEATHS), sum(PEOPLE))
    assert (table.at(85).numerator, table.at(85).denominator) == (3_873, 23_872)


def test_ending_at_85_and_over_changes_little_where_it_can_and_needs_one_band_less() -> None:
    deaths, people = [*DEATHS[:18], sum(DEATHS[18:])], [*PEOPLE[:18], sum(PEOPLE[18:])]
    table = life_table(deaths, people, first_ages=TO_EIGHTY_FIVE)
    assert len(table.rows) == 19
    assert table.at(85).value == pytest.approx(sum(PEOPLE[18:]) / sum(DEATHS[18:]))
    assert table.at(0).value == pytest.approx(80.17, abs=0.05)


def test_where_death_comes_at_the_same_rate_at_every_age_life_left_is_its_inverse() -> None:
    # One death in 50 person-years: 50 years left at any age (Chiang's bands are close to it, the last band exact).
    table = life_table([2_000] * 20, [100_000] * 20)
    assert table.at(90).value == pytest.approx(50)
    assert table.at(30).value == pytest.approx(50, abs=0.02)
    # In a band of five years Chiang has 5m / (1 + 2.5m) of them die.
    assert table.rows[5].dying == pytest.approx(0.1 / 1.05)
    # The last band's own error (Silcocks): life left over the square root of deaths.
    last = table.at(90)
    assert last.high is not None and last.value is not None
    assert last.high - last.value == pytest.approx(1.959964 * 50 / math.sqrt(2_000), rel=1e-6)


def test_a_band_in_which_nobody_died_adds_no_uncertainty_and_stops_nothing() -> None:
    deaths = [0 if age in {1, 5, 10} else n for age, n in zip(TO_NINETY, DEATHS, strict=True)]
    table = life_table(deaths, PEOPLE)
    assert table.rows[1].dying == 0
    assert table.at(1).value == pytest.approx(table.at(5).value + 4)  # type: ignore[operator]


def test_a_band_that_nobody_outlives_leaves_nobody_after_it() -> None:
    deaths, people = [*DEATHS], [*PEOPLE]
    deaths[10], people[10] = 5_000, 5_000
    table = life_table(deaths, people)
    assert (table.rows[10].dying, table.rows[11].alive, table.at(60).value) == (1, 0, 0)


def test_a_figure_with_too_wide_an_interval_is_not_given_but_its_interval_is() -> None:
    # Small and young: 6,000 person-years, with one death in each band.
    table = life_table([1] * 20, [300.001] * 20)
    birth = table.at(90)
    assert birth.value is None
    assert birth.low is not None and birth.high is not None
    assert birth.note == "The 95% interval is wider than 20 years, so no figure is given."


def test_too_few_people_or_nobody_dying_at_the_end_stop_the_table_and_say_what_to_do() -> None:
    with pytest.raises(CannotProceed, match=r"5,000 person-years or fewer\. Add years, or areas, together"):
        life_table([1] * 20, [250] * 20)
    with pytest.raises(CannotProceed, match="Nobody died in the last age band"):
        life_table([*DEATHS[:-1], 0], PEOPLE)


@pytest.mark.parametrize(
    ("deaths", "people", "ages", "says"),
    [
        (DEATHS, PEOPLE[:-1], TO_NINETY, "do not fit"),
        (DEATHS, PEOPLE, TO_EIGHTY_FIVE, "do not fit"),
        ([1], [10], [0], "do not fit"),
        ([1, 1], [10, 10], [5, 10], "do not fit"),
        ([1, 1], [10, 10], [0, 0], "do not fit"),
        ([-1, 1], [10, 10], [0, 5], "nobody in it"),
        ([1, 1], [10, 0], [0, 5], "nobody in it"),
        ([11, 1], [10, 10], [0, 5], "more deaths than people"),
    ],
)
def test_bands_that_do_not_fit_are_refused(
    deaths: list[float], people: list[float], ages: list[int], says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        life_table(deaths, people, first_ages=ages)


def test_an_age_that_begins_no_band_is_refused() -> None:
    with pytest.raises(BadInput, match="No band begins at 66"):
        life_table(DEATHS, PEOPLE).at(66)


def test_bands_without_babies_apart_take_half_a_band_from_the_first() -> None:
    table = life_table([100, 900], [50_000, 20_000], first_ages=[0, 65])
    m = 100 / 50_000
    assert table.rows[0].dying == pytest.approx(65 * m / (1 + 65 * m / 2))
    assert np.isfinite([row.lived for row in table.rows]).all()
