"""At ten past two a paramedic needs Edna's record; and a nurse who has no reason on record answers for looking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from joinedup.record.watching import actions as watching
from joinedup.record.watching.models import Alert
from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.world.world import World


def test_a_paramedic_on_a_phone_without_javascript_is_two_taps_from_the_record(
    visit: Callable[..., Visitor], town: World
) -> None:
    town.account("Jude Carver")
    jude = visit(size=PHONE, javascript=False)
    jude.sign_in("jude.carver")
    jude.page.fill("#text", "999 012 7549")
    jude.page.press("#text", "Enter")
    jude.page.wait_for_selector("text=you will be asked why")
    jude.page.click("text=MARSH, Edna")
    assert jude.page.is_visible("text=born 3 April 1938")
    assert not jude.overflows()
    jude.page.click("text=Yes, open the record")
    jude.page.wait_for_selector(".ju-banner")
    assert jude.page.is_visible("text=Penicillin")
    assert jude.page.is_visible("text=You said that you are with them")


def test_a_nurse_answers_for_an_emergency_by_keyboard_and_her_practice_and_the_lead_are_told(
    visit: Callable[..., Visitor], town: World
) -> None:
    for name in ("Ruth Adeyemi", "Dr Priya Nair", "Moira Quayle"):
        town.account(name)
    ruth = visit(size=DESKTOP)
    ruth.sign_in("ruth.adeyemi")
    assert ruth.go(f"/people/{town.person('Edna Marsh')}") == 403
    assert ruth.violations() == []
    assert not ruth.page.is_visible("text=Marsh")
    ruth.page.focus("text=Open it in an emergency")
    ruth.page.keyboard.press("Enter")
    ruth.page.wait_for_selector(".nhsuk-error-summary")
    assert ruth.violations() == []
    ruth.page.check("#emergency-1")
    ruth.page.fill("#because", "collapsed at the bus station")
    ruth.page.focus("text=Open it in an emergency")
    ruth.page.keyboard.press("Enter")
    ruth.page.wait_for_selector(".ju-banner")
    assert ruth.page.is_visible("text=Penicillin")

    priya = visit()
    priya.sign_in("priya.nair")
    priya.page.click("main >> text=Opened in an emergency >> nth=0")
    priya.page.wait_for_selector("text=collapsed at the bus station")
    assert priya.page.is_visible("text=MARSH, Edna")

    watching.watch(at=datetime.now(UTC))
    moira = visit()
    moira.sign_in("moira.quayle")
    moira.go(f"/alerts/{Alert.objects.get(kind='emergency').pk}")
    moira.page.click("text=I ask about this")
    moira.page.check("#outcome-1")
    moira.page.click("text=Close with this outcome")
    moira.page.wait_for_selector("text=Closed.")
