"""Who may see which page: the one table, walked. Nobody unknown, nobody of another post, nothing without a row."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import get_resolver

from joinedup.faces.screens.guard import ANY_POST, ANYONE, SIGNED_IN, Page
from joinedup.faces.screens.pages import PAGES
from joinedup.record.access.rules import MAY
from joinedup.record.answers.actions import give
from tests.spec.faces.conftest import SignedIn
from tests.world.drawn import rows
from tests.world.forms import visit as first_visit
from tests.world.town import STAFF
from tests.world.world import NOW, World

READ = [page for page in PAGES if "GET" in page.methods]
STAFF_BY_ROLE = {row["role"]: row["name"] for row in reversed(rows(STAFF))}


def address(page: Page) -> str:
    """Return an address of the page that nothing need stand behind: whoever may not see it never gets that far."""
    return "/" + re.sub(r"<int:\w+>", "1", re.sub(r"<(?:slug|str):\w+>", "alerts", page.path))


def test_there_is_staff_of_every_role_to_walk_the_table_with() -> None:
    assert set().union(*MAY.values()) <= set(STAFF_BY_ROLE)


def test_every_address_of_the_site_is_a_row_of_the_table() -> None:
    assert [pattern.name for pattern in get_resolver().url_patterns] == [page.name for page in PAGES]
    assert len({page.name for page in PAGES}) == len(PAGES)


def test_every_act_in_the_table_is_an_act_that_somebody_may_do() -> None:
    assert {page.act for page in PAGES} - {ANYONE, SIGNED_IN, ANY_POST} <= set(MAY)


def test_a_page_is_closed_unless_its_row_says_otherwise() -> None:
    assert {page.name for page in PAGES if page.act == ANYONE} == {
        "sign_in", "sign_in_code", "sign_in_passkey", "sign_in_with", "sign_in_back", "session_ended",
        "help", "accessibility", "cookies", "security_txt",
    }  # fmt: skip
    assert {page.name for page in PAGES if page.act == SIGNED_IN} == {
        "sign_out", "choose_post", "sign_in_again", "your_sign_in", "authenticator_add", "authenticator_remove",
        "recovery_codes", "passkey_add", "passkey_change", "password_change", "sign_out_elsewhere", "identity_bind",
        "identity_confirm", "identity_unbind",
    }  # fmt: skip


def test_whoever_is_refused_is_told_what_to_do(signed_in: SignedIn) -> None:
    """Who is refused where is asked of every page in test_access_matrix; all say it in the same words."""
    answer = signed_in("Dr Priya Nair").get("/staff")
    assert answer.status_code == 403
    assert "You cannot see this page in this post" in answer.content.decode()
    assert "Choose another post, or ask your administrator." in answer.content.decode()


PLAIN = [page for page in READ if "<" not in page.path and page.name not in ("sign_in", "sign_in_code")]


@pytest.mark.parametrize("role", STAFF_BY_ROLE)
def test_whoever_may_see_a_page_sees_it(role: str, signed_in: SignedIn, world: World) -> None:
    world.everyone()
    client = signed_in(STAFF_BY_ROLE[role])
    for page in PLAIN:
        if role in MAY.get(page.act, set(STAFF_BY_ROLE)):
            assert client.get(address(page)).status_code == 200, page.name


RECORD = [
    page for page in READ if page.act == "record.open" and page.name != "record_why" and not page.path.endswith(".csv")
]


@pytest.mark.parametrize("role", sorted(MAY["record.break_glass"]))
def test_every_care_role_reads_every_page_of_a_record_that_it_opened_in_an_emergency(
    role: str, signed_in: SignedIn, world: World
) -> None:
    [entry] = world.tells("Hillside Surgery", of="Edna Marsh", table="kind | text\nalert | Dog in the house")
    form = give(
        first_visit(), person_id=world.person("Edna Marsh"), answers={"alone": [True]}, happened_at=NOW, key=uuid4(),
        by=world.staff("Dr Priya Nair"), at=NOW,
    )  # fmt: skip
    world.breaks_glass("Edna Marsh", by=STAFF_BY_ROLE[role], at=datetime.now(UTC))
    client = signed_in(STAFF_BY_ROLE[role])
    for page in RECORD:
        path = page.path.replace("<int:person_id>", str(world.person("Edna Marsh"))).replace("<slug:name>", "alerts")
        path = path.replace("<slug:line_id>", f"alert-{entry.pk}").replace("<slug:who>", "person")
        path = path.replace("<int:answered_id>", str(form.pk))
        answer = client.get(f"/{path}")
        assert answer.status_code == 200, page.name
        assert "MARSH, Edna" in answer.content.decode(), page.name
