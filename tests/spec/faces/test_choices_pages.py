"""Staff record what a person told them, end it and bring it back; and nothing that is kept reaches any page."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from joinedup.faces.cli.main import joinedup
from joinedup.faces.screens.guard import Page
from joinedup.faces.screens.pages import PAGES
from joinedup.record.sharing.choices import actions, queries
from joinedup.record.sharing.choices.models import Choice
from joinedup.record.sharing.choices.rules import Aim, How, What
from joinedup.words.vocabulary.kinds import Section
from tests.spec.faces.conftest import SignedIn
from tests.world.world import NOW, World

FACTS = """
    kind        | key | happened         | text                            | value | unit   | item
    ------------+-----+------------------+---------------------------------+-------+--------+-----
    medicine    | m1  | 2025-06-01       | Amlodipine 5 mg tablet          |       |        |
    problem     | p1  | 2024-05-01       | Depression                      |       |        |
    problem     | p2  | 2023-05-01       | Chlamydia infection             |       |        |
    alert       | a1  | 2026-03-01       | Ring before you visit           |       |        |
    observation | o1  | 2026-01-01 09:00 | Body weight                     | 80    | kg     |
    observation | o2  | 2026-02-01 09:00 | Body weight                     | 79    | kg     |
"""
CARES = """
    kind          | key | happened   | text
    --------------+-----+------------+-----------------------------------------
    safeguarding  | g1  | 2026-03-01 | Adult safeguarding enquiry about a nephew
"""
PACKAGE = """
    kind    | key | happened   | text                | status
    --------+-----+------------+---------------------+-------
    package | k1  | 2026-01-01 | Home care each day  | active
"""
HOSPITAL = """
    kind      | key | happened         | text
    ----------+-----+------------------+-------------------------------
    admission | h1  | 2026-03-02 09:00 | Emergency admission, fall
