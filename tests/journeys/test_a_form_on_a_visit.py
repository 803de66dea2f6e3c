"""Sam fills in a first visit: by keyboard on a phone, without JavaScript, with a colleague, and with no signal at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from joinedup.record.answers import actions, queries
from joinedup.record.answers.models import Answered, Draft
from joinedup.record.sharing.gate import open_person
from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.world.forms import visit as first_visit
from tests.world.world import World

SAM, PRIYA = "Sam Whitlock", "Dr Priya Nair"
Open = Callable[..., Visitor]


@pytest.fixture
def draft(town: World) -> str:
    """The address of a first visit to Edna that Sam has begun."""
    edna = town.person("Edna Marsh")
    begun = actions.begin(first_visit(), person_id=edna, by=town.staff(SAM), at=datetime.now(UTC))
    return f"/people/{edna}/forms/drafts/{begun.pk}"


def at_work(visit: Open, town: World, who: str = SAM, **how: Any) -> Visitor:
    visitor = visit(**how)
    visitor.sign_in(town.account(who).username)
    return visitor


def wrong_with(visitor: Visitor) -> list[str]:
    return visitor.violations() + ["too wide"] * visitor.overflows()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_step_of_a_form_is_for_everyone(size: tuple[int, int], visit: Open, town: World, draft: str) -> None:
    sam, wrong = at_work(visit, town, size=size), {}
    page = sam.page

    def looked(step: str) -> None:
        page.wait_for_load_state("networkidle")
        wrong[step] = wrong_with(sam)

    sam.go(draft)
    looked("task list")
    page.click("a:has-text('Home')")
    page.click(".ju-form-acts button >> nth=0")
    page.wait_for_selector(".nhsuk-error-summary")
    looked("a mistake")
    page.check("[name='q:alone'][value=no]")
    page.check("[name='q:afraid'][value=yes]")
    page.click(".ju-form-acts button >> nth=0")
    page.wait_for_url("**/risk/afraid")
    looked("a risk")
    page.fill("#what", "Rang 999 at 10:05")
    page.click("button:has-text('Write it down')")
    sam.go(f"{draft}/pages/home")
    page.click(".ju-form-acts button >> nth=0")
    page.wait_for_selector("text=Who lives with you?")
    page.fill("[name='q:with_whom']", "Arthur")
    page.click(".ju-form-acts button >> nth=0")
    page.wait_for_url("**/pages/body")
    looked("every type")
    sam.go(f"{draft}/pages/pills")
    page.fill("[name='q:name#1']", "Iron")
    page.click("button:has-text('Add another')")
    page.wait_for_selector("text=Medicine 2")
    looked("what repeats")
    page.click(".ju-form-acts button >> nth=0")
    page.wait_for_url("**/check")
    looked("checking")
    page.click("main button:has-text('Give the form')")
    page.wait_for_url("**/given")
    looked("given")
    page.click("text=Read it, print it or amend it")
    page.wait_for_selector("button:has-text('Amend')")
    looked("reading")
    assert {step: found for step, found in wrong.items() if found} == {}
    assert [each for each in sam.heard if "422" not in each] == []
    assert Answered.objects.get().acted["afraid"]["what"] == "Rang 999 at 10:05"


def test_a_form_is_filled_in_and_given_without_javascript(visit: Open, town: World, draft: str) -> None:
    sam = at_work(visit, town, javascript=False)
    page = sam.page
    sam.go(f"{draft}/pages/home")
    page.check("[name='q:alone'][value=no]")
    page.click(".ju-form-acts button >> nth=0")
    page.fill("[name='q:with_whom']", "Arthur")
    page.click(".ju-form-acts button >> nth=0")
    for _ in range(2):
        page.click(".ju-form-acts button >> nth=0")
    page.click("main button:has-text('Give the form')")
    assert "The form is given." in page.inner_text("main")
    assert Answered.objects.get().answers == {"alone": [False], "with_whom": ["Arthur"]}


def test_what_is_written_without_a_signal_is_sent_once_when_there_is_one(visit: Open, town: World, draft: str) -> None:
    sam = at_work(visit, town, size=PHONE)
    page = sam.page
    sam.go(f"{draft}/visit")
    assert wrong_with(sam) == []
    page.context.set_offline(True)
    page.check("[name='q:alone'][value=yes]")
    page.fill("[name='q:key_safe']", "Box by the door")
    page.wait_for_selector("form[data-state=kept]", timeout=20_000)
    page.click("main button:has-text('Save and check')")
    page.wait_for_timeout(1_200)  # for so long a button takes no second press
    assert page.url.endswith("/visit"), "the page stays where there is no signal"
    assert page.input_value("[name='q:key_safe']") == "Box by the door"
    assert Draft.objects.get().answers == {}
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "joinedup-form-" in kept
    assert "Box" not in kept, "what is kept can be read only by its own page"
    page.context.set_offline(False)
    page.wait_for_selector("text=Saved at", timeout=20_000)
    assert Draft.objects.get().answers == {"alone": [True], "key_safe": ["Box by the door"]}
    assert page.evaluate("localStorage.length") == 0
    page.click("main button:has-text('Save and check')")
    page.wait_for_url("**/check")
    page.click("main button:has-text('Give the form')")
    page.wait_for_url("**/given")
    assert Answered.objects.get().answers == {"alone": [True], "key_safe": ["Box by the door"]}


def test_a_page_that_closed_without_a_signal_gives_back_what_was_written(visit: Open, town: World, draft: str) -> None:
    sam = at_work(visit, town, size=PHONE)
    sam.go(f"{draft}/visit")
    first = sam.page
    first.context.set_offline(True)
    first.check("[name='q:alone'][value=yes]")
    first.fill("[name='q:key_safe']", "Box by the door")
    first.evaluate("dispatchEvent(new Event('online'))")  # a phone that thinks that there is a signal tries at once
    first.wait_for_selector("form[data-state=kept]", timeout=20_000)
    page = first.context.new_page()
    first.close(run_before_unload=False)
    page.context.set_offline(False)
    # A colleague wrote something else meanwhile: neither is lost.
    begun = Draft.objects.get()
    actions.save_draft(
        begun.pk, mine={"key_safe": ["Ring first"]}, was={}, by=town.staff(PRIYA), at=datetime.now(UTC)
    )  # fmt: skip
    page.goto(sam.base + f"{draft}/visit")
    for _ in range(40):
        page.wait_for_timeout(500)
        if page.evaluate("localStorage.length") == 0:
            break
    page.wait_for_load_state()
    begun.refresh_from_db()
    assert begun.answers == {"alone": [True], "key_safe": ["Ring first"]}
    assert [each["values"] for each in begun.aside["key_safe"]] == [["Box by the door"]]
    page.goto(sam.base + f"{draft}/pages/home")
    assert "Two people answered the same thing" in page.inner_text("main")
    sam.page = page
    assert wrong_with(sam) == []
    page.check("input[name=use][value='0']")
    page.click("button:has-text('Use this answer')")
    page.wait_for_load_state()
    begun.refresh_from_db()
    assert (begun.answers["key_safe"], begun.aside) == (["Box by the door"], {})


def test_a_page_tells_who_else_is_filling_it_in(visit: Open, town: World, draft: str) -> None:
    sam, priya = at_work(visit, town), at_work(visit, town, PRIYA)
    sam.go(f"{draft}/pages/home")
    priya.go(f"{draft}/pages/home")
    assert "Sam Whitlock is filling this in too" in priya.page.inner_text("[data-presence]")
    sam.page.wait_for_selector("text=Dr Priya Nair is filling this in too", timeout=20_000)
    edna = open_person(
        town.person("Edna Marsh"), by=town.staff(SAM), reason="Direct care", at=datetime.now(UTC)
    )  # fmt: skip
    assert len(queries.drafts(edna)) == 1
