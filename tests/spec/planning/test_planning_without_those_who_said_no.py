"""A release for planning has nobody who said no and nothing that no agreement lets in; a release for care is whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinedup.exchange.intake.models import Delivery
from joinedup.planning.releases import actions, jobs, keys, queries
from joinedup.planning.releases.events import published
from joinedup.planning.releases.models import ProjectKey, Release
from joinedup.record.access.actor import SYSTEM
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage.models import SentParticulars
from joinedup.record.people.models import Demographics
from joinedup.record.sharing.agreements import actions as agreements
from joinedup.record.sharing.agreements.models import Departure
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.rules import How, What
from joinedup.words.basics.errors import CannotProceed, NotAllowed, NotFound
from joinedup.words.vocabulary.dataset import TABLES
from tests.spec.planning.test_publishing import ADMITTED, PROBLEMS, REGISTERED, table
from tests.spec.record.test_sharing_agreements import SHIPPED
from tests.world.drawn import instant
from tests.world.opting_out import checked
from tests.world.world import World

AT = instant("2026-04-01 09:00")
PEOPLE = ("Edna Marsh", "Arthur Marsh", "William Okafor", "Katherine Doyle")
PACKAGE = """
    kind    | happened   | text
    --------+------------+----------
    package | 2026-01-05 | Home care
