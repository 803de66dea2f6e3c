"""Standardised rates, against OHID's published worked example and by hand."""

import pytest

from joinedup.insight.statistics.intervals import Estimate, of_count
from joinedup.insight.statistics.standardising import (
    NINETEEN_BANDS,
    TWENTY_BANDS,
    Comparison,
    Direction,
    compared,
    directly_standardised,
    expected_events,
    indirectly_standardised_rate,
    indirectly_standardised_ratio,
    standard_population,
)
from joinedup.words.basics.errors import BadInput

# PHEindicatormethods, vignette "DSR function", the small place with no deaths between 10 and 24
PEOPLE = [30, 35, 35, 35, 40, 40, 45, 50, 50, 50, 60, 60, 70, 75, 70, 60, 20, 20, 15]
DEATHS = [1, 1, 0, 0, 0, 1, 1, 3, 3, 3, 3, 10, 10, 10, 10, 8, 8, 8, 8]


def test_the_european_standard_population_is_as_public_health_bodies_use_it() -> None:
    # PHEindicatormethods, esp2013
    nineteen = "5000 5500 5500 5500 6000 6000 6500 7000 7000 7000 7000 6500 6000 5500 5000 4000 2500 1500 1000"
    assert standard_population().tolist() == [float(people) for people in nineteen.split()]
    assert standard_population(TWENTY_BANDS)[-2:].tolist() == [800, 200]
    assert standard_population([0, 1, 5])[:2].tolist() == [1000, 4000]
    assert standard_population([0, 65]).tolist() == [80_500, 19_500]


@pytest.mark.parametrize(
    ("ages", "says"),
    [
        ([], "begin at 0"),
        ([5, 10], "begin at 0"),
        ([0, 10, 5], "begin at 0"),
        ([0, 0, 5], "begin at 0"),
        ([0, 3], "cut at 3"),
    ],
)
def test_bands_that_do_not_fit_the_standard_are_refused(ages: list[int], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        standard_population(ages)


def test_a_small_places_standardised_rate_is_the_one_that_ohid_published() -> None:
    figure = directly_standardised(DEATHS, PEOPLE, standard_population(NINETEEN_BANDS))
    assert (figure.value, figure.low, figure.high) == pytest.approx((8283.016, 6570.819, 10289.65), abs=0.005)
    assert (figure.numerator, figure.denominator) == (88, 860)


def test_fewer_than_ten_events_give_no_standardised_rate_and_say_why() -> None:
    figure = directly_standardised([4, 5], [100, 100], [1, 1])
    assert figure == Estimate(
        None, None, None, 9, 200, "There were fewer than 10 events, so a standardised rate would not be reliable."
    )


def test_a_place_of_the_standards_own_ages_keeps_its_own_rate() -> None:
    figure = directly_standardised([20, 30], [1_000, 3_000], [1, 3], per=1_000)
    assert figure.value == pytest.approx(50 / 4_000 * 1_000)
    assert (figure.low, figure.high) == pytest.approx(tuple(limit / 4 for limit in of_count(50)))


@pytest.mark.parametrize(
    ("events", "people", "standard", "says"),
    [
        ([1, 2], [10], [1, 1], "bands do not match"),
        ([], [], [], "bands do not match"),
        ([[1]], [[1]], [[1]], "bands do not match"),
        ([-1, 2], [10, 10], [1, 1], "below nought"),
        ([1, 2], [10, 0], [1, 1], "Nobody was counted in at least one age band"),
    ],
)
def test_bands_that_cannot_be_standardised_are_refused(
    events: list[float], people: list[float], standard: list[float], says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        directly_standardised(events, people, standard)


def test_expected_events_are_the_references_rates_among_this_places_people() -> None:
    assert expected_events([100, 200], [10, 40], [1_000, 1_000]) == pytest.approx(1 + 8)
    with pytest.raises(BadInput, match="reference has nobody"):
        expected_events([100, 200], [10, 40], [1_000, 0])


def test_a_ratio_of_observed_to_expected_has_the_interval_of_the_observed() -> None:
    # PHEindicatormethods, testdata_funnel_ratio_outputs.csv, reads the same limits the other way: 9 observed
    figure = indirectly_standardised_ratio(9, 17.08479966)
    assert figure.value == pytest.approx(52.67840524)
    assert figure.high == pytest.approx(100)
    assert indirectly_standardised_ratio(3, 0).note == "No events were expected, so there is no ratio."


def test_an_indirectly_standardised_rate_is_the_ratio_times_the_references_rate() -> None:
    figure = indirectly_standardised_rate(18, [100, 200], [10, 40], [1_000, 1_000], per=1_000)
    assert figure.value == pytest.approx(2 * 25)
    assert (figure.numerator, figure.denominator) == (18, pytest.approx(9))


@pytest.mark.parametrize(
    ("reference", "good", "said"),
    [
        (5, "up", Comparison.SIMILAR),
        (4, "up", Comparison.SIMILAR),
        (6, "down", Comparison.SIMILAR),
        (3, "up", Comparison.BETTER),
        (3, "down", Comparison.WORSE),
        (3, "neither", Comparison.HIGHER),
        (7, "up", Comparison.WORSE),
        (7, "down", Comparison.BETTER),
        (7, "neither", Comparison.LOWER),
    ],
)
def test_a_figure_is_better_or_worse_only_when_its_interval_leaves_the_reference_out(
    reference: float, good: Direction, said: Comparison
) -> None:
    assert compared(Estimate(5, 4, 6, 50, 10), reference, good) is said


def test_a_figure_that_could_not_be_given_is_not_compared() -> None:
    assert compared(Estimate(None, None, None, 1, 1, "why"), 5, "up") is Comparison.NOT_COMPARED
    assert compared(Estimate(5, 4, None, 1, 1), 5, "up") is Comparison.NOT_COMPARED
