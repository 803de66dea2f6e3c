"""A nurse at two in the morning finds Edna and reads her record: by keyboard alone, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

from tests.journeys.conftest import PHONE, Visitor
from tests.world.world import PASSWORD, World


def tab_to(visitor: Visitor, words: str, *, most: int = 80) -> None:
    """Press Tab until what has the focus says ``words``; fail where it never does, or where the focus is not seen."""
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        said, seen = visitor.page.evaluate(
            """() => {
                const here = document.activeElement, box = here.getBoundingClientRect();
                const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 8));
                return [here.innerText || here.value || "", !!top && (here.contains(top) || top.contains(here))];
            }"""
        )
        if words in said:
            assert seen, f"'{words}' has the focus and is hidden behind something"
            return
    raise AssertionError(f"Tab never came to '{words}'")


def focused(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def test_by_keyboard_alone(visit: Callable[..., Visitor], town: World) -> None:
    nurse = visit()
    keys = nurse.page.keyboard
    town.account("Sam Whitlock")
    nurse.go("/sign-in")
    keys.press("Tab")
    assert nurse.page.evaluate("document.activeElement.innerText") == "Skip to main content"
    nurse.page.focus("#username")
    keys.type("sam.whitlock")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    nurse.page.wait_for_url(nurse.base + "/")
    assert focused(nurse) == "text"  # the box is ready: nothing to press before typing
    keys.type("marsh edna 3/4/1938")
    keys.press("Enter")
    nurse.page.wait_for_url(nurse.base + "/people")
    tab_to(nurse, "MARSH, Edna")
    keys.press("Enter")
    nurse.page.wait_for_selector(".ju-banner")
    assert nurse.page.title() == "Record – MARSH, Edna – JoinedUp"
    tab_to(nurse, "2 sources")
    keys.press("Enter")
    assert nurse.page.is_visible("text=Northmoor Hospital, Medicines >> visible=true") or nurse.page.is_visible(
        ".ju-sources[open] li:has-text('Northmoor Hospital')"
    )
    nurse.page.evaluate("document.querySelector('.ju-ways a').focus()")
    tab_to(nurse, "Timeline")
    keys.press("Enter")
    nurse.page.wait_for_selector("h2:has-text('Timeline across organisations')")
    assert nurse.heard == []


def test_a_mistake_takes_the_focus_to_what_is_wrong(visit: Callable[..., Visitor], town: World) -> None:
    nurse = visit()
    nurse.go("/sign-in")
    nurse.page.focus("#username")
    nurse.page.keyboard.press("Enter")
    nurse.page.wait_for_selector(".nhsuk-error-summary")
    assert "nhsuk-error-summary" in nurse.page.evaluate("document.activeElement.className")
    tab_to(nurse, "Enter your password", most=4)
    nurse.page.keyboard.press("Enter")
    assert focused(nurse) == "password"


def test_without_javascript_on_a_phone(visit: Callable[..., Visitor], town: World) -> None:
    paramedic = visit(size=PHONE, javascript=False)
    paramedic.sign_in(town.account("Jude Carver").username)
    page = paramedic.page
    page.fill("#text", "999 012 7549")
    page.click("main .ju-find button")
    page.click("text=MARSH, Edna")
    page.click("text=Yes, open the record")  # nothing on record says that a crew is with her
    assert page.is_visible("text=Penicillin (rash)")
    page.click(".ju-sources summary >> nth=0")
    assert page.is_visible(".ju-sources[open] li:has-text('Northmoor Hospital')")
    page.click("text=1 in the past >> nth=0")
    assert page.is_visible("a:has-text('Appendicitis')")
    page.click(".ju-ways a:has-text('As it was')")
    for box, typed in (("when-day", "5"), ("when-month", "3"), ("when-year", "2026"), ("time", "10:00")):
        page.fill(f"#{box}", typed)
    page.click("button:has-text('Show the record as it was')")
    assert page.is_visible("text=You are seeing what was known on 5 March 2026 at 10:00.")
    assert not page.is_visible("a:has-text('Emergency admission to Northmoor')")
    page.click(".ju-ways a:has-text('Timeline')")
    page.click("summary:has-text('Filter')")
    page.check("input[name=kind][value=medicine]")
    page.click("button:has-text('Show these')")
    assert page.is_visible("text=1 line match the filter")
    assert page.is_visible("text=You are seeing what was known on 5 March 2026 at 10:00.")
    page.click("text=Return to now")
    page.click("button:has-text('Sign out')")
    assert page.title() == "Sign in – JoinedUp"


def test_after_signing_out_going_back_shows_nobody(visit: Callable[..., Visitor], town: World) -> None:
    nurse = visit()
    nurse.sign_in(town.account("Sam Whitlock").username)
    nurse.go(f"/people/{town.person('Edna Marsh')}")
    assert "MARSH" in nurse.page.content()
    nurse.page.click("button:has-text('Sign out')")
    nurse.page.wait_for_url("**/sign-in")
    nurse.page.go_back()
    nurse.page.wait_for_url("**/sign-in?**")
    assert nurse.page.title() == "Sign in – JoinedUp"
    assert "MARSH" not in nurse.page.content()
