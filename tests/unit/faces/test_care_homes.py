"""Care homes side by side: how they are sorted, what is said of them, and what is not."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from joinedup.faces.screens.insight.care_homes import board, matrix, one
from joinedup.faces.screens.insight.care_homes.asking import Told
from joinedup.faces.screens.insight.needs import section
from joinedup.insight.measures.definition import measure
from joinedup.insight.registers import Need, Profile
from joinedup.insight.statistics.funnel import Band
from joinedup.insight.statistics.intervals import Estimate
from joinedup.insight.statistics.standardising import Comparison
from joinedup.planning.results.homes import Home, Residents
from joinedup.planning.results.needs import Needs
from joinedup.planning.results.standing import Standing
from tests.unit.planning.results.drawn import shown
from tests.world.homes import DAY, against, need

FALLS = measure("care-home-falls")
ABBEY, LOCK, OAK = (
    Home("H1", "Abbey Hall", "residential", 60), Home("H2", "Lock Court", "nursing", None),
    Home("H3", "Oak Manor", "", 20),
)  # fmt: skip


def standing(code: str, met: float, *, hidden: str = "", band: Band | None = Band.WITHIN) -> Standing:
    verdict = (
        Comparison.NOT_COMPARED if band is None else Comparison.WORSE if band is Band.FAR_ABOVE else Comparison.SIMILAR
    )
    verdict = Comparison.BETTER if band is Band.FAR_BELOW else verdict
    return Standing(code, shown(FALLS, met, 10_000, hidden=hidden, home=code), verdict, "funnel" if band else "", band)


def rows(**bands: Band | None) -> list[board.Row]:
    standings = {code: standing(code, 100, band=band) for code, band in bands.items()}
    return board.rows_of([ABBEY, LOCK, OAK], {FALLS.id: standings}, [FALLS], None)


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ({"H1": Band.FAR_ABOVE, "H2": Band.WITHIN, "H3": Band.WITHIN}, "1 of 3 care homes lies above what chance explains in at least one measure"),
        ({"H1": Band.FAR_ABOVE, "H2": Band.FAR_BELOW, "H3": Band.ABOVE}, "2 of 3 care homes lie above or below what chance explains in at least one measure"),
        ({"H1": Band.BELOW, "H2": Band.WITHIN}, "None of 2 care homes lies beyond what chance explains in any measure"),
        ({"H1": None}, "Care homes: none can be compared yet"),
    ],
)  # fmt: skip
def test_the_page_of_all_homes_says_how_many_lie_beyond_chance(bands: dict[str, Band | None], said: str) -> None:
    assert board.finding(rows(**bands)) == said


def test_without_homes_there_is_nothing_to_find() -> None:
    assert board.finding([]) == "Care homes"


@pytest.mark.parametrize(
    ("column", "down", "order"),
    [
        ("name", False, "H1 H2 H3"), ("", True, "H3 H2 H1"), ("type", False, "H3 H2 H1"), ("type", True, "H1 H2 H3"),
        ("beds", False, "H3 H1 H2"), ("beds", True, "H1 H3 H2"), ("residents", True, "H3 H1 H2"),
        (FALLS.id, True, "H2 H1 H3"), (FALLS.id, False, "H1 H2 H3"), ("nonsense", True, "H1 H2 H3"),
    ],
)  # fmt: skip
def test_homes_are_sorted_and_who_has_no_number_stands_last_either_way(column: str, down: bool, order: str) -> None:
    standings = {
        "H1": standing("H1", 50),
        "H2": standing("H2", 90),
        "H3": standing("H3", 3, hidden="1 to 7", band=None),
    }
    residents = Residents(DAY, {}, {"H1": 20, "H2": "1 to 7", "H3": 25})
    told = board.rows_of([OAK, LOCK, ABBEY], {FALLS.id: standings}, [FALLS], residents)
    assert " ".join(row.home.code for row in board.sorted_by(told, column, down=down)) == order


def test_a_heading_turns_the_order_round_and_begins_the_pages_anew() -> None:
    name, *_, falls = board.columns([FALLS], QueryDict("page=3&measure=x"))
    assert (name.sorted, falls.sorted) == ("ascending", "")
    assert falls.query == "?measure=x&sort=care-home-falls&order=down"
    assert name.query == "?measure=x&sort=name&order=down"
    *_, falls = board.columns([FALLS], QueryDict("sort=care-home-falls&order=down"))
    assert (falls.sorted, falls.query) == ("descending", "?sort=care-home-falls&order=up")


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([50.0, 90.0, 70.0], "5.0 to 9.0 (3 of 3 homes that can be shown)"),
        ([50.0, None], "5.0 (1 of 2 homes that can be shown)"),
        ([None, None], "Too few to show"),
    ],
)
def test_homes_of_a_type_are_told_from_what_to_what_and_never_summed(counts: list[float | None], said: str) -> None:
    figures = [shown(FALLS, n or 3, 10_000, hidden="" if n else "1 to 7", home="H") for n in counts]
    assert one.among(FALLS, figures) == said


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([Band.FAR_ABOVE, Band.FAR_BELOW, Band.WITHIN], "Abbey Hall is above other homes in 1 and below other homes in 1 of 3 measures, by more than chance"),
        ([Band.WITHIN], "Abbey Hall differs from other homes by no more than chance in any of 1 measure"),
        ([None], "Abbey Hall: no measure can be compared yet"),
    ],
)  # fmt: skip
def test_a_home_is_headed_by_how_it_stands(bands: list[Band | None], said: str) -> None:
    assert one.finding(ABBEY, [home_row(band) for band in bands]) == said


def home_row(band: Band | None) -> one.HomeRow:
    from joinedup.faces.screens.insight.standings import row_of  # noqa: PLC0415

    mine = standing("H1", {Band.FAR_ABOVE: 200.0, Band.FAR_BELOW: 20.0}.get(band, 100.0), band=band)  # type: ignore[arg-type]
    return one.HomeRow(row_of(FALLS, mine, shown(FALLS, 1000, 100_000), []), mine, "")


def test_homes_of_a_type_are_that_home_and_others_like_it_by_name() -> None:
    told = Told((), (), {home.code: home for home in (OAK, LOCK, ABBEY, Home("H4", "Aster", "residential", 3))}, {})
    assert [home.name for home in one.kin(told, ABBEY)] == ["Abbey Hall", "Aster"]
    assert told.measure("anything") is None


@pytest.mark.parametrize(
    ("count", "said"), [(0, "None"), (1250, "1,250"), ("1 to 7", "1 to 7"), ("not shown", "Not shown")]
)
def test_residents_are_said_as_they_may_be(count: int | str, said: str) -> None:
    assert matrix.said(count) == said


def test_a_practice_that_is_not_known_stands_in_the_matrix_as_such() -> None:
    residents = Residents(DAY, {"H1": {"": 10, "X": 0}}, {"H1": 10})
    [(home, [meeting])] = matrix.matrix_of([ABBEY], residents, [], {}, FALLS).lines
    assert (home, meeting.practice_name, meeting.people, meeting.told) == (ABBEY, "Not known", 10, False)


def of(*needs: Need, **told: Any) -> section.Section:
    own = Profile("practice", "A", "Hillside", 3_000, 900, needs)
    return section.section_of(
        Needs(DAY, own, Profile("place", "place", "place", 9_000, None, needs)), name="Hillside", release="r"
    )


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        ((need("asthma", 900, 300, 200), need("copd", 900, 300, 200)), "Hillside has more people on the registers of asthma and chronic obstructive pulmonary disease (COPD) than their ages lead one to expect"),
        ((need("asthma", 900, 100, 200),), "Hillside has fewer people on the register of asthma than their ages lead one to expect"),
        ((need("asthma", 900, 200, 200),), "Hillside has as many people on the register of asthma as their ages lead one to expect"),
        ((need("asthma", 900, 200, 200), need("copd", 900, 20, 22)), "Hillside has as many people on each of 2 registers as their ages lead one to expect"),
        ((need("asthma", 900, 0, 0),), "Hillside: too few people on any register to compare"),
    ],
)  # fmt: skip
def test_needs_are_headed_by_what_is_more_and_what_is_fewer_than_expected(needs: tuple[Need, ...], said: str) -> None:
    assert of(*needs).finding == said


def test_a_chart_of_one_register_is_not_drawn_and_one_that_is_gone_from_the_catalogue_is_left_out() -> None:
    told = of(need("asthma", 900, 200, 200), need("no-longer-kept", 900, 5, 5))
    assert told.chart is None
    assert [line.register.id for line in told.lines] == ["asthma"]
    assert told.sources == []
    assert of(need("asthma", 900, 200, 200), need("copd", 900, 20, 22)).chart is not None


def test_a_ratio_without_an_interval_is_not_said() -> None:
    assert section.against(Estimate(1.0, None, None, 5, 5.0)) == ""
    assert section.against(against(4, 5.24)) == "0.76 times the 5.2 expected (0.21 to 1.95)"
    assert section.between(None) == ""


def test_on_paper_a_home_and_its_sign_are_written_in_letters() -> None:
    [abbey, lock, oak] = rows(H1=Band.FAR_ABOVE, H2=Band.BELOW)
    assert [row.on_paper for row in (abbey, lock, oak)] == [
        "Abbey Hall (residential, 60 beds)", "Lock Court (nursing)", "Oak Manor (20 beds)",
    ]  # fmt: skip
    assert board.rows_of([Home("H4", "Aster", "", None)], {}, [], None)[0].on_paper == "Aster"
    assert [row.cell(FALLS).on_paper for row in (abbey, lock, oak)] == ["10.0 ++", "10.0 -", "No figure"]
