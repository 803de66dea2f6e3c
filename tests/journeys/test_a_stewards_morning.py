"""A steward's morning: what came in the night, mended and taken in; a pair decided; all without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from joinedup.exchange.intake.actions import take_in
from joinedup.exchange.intake.addressing import Addressed
from joinedup.planning.releases import actions as releases
from joinedup.record.access.actor import SYSTEM
from joinedup.record.entries.models import Entry
from joinedup.record.linkage import actions as linkage
from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.spec.exchange.sent import write
from tests.spec.record.sent import send, whose
from tests.world.drawn import rows
from tests.world.world import NOW, World

CONTACTS = """
    contact_id | organisation_code | member_id | family_name | started_at       | activity
    -----------+-------------------+-----------+-------------+------------------+-----------
    c1         | VOL01             | 17        | Webb        | 2026-03-30T10:30 | flying
"""


def test_a_row_is_mended_on_a_phone_without_javascript(
    visit: Callable[..., Visitor], world: World, tmp_path: Path
) -> None:
    write(tmp_path / "contacts.csv", "voluntary_contact", rows(CONTACTS))
    take_in(Addressed(tmp_path / "contacts.csv", "VOL01", "voluntary_contact"), by=SYSTEM, at=NOW)
    steward = visit(size=PHONE, javascript=False)
    steward.sign_in(world.account("Tariq Bell").username)
    page = steward.page
    page.click("main a:has-text('Deliveries')")
    page.click("td a:has-text('1')")
    assert page.locator("text=1 item").is_visible()
    page.click("td a")
    box = page.locator("#body")
    box.fill(box.input_value().replace("flying", "sailing"))
    page.click("text=Mend and take in")
    assert page.title().startswith("Error: ")
    assert page.locator(".nhsuk-error-summary").is_visible()
    box = page.locator("#body")
    assert "sailing" in box.input_value()
    box.fill(box.input_value().replace("sailing", "transport"))
    page.click("text=Mend and take in")
    assert page.locator("text=Taken in: 1 added").is_visible()
    assert Entry.objects.get().text == "Transport"
    assert page.locator("text=Nothing waits.").is_visible()


def test_a_pair_is_decided_and_undone_by_keyboard(visit: Callable[..., Visitor], world: World) -> None:
    send("""
        id | system   | nhs_number | family_name | given_names | birth_date | sex
        ---+----------+------------+-------------+-------------+------------+-------
        a  | gp       | 9990701474 | Thompson    | Amy         | 2019-06-15 | female
        b  | hospital | 9990701474 | Thompson    | Jo          | 2019-06-15 | female
    """)
    linkage.link_new(by=SYSTEM, at=NOW)
    steward = visit()
    steward.sign_in(world.account("Tariq Bell").username)
    page, keys = steward.page, steward.page.keyboard
    steward.go("/linkage")
    page.focus("td a")
    keys.press("Enter")
    page.wait_for_url("**/linkage/pairs/*")
    page.focus("#decision")
    keys.press("Space")
    page.focus("#reason")
    keys.type("One child, said the practice")
    keys.press("Enter")
    page.wait_for_url("**/linkage")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert", "what was done has the focus"
    assert whose() == ["a b"]
    steward.go("/linkage/history")
    page.focus("td a:has-text('Undo this')")
    keys.press("Enter")
    page.wait_for_url("**/undo")
    page.focus("#reason")
    keys.type("Twins after all")
    keys.press("Enter")
    page.wait_for_url("**/linkage/history")
    assert whose() == ["a", "b"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_place_with_all_its_numbers_open_is_for_everyone(
    size: tuple[int, int], visit: Callable[..., Visitor], town: World
) -> None:
    releases.publish(purpose="care", by=SYSTEM, at=NOW)
    gp = visit(size=size)
    gp.sign_in(town.account("Dr Priya Nair").username)
    assert gp.go("/place") == 200
    for summary in gp.page.query_selector_all("main details summary"):
        summary.click()
    assert gp.violations() == []
    assert not gp.overflows()
    assert gp.heard == []
    assert gp.elsewhere == []
