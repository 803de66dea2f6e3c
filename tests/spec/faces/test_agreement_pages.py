"""The information governance lead sees what flows, what is blocked and by what, marks conditions, and can undo it."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from joinedup.record.access.actor import SYSTEM
from joinedup.record.journal.models import JournalLine
from joinedup.record.sharing.agreements import actions, queries
from joinedup.record.signing_in.models import Sitting
from tests.spec.faces.conftest import SignedIn
from tests.spec.record.test_sharing_agreements import SHIPPED, SOUTHEND, UNMET, flows
from tests.world.results import drawn_release
from tests.world.world import NOW, World

CARE = "shared-care-record"


@pytest.fixture
def lead(world: World, tmp_path: Path, signed_in: SignedIn) -> Client:
    shutil.copytree(SHIPPED, tmp_path / "agreements")
    (tmp_path / "place.yaml").write_text("agreements: required\n")
    actions.load_files(by=SYSTEM, at=NOW)
    return signed_in("Moira Quayle")


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def rows_of(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def test_the_list_says_of_each_agreement_whether_it_flows_and_how_many_conditions_are_met(lead: Client) -> None:
    text = page(lead, "/agreements")
    for words in (
        "Nothing flows here without an agreement",
        "Waits for conditions",
        "9 of 16",
        "3 of 3",
        "3 agreements",
    ):
        assert words in text
    assert rows_of(lead, "/agreements/list.csv")[1][:4] == [
        "Social care linked with GP and hospital data", "Planning", "Waits for conditions", "9 of 16",
    ]  # fmt: skip


def test_what_is_blocked_is_shown_with_what_blocks_it_by_purpose_and_as_a_file(lead: Client) -> None:
    text = page(lead, "/agreements/flows/blocked?purpose=planning")
    assert "Social care: Adult social care" in text
    assert "waits for 7 of its 16 conditions" in text
    assert "GP: Problems and diagnoses" not in text
    found = rows_of(lead, "/agreements/flows/blocked.csv?purpose=planning")
    assert ["Social care: Adult social care", "Planning"] in [row[:2] for row in found]
    assert {row[1] for row in found[1:]} == {"Planning"}


def test_one_agreement_shows_its_bases_apart_its_conditions_and_what_befell_it(lead: Client) -> None:
    text = page(lead, f"/agreements/{SOUTHEND}")
    for words in ("6(1)(e) public task", "9(2)(h) health and social care", "Section 251 support", "9 of 16 met",
                  "Not met: no evidence yet", "Version 1 written", "from the file", "Withdraw this agreement"):  # fmt: skip
        assert words in text
    text = page(lead, "/agreements/planning-without-social-care")
    assert "Social care: The application did not ask for social care data." in text
    assert "It holds" in text
    assert "Every feed" in page(lead, f"/agreements/{CARE}")
    page(lead, "/agreements/none", 404)


def test_a_condition_is_marked_met_with_evidence_and_the_sixteenth_opens_the_flow(lead: Client) -> None:
    address = f"/agreements/{SOUTHEND}/conditions/{UNMET[0]}"
    assert "It is met" in page(lead, address)
    answer = lead.post(address, {"act": "met", "note": ""})
    assert answer.status_code == 422
    assert "Nobody said what shows that it is met" in answer.content.decode()
    answer = lead.post(
        address, {"act": "met", "note": "x", "expires-day": "31", "expires-month": "2", "expires-year": "2027"}
    )
    assert "no day of the calendar" in answer.content.decode()
    answer = lead.post(
        address, {"act": "met", "note": "x", "expires-day": "31", "expires-month": "2", "expires-year": "9" * 20}
    )
    assert answer.status_code == 422
    assert f'value="{"9" * 20}"' in answer.content.decode(), "what was typed is not lost"
    for key in UNMET:
        sent = {
            "act": "met",
            "note": "Seen",
            "file": "a.pdf",
            "expires-day": "30",
            "expires-month": "6",
            "expires-year": "2030",
        }
        assert lead.post(f"/agreements/{SOUTHEND}/conditions/{key}", sent).status_code == 302
    assert flows("social_care", at=datetime.now(UTC))
    text = page(lead, f"/agreements/{SOUTHEND}")
    assert "16 of 16 met" in text
    assert "30 June 2030" in text
    page(lead, f"/agreements/{SOUTHEND}/conditions/none", 404)


def test_a_lapse_and_a_withdrawal_need_a_reason_stop_the_flow_and_can_be_undone(lead: Client, world: World) -> None:
    address = f"/agreements/{CARE}/conditions/people-told"
    assert lead.post(address, {"act": "lapse", "reason": ""}).status_code == 422
    assert lead.post(address, {"act": "lapse", "reason": "New people came."}, follow=True).status_code == 200
    assert not flows("social_care", "own_care", at=datetime.now(UTC))
    event = queries.events(CARE, by=world.staff("Moira Quayle"))[0]
    assert (
        "what stood before stands again"
        in lead.post(f"/agreements/{CARE}/undo/{event.pk}", follow=True).content.decode()
    )
    assert flows("social_care", "own_care", at=datetime.now(UTC))
    assert "Nothing is deleted" in page(lead, f"/agreements/{CARE}/withdraw")
    assert lead.post(f"/agreements/{CARE}/withdraw", {"reason": ""}).status_code == 422
    assert lead.post(f"/agreements/{CARE}/withdraw", {"reason": "They left."}).status_code == 302
    assert "They left." in page(lead, f"/agreements/{CARE}")
    assert not flows("social_care", "own_care", at=datetime.now(UTC))


def test_to_let_data_flow_asks_again_who_it_is_and_to_withdraw_in_a_hurry_does_not(lead: Client, world: World) -> None:
    Sitting.objects.update(proved_at=datetime.now(UTC) - timedelta(hours=1))
    marked = lead.post(f"/agreements/{SOUTHEND}/conditions/{UNMET[0]}", {"act": "met", "note": "Seen"})
    assert marked.headers["Location"].startswith("/sign-in/again")
    assert lead.post(f"/agreements/{CARE}/withdraw", {"reason": "They left."}).status_code == 302
    [event, *_] = queries.events(CARE, by=world.staff("Moira Quayle"))
    assert event.kind == "withdrawn"
    undone = lead.post(
        f"/agreements/{CARE}/undo/{event.pk}", headers={"Referer": f"http://testserver/agreements/{CARE}"}
    )
    assert undone.headers["Location"] == f"/sign-in/again?next=%2Fagreements%2F{CARE}"
    assert not flows("social_care", "own_care", at=datetime.now(UTC))


def test_all_that_left_is_on_one_page_and_in_one_file_by_agreement(lead: Client, world: World) -> None:
    assert "Nothing has left yet" in page(lead, "/agreements/flows/left")
    actions.let_leave("pack", "place.pdf", purpose="planning", by=world.staff("Nina Sorrel"), at=NOW)
    text = page(lead, "/agreements/flows/left?agreement=planning-without-social-care")
    for words in ("place.pdf", "Packs and spreadsheets of pages", "Analyst", "Northmoor ICB"):
        assert words in text
    assert "Nothing has left under this agreement" in page(lead, f"/agreements/flows/left?agreement={CARE}")
    [_, row] = rows_of(lead, "/agreements/flows/left.csv?agreement=planning-without-social-care")
    assert row[1:4] == ["Packs and spreadsheets of pages", "place.pdf", "Planning"]
    assert "place.pdf" in page(lead, "/agreements/planning-without-social-care")
    actions.withdraw(CARE, reason="They left.", by=world.staff("Moira Quayle"), at=NOW)
    actions.let_leave("copy", "The copy of a person’s own record", purpose="own_care", by=SYSTEM, at=NOW, owed=True)
    [_, copy, _] = rows_of(lead, "/agreements/flows/left.csv")
    assert (copy[2], copy[-1]) == ("The copy of a person’s own record", "No agreement")
    assert "No agreement" in page(lead, "/agreements/flows/left")


def test_an_analyst_looks_and_marks_nothing_and_a_nurse_sees_none_of_it(lead: Client, signed_in: SignedIn) -> None:
    analyst, nurse = signed_in("Nina Sorrel"), signed_in("Sam Whitlock")
    text = page(analyst, f"/agreements/{SOUTHEND}")
    assert "Withdraw this agreement" not in text
    assert "Undo" not in text
    assert analyst.post(f"/agreements/{SOUTHEND}/withdraw", {"reason": "x"}).status_code == 403
    page(nurse, "/agreements", 403)


def test_where_there_is_none_the_page_says_how_to_write_one(world: World, signed_in: SignedIn) -> None:
    text = page(signed_in("Moira Quayle"), "/agreements")
    assert "write-an-agreement.md" in text
    assert "no agreement speaks" in text


def test_a_pack_and_a_file_of_figures_leave_under_an_agreement_and_not_without(
    lead: Client, world: World, signed_in: SignedIn, tmp_path: Path
) -> None:
    release = drawn_release()
    nurse = signed_in("Sam Whitlock")
    addresses = ["/measures/list.csv", "/measures/pack.xlsx"]
    for address in addresses:
        assert nurse.get(address).status_code == 200
    left = [(row[1], row[2], row[3], row[5]) for row in rows_of(lead, "/agreements/flows/left.csv")[1:]]
    words = ("Packs and spreadsheets of pages", "Care of the person", CARE)
    assert {(what, use, under) for what, _, use, under in left} == {words}
    assert len(left) == 2
    assert any("list.csv" in name for _, name, _, _ in left)
    assert JournalLine.objects.filter(act="pack.downloaded", details__release=release.name).count() == 2
    actions.withdraw(CARE, reason="They left.", by=world.staff("Moira Quayle"), at=NOW)
    for address in addresses:
        answer = nurse.get(address)
        assert answer.status_code == 409
        assert "They left." in answer.content.decode()
    assert len(rows_of(lead, "/agreements/flows/left.csv")) == 3


def test_a_page_of_a_release_whose_agreement_ended_says_so_and_shows_no_figure(
    lead: Client, world: World, signed_in: SignedIn
) -> None:
    release = drawn_release()
    release.manifest["agreements"] = {"under": [CARE]}
    release.save()
    nurse = signed_in("Sam Whitlock")
    assert nurse.get(f"/measures?release={release.name}").status_code == 200
    actions.withdraw(CARE, reason="They left.", by=world.staff("Moira Quayle"), at=NOW)
    answer = nurse.get(f"/measures?release={release.name}")
    assert answer.status_code == 409
    assert "rests on an agreement that holds no longer" in answer.content.decode()
    assert release.name not in nurse.get("/measures").content.decode()
