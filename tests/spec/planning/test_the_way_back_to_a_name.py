"""From a pseudonym to a person: a guardian agrees, those who care are shown who it is, and whoever asked never is."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from joinedup.faces.cli import reidentify
from joinedup.planning.reidentification import actions, queries
from joinedup.planning.reidentification.models import Request, Returned
from joinedup.planning.releases import actions as releases
from joinedup.planning.releases import keys
from joinedup.planning.releases.models import Release
from joinedup.planning.releases.rules import person_key
from joinedup.record.access.actor import SYSTEM
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage.actions import merge
from joinedup.record.sharing.agreements import actions as agreements
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.rules import How, What
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed, NotFound
from tests.spec.faces.conftest import SignedIn, files_as_they_lie, signed_in  # noqa: F401 (fixtures)
from tests.spec.planning.test_publishing import REGISTERED
from tests.spec.record.test_sharing_agreements import SHIPPED
from tests.world.drawn import instant
from tests.world.opting_out import checked
from tests.world.world import World

AT = instant("2026-04-01 09:00")
WHY = "Their last HbA1c is over two years old: invite them for a check."
PEOPLE = {
    "Edna Marsh": "Hillside Surgery",
    "William Okafor": "Riverside Practice",
    "Grace Hidden": "Riverside Practice",
}


@pytest.fixture
def release(world: World) -> Release:
    for name, surgery in PEOPLE.items():
        world.tells(surgery, of=name, feed="gp_registration", table=REGISTERED)
    checked(at=AT)
    return releases.publish(purpose="planning", by=SYSTEM, at=AT)


def pseudonym(world: World, name: str) -> str:
    return person_key(world.person(name), key=keys.secret_of(keys.current("place", at=AT)))


def asked(world: World, release: Release, *names: str, by: str = "Nina Sorrel") -> Request:
    text = "\n".join(pseudonym(world, name) for name in names)
    return actions.ask(release=release, pseudonyms=text, purpose="gap", why=WHY, by=world.staff(by), at=AT)


def agreed(world: World, request: Request) -> Request:
    return actions.approve(request.pk, decision="It is their own care.", by=world.staff("Dr Ffion Reeve"), at=AT)


def shown(world: World, who: str, *, later: timedelta = timedelta(0)) -> set[str]:
    found = queries.returned_to(by=world.staff(who), at=AT + later)
    return {f"{one.given_names} {one.family_name}" for one in found}


def test_each_practice_is_shown_its_own_and_whoever_asked_is_shown_nobody(world: World, release: Release) -> None:
    request = agreed(world, asked(world, release, *PEOPLE))
    assert shown(world, "Dr Priya Nair") == {"Edna Marsh"}
    assert shown(world, "Dr Owen Pryce") == {"William Okafor", "Grace Hidden"}
    assert shown(world, "Ruth Adeyemi") == set()  # nothing on record says that her team cares for any of them
    with pytest.raises(NotAllowed):
        shown(world, "Nina Sorrel")
    told = queries.told_of(queries.request(request.pk, by=world.staff("Nina Sorrel")))
    assert (told.returned, told.done) == (3, 0)
    assert Request.objects.get().pseudonyms == []  # they are gone once it is decided


def test_a_team_that_cares_for_someone_is_shown_them_and_who_only_says_so_is_not(
    world: World, release: Release
) -> None:
    agreed(world, asked(world, release, "William Okafor"))
    world.tells(
        "Falls team", of="William Okafor", table="kind | happened | text\ncommunity_contact | 2026-03-01 | Seen"
    )
    world.breaks_glass("William Okafor", by="Kit Marlowe")
    assert shown(world, "Ruth Adeyemi") == {"William Okafor"}
    assert shown(world, "Kit Marlowe") == set()


def test_nobody_is_shown_after_four_weeks(world: World, release: Release) -> None:
    agreed(world, asked(world, release, "Edna Marsh"))
    assert shown(world, "Dr Priya Nair", later=timedelta(days=27)) == {"Edna Marsh"}
    assert shown(world, "Dr Priya Nair", later=timedelta(days=28)) == set()


def test_who_says_no_to_planning_meanwhile_is_left_out(world: World, release: Release) -> None:
    request = asked(world, release, "Edna Marsh", "William Okafor")
    choices.object_to(
        world.person("Edna Marsh"), What.NO_PLANNING, how=How.IN_PERSON, by=world.staff("Dr Priya Nair"), at=AT
    )
    agreed(world, request)
    assert shown(world, "Dr Priya Nair") == set()
    assert shown(world, "Dr Owen Pryce") == {"William Okafor"}


def test_who_was_found_to_be_another_person_is_returned_as_who_they_are(world: World, release: Release) -> None:
    request = asked(world, release, "Edna Marsh")
    merge(gone=world.person("Edna Marsh"), into=world.person("Thomas Knight"), reason="One person", by=SYSTEM, at=AT)
    agreed(world, request)
    assert list(Returned.objects.values_list("person_id", flat=True)) == [world.person("Thomas Knight")]


def test_pseudonyms_of_nobody_return_nobody(world: World, release: Release) -> None:
    request = actions.ask(
        release=release, pseudonyms="ab" * 12, purpose="offer", why=WHY, by=world.staff("Nina Sorrel"), at=AT
    )
    assert queries.told_of(agreed(world, request)).returned == 0
    assert JournalLine.objects.get(act="reidentify.approved").details["nobody"] == 1


def test_of_a_project_whose_agreement_is_withdrawn_nobody_is_shown_any_more(
    world: World, settings: Any, release: Release
) -> None:
    of_falls = releases.publish(purpose="planning", project="falls", by=SYSTEM, at=AT + timedelta(minutes=1))
    key = keys.secret_of(keys.current("falls", at=AT))
    for one, secret in ((release, keys.secret_of(keys.current("place", at=AT))), (of_falls, key)):
        request = actions.ask(
            release=one, pseudonyms=person_key(world.person("Edna Marsh"), key=secret), purpose="gap", why=WHY,
            by=world.staff("Nina Sorrel"), at=AT,
        )  # fmt: skip
        agreed(world, request)
    assert len(queries.returned_to(by=world.staff("Dr Priya Nair"), at=AT)) == 2
    folder = settings.HOME / "agreements"
    folder.mkdir()
    text = (SHIPPED / "planning-without-social-care.yaml").read_text(encoding="utf-8")
    (folder / "falls.yaml").write_text(text.replace("purposes: [planning]", "purposes: [planning]\nprojects: [falls]"))
    agreements.load_files(by=SYSTEM, at=AT)
    [left] = queries.returned_to(by=world.staff("Dr Priya Nair"), at=AT)
    assert left.request.release == release


def test_who_is_found_to_be_another_later_is_shown_as_who_they_are(world: World, release: Release) -> None:
    agreed(world, asked(world, release, "Edna Marsh"))
    merge(gone=world.person("Edna Marsh"), into=world.person("Thomas Knight"), reason="One", by=SYSTEM, at=AT)
    [one] = queries.returned_to(by=world.staff("Dr Priya Nair"), at=AT)
    assert one.now == world.person("Thomas Knight")


# Who may, and when not


def test_nobody_decides_their_own_request_and_only_a_guardian_decides(world: World, release: Release) -> None:
    request = asked(world, release, "Edna Marsh")
    for who in ("Nina Sorrel", "Moira Quayle", "Dr Priya Nair"):
        with pytest.raises(NotAllowed):
            actions.approve(request.pk, decision="Yes", by=world.staff(who), at=AT)
    Request.objects.update(asked_by_id=world.staff("Dr Ffion Reeve").account_id)
    with pytest.raises(NotAllowed, match="You asked for this yourself"):
        agreed(world, request)


def test_a_decision_is_made_once_and_with_its_reason(world: World, release: Release) -> None:
    request, guardian = asked(world, release, "Edna Marsh"), world.staff("Dr Ffion Reeve")
    with pytest.raises(BadInput, match="why it is decided so"):
        actions.approve(request.pk, decision="  ", by=guardian, at=AT)
    actions.refuse(request.pk, decision="Ask their practice instead.", by=guardian, at=AT)
    with pytest.raises(CannotProceed, match="refused"):
        agreed(world, request)
    with pytest.raises(NotFound):
        actions.refuse(request.pk + 1, decision="No", by=guardian, at=AT)
    assert shown(world, "Dr Priya Nair") == set()


def test_only_whoever_asked_takes_it_back_and_sees_it(world: World, release: Release) -> None:
    request = asked(world, release, "Edna Marsh")
    other = world.staff("Tariq Bell")
    with pytest.raises(NotAllowed):
        actions.withdraw(request.pk, by=other, at=AT)
    with pytest.raises(NotFound):
        queries.request(request.pk, by=other)
    taken = actions.withdraw(request.pk, by=world.staff("Nina Sorrel"), at=AT)
    assert (taken.state, taken.pseudonyms) == ("Taken back", [])
    with pytest.raises(CannotProceed):
        agreed(world, request)


def test_without_an_agreement_that_is_on_nothing_is_asked_and_what_was_returned_is_shown_no_more(
    world: World, release: Release, settings: Any
) -> None:
    agreed(world, asked(world, release, "Edna Marsh"))
    shutil.copytree(SHIPPED, settings.HOME / "agreements")
    agreements.load_files(by=SYSTEM, at=AT)
    with pytest.raises(CannotProceed):
        asked(world, release, "William Okafor")
    assert shown(world, "Dr Priya Nair") == set()


def test_a_care_release_and_one_whose_key_is_destroyed_lead_to_nobody(world: World, release: Release) -> None:
    with pytest.raises(CannotProceed, match="no people of this place"):
        asked(world, releases.publish(purpose="care", by=SYSTEM, at=AT), "Edna Marsh")
    request = asked(world, release, "Edna Marsh")
    releases.rotate("place", by=world.staff("Moira Quayle"), at=AT + timedelta(minutes=1))
    with pytest.raises(CannotProceed, match="key of this release was destroyed"):
        agreed(world, request)


def test_the_system_asks_for_no_names(world: World, release: Release) -> None:
    with pytest.raises(CannotProceed, match="system itself"):
        actions.ask(release=release, pseudonyms="ab" * 12, purpose="offer", why=WHY, by=SYSTEM, at=AT)


# What is done for them


def test_a_practice_says_what_was_done_and_may_change_it(world: World, release: Release) -> None:
    agreed(world, asked(world, release, "Edna Marsh"))
    [one], priya = Returned.objects.all(), world.staff("Dr Priya Nair")
    assert (
        actions.say_done(one.pk, outcome="offered", by=priya, at=AT).get_outcome_display().startswith("They were seen")
    )
    assert queries.told_of(one.request).done == 1
    assert actions.say_done(one.pk, outcome="", by=priya, at=AT).done_at is None
    with pytest.raises(BadInput):
        actions.say_done(one.pk, outcome="burned", by=priya, at=AT)
    with pytest.raises(NotFound):
        actions.say_done(one.pk, outcome="offered", by=world.staff("Dr Owen Pryce"), at=AT)


# Pages and commands


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def test_an_analyst_asks_a_guardian_agrees_and_a_gp_looks(signed_in: SignedIn, world: World, release: Release) -> None:  # noqa: F811
    nina = signed_in("Nina Sorrel")
    assert release.name in text(nina, "/names/new")
    typed = {"release": release.name, "pseudonyms": pseudonym(world, "Edna Marsh"), "purpose": "gap", "why": WHY}
    for wrong, box in (
        ({"pseudonyms": "Edna"}, "#pseudonyms"),
        ({"purpose": ""}, "#purpose-1"),
        ({"why": "x"}, "#why"),
    ):
        answer = nina.post("/names/new", typed | wrong)
        assert answer.status_code == 422
        assert f'href="{box}"' in answer.content.decode()
    assert "A Caldicott Guardian is asked" in nina.post("/names/new", typed, follow=True).content.decode()
    request = Request.objects.get()
    ffion = signed_in("Dr Ffion Reeve")
    assert "1 request waits" in text(ffion, "/")
    assert WHY in text(ffion, f"/names/{request.pk}")
    one = f"/names/{request.pk}/decide"
    assert ffion.post(one, {"decision": "Yes"}).status_code == 422
    assert ffion.post(one, {"answer": "approve"}).status_code == 422
    agreed_to = ffion.post(one, {"answer": "approve", "decision": "Their own care."}, follow=True).content.decode()
    assert "1 person until" in agreed_to
    assert "Marsh" not in agreed_to
    list_ = text(nina, "/names") + b"".join(nina.get("/names/list.csv").streaming_content).decode()
    assert "Agreed" in list_
    assert "Marsh" not in list_
    priya = signed_in("Dr Priya Nair")
    page = text(priya, "/people-to-look-at")
    assert "MARSH, Edna" in page
    assert WHY in page
    seen = JournalLine.objects.get(act="reidentify.seen")
    assert seen.person_id == world.person("Edna Marsh")
    [returned] = Returned.objects.all()
    done = priya.post(f"/people-to-look-at/{returned.pk}", {"outcome": "offered"}, follow=True).content.decode()
    assert "They were seen or offered care" in done
    assert "Nobody waits" in text(signed_in("Dr Owen Pryce"), "/people-to-look-at")
    assert text(nina, "/people-to-look-at", 403)
    assert text(priya, "/names", 403)


def test_a_request_is_taken_back_on_its_page(signed_in: SignedIn, world: World, release: Release) -> None:  # noqa: F811
    request = asked(world, release, "Edna Marsh")
    nina = signed_in("Nina Sorrel")
    assert "is taken back" in nina.post(f"/names/{request.pk}/take-back", follow=True).content.decode()


def test_without_a_planning_release_there_is_nobody_to_ask_about(signed_in: SignedIn) -> None:  # noqa: F811
    assert "No planning release was published here" in text(signed_in("Nina Sorrel"), "/names/new")


def test_the_commands_ask_agree_refuse_and_list(
    world: World, release: Release, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(reidentify, "django_ready", lambda: None)
    for name in ("Nina Sorrel", "Dr Ffion Reeve"):
        world.account(name)
    file = tmp_path / "pseudonyms.txt"
    file.write_text(pseudonym(world, "Edna Marsh"))

    def run(*words: str) -> str:
        return CliRunner().invoke(reidentify.reidentify, words, catch_exceptions=False).output

    ask = ("request", str(file), "--release", release.name, "--purpose", "gap", "--why", WHY, "--as", "nina.sorrel")
    first, second = run(*ask).split(":")[0].split()[1], run(*ask).split(":")[0].split()[1]
    assert run("approve", first, "--why", "Their own care.", "--as", "ffion.reeve").startswith("1 of 1 are shown")
    assert "Refused" in run("refuse", second, "--why", "Twice.", "--as", "ffion.reeve")
    listed = run("list", "--as", "nina.sorrel")
    assert "Agreed" in listed
    assert "Refused" in listed
