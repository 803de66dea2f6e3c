"""Carys leads the hub's meeting, Priya writes with her, and what is decided of Edna is done and told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.spec.work.meetings import CARYS, GP, another_team, asks, begins, the_hub, to_come
from tests.world.world import World

Open = Callable[..., Visitor]


def at_work(visit: Open, world: World, who: str, **how: Any) -> Visitor:
    visitor = visit(**how)
    visitor.sign_in(world.account(who).username)
    return visitor


def wrong_with(visitor: Visitor) -> list[str]:
    visitor.page.wait_for_load_state("networkidle")
    return visitor.violations() + ["too wide"] * visitor.overflows()


def until(holds: Callable[[], bool], visitor: Visitor, *, seconds: int = 20) -> bool:
    """Wait until something holds on a page, and return whether it does."""
    for _ in range(seconds * 4):
        if holds():
            return True
        visitor.page.wait_for_timeout(250)
    return False


@pytest.mark.parametrize(
    ("size", "javascript"), [(DESKTOP, True), (PHONE, False)], ids=["desktop", "phone without JavaScript"]
)
def test_a_meeting_from_its_agenda_to_an_action_done(
    size: tuple[int, int], javascript: bool, visit: Open, town: World
) -> None:
    series = the_hub(town)
    another_team("hillside", "Hillside Surgery")
    asks(town, series, "Edna Marsh", at=datetime.now(UTC))
    carys, wrong = at_work(visit, town, CARYS, size=size, javascript=javascript), {}
    page = carys.page
    checked = (lambda: wrong_with(carys)) if javascript else (lambda: [])

    carys.go("/meetings")
    wrong["meetings"] = checked()
    page.click("a:has-text('Hub meeting') >> nth=0")
    page.click("text=Begin the meeting")
    page.wait_for_selector("text=The meeting has begun")
    wrong["agenda"] = checked()
    page.click(".ju-agenda__one a")
    page.fill("#minutes-text", "Seen on Friday.")
    page.click("text=Save the minutes")
    page.wait_for_selector("text=The minutes are saved")
    page.fill("#words", "Ease her pain")
    page.fill("#action", "Review her tablets")
    page.select_option("#team", "hillside")
    day = datetime.now(UTC) + timedelta(days=3)
    for box, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.fill(f"#due-{box}", str(value))
    page.click("text=Decide it")
    page.wait_for_selector("text=It is decided")
    wrong["item"] = checked()

    priya = at_work(visit, town, GP, size=size, javascript=javascript)
    priya.go("/my-day")
    priya.page.click("a:has-text('Review her tablets')")
    priya.page.check("#done-yes")
    priya.page.fill("#outcome", "Changed to a patch")
    priya.page.click("button:has-text('Keep it')")
    priya.page.wait_for_selector("text=It is kept")
    wrong["action"] = wrong_with(priya) if javascript else []
    priya.go(f"/people/{town.person('Edna Marsh')}/decided?as=person")
    assert "Changed to a patch" in priya.page.inner_text("main")
    carys.go(f"/meetings/{to_come(series).pk}")
    page.click("text=Close the meeting")
    page.wait_for_selector("text=The meeting is closed. The next is on")
    carys.go(f"/meetings/{to_come(series).pk}")
    assert "Changed to a patch" in page.inner_text("main")
    assert {name: found for name, found in wrong.items() if found} == {}
    assert carys.heard + priya.heard == []


def test_two_who_write_at_once_see_each_others_words_come(visit: Open, town: World) -> None:
    series = the_hub(town)
    asks(town, series, "Edna Marsh", at=datetime.now(UTC))
    meeting = begins(town, series, at=datetime.now(UTC))
    edna = f"/meetings/items/{meeting.items.get(person_id=town.person('Edna Marsh')).pk}"
    carys, priya = (at_work(visit, town, who) for who in (CARYS, GP))
    carys.go(edna)
    priya.go(edna)
    carys.page.fill("#minutes-text", "Seen on Friday.")
    priya.page.fill("#minutes-text", "Her leg is worse.")
    both = {"Seen on Friday.", "Her leg is worse."}
    for one in (carys, priya):
        assert until(lambda one=one: set(one.page.input_value("#minutes-text").split("\n")) == both, one)
    assert carys.page.input_value("#minutes-text") == priya.page.input_value("#minutes-text")
    assert carys.heard + priya.heard == []
