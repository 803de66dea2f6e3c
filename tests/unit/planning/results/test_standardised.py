"""Rates as they would be, were people everywhere of the same ages."""

from __future__ import annotations

import pytest

from joinedup.planning.results.standardised import first_age, standardised
from tests.unit.planning.results.drawn import EMERGENCIES, NIGHTS, figure

BANDS = [*(f"{age:02} to {age + 4:02}" for age in range(0, 90, 5)), "90 and over"]


def test_a_practice_with_the_same_rate_at_every_age_has_that_rate_whatever_its_ages() -> None:
    figures = [
        figure(EMERGENCIES, 10 * (n + 1), 100 * (n + 1), practice="A", five_year_age=band, sex=sex)
        for n, band in enumerate(BANDS) for sex in ("female", "male")
    ]  # fmt: skip
    assert standardised(EMERGENCIES, figures, unit="practice")["A"].value == pytest.approx(100)


def test_a_practice_of_old_people_is_no_worse_for_being_old() -> None:
    young, old = [1000.0] * 10 + [100.0] * 9, [100.0] * 10 + [1000.0] * 9
    figures = [
        figure(EMERGENCIES, years * (0.05 if n < 10 else 0.3), years, practice=name, five_year_age=band, sex="female")
        for name, lists in (("young", young), ("old", old)) for n, (band, years) in enumerate(zip(BANDS, lists, strict=True))
    ]  # fmt: skip
    found = standardised(EMERGENCIES, figures, unit="practice")
    assert found["young"].value == pytest.approx(found["old"].value)


def test_a_band_in_which_nobody_lives_is_merged_with_the_one_beside_it() -> None:
    figures = [figure(EMERGENCIES, 20, 200, practice="A", five_year_age=band, sex="female") for band in BANDS[1:4]]
    figures += [figure(EMERGENCIES, 5, 50, practice="B", five_year_age=band, sex="female") for band in BANDS[:6]]
    found = standardised(EMERGENCIES, figures, unit="practice")
    assert found["A"].value == pytest.approx(100)
    assert found["B"].value == pytest.approx(100)


def test_few_events_amounts_and_ages_not_known_give_no_rate() -> None:
    few = [figure(EMERGENCIES, 9, 200, practice="A", five_year_age=BANDS[3], sex="female")]
    assert standardised(EMERGENCIES, few, unit="practice")["A"].value is None
    unknown = [figure(EMERGENCIES, 90, 200, practice="A", five_year_age=None, sex="female"),
               figure(EMERGENCIES, 90, 200, practice=None, five_year_age=BANDS[3], sex="female")]  # fmt: skip
    assert standardised(EMERGENCIES, unknown, unit="practice") == {}
    assert (
        standardised(
            NIGHTS, [figure(NIGHTS, 90, 200, practice="A", five_year_age=BANDS[3], sex="male")], unit="practice"
        )
        == {}
    )
    assert first_age("90 and over") == 90