"""


@pytest.fixture
def town(world: World) -> World:
    for name in PEOPLE:
        surgery = "Hillside Surgery" if "Marsh" in name else "Riverside Practice"
        world.tells(surgery, of=name, feed="gp_registration", table=REGISTERED)
        world.tells(surgery, of=name, feed="gp_problem", table=PROBLEMS)
    world.tells("Northmoor Hospital", of="Edna Marsh", feed="admitted_care", table=ADMITTED)
    world.tells("Northmoor Council", of="Edna Marsh", feed="social_care", table=PACKAGE)
    return world


def people_in(release: Release) -> set[str]:
    """Return the keys of everyone in any table of a release."""
    return {
        row["person_key"]
        for each in TABLES.values() if any(field.name == "person_key" for field in each.fields)
        for row in table(release, each.name)
    }  # fmt: skip


def key_of(name: str) -> str:
    given, family = name.split()
    person = Demographics.objects.get(given_names=given, family_name=family).pk
    return actions.loading.rules.person_key(person, key=keys.secret_of(keys.current(keys.PLACE, at=AT)))


def publish(purpose: str = "planning", at: Any = AT, **how: Any) -> Release:
    return actions.publish(purpose=purpose, by=SYSTEM, at=at, **how)


def test_planning_without_a_current_check_is_refused_with_what_to_do_now_and_care_is_not(town: World) -> None:
    for at in (AT, AT + timedelta(days=22)):
        with pytest.raises(CannotProceed, match="no current check of the national data opt-out") as error:
            publish(at=at)
        assert "joinedup optout export" in error.value.now
        with pytest.raises(CannotProceed, match="no current check"):
            jobs.ask_for(purpose="planning", by=town.staff("Nina Sorrel"), at=at)
        checked(at=AT)
    assert not Release.objects.exists()
    assert len(people_in(publish("care"))) == 4


def test_the_manifest_says_how_many_were_taken_out_on_which_basis_and_when_was_asked(town: World) -> None:
    checked(at=AT, opted_out=["Arthur Marsh"])
    town.tells("Hillside Surgery", of="Thomas Knight", feed="gp_registration", table=REGISTERED)
    Demographics.objects.filter(family_name="Doyle").update(nhs_number="")
    choices.object_to(
        town.person("William Okafor"), What.NO_PLANNING, how=How.LETTER, by=town.staff("Dr Owen Pryce"), at=AT
    )
    release = publish()
    assert people_in(release) == {key_of("Edna Marsh")}
    told = release.manifest["opt_outs"]
    assert (
        told["taken_out"]
        == release.manifest["people_taken_out"]
        == {
            "national data opt-out": 1,
            "no NHS number to ask about": 1,
            "not among those asked about in the check": 1,
            "type 1 objection": 1,
        }
    )
    assert (told["check"], told["asked_at"]) == ("X26TEST1-010426-0001.dat", AT.isoformat())
    care = publish("care", at=AT + timedelta(minutes=1))
    assert len(people_in(care)) == 5
    assert care.manifest["opt_outs"] == "do not apply to care"


@given(out=st.sets(st.sampled_from(PEOPLE)))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_law_who_opted_out_is_in_no_table_for_planning_and_in_care_always(town: World, out: set[str]) -> None:
    at = AT + timedelta(minutes=3 * Release.objects.count())
    checked(at=at, opted_out=out)
    if out == set(PEOPLE):
        with pytest.raises(CannotProceed, match="nobody in the record"):
            publish(at=at)
    else:
        assert people_in(publish(at=at)) == {key_of(name) for name in PEOPLE if name not in out}
    assert len(people_in(publish("care", at=at + timedelta(minutes=1)))) == len(PEOPLE)


@pytest.fixture
def agreed(town: World, tmp_path: Path) -> World:
    """The town with agreements required: care of everything, planning with GP and hospital data only."""
    folder = tmp_path / "agreements"
    shutil.copytree(SHIPPED, folder)
    (tmp_path / "place.yaml").write_text("agreements: required\n")
    agreements.load_files(by=SYSTEM, at=AT)
    checked(at=AT)
    return town


def test_planning_takes_only_what_an_agreement_for_planning_lets_in(agreed: World) -> None:
    agreed.tells("Northmoor Council", of="Thomas Knight", feed="social_care", table=PACKAGE)
    checked(at=AT)
    release = publish()
    assert table(release, "package") == []
    assert len(table(release, "event")) == 1
    assert len(people_in(release)) == 4  # Thomas is known by social care only
    told = release.manifest["agreements"]
    assert (told["required"], told["under"]) == (True, ["planning-without-social-care"])
    [left_out] = told["feeds_left_out"]
    assert left_out == {"feed": "social_care", "senders": ["X901"], "kinds": ["package"], "because": (
        "Social care linked with GP and hospital data waits for 7 of its 16 conditions; the first: "
        "An objection made anywhere is honoured in every dataset (no evidence yet)."
    )}  # fmt: skip
    assert release.manifest["people_taken_out"] == {"known only by what no agreement lets in": 1}
    assert [(d.agreement.name, d.what, d.name) for d in Departure.objects.all()] == [
        ("planning-without-social-care", "release", release.name)
    ]
    [line] = JournalLine.objects.filter(act="release.published")
    assert line.details["agreements"] == ["planning-without-social-care"]
    care = publish("care", at=AT + timedelta(minutes=1))
    assert len(table(care, "package")) == 2


def test_a_feed_that_is_left_out_is_not_named_as_received_so_that_no_measure_of_it_is_nought(agreed: World) -> None:
    for feed, sender in (("social_care", "X901"), ("gp_problem", "X90001"), ("reference_practice", "X26")):
        Delivery.objects.create(feed=feed, sender=sender, sha256=feed, size=1, received_at=AT, heard_at=AT)
    named = {row["feed"] for row in publish().manifest["feeds"]}
    assert named == {"gp_problem", "reference_practice"}
    care = {row["feed"] for row in publish("care", at=AT + timedelta(minutes=1)).manifest["feeds"]}
    assert care == {"gp_problem", "reference_practice", "social_care"}


def test_a_field_group_that_an_agreement_does_not_name_is_empty(agreed: World, tmp_path: Path) -> None:
    file = tmp_path / "agreements" / "planning-without-social-care.yaml"
    file.write_text(file.read_text() + "person: [birth, sex, practice]\nparts: {gp_problem: [medicine]}\n")
    agreements.load_files(by=SYSTEM, at=AT)
    Demographics.objects.update(ethnic_group="A")
    release = publish()
    assert {
        (row["sex"] is None, row["birth_month"] is None, row["ethnic_group"]) for row in table(release, "person")
    } == {(False, False, None)}
    assert set(release.manifest["agreements"]["particulars_left_out"]) == {"ethnic_group", "death", "postcode"}
    assert table(release, "condition") == []


AGREEMENT = """
agreement: {name}
title: {name}
parties: [{{code: {party}, name: A party}}]
controllers: [{party}]
purposes: [planning]
article_6: public_task
article_9: health_and_social_care
common_law: section_251
from: 2026-01-01
{terms}
"""
FACTS, BIRTHS = "feeds: [Hospital]\nperson: []\nexports: [release]", "person: [birth]"


def agree(home: Path, **said: tuple[str, str]) -> None:
    """Write down agreements for planning, each with its party and terms, in a place that requires them."""
    (home / "place.yaml").write_text("agreements: required\n")
    (home / "agreements").mkdir(exist_ok=True)
    for name, (party, terms) in said.items():
        text = AGREEMENT.format(name=name, party=f'"{party}"', terms=terms)
        (home / "agreements" / f"{name}.yaml").write_text(text)
    agreements.load_files(by=SYSTEM, at=AT)
    checked(at=AT)


def births(release: Release) -> list[Any]:
    return [row["birth_month"] for row in table(release, "person")]


def test_a_birth_that_hillside_told_is_not_let_in_by_the_hospitals_agreement(town: World, tmp_path: Path) -> None:
    hospital = town.organisation("Northmoor Hospital").ods_code
    agree(tmp_path, facts=(hospital, FACTS), births=(hospital, BIRTHS))
    release = publish()
    assert births(release) == [None]
    [hillside, riverside] = sorted(
        town.organisation(name).ods_code for name in ("Hillside Surgery", "Riverside Practice")
    )
    left_out = release.manifest["agreements"]["particulars_left_out"]["birth"]
    assert left_out["senders"] == [hillside, riverside]
    assert left_out["because"].startswith("No agreement covers")


def test_a_birth_that_two_tell_alike_is_let_in_by_the_agreement_of_either(town: World, tmp_path: Path) -> None:
    hospital = town.organisation("Northmoor Hospital").ods_code
    agree(tmp_path, facts=(hospital, FACTS), births=(hospital, BIRTHS))
    told = SentParticulars.objects.filter(source_record__sender=hospital)
    told.update(birth_date="1938-04-03")
    assert births(publish()) == [date(1938, 4, 1)]
    told.update(birth_date="1938-05-03")  # what we take to be so is Hillside's word, and not the hospital's
    assert births(publish(at=AT + timedelta(minutes=1))) == [None]


def test_a_release_is_stopped_by_the_end_of_the_agreement_of_its_particulars_and_of_its_leaving(
    town: World, tmp_path: Path
) -> None:
    lead = town.staff("Moira Quayle")
    facts = FACTS.replace("\nexports: [release]", "")
    agree(tmp_path, facts=("*", facts), births=("*", BIRTHS), leaves=("*", "person: []\nexports: [release]"))
    release = publish()
    assert births(release) == [date(1938, 4, 1)]
    assert release.manifest["agreements"]["rests_on"] == [["births"], ["facts"], ["leaves"]]
    for name in ("births", "facts", "leaves"):
        agreements.withdraw(name, reason="Its time is over.", by=lead, at=AT)
        assert queries.stopped(release, at=AT).endswith(f"{name} was withdrawn: Its time is over.")
        event = agreements.queries.valid_events(agreements.queries.row_of(name).pk).last()
        agreements.undo(name, event.pk, by=lead, at=AT)
    assert queries.stopped(release, at=AT) == ""

    def withdraw(title: str, *_: Any) -> None:
        if title == "Writing person":
            agreements.withdraw("births", reason="Its time is over.", by=lead, at=AT)

    with pytest.raises(CannotProceed, match=r"an agreement stopped\. births was withdrawn"):
        publish(progress=withdraw, at=AT + timedelta(minutes=1))


def test_a_release_is_shown_while_one_agreement_of_each_flow_holds(town: World, tmp_path: Path) -> None:
    lead = town.staff("Moira Quayle")
    agree(tmp_path, one=("*", FACTS), other=("*", FACTS))
    release = publish()
    assert release.manifest["agreements"]["rests_on"] == [["one", "other"]]
    agreements.withdraw("one", reason="The other says the same.", by=lead, at=AT)
    assert queries.stopped(release, at=AT) == ""
    agreements.withdraw("other", reason="Nobody plans any more.", by=lead, at=AT)
    assert queries.stopped(release, at=AT).startswith("This release rests on an agreement that holds no longer.")


def test_nothing_is_published_when_the_agreement_is_withdrawn_before_or_while_it_is_made(
    agreed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = agreed.staff("Moira Quayle")

    def withdraw(*_: Any) -> None:
        agreements.withdraw("planning-without-social-care", reason="Its time is over.", by=lead, at=AT)

    with pytest.raises(CannotProceed, match="While the release was being made, an agreement stopped"):
        publish(progress=lambda title, *_: withdraw() if title == "Writing person" else None)
    with pytest.raises(CannotProceed, match="Its time is over"):
        publish()
    assert not Release.objects.exists()
    assert not Departure.objects.exists()


def test_a_project_has_a_key_of_its_own_and_a_new_one_rebuilds_under_it_and_destroys_the_old(
    town: World, tmp_path: Path
) -> None:
    checked(at=AT)
    before = publish(project="falls")
    place = publish(at=AT + timedelta(minutes=1))
    steward = town.staff("Tariq Bell")
    old = tmp_path / "keys" / ProjectKey.objects.get(project="falls").file
    assert old.exists()
    after = actions.rotate("falls", by=steward, at=AT + timedelta(minutes=2))
    assert not old.exists()
    assert people_in(before).isdisjoint(people_in(after))
    assert len(people_in(after)) == 4
    assert people_in(place).isdisjoint(people_in(after))
    assert after.manifest["key"]["number"] == 2
    first, second = ProjectKey.objects.filter(project="falls").order_by("number")
    assert (first.destroyed_at, second.destroyed_at) == (AT + timedelta(minutes=2), None)
    again = publish(project="falls", at=AT + timedelta(minutes=3))
    assert people_in(again) == people_in(after)
    assert sum("project.rotated" in line for line in town.journal()) == 1
    for folder in (tmp_path / "releases").iterdir():
        assert not any(b"".join(p.read_bytes() for p in (tmp_path / "keys").iterdir()) in f.read_bytes() for f in folder.rglob("*") if f.is_file())  # fmt: skip


def test_where_a_rotation_cannot_publish_the_key_stays_what_it_was(town: World) -> None:
    with pytest.raises(NotFound, match="No release was published for this project"):
        actions.rotate("falls", by=SYSTEM, at=AT)
    checked(at=AT)
    publish(project="falls")
    kept = keys.secret_of(keys.current("falls", at=AT))
    with pytest.raises(CannotProceed):
        actions.rotate("falls", by=SYSTEM, at=AT + timedelta(days=30))
    assert keys.secret_of(keys.current("falls", at=AT)) == kept
    with pytest.raises(NotAllowed):
        actions.rotate("falls", by=town.staff("Nina Sorrel"), at=AT)


def test_a_rotation_that_fails_after_its_release_is_in_place_keeps_the_key_of_that_release(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(at=AT)
    publish(project="falls")

    def fails(**_: Any) -> None:
        raise RuntimeError("The queue is full")

    monkeypatch.setattr(published, "send", fails)
    with pytest.raises(RuntimeError, match="The queue is full"):
        actions.rotate("falls", by=SYSTEM, at=AT + timedelta(minutes=1))
    [release] = Release.objects.filter(manifest__key__number=2)
    key = ProjectKey.objects.get(project="falls", number=2)
    person = actions.loading.rules.person_key(town.person("Edna Marsh"), key=keys.secret_of(key))
    assert person in people_in(release)
    # The rotation is done all the same: nothing more is published under the old key, and it is gone.
    assert keys.current("falls", at=AT) == key
    assert sum("project.rotated" in line for line in town.journal()) == 1


def test_a_rotation_whose_process_ended_once_its_release_was_in_place_is_finished_by_the_next_publication(
    town: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    checked(at=AT)
    publish(project="falls")
    old = tmp_path / "keys" / ProjectKey.objects.get(project="falls").file
    with monkeypatch.context() as ended:
        ended.setattr(actions, "_settle", lambda *_, **__: None)
        rotated = actions.rotate("falls", by=SYSTEM, at=AT + timedelta(minutes=1))
    assert old.exists()
    again = publish(project="falls", at=AT + timedelta(minutes=2))
    assert (again.manifest["key"]["number"], people_in(again)) == (2, people_in(rotated))
    assert not old.exists()
    assert [key.number for key in keys.in_use("falls")] == [2]


def test_a_key_that_was_destroyed_and_not_yet_written_down_is_written_down_and_never_missed(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(at=AT)
    publish(project="falls")

    def ends(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as ended:
        ended.setattr(actions.journal, "write", _but("project.rotated", ends, actions.journal.write))
        with pytest.raises(KeyboardInterrupt):
            actions.rotate("falls", by=SYSTEM, at=AT + timedelta(minutes=1))
    # The file of the first key is gone, and the table, rolled back, still has it as in use.
    assert [key.number for key in keys.in_use("falls")] == [1, 2]
    assert publish(project="falls", at=AT + timedelta(minutes=2)).manifest["key"]["number"] == 2
    assert [key.number for key in keys.in_use("falls")] == [2]


def _but(act: str, instead: Callable[..., None], write: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``write``, with another thing done where ``act`` is to be written."""
    return lambda name, **said: (instead if name == act else write)(name, **said)


def test_a_release_is_shown_no_more_when_an_agreement_that_it_rests_on_ends(agreed: World) -> None:
    lead, analyst = agreed.staff("Moira Quayle"), agreed.staff("Nina Sorrel")
    planning, care = publish(), publish("care", at=AT + timedelta(minutes=1))
    assert queries.first_shown(analyst, at=AT) == planning
    agreements.withdraw("planning-without-social-care", reason="Its time is over.", by=lead, at=AT)
    assert queries.stopped(planning, at=AT).endswith("was withdrawn: Its time is over.")
    assert (queries.stopped(care, at=AT), queries.first_shown(analyst, at=AT)) == ("", care)
    assert queries.to_ask("", at=AT) == care
    with pytest.raises(CannotProceed, match="rests on an agreement that holds no longer"):
        queries.to_ask(planning.name, at=AT)
    event = agreements.queries.valid_events(agreements.queries.row_of("planning-without-social-care").pk).last()
    agreements.undo("planning-without-social-care", event.pk, by=lead, at=AT)
    assert queries.first_shown(analyst, at=AT) == planning