"""


@pytest.fixture
def edna(world: World) -> World:
    """Edna, of whom her practice, the hospital and the council hold a record."""
    world.tells("Hillside Surgery", of="Edna Marsh", table=FACTS)
    world.tells("Northmoor Hospital", of="Edna Marsh", table=HOSPITAL)
    world.tells("Northmoor Council", of="Edna Marsh", table=CARES, feed="social_care_flag")
    world.tells("Northmoor Council", of="Edna Marsh", table=PACKAGE)
    return world


@pytest.fixture
def gp(signed_in: SignedIn) -> Client:
    return signed_in("Dr Priya Nair")


def at(world: World, page: str, **named: object) -> str:
    return reverse(page, kwargs={"person_id": world.person("Edna Marsh"), **named})


def seen(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


def sent(client: Client, address: str, **typed: object) -> str:
    answer = client.post(address, typed, follow=True)
    return answer.content.decode()


def day(day: str, month: str, year: str) -> dict[str, str]:
    return {"until-day": day, "until-month": month, "until-year": year}


def test_a_person_without_choices_is_said_to_be_shared_as_anyone(edna: World, gp: Client) -> None:
    assert "Nothing is recorded." in seen(gp, at(edna, "choices"))


def test_an_objection_is_recorded_ended_and_brought_back(edna: World, gp: Client) -> None:
    page = sent(gp, at(edna, "choice_new", what="objection"), to="no_sharing", how="phone", note="Rang on Monday")
    assert "Objects to sharing their record for care" in page
    assert "By phone. GP, Hillside Surgery. “Rang on Monday”" in page
    choice = Choice.objects.get()
    ended = sent(gp, at(edna, "choice_end", choice_id=choice.pk))
    assert "What held before" in ended and "Nothing is recorded." in ended
    assert "It holds again" in sent(gp, at(edna, "choice_bring_back", choice_id=choice.pk))
    assert "Objects to sharing" in seen(gp, at(edna, "choices_file"))


@pytest.mark.parametrize(
    ("what", "typed", "words"),
    [
        ("objection", {"how": "phone"}, "Nobody said to what they object."),
        ("objection", {"to": "no_sharing"}, "Nobody said how it was told."),
        ("seal", {"how": "phone"}, "Nobody said what to seal."),
        ("seal", {"how": "phone", "sender": "XN9"}, "That organisation is not one of those listed."),
        ("seal", {"how": "phone", "section": "problems", "until-day": "40"}, "We could not read the day of the end."),
        ("objection", {"to": "no_sharing", "how": "phone", **day("31", "12", "9999")}, "We could not read the day"),
        ("objection", {"to": "no_sharing", "how": "phone", **day("1", "1", "9" * 20)}, "We could not read the day"),
        ("proxy", {"how": "phone", "sections": "contacts"}, "The name of who acts for them is missing"),
        ("proxy", {"how": "phone", "name": "Joan Marsh"}, "Nobody said what they may see."),
        ("taking-part", {"purpose": "Shared care", "parties": "Edna"}, "At least two different parties"),
    ],
)
def test_a_form_that_lacks_something_says_what_and_records_nothing(
    edna: World, gp: Client, what: str, typed: dict[str, str], words: str
) -> None:
    answer = gp.post(at(edna, "choice_new", what=what), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Choice.objects.exists()
    boxes = [value for box, value in typed.items() if box.startswith("until-")]
    assert all(f'value="{value}"' in answer.content.decode() for value in boxes), "what was typed is not lost"


def test_who_holds_a_record_is_not_found_out_by_trying_to_seal_what_they_sent(
    edna: World, gp: Client, signed_in: SignedIn
) -> None:
    edna.tells("Fellside Mental Health", of="Edna Marsh", table=HOSPITAL, feed="mental_health_contact")
    holds, holds_none = (edna.organisation(name).ods_code for name in ("Fellside Mental Health", "Saltmarsh Hospice"))
    by = edna.staff("Dr Priya Nair")
    actions.seal(edna.person("Edna Marsh"), Aim(sender=holds), locked=True, how=How.PHONE, by=by, at=NOW)
    social, address = signed_in("Ines Vaughan"), at(edna, "choice_new", what="seal")
    told = [social.post(address, {"how": "phone", "sender": sender}) for sender in (holds, holds_none)]
    for answer in told:
        assert answer.status_code == 422
        assert "That organisation is not one of those listed." in answer.content.decode()
    assert Choice.objects.count() == 1
    sent(social, address, how="phone", sender=edna.organisation("Northmoor Hospital").ods_code)
    assert Choice.objects.count() == 2, "one that is listed can be sealed"


def test_who_takes_part_is_asked_and_said_on_the_page(edna: World, gp: Client) -> None:
    sent(gp, at(edna, "choice_new", what="taking-part"), purpose="Shared lithium", parties="Edna\nHer GP\nDr Pryce")
    (asked,) = queries.taking_part(edna.person("Edna Marsh"))
    address = at(edna, "choice_party", asking_id=asked.id)
    assert "Does not take part" in seen(gp, at(edna, "choices"))
    for party in ("Edna", "Her GP", "Dr Pryce"):
        page = sent(gp, address, party=party, answer="yes", how="phone")
    assert "All have said yes" in page and "Takes part</strong>" in page
    assert "Does not take part" in sent(gp, address, party="Edna", answer="no", how="phone")


def test_a_line_is_sealed_from_its_page_and_is_then_on_no_page_of_another(
    edna: World, gp: Client, signed_in: SignedIn
) -> None:
    line = next(each for each in edna.record("Edna Marsh").lines if each.title.startswith("Depression"))
    page = sent(gp, at(edna, "choice_line", line_id=line.id), keep="sealed", how="in_person")
    assert "One line of the record is sealed" in page
    assert "Sealed" in seen(gp, at(edna, "record_line", line_id=line.id)), "those who wrote it see it, and that it is"
    nurse = signed_in("Bea Lindqvist")
    for name in ("record", "record_timeline", "record_problems", "record_print", "record_changes"):
        assert "Depression" not in seen(nurse, at(edna, name)), name
    seen(nurse, at(edna, "record_line", line_id=line.id), 404)
    assert "1 entry sealed by the person is not shown" in seen(nurse, at(edna, "record"))


def test_from_whom_to_keep_a_line_is_asked_and_only_a_clinician_keeps_it_from_the_person(
    edna: World, gp: Client, signed_in: SignedIn
) -> None:
    line = next(each for each in edna.record("Edna Marsh").lines if each.title.startswith("Depression"))
    address = at(edna, "choice_line", line_id=line.id)
    assert "Keep “Depression” from others" in seen(gp, address) and "Not for the person" in seen(gp, address)
    wrong = gp.post(address, {"how": "phone"})
    assert wrong.status_code == 422 and "Nobody said from whom to keep it." in wrong.content.decode()
    assert "One line is not shown to the person" in sent(gp, address, keep="not_for_person", how="phone")
    community = signed_in("Ines Vaughan")
    asked = seen(community, address)
    assert "Seal and lock it" in asked and "Not for the person" not in asked
    refused = community.post(address, {"keep": "not_for_person", "how": "phone"})
    assert refused.status_code == 403 and Choice.objects.count() == 1


def test_what_is_locked_is_not_said_to_be_there(edna: World, signed_in: SignedIn) -> None:
    by = edna.staff("Dr Priya Nair")
    actions.seal(edna.person("Edna Marsh"), Aim(section="problems"), locked=True, how=How.PHONE, by=by, at=NOW)
    page = seen(signed_in("Bea Lindqvist"), at(edna, "record"))
    assert "Depression" not in page and "sealed by the person" not in page
    chosen = seen(signed_in("Ines Vaughan"), at(edna, "choices"))
    assert "Something is sealed and locked" in chosen and "Problems and diagnoses" not in chosen


def test_a_lock_of_which_a_nurse_is_not_told_is_not_ended_by_its_number(edna: World, signed_in: SignedIn) -> None:
    by = edna.staff("Dr Priya Nair")
    lock = actions.seal(edna.person("Edna Marsh"), Aim(section="problems"), locked=True, how=How.PHONE, by=by, at=NOW)
    social = signed_in("Ines Vaughan")
    assert "End this" not in seen(social, at(edna, "choices"))
    assert social.post(at(edna, "choice_end", choice_id=lock.pk)).status_code == 403
    assert Choice.objects.get().ended_at is None


def test_an_objection_leaves_each_organisation_what_it_sent(edna: World, gp: Client, signed_in: SignedIn) -> None:
    by = edna.staff("Dr Priya Nair")
    actions.object_to(edna.person("Edna Marsh"), What.NO_SHARING, how=How.PHONE, by=by, at=NOW)
    hospital = signed_in("Bea Lindqvist")
    page = seen(hospital, at(edna, "record"))
    assert "Emergency admission" in page and "Amlodipine" not in page and "Hillside" not in page
    assert "This person objects to sharing." in page
    assert "Not shown to you" in page, "nobody may read hidden allergies as none"
    assert "Amlodipine" in seen(gp, at(edna, "record")), "their own practice’s care goes on"


def test_what_is_sensitive_is_on_no_page_of_who_need_not_know_it(edna: World, gp: Client, signed_in: SignedIn) -> None:
    assert "Chlamydia" in seen(gp, at(edna, "record"))
    social = signed_in("Ines Vaughan")
    for name in ("record", "record_timeline", "record_problems", "record_print"):
        assert "Chlamydia" not in seen(social, at(edna, name)), name
    assert "Some things are kept to those who need them" in seen(social, at(edna, "record"))


def test_a_proxy_is_shown_their_sections_and_nothing_that_is_kept_from_them(edna: World, gp: Client) -> None:
    page = sent(
        gp, at(edna, "choice_new", what="proxy"), name="Joan Marsh", relation="daughter", how="in_person",
        sections=["medicines", "problems", "safeguarding"],
    )  # fmt: skip
    assert "Joan Marsh (daughter) acts for them" in page
    proxy = queries.choices_of(edna.person("Edna Marsh"), Choice.objects.get().starts_at).proxies[0]
    shown = seen(gp, at(edna, "shown_to", who=f"proxy-{proxy.id}"))
    assert "Amlodipine" in shown and "Depression" in shown
    for hidden in ("Chlamydia", "nephew", "Emergency admission", "Ring before"):
        assert hidden not in shown
    person = seen(gp, at(edna, "shown_to", who="person"))
    assert "Chlamydia" in person and "Ring before" in person and "nephew" not in person


def test_stopping_proxies_shows_them_nothing_and_tells_only_a_few(edna: World, gp: Client, signed_in: SignedIn) -> None:
    sent(
        gp, at(edna, "choice_new", what="proxy"), name="Joan Marsh", how="in_person",
        sections=["medicines"],
    )  # fmt: skip
    proxy = Choice.objects.get()
    assert "Nobody acts for them any more." in sent(gp, at(edna, "choice_stop"), note="Spoke with her alone")
    neutral = seen(gp, at(edna, "shown_to", who=f"proxy-{proxy.pk}"))
    never = seen(gp, at(edna, "shown_to", who="proxy-999999"))
    assert "There is nothing to show here at the moment." in neutral
    assert "Amlodipine" not in neutral and neutral.split("<main")[1] == never.split("<main")[1]
    assert "under pressure" in seen(gp, at(edna, "choices"))
    stopped = Choice.objects.get(what="stopped")
    edna.tells("Northmoor Community", of="Edna Marsh", table=HOSPITAL.replace("admission |", "referral  |"))
    navigator = signed_in("Kit Marlowe")
    for page in (at(edna, "choices"), at(edna, "choices_file"), at(edna, "record")):
        told = seen(navigator, page)
        assert "pressure" not in told and "alone" not in told and "Nobody may act" not in told
    answer = navigator.post(at(edna, "choice_end", choice_id=stopped.pk))
    assert answer.status_code == 404, "it cannot be found by its number either"


def test_a_choice_of_another_person_is_not_found_under_this_one(edna: World, gp: Client) -> None:
    thomas = edna.person("Thomas Knight")
    other = actions.object_to(thomas, What.NO_SHARING, how=How.PHONE, by=edna.staff("Dr Priya Nair"), at=NOW)
    assert gp.post(at(edna, "choice_end", choice_id=other.pk)).status_code == 404
    assert Choice.objects.get().ended_at is None


def test_every_section_that_can_be_sealed_has_a_name(edna: World, gp: Client) -> None:
    page = seen(gp, at(edna, "choice_new", what="seal"))
    assert all(f'value="{section.value}"' in page for section in Section)


def test_an_emergency_opens_what_is_sealed_to_those_too_who_care_for_them_and_not_what_is_locked(
    edna: World, signed_in: SignedIn
) -> None:
    by, person = edna.staff("Dr Priya Nair"), edna.person("Edna Marsh")
    actions.seal(person, Aim(section="problems"), how=How.PHONE, by=by, at=NOW)
    actions.seal(person, Aim(section="alerts"), locked=True, how=How.PHONE, by=by, at=NOW)
    hospital = signed_in("Hal Ferreira")
    page = seen(hospital, at(edna, "record"))
    assert "Depression" not in page and "Open it in an emergency" in page
    asked = seen(hospital, at(edna, "record_break_glass"))
    assert "Is it an emergency?" in asked
    wrong = hospital.post(at(edna, "record_break_glass"), {"emergency": "life"})
    assert wrong.status_code == 422 and "Nobody said what is happening" in wrong.content.decode()
    page = sent(hospital, at(edna, "record_break_glass"), emergency="life", because="Found collapsed on the ward")
    assert "Depression" in page and "Sealed</strong>" in page
    assert "Ring before you visit" not in page


def test_what_is_sealed_is_on_no_page_of_a_record_at_all_and_in_no_command(edna: World, signed_in: SignedIn) -> None:
    by, person = edna.staff("Dr Priya Nair"), edna.person("Edna Marsh")
    for aim in (Aim(section="problems"), Aim(section="observations"), Aim(sender="X901")):
        actions.seal(person, aim, how=How.PHONE, by=by, at=NOW)
    lines = {line.id for line in edna.record("Edna Marsh").lines}
    hospital = signed_in("Hal Ferreira")
    pages = [at(edna, page.name) for page in PAGES if page.path.startswith("people/<int:person_id>") and walked(page)]
    pages += [at(edna, "record_section", name=section.value) for section in Section]
    assert len(pages) > 30
    for address in pages:
        page = seen(hospital, address)
        for kept in ("Depression", "Chlamydia", "nephew", "Body weight", "79 kg", "Northmoor Council"):
            assert kept not in page, (kept, address)
    for line in lines:
        assert hospital.get(at(edna, "record_line", line_id=line)).status_code in (200, 404)
    told = CliRunner().invoke(joinedup, ["person", "show", str(person), "--as", edna.account("Hal Ferreira").username])
    assert told.exit_code == 0, told.exception
    assert "Depression" not in told.output and "Body weight" not in told.output and "Amlodipine" in told.output
    assert "entries sealed by the person are not shown" in told.output


def walked(page: Page) -> bool:
    """Return whether a page of a person is read at an address that needs nothing but the person."""
    return page.path.count("<") == 1 and "GET" in page.methods and page.act in ("record.open", "choice.see")


def test_a_copy_for_the_person_holds_back_what_tells_of_others_and_says_how_much(edna: World, tmp_path: Path) -> None:
    line = next(each for each in edna.record("Edna Marsh").lines if each.title.startswith("Ring before"))
    row = line.shown
    aim = Aim(row.source_record, row.feed, row.kind.value, row.key)
    by, person = edna.staff("Dr Priya Nair"), edna.person("Edna Marsh")
    actions.mark(person, aim, hidden_from=What.NOT_FOR_PERSON, by=by, at=NOW - timedelta(hours=3))
    unmarked = actions.mark(person, aim, hidden_from=What.NOT_FOR_PROXIES, by=by, at=NOW - timedelta(hours=2))
    actions.end(unmarked.pk, by=by, at=NOW - timedelta(hours=1))
    actions.stop_proxies(person, by=by, at=NOW)
    actions.object_to(person, What.NO_SHARING, how=How.PHONE, by=by, at=NOW)
    asked = ["person", "export", str(person), "--as", edna.account("Moira Quayle").username, "--reason", "She asked"]
    told = CliRunner().invoke(joinedup, [*asked, "--out", str(tmp_path / "edna.zip")])
    assert told.exit_code == 0, told.exception
    assert "2 facts are held back" in told.output
    with zipfile.ZipFile(tmp_path / "edna.zip") as file:
        text = "".join(file.read(name).decode() for name in file.namelist())
    for kept in ("nephew", "Ring before you visit", "stopped", "Stopped all who act", "not_for", "a line of a record"):
        assert kept not in text
    assert text.count("Wrote down what you chose") == 3, "her objection alone, in each form of the copy"
    assert "Ended something" not in text
    for own in ("Chlamydia", "Depression", "no_sharing"):
        assert own in text
