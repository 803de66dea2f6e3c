"""A model that nobody runs here is started by its team, and Edna is on it the same hour: by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

from joinedup.record.access.models import Organisation, Team
from joinedup.work.enrolment.models import Enrolment
from tests.journeys.conftest import Visitor
from tests.world.world import World

FRAILTY = "structured-frailty-assessment"


def press(visitor: Visitor, selector: str, key: str = "Enter") -> None:
    """Press a key on what has the focus, once Tab has come to it: what Tab never reaches fails here."""
    page = visitor.page
    wanted = page.locator(selector).first
    wanted.wait_for()
    for _ in range(150):
        if wanted.evaluate("it => it === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")


def choose(visitor: Visitor, selector: str, words: str) -> None:
    """Choose from a list as one does by keyboard: Tab to it, and type how what is wanted begins."""
    press(visitor, selector, words[0])
    visitor.page.keyboard.type(words[1:])


def test_lena_starts_a_model_and_edna_is_on_it_the_same_hour_by_keyboard(
    visit: Callable[..., Visitor], town: World
) -> None:
    community = Organisation.objects.get(name="Northmoor Community")
    Team.objects.create(code="north", name="The north team", kind="neighbourhood", organisation=community)
    looked: dict[str, list[str]] = {}

    lena = visit()
    lena.sign_in(town.account("Lena Osei").username)
    lena.go(f"/models-of-care/{FRAILTY}")
    press(lena, "main a:has-text('Who runs it')")
    lena.page.wait_for_url("**/run")
    looked["before it runs"] = lena.violations()
    choose(lena, "select[name=team]", "The north team")
    press(lena, "main input[type=checkbox]", "Space")
    press(lena, "button:has-text('Run this model here')")
    lena.page.wait_for_selector("main >> text=Runs it")
    looked["running"] = lena.violations()

    priya = visit()
    priya.sign_in(town.account("Dr Priya Nair").username)
    priya.go(f"/people/{town.person('Edna Marsh')}/care")
    looked["her care"] = priya.violations()
    choose(priya, "select[name=model]", "One structured")
    choose(priya, "select[name=route]", "A GP")
    press(priya, "input[name=why]", "F")
    priya.page.keyboard.type("rail since her fall")
    press(priya, "button:has-text('Refer them')")
    priya.page.wait_for_selector("main >> text=One structured assessment of frailty")
    looked["referred"] = priya.violations()

    lena.go("/my-day")
    press(lena, "main a:has-text('Read the referral, and offer a place')")
    press(lena, "button:has-text('Record that a place was offered')")
    press(lena, "button:has-text('Record that they agree')")
    lena.page.wait_for_selector("#accept-worker")
    choose(lena, "#accept-worker", "Lena Osei")
    press(lena, "button:has-text('Accept them')")
    lena.page.wait_for_selector("main >> text=On it since")
    looked["accepted"] = lena.violations()
    assert {step: found for step, found in looked.items() if found} == {}
    [enrolment] = Enrolment.objects.select_related("key_worker")
    assert (enrolment.model, enrolment.phase, enrolment.next_step) == (FRAILTY, "active", "assessment")
    assert enrolment.key_worker is not None
    assert enrolment.key_worker.full_name == "Lena Osei"
