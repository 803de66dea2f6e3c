"""Before a record that nothing gives a reason to open: the page that stops, and what each post can do about it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client

from joinedup.faces.cli import access
from joinedup.record.sharing.relationships.models import BrokenGlass, Declared
from tests.spec.faces.conftest import SignedIn
from tests.world.world import NOW, World

BECAUSE = "collapsed at the bus station"


@pytest.fixture
def edna(world: World) -> int:
    world.tells("Hillside Surgery", of="Edna Marsh", table="kind | text\nallergy | Penicillin")
    return world.person("Edna Marsh")


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_a_navigator_is_stopped_and_nothing_of_her_is_told(signed_in: SignedIn, edna: int) -> None:
    for way in ("", "/timeline", "/print", "/sections/allergies"):
        page = text(signed_in("Kit Marlowe"), f"/people/{edna}{way}", 403)
        assert "Nothing on record says that Northmoor Community cares for this person." in page
        for hers in ("Marsh", "Edna", "Penicillin", "999 012 7549", "1938"):
            assert hers not in page
    assert "Are you with them" not in page  # a navigator meets nobody unannounced


def test_whom_a_search_has_just_shown_is_named_so_that_nobody_opens_someone_else(
    signed_in: SignedIn, edna: int
) -> None:
    kit = signed_in("Kit Marlowe")
    found = kit.post("/people", {"text": "Edna Marsh"}, follow=True).content.decode()
    assert "you will be asked why" in found
    page = text(kit, f"/people/{edna}", 403)
    assert "MARSH, Edna, born 3 April 1938" in page
    assert "Penicillin" not in page
    kit.get("/people?again")
    assert "Marsh" not in text(signed_in("Ruth Adeyemi"), f"/people/{edna}", 403)


def test_a_search_says_whom_one_may_open_and_why(signed_in: SignedIn, edna: int) -> None:
    found = signed_in("Dr Priya Nair").post("/people", {"text": "Edna Marsh"}, follow=True).content.decode()
    assert "They are registered with Hillside Surgery." in found


def test_an_emergency_opens_the_record_and_their_practice_and_the_lead_are_told(
    signed_in: SignedIn, edna: int, world: World
) -> None:
    ruth = signed_in("Ruth Adeyemi")
    answer = ruth.post(f"/people/{edna}/emergency", {"emergency": "life", "because": BECAUSE}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/people/{edna}", 302)]
    assert "Penicillin" in page
    assert "You opened it in an emergency." in page
    assert "It stays open to you until" in text(ruth, f"/people/{edna}/why")
    told = text(signed_in("Dr Priya Nair"), "/emergencies")
    assert BECAUSE in told
    assert "MARSH, Edna" in told
    lead = text(signed_in("Moira Quayle"), "/emergencies")
    assert BECAUSE in lead
    assert f"Person {edna}" in lead
    assert "Marsh" not in lead
    assert "No record was opened in an emergency" in text(signed_in("Dr Owen Pryce"), "/emergencies")
    file = b"".join(signed_in("Moira Quayle").get("/emergencies/list.csv").streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(file))
    assert (row["Who opened it"], row["What was happening"]) == (
        "Ruth Adeyemi, Community nurse, Falls team",
        BECAUSE,
    )


def test_of_someone_whose_place_is_hidden_the_list_says_not_where_they_were_looked_at(
    signed_in: SignedIn, world: World
) -> None:
    world.breaks_glass("Grace Hidden", by="Kit Marlowe")
    assert "Northmoor Community" not in text(signed_in("Moira Quayle"), "/emergencies").split("<main")[1]


@pytest.mark.parametrize(
    ("typed", "told", "box"),
    [
        ({"because": BECAUSE}, "Nobody said what kind of emergency this is.", "#emergency-1"),
        ({"emergency": "life", "because": "fell"}, "Nobody said what is happening.", "#because"),
    ],
)
def test_an_emergency_without_its_reason_opens_nothing_and_loses_nothing(
    signed_in: SignedIn, edna: int, typed: dict[str, str], told: str, box: str
) -> None:
    answer = signed_in("Kit Marlowe").post(f"/people/{edna}/emergency", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert f'href="{box}"' in page
    assert typed["because"] in page
    assert not BrokenGlass.objects.exists()


def test_a_paramedic_is_two_taps_from_the_record(signed_in: SignedIn, edna: int) -> None:
    jude = signed_in("Jude Carver")
    assert "Are you with them, or on a call about them?" in text(jude, f"/people/{edna}", 403)
    answer = jude.post(f"/people/{edna}/with-them", follow=True)
    assert "Penicillin" in answer.content.decode()
    assert Declared.objects.get().person_id == edna
    assert text(jude, f"/people/{edna}/timeline")  # the whole shift


def test_nobody_says_or_breaks_what_their_post_does_not_include(signed_in: SignedIn, edna: int) -> None:
    assert signed_in("Kit Marlowe").post(f"/people/{edna}/with-them").status_code == 403
    emergency = {"emergency": "life", "because": BECAUSE}
    assert signed_in("Nina Sorrel").post(f"/people/{edna}/emergency", emergency).status_code == 403
    assert "Is it an emergency?" in text(signed_in("Kit Marlowe"), f"/people/{edna}/emergency")
    assert text(signed_in("Nina Sorrel"), f"/people/{edna}/emergency", 403)
    assert text(signed_in("Kit Marlowe"), "/emergencies", 403)


def test_why_says_what_would_be_a_reason(signed_in: SignedIn, edna: int) -> None:
    seen = text(signed_in("Dr Priya Nair"), f"/people/{edna}/why")
    assert "Why you can see this record" in seen
    assert "They are registered with Hillside Surgery." in seen
    stopped = text(signed_in("Kit Marlowe"), f"/people/{edna}/why")
    assert "Why you cannot see this record" in stopped
    for reason in ("Registered practice", "Staying with us", "In our care", "365 days after it ends"):
        assert reason in stopped


def test_the_command_answers_why_too(world: World, edna: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "django_ready", lambda: None)
    for name in ("Dr Priya Nair", "Bea Lindqvist"):
        world.account(name)
    admitted = f"kind | happened | ended | text\nadmission | 2026-03-01 | {NOW + timedelta(days=4000):%Y-%m-%d} | Fell"
    world.tells("Northmoor Hospital", of="Edna Marsh", table=admitted)

    def run(*words: str) -> str:
        return CliRunner().invoke(access.access, ["why", str(edna), *words], catch_exceptions=False).output

    assert run("--as", "priya.nair").startswith("May open it. They are registered with Hillside Surgery.")
    assert "yes, until" in run("--as", "bea.lindqvist")
    assert '"allowed": true' in run("--as", "priya.nair", "--json")
