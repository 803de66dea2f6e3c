"""Amy is found by a model of care, offered it by her GP, and looked after by Lena, to the end, by pages alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from joinedup.record.answers.models import Answered
from joinedup.work.enrolment.models import Enrolment
from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.spec.work.team import PRESCRIBING, a_team
from tests.world.published import publish_town
from tests.world.world import World

WHEEL = ("respect", "body", "mind", "control", "doing", "money", "people", "home")


def at_work(visit: Callable[..., Visitor], world: World, name: str, **how: Any) -> Visitor:
    visitor = visit(**how)
    visitor.sign_in(world.account(name).username)
    return visitor


def fill_in(lena: Visitor, form: str, answers: dict[str, str]) -> None:
    """Fill in a form of the step page by page, as its questions come, and give it."""
    page = lena.page
    page.click(f"a:has-text('Fill in: {form}')")
    page.click("main form button >> nth=0")
    page.click(".nhsuk-task-list a >> nth=0")
    while "/check" not in page.url:
        for name, value in answers.items():
            box = page.locator(f"[name='q:{name}']")
            if not box.count():
                continue
            if box.first.get_attribute("type") in ("radio", "checkbox"):
                page.check(f"[name='q:{name}'][value='{value}']")
            else:
                box.first.fill(value)
        with page.expect_navigation():
            page.click(".ju-form-acts button >> nth=0")
        assert not page.locator(".nhsuk-error-summary").count(), page.inner_text(".nhsuk-error-summary")
    page.click("main button:has-text('Give the form')")
    page.wait_for_url("**/given")
    page.click("text=Go on with their care")


@pytest.mark.parametrize(("size", "javascript"), [(DESKTOP, True), (PHONE, False)], ids=["desktop", "phone, no script"])
def test_amy_is_found_offered_seen_and_ends_with_her_goals_met(
    size: tuple[int, int], javascript: bool, visit: Callable[..., Visitor], town: World
) -> None:
    a_team(town)
    publish_town(town, at=datetime.now(UTC))
    looked: dict[str, list[str]] = {}

    priya = at_work(visit, town, "Dr Priya Nair", size=size, javascript=javascript)
    page = priya.page
    page.click("main a:has-text('Models of care')")
    page.click("main a:has-text('Social prescribing')")
    page.click("main a:has-text('People found')")
    assert "aged 5 to 11" in page.inner_text("li:has-text('THOMPSON, Amy')")
    page.check("label:has-text('THOMPSON, Amy')")
    page.click("button:has-text('Offer it to those chosen')")
    assert "Offered to 1 person." in page.inner_text("main")

    lena = at_work(visit, town, "Lena Osei", size=size, javascript=javascript)
    page = lena.page

    def look(step: str) -> None:
        if javascript:
            looked[step] = lena.violations()
        if lena.overflows():
            looked.setdefault(step, []).append("too wide")

    lena.go("/my-day")
    look("my day")
    page.click("main a:has-text('Find out whether they agree')")
    page.click("button:has-text('Record that they agree')")
    page.select_option("#accept-worker", label="Lena Osei, Social prescribing link worker")
    look("before they are accepted")
    page.click("button:has-text('Accept them')")
    look("accepted")
    asked = {"what_matters": "My friends", "hard_now": "nothing", "immediate_danger": "no", "safeguarding": "no",
             "community_help": "yes", "more_support": "no", "healthy_living": "no", "early_help": "no",
             "health_need": "no"}  # fmt: skip
    fill_in(lena, "guided conversation", asked)
    assert "Given" in page.inner_text("section:has-text('To do')")
    fill_in(lena, "wellbeing wheel", dict.fromkeys(WHEEL, "6"))
    todo = page.inner_text("section:has-text('To do')")
    assert "Progress call" in todo
    assert "Refer to a voluntary or community organisation" in todo
    look("seen")
    page.click("li:has-text('Refer to a voluntary') button")
    assert "Recorded: it is done." in page.inner_text("main")
    page.click("summary:has-text('End their care here')")
    page.select_option("#end-outcome", label="Goals met")
    page.click("button:has-text('End their care here')")
    assert "Ended" in page.inner_text("main")
    look("ended")

    for address in ("report", "people?list=ended", "found"):
        lena.go(f"/models-of-care/{PRESCRIBING}/{address}")
        look(address)
    assert {step: found for step, found in looked.items() if found} == {}
    [enrolment] = Enrolment.objects.all()
    assert (enrolment.outcome, enrolment.route) == ("goals_met", "proactive")
    assert sorted(Answered.objects.values_list("form_version__form_id", flat=True)) == [
        "guided-conversation", "wellbeing-wheel",
    ]  # fmt: skip
    assert lena.elsewhere == []
