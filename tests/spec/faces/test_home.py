"""The home page of each post: what it can do, and what waits for it."""

from __future__ import annotations

import json
import re
from typing import Any

from joinedup.exchange.quarantine.holding import Held, hold
from tests.spec.faces.conftest import SignedIn
from tests.world.world import NOW, World

STEWARDS = {"Deliveries", "Quarantine", "Linkage review", "Journal"}


def cards(page: str) -> list[str]:
    return re.findall(r'nhsuk-card__link" href="[^"]*">(.*?)<', page)


def test_a_nurse_can_type_whom_to_find_at_once(signed_in: SignedIn) -> None:
    page = signed_in("Sam Whitlock").get("/").content.decode()
    assert re.search(r'<input[^>]*id="text"[^>]*autofocus', page)
    assert (cards(page)[0], STEWARDS & set(cards(page))) == ("My day", set())


def test_an_analyst_has_no_box_to_find_people_with(signed_in: SignedIn) -> None:
    page = signed_in("Nina Sorrel").get("/").content.decode()
    assert 'id="text"' not in page
    assert (cards(page)[0], STEWARDS & set(cards(page))) == ("Models of care", set())


def test_the_privacy_officer_comes_to_the_journal(signed_in: SignedIn) -> None:
    assert "Journal" in cards(signed_in("Moira Quayle").get("/").content.decode())


def test_a_steward_sees_how_much_waits(signed_in: SignedIn, world: World) -> None:
    held = [Held(n, "code", "It has no code that is declared.", b"a,b") for n in (1, 2)]
    hold(held, delivery_id=1, sender="X90001", feed="gp_problem", file="problems.csv", at=NOW)
    page = signed_in("Tariq Bell").get("/").content.decode()
    assert "2 items wait" in page
    assert "0 pairs wait" in page


def test_the_menu_offers_only_what_the_post_may_see(signed_in: SignedIn) -> None:
    menu = re.findall(
        r'navigation-link" href="[^"]*">(?:<strong[^>]*>)?([^<]+)', signed_in("Jude Carver").get("/").content.decode()
    )
    assert (menu[:2], STEWARDS & set(menu)) == (["Find a person", "My day"], set())


def test_a_demonstration_points_to_people_worth_opening_and_a_real_place_to_nobody(
    signed_in: SignedIn, world: World, settings: Any
) -> None:
    edna = world.person("Edna Marsh")
    listed = [{"person": edna, "name": "Edna Marsh", "see": ["10 organisations tell of them."]}]
    (settings.HOME / "worth-opening.json").write_text(json.dumps(listed), encoding="utf-8")
    nurse, analyst = signed_in("Sam Whitlock"), signed_in("Nina Sorrel")
    assert "worth opening" not in nurse.get("/").content.decode(), "a real place"
    (settings.HOME / "place.yaml").write_text("name: Brackenshire\ndemonstration: yes\n", encoding="utf-8")
    page = nurse.get("/").content.decode()
    assert "1 person worth opening" in page
    assert f'href="/people/{edna}"' in page
    assert "10 organisations tell of them." in page
    assert "Edna" not in analyst.get("/").content.decode(), "who may open no record"
