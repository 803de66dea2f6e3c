"""How long people live: from deaths by age, sex and deprivation, and where they are too few, no figure but the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from joinedup.insight.measures.compute import Figure
from joinedup.planning.results.living import AGES, living

FIRST, LAST = date(2025, 4, 1), date(2026, 4, 1)


def deaths(years: float, *, rate: float = 0.0003) -> list[Figure]:
    """Return deaths that double every ten years of age, among ``years`` person-years in each band."""
    return [
        Figure(
            "deaths",
            {"deprivation": fifth, "five_year_age": f"{age:02} to {age + 4:02}" if age < 90 else "90 and over", "sex": sex},
            years * rate * 2 ** (age / 10) * (1.2 if sex == "male" else 1.0), years, None, None, None, FIRST, LAST,
        )
        for fifth in (1, 5, None) for age in AGES for sex in ("female", "male")
    ]  # fmt: skip


def test_women_and_the_least_deprived_are_told_beside_men_and_the_most_deprived() -> None:
    told = {each.who: each for each in living(deaths(1_000))}
    assert list(told) == ["Women", "Men", "The most deprived fifth", "The least deprived fifth"]
    women, men = told["Women"].born, told["Men"].born
    assert women is not None
    assert men is not None
    assert women.value > men.value > 60  # type: ignore[operator]
    assert women.low < women.value < women.high  # type: ignore[operator]
    older = told["Women"].at_65
    assert older is not None
    assert older.value < women.value - 40  # type: ignore[operator]


def test_too_few_years_lived_give_no_figure_but_the_reason() -> None:
    few = living(deaths(20))
    assert {each.born for each in few} == {None}
    assert few[0].why_not == "Life expectancy is not reliable for 5,000 person-years or fewer."


def test_people_of_no_known_age_are_left_out_and_a_band_without_anyone_gives_no_figure() -> None:
    unknown = [replace(figure, group={**figure.group, "five_year_age": None}) for figure in deaths(1_000)]
    assert "nobody in it" in living(unknown)[0].why_not
