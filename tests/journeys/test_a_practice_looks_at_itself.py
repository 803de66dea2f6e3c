"""From every measure to one, to one's own practice, to a file: on a desktop and on a phone, with and without JavaScript."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.world.results import drawn_release
from tests.world.world import World


@pytest.mark.parametrize(("size", "javascript"), [(DESKTOP, True), (PHONE, False)], ids=["desktop", "phone"])
def test_from_the_dashboard_to_a_measure_to_the_practice_to_its_pack(
    size: tuple[int, int], javascript: bool, visit: Callable[..., Visitor], world: World, tmp_path: Path
) -> None:
    drawn_release()
    gp = visit(size=size, javascript=javascript)
    gp.sign_in(world.account("Dr Priya Nair").username)
    page = gp.page
    page.click("main a:has-text('Insight')")
    page.wait_for_url("**/measures")
    assert "changed by more than chance" in page.inner_text("h1")
    page.check("#changed")
    page.click("main button:has-text('Show')")
    page.wait_for_url("**changed=yes")
    page.click("main a:has-text('Emergency admissions')")
    page.wait_for_url("**/measures/emergency-admissions")
    assert page.locator("text=1 of 7 practices lies above what chance explains").first.is_visible()
    page.click("nav[aria-label=Breadcrumb] a:visible")
    page.click("nav[aria-label=Insight] a:has-text('Practices')")
    page.wait_for_url("**/practices")
    page.click("main a:has-text('Hillside Surgery')")
    page.wait_for_url("**/practices/X90001")
    assert page.inner_text("h1").startswith("Hillside Surgery is better than the place in 1")
    with page.expect_download() as coming:
        page.click("text=As a list (CSV)")
    coming.value.save_as(tmp_path / "pack.csv")
    with (tmp_path / "pack.csv").open(encoding="utf-8-sig", newline="") as held:
        assert len(list(csv.reader(held))) == 5


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_of_insight_with_all_its_numbers_open_is_for_everyone(
    size: tuple[int, int], visit: Callable[..., Visitor], world: World
) -> None:
    drawn_release()
    analyst = visit(size=size)
    analyst.sign_in(world.account("Nina Sorrel").username)
    wrong: dict[str, list[str]] = {}
    for path in (
        "/measures", "/measures?changed=yes&topic=Carers", "/measures/emergency-admissions", "/measures/bed-days",
        "/measures/planned-admissions", "/practices", "/practices/X90001", "/practices/X90008", "/networks/moor-network",
    ):  # fmt: skip
        assert analyst.go(path) == 200
        for summary in analyst.page.query_selector_all("main details:not([open]) > summary"):
            if summary.is_visible():
                summary.click()
        if found := analyst.violations() + ["too wide"] * analyst.overflows():
            wrong[path] = found
    assert wrong == {}
    assert analyst.heard == []
    assert analyst.elsewhere == []


def test_limits_are_set_anew_by_keyboard(visit: Callable[..., Visitor], world: World) -> None:
    drawn_release()
    analyst = visit()
    analyst.sign_in(world.account("Nina Sorrel").username)
    page, keys = analyst.page, analyst.page.keyboard
    analyst.go("/measures/emergency-admissions")
    page.focus("summary:has-text('Start the limits again from a month')")
    keys.press("Enter")
    page.focus("#reason")
    keys.press("Enter")
    page.wait_for_selector(".nhsuk-error-summary")
    assert page.title().startswith("Error: ")
    page.focus("#reason")
    keys.type("A ward opened")
    keys.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.locator("text=Where the limits start again").is_visible()
    page.focus("button:has-text('Undo this')")
    keys.press("Enter")
    page.wait_for_selector("text=no longer start again")
