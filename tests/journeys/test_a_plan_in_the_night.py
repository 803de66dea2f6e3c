"""At ten past two a crew is with Edna: two taps, one screen; her GP and nurse write her plan at once and lose no word."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from joinedup.work.plans import actions
from joinedup.work.plans.models import Part
from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.spec.work.a_plan import DNACPR
from tests.world.world import NOW, World


@pytest.fixture
def planned(town: World) -> World:
    """The town, with Edna's plan as her GP wrote it with her."""
    gp, edna = town.staff("Dr Priya Nair"), town.person("Edna Marsh")
    for kind, answers in (
        ("matters", {"words": "My garden, my cat, and Saturdays with Judith. I want to stay at home."}),
        ("communicate", {"words": "I hear better on my left side. Face me, and give me time."}),
        ("resuscitation", DNACPR),
        ("contingency", {"trigger": "If I fall", "what": "Help me up with the cushion in the hall. If I am not hurt, I want to stay at home.", "who": "Judith Warrender", "role": "Daughter", "contact": "07700 900123"}),
        ("contingency", {"trigger": "If I am breathless", "what": "Sit me up, open the window, use the spray by the bed.", "who": "Community nurses", "contact": "01632 960201"}),
        ("professional", {"name": "Ruth Adeyemi", "role": "Community nurse", "key_worker": "yes", "contact": "01632 960202"}),
        ("medicines_ready", {"words": "Box of injections", "where": "Bedroom wardrobe, top shelf"}),
        ("place", {"care": "At home"}),
    ):  # fmt: skip
        actions.add(edna, kind, answers, key=uuid4(), by=gp, at=NOW)
    return town


def test_a_crew_on_a_phone_without_javascript_is_two_taps_from_what_to_know_in_one_screen(
    visit: Callable[..., Visitor], planned: World
) -> None:
    planned.account("Jude Carver")
    jude = visit(size=PHONE, javascript=False)
    jude.sign_in("jude.carver")
    page = jude.page
    page.fill("#text", "999 012 7549")
    page.click("main .ju-find button")  # the first tap
    page.click("button:has-text('I am with them: what to know now')")  # the second
    page.wait_for_selector(".ju-now")
    assert page.url.endswith(f"/people/{planned.person('Edna Marsh')}/urgent")
    for words in (
        "Do not attempt resuscitation", "Original: Yellow folder, kitchen drawer.", "Review by 14 January 2027.",
        "Penicillin (rash)", "Dog in the house", "If I fall", "07700 900123", "If I am breathless", "Type 2 diabetes",
        "Metformin 500 mg tablets (sources disagree)", "My garden",
    ):  # fmt: skip
        box = page.locator(f".ju-now >> text={words}").first.bounding_box()
        assert box, words
        assert box["y"] + box["height"] <= PHONE[1], f"“{words}” is below the first screen"
    assert not jude.overflows()
    page.click("a:has-text('Say what happened')")
    page.fill("#happened", "Fell at 02:10, no injury, stayed at home with Judith")
    page.fill("#wrong", "The folder is in the hall")
    page.click("button:has-text('Send it to who wrote the plan')")
    assert page.is_visible("text=Whoever wrote the plan is asked to answer by 08:00.")

    gp = visit(size=DESKTOP)
    gp.sign_in(planned.account("Dr Priya Nair").username)
    gp.page.click("main >> text=Plans used")
    gp.page.wait_for_selector("text=The folder is in the hall")
    assert gp.violations() == []
    gp.page.fill("textarea", "Rang Judith. The plan says the hall now.")
    gp.page.click("button:has-text('Answer')")
    gp.page.wait_for_selector("text=It is answered.")
    gp.go(f"/people/{planned.person('Edna Marsh')}/plan")
    assert gp.page.is_visible("text=Rang Judith. The plan says the hall now.")
    assert gp.heard == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_gp_and_nurse_write_at_once_by_keyboard_and_both_are_brought_together(
    visit: Callable[..., Visitor], planned: World, size: tuple[int, int]
) -> None:
    gp, nurse = visit(size=size), visit(size=size)
    part = Part.objects.get(kind="matters").pk
    address = f"/people/{planned.person('Edna Marsh')}/plan/parts/{part}/write"
    for visitor, name in ((gp, "Dr Priya Nair"), (nurse, "Sam Whitlock")):
        visitor.sign_in(planned.account(name).username)
        visitor.go(address)
        assert visitor.violations() == []
        assert not visitor.overflows()
    for visitor, words in ((gp, "My garden and chapel"), (nurse, "My garden and my sister")):
        visitor.page.focus("#words")
        visitor.page.keyboard.press("Control+a")
        visitor.page.keyboard.type(words)
        visitor.page.focus("button:has-text('Keep it in the plan')")
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_selector(".nhsuk-notification-banner")
    assert nurse.page.is_visible("text=Someone else wrote in this part while you did.")
    assert nurse.violations() == []
    assert not nurse.overflows()
    assert nurse.page.input_value("#words") == "My garden and chapel\nMy garden and my sister"
    nurse.page.fill("#words", "My garden, chapel and my sister")
    nurse.page.click("button:has-text('Keep it in the plan')")
    nurse.page.wait_for_selector("text=It is in the plan.")
    nurse.page.click("a:has-text('4 versions') >> nth=0")
    nurse.page.wait_for_selector("text=4 versions, the newest first")
    assert nurse.violations() == []
    assert not nurse.overflows()
    assert nurse.heard == []


def test_the_plan_is_for_everyone_on_every_page(visit: Callable[..., Visitor], planned: World) -> None:
    planned.account("Dr Priya Nair")
    edna = planned.person("Edna Marsh")
    for size in (DESKTOP, PHONE):
        gp = visit(size=size)
        gp.sign_in("priya.nair")
        for path in (
            "plan",
            "plan/print",
            "plan/agree",
            "plan/new/goal",
            "plan/new/action",
            "plan/new/resuscitation",
            "urgent",
            "urgent/tell",
        ):
            assert gp.go(f"/people/{edna}/{path}") == 200
            assert (path, gp.violations(), gp.overflows()) == (path, [], False)
        assert gp.heard == []
        gp.page.context.close()
