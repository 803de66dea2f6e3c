"""Sharing agreements kept, marked, lapsed, withdrawn and undone: what flows follows at once, and history stays."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError

from joinedup.record.access.actor import SYSTEM, Actor
from joinedup.record.journal.models import JournalLine
from joinedup.record.sharing.agreements import actions, queries
from joinedup.record.sharing.agreements.models import AgreementEvent, AgreementVersion, Departure, Standing
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes, NotAllowed, NotFound
from joinedup.words.vocabulary.kinds import Kind
from tests.spec.planning.test_publishing import ADMITTED, PROBLEMS
from tests.world.world import NOW, World

SHIPPED = Path(__file__).parent.parent.parent.parent / "synthetic" / "agreements"
SOUTHEND = "linking-social-care"
UNMET = [
    "objections-managed", "legitimate-relationship", "exit-strategy", "security-returned", "least-data", "staff-trained",
    "people-heard",
]  # fmt: skip


@pytest.fixture
def place(world: World, tmp_path: Path) -> World:
    """The town, where agreements are required, with the three that are shipped for the made-up place."""
    shutil.copytree(SHIPPED, tmp_path / "agreements")
    (tmp_path / "place.yaml").write_text("agreements: required\n")
    assert actions.load_files(by=SYSTEM, at=NOW) == [SOUTHEND, "planning-without-social-care", "shared-care-record"]
    return world


@pytest.fixture
def lead(place: World) -> Actor:
    return place.staff("Moira Quayle")


def flows(feed: str, purpose: str = "planning", at: object = NOW) -> bool:
    return queries.flow(queries.of_feed(feed, sender="ZS1", purpose=purpose), at=at).on  # type: ignore[arg-type]


def test_files_read_twice_write_nothing_and_a_changed_file_is_a_new_version(place: World, tmp_path: Path) -> None:
    assert actions.load_files(by=SYSTEM, at=NOW) == []
    file = tmp_path / "agreements" / f"{SOUTHEND}.yaml"
    file.write_text(
        file.read_text().replace("feeds: [Social care, GP, Hospital, Demographics]", "feeds: [Social care]")
    )
    assert actions.load_files(by=SYSTEM, at=NOW) == [SOUTHEND]
    assert list(AgreementVersion.objects.filter(agreement__name=SOUTHEND).values_list("number", flat=True)) == [1, 2]
    assert AgreementVersion.objects.get(agreement__name=SOUTHEND, number=1).terms["feeds"][1] == "GP"


def test_evidence_taken_out_of_a_file_stops_what_flowed_by_it_and_put_back_lets_it_flow(
    place: World, lead: Actor, tmp_path: Path
) -> None:
    file = tmp_path / "agreements" / "planning-without-social-care.yaml"
    whole = file.read_text()
    told = "    evidence: {note: Letter of confirmation, file: section-251-confirmation.pdf, met: 2025-03-20}\n"
    file.write_text(whole.replace(told, ""))
    assert flows("gp_problem")
    assert actions.load_files(by=SYSTEM, at=NOW) == ["planning-without-social-care"]
    assert not flows("gp_problem")
    [why] = [each for each in queries.agreement("planning-without-social-care", by=lead).conditions if each.lapsed]
    assert (why.key, why.lapsed) == (
        "support-confirmed",
        "planning-without-social-care.yaml no longer says what shows it",
    )
    assert actions.load_files(by=SYSTEM, at=NOW) == []
    file.write_text(whole)
    assert actions.load_files(by=SYSTEM, at=NOW) == ["planning-without-social-care"]
    assert flows("gp_problem")


@pytest.mark.parametrize("first", ["the lead's own mark", "undone by the lead"])
def test_evidence_that_leaves_a_file_takes_nothing_from_what_the_lead_says(
    place: World, lead: Actor, tmp_path: Path, first: str
) -> None:
    name = "planning-without-social-care"
    if first == "the lead's own mark":
        actions.mark_met(name, "support-confirmed", note="I hold the letter.", by=lead, at=NOW)
    file = tmp_path / "agreements" / f"{name}.yaml"
    file.write_text(
        file.read_text().replace("    evidence: {note: Letter of conf", "    # evidence: {note: Letter of conf")
    )
    actions.load_files(by=SYSTEM, at=NOW)
    if first == "undone by the lead":
        [lapse, *_] = queries.events(name, by=lead)
        actions.undo(name, lapse.pk, by=lead, at=NOW)
    assert flows("gp_problem")
    assert actions.load_files(by=SYSTEM, at=NOW) == []
    assert flows("gp_problem")


def test_files_that_could_not_be_taken_in_for_a_while_are_read_again_and_mistakes_are_told_once(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.look(at=NOW)
    shutil.copytree(SHIPPED, tmp_path / "agreements")

    def locked(**_: object) -> list[str]:
        raise OperationalError("database is locked")

    with monkeypatch.context() as now:
        now.setattr(actions, "load_files", locked)
        with pytest.raises(OperationalError):
            actions.look(at=NOW)
    actions.look(at=NOW)
    assert AgreementVersion.objects.count() == 3
    (tmp_path / "agreements" / "wrong.yaml").write_text("a: [")
    with pytest.raises(ManyMistakes):
        actions.look(at=NOW)
    actions.look(at=NOW)


def test_every_mistake_of_every_file_is_told_with_its_line_and_none_is_taken_in(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "agreements"
    folder.mkdir()
    (folder / "one.yaml").write_text(
        "agreement: One!\ntitle: One\nparties: [{code: ZB1, name: Board}, {code: ZB2}]\ncontrollers: [ZS1]\n"
        "purposes: [planing]\narticle_6: task\narticle_9: health_and_social_care\nfrom: 2026-02-01\nuntil: 2026-01-01\n"
        "feeds: [gp_problems]\nparts: {gp_problem: [problems], none: [problem]}\nreidentification: perhaps\n"
        "exports: all\nleaves_out: [{what: pigs, why: x}, {what: GP}]\nconditions:\n"
        "  - {condition: a, words: A, owner: B, evidence: {note: x}}\n  - {condition: a, words: A, owner: B}\n"
        "  - {words: A}\n  - {condition: b, words: A, owner: B, evidence: {note: x, met: 2026-01-01, expires: soon}}\n"
        "colour: blue\n"
    )  # fmt: skip
    (folder / "two.yaml").write_text("a: [")
    (folder / "three.yaml").write_text("- a\n")
    shutil.copy(SHIPPED / f"{SOUTHEND}.yaml", folder / "four.yaml")
    shutil.copy(SHIPPED / f"{SOUTHEND}.yaml", folder / "five.yaml")
    with pytest.raises(ManyMistakes) as wrong:
        actions.load_files(by=SYSTEM, at=NOW)
    assert sorted(str(each) for each in wrong.value.mistakes) == [
        "four.yaml: 'linking-social-care' is the agreement of five.yaml too",
        "one.yaml, line 1, agreement: is small letters, figures and dashes",
        "one.yaml, line 1, common_law: is missing",
        "one.yaml, line 10, feeds: is no declared feed and no group of feeds",
        "one.yaml, line 11, parts.gp_problem: is a list of kinds of entries",
        "one.yaml, line 11, parts.none: is no declared feed",
        "one.yaml, line 12, reidentification: is yes or no",
        "one.yaml, line 13, exports: is a list",
        "one.yaml, line 14, leaves_out: is no declared feed, no group of feeds and not reidentification",
        "one.yaml, line 14, leaves_out: is what and why: {what: Social care, why: …}",
        "one.yaml, line 16, conditions.evidence: is a note, the day on which it was met, and perhaps a file and when it expires",
        "one.yaml, line 17, conditions: has a short name of its own, in small letters and dashes",
        "one.yaml, line 18, conditions: has a condition (its short name), words and an owner",
        "one.yaml, line 19, conditions.evidence.expires: is a day, such as 2026-04-01",
        "one.yaml, line 20, colour: is no part of an agreement",
        "one.yaml, line 3, parties: is a code and a name: {code: ZS1, name: The council}",
        "one.yaml, line 4, controllers: is none of the parties",
        "one.yaml, line 5, purposes: is a list of some of own_care, planning, research, required_return",
        "one.yaml, line 6, article_6: is one of consent, legal_obligation, vital_interests, public_task, legitimate_interests",
        "one.yaml, line 9, until: is before it begins",
        "three.yaml: not an agreement",
        "two.yaml, line 1: not YAML",
    ]
    assert not AgreementVersion.objects.exists()


def test_southend_flows_when_the_sixteenth_condition_is_met_and_stops_when_one_lapses(
    place: World, lead: Actor
) -> None:
    for key in UNMET:
        assert not flows("social_care")
        actions.mark_met(SOUTHEND, key, note="Seen and signed", file="evidence.pdf", by=lead, at=NOW)
    assert flows("social_care")
    actions.mark_lapsed(SOUTHEND, "staff-trained", reason="The course was withdrawn.", by=lead, at=NOW)
    assert not flows("social_care")
    [lapse, *_] = queries.events(SOUTHEND, by=lead)
    actions.undo(SOUTHEND, lapse.pk, by=lead, at=NOW)
    assert flows("social_care")
    assert AgreementEvent.objects.filter(agreement__name=SOUTHEND).count() == 10 + 7 + 1 + 1


def test_a_withdrawn_agreement_lets_nothing_through_until_that_is_undone(place: World, lead: Actor) -> None:
    name = "shared-care-record"
    assert flows("social_care", "own_care")
    actions.withdraw(name, reason="The council left.", by=lead, at=NOW)
    off = queries.feeds_off(at=NOW)
    assert off.why_not("social_care", "ZS1", "package") == "The shared care record was withdrawn: The council left."
    assert off.among([("social_care", "ZS1"), ("reference_site", "X26")]) == {("social_care", "ZS1")}
    assert off.of_person("sex").startswith("The shared care record was withdrawn")
    with pytest.raises(CannotProceed, match="withdrawn already"):
        actions.withdraw(name, reason="Again", by=lead, at=NOW)
    event = AgreementEvent.objects.get(kind="withdrawn")
    actions.undo(name, event.pk, by=lead, at=NOW)
    assert queries.feeds_off(at=NOW).why_not("social_care", "ZS1", "package") == ""
    with pytest.raises(CannotProceed, match="undone already"):
        actions.undo(name, event.pk, by=lead, at=NOW)


def test_what_began_or_ceased_to_hold_is_told_once_each_in_the_journal(place: World, lead: Actor) -> None:
    assert actions.follow(at=NOW) == [SOUTHEND, "planning-without-social-care", "shared-care-record"]
    assert actions.follow(at=NOW) == []
    actions.withdraw("shared-care-record", reason="The council left.", by=lead, at=NOW)
    actions.look(at=NOW + timedelta(seconds=59))
    assert list(Standing.objects.filter(agreement__name="shared-care-record").values_list("holds", flat=True)) == [True, False]  # fmt: skip
    assert JournalLine.objects.filter(act="agreement.stopped").count() == 2
    assert JournalLine.objects.filter(act="agreement.holds").count() == 2


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda by: actions.mark_met(SOUTHEND, "exit-strategy", note=" ", by=by, at=NOW), "Nobody said what shows"),
        (lambda by: actions.mark_met(SOUTHEND, "no-such", note="x", by=by, at=NOW), "no such condition"),
        (lambda by: actions.mark_met(SOUTHEND, "exit-strategy", note="x", met_on=date(2026, 5, 1), by=by, at=NOW), "a day to come"),
        (lambda by: actions.mark_met(SOUTHEND, "exit-strategy", note="x", expires_on=date(2026, 3, 1), by=by, at=NOW), "expired before"),
        (lambda by: actions.mark_lapsed(SOUTHEND, "exit-strategy", reason="", by=by, at=NOW), "Nobody said why"),
        (lambda by: actions.withdraw(SOUTHEND, reason="", by=by, at=NOW), "Nobody said why"),
    ],
)  # fmt: skip
def test_a_mark_needs_its_evidence_or_reason(lead: Actor, act: object, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        act(lead)  # type: ignore[operator]


def test_only_the_information_governance_lead_marks_and_only_those_who_work_with_data_look(place: World) -> None:
    with pytest.raises(NotAllowed):
        actions.withdraw(SOUTHEND, reason="x", by=place.staff("Nina Sorrel"), at=NOW)
    assert queries.agreement(SOUTHEND, by=place.staff("Nina Sorrel")).title.startswith("Social care")
    with pytest.raises(NotAllowed):
        queries.agreements(by=place.staff("Sam Whitlock"))
    with pytest.raises(NotFound):
        queries.agreement("none", by=place.staff("Nina Sorrel"))
    with pytest.raises(NotFound):
        queries.row_of("none")


def test_what_leaves_is_written_with_the_agreements_that_let_it(place: World, lead: Actor) -> None:
    nina = place.staff("Nina Sorrel")
    under = actions.let_leave("pack", "place", purpose="planning", by=nina, at=NOW)
    assert under == ("planning-without-social-care",)
    assert [(d.agreement.name, d.what, d.name) for d in queries.left(by=lead, agreement=under[0]).items] == [
        ("planning-without-social-care", "pack", "place")
    ]
    with pytest.raises(CannotProceed, match="No agreement covers copies"):
        actions.let_leave("copy", "a person", purpose="planning", by=nina, at=NOW)
    with pytest.raises(ValueError, match="fun"):
        actions.may_leave("copy", purpose="fun", at=NOW)
    actions.withdraw(under[0], reason="Its time is over.", by=lead, at=NOW)
    with pytest.raises(CannotProceed, match="was withdrawn: Its time is over"):
        actions.let_leave("pack", "place", purpose="planning", by=nina, at=NOW)
    assert Departure.objects.count() == 1
    assert len(list(queries.all_that_left(by=lead))) == 1


def test_what_is_blocked_now_is_told_with_what_blocks_it(place: World, lead: Actor) -> None:
    told = {(each.purpose, each.what): each for each in queries.blocked(by=lead, at=NOW)}
    social = told["Planning", "Social care: Adult social care"]
    assert (social.agreement, social.conditions) == (SOUTHEND, 7)
    assert ("Planning", "GP: Problems and diagnoses") not in told
    assert ("Care of the person", "Social care: Adult social care") not in told
    assert told["Planning", "Re-identification"].agreement == SOUTHEND
    assert told["Planning", "Ambulance: Ambulance calls"].because.startswith("No agreement covers")


def test_where_no_agreement_is_loaded_and_none_required_everything_flows(world: World, tmp_path: Path) -> None:
    assert flows("social_care")
    assert actions.let_leave("pack", "place", purpose="planning", by=SYSTEM, at=NOW) == ()
    assert [(each.agreement, each.name) for each in Departure.objects.all()] == [(None, "place")]
    (tmp_path / "place.yaml").write_text("agreements: maybe\n")
    with pytest.raises(BadInput, match="neither that agreements are required nor not"):
        flows("social_care")


def test_what_came_under_an_agreement_that_ended_is_not_in_the_record_until_it_holds_again(
    place: World, lead: Actor
) -> None:
    place.tells("Northmoor Hospital", of="Edna Marsh", feed="admitted_care", table=ADMITTED)
    place.tells("Hillside Surgery", of="Edna Marsh", feed="gp_problem", table=PROBLEMS)
    name = "shared-care-record"

    def read() -> tuple[int, int, tuple[str, ...], set[str]]:
        record = place.record("Edna Marsh", by="Dr Priya Nair")
        return len(record.of(Kind.PROBLEM)), len(record.of(Kind.ADMISSION)), record.kept.stopped, set(record.heard)

    assert read() == (1, 1, (), {"admitted_care", "gp_problem"})
    file = Path(settings.HOME) / "agreements" / f"{name}.yaml"
    file.write_text(file.read_text().replace('feeds: ["*"]', "feeds: [GP]"))
    actions.load_files(by=SYSTEM, at=NOW)
    stopped = ("No agreement covers admission of admitted_care from XN1 for care of the person.",)
    assert read() == (1, 0, stopped, {"gp_problem"})
    actions.withdraw(name, reason="They left.", by=lead, at=NOW)
    problems, admissions, why, heard = read()
    assert (problems, admissions, heard) == (0, 0, set())
    assert "The shared care record was withdrawn: They left." in why
