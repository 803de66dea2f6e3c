"""What people chose is kept with its history, and goes with them whoever they are joined with or parted from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from joinedup.record.entries.queries import record_of
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage import actions as linkage
from joinedup.record.linkage.models import Link
from joinedup.record.sharing.choices import actions, queries
from joinedup.record.sharing.choices.models import Choice
from joinedup.record.sharing.choices.rules import Aim, How, What
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from tests.world.world import NOW, World

GP = "Dr Priya Nair"
NOTHING = """
    kind     | happened   | text
    ---------+------------+-----------------------
    medicine | 2025-06-01 | Amlodipine 5 mg tablet
"""
ASTHMA = """
    kind    | key | happened   | text   | status
    --------+-----+------------+--------+-------
    problem | p1  | 2020-05-01 | Asthma | active
"""
DAY = timedelta(days=1)


@pytest.fixture
def two(world: World) -> World:
    """Edna and Thomas, each with a record at the surgery, linked a month ago."""
    for name in ("Edna Marsh", "Thomas Knight"):
        world.tells("Hillside Surgery", of=name, table=NOTHING)
    Link.objects.update(linked_at=NOW - 30 * DAY)
    return world


def whats(world: World, name: str, at=NOW) -> set[str]:
    return {each.what.value for each in queries.choices_of(world.person(name), at).held}


def objects(world: World, name: str, what: What = What.NO_PLANNING, **more) -> Choice:
    return actions.object_to(
        world.person(name), what, how=How.PHONE, by=world.staff(GP), at=more.pop("at", NOW), **more
    )


@pytest.mark.django_db
def test_an_objection_holds_from_when_it_was_told_until_it_is_ended_and_both_are_kept(two: World) -> None:
    choice = objects(two, "Edna Marsh", note="Rang the surgery")
    assert whats(two, "Edna Marsh") == {"no_planning"}
    assert whats(two, "Edna Marsh", NOW - DAY) == set()
    actions.end(choice.pk, note="She changed her mind", by=two.staff(GP), at=NOW + DAY)
    assert whats(two, "Edna Marsh", NOW + DAY) == set()
    assert whats(two, "Edna Marsh", NOW) == {"no_planning"}, "what held before is not rewritten"
    again = actions.bring_back(choice.pk, by=two.staff(GP), at=NOW + 2 * DAY)
    assert whats(two, "Edna Marsh", NOW + 2 * DAY) == {"no_planning"}
    assert again.again_id == choice.pk
    assert [line.pk for line in queries.history_of(two.person("Edna Marsh"))] == [again.pk, choice.pk]
    assert list(JournalLine.objects.filter(act__startswith="choice.").values_list("act", flat=True)) == [
        "choice.recorded", "choice.ended", "choice.recorded",
    ]  # fmt: skip


@pytest.mark.django_db
def test_one_who_objects_already_is_told_so_and_one_whose_time_ran_out_may_object_anew(two: World) -> None:
    objects(two, "Edna Marsh", until=NOW + DAY)
    with pytest.raises(CannotProceed, match="recorded already"):
        objects(two, "Edna Marsh")
    objects(two, "Edna Marsh", at=NOW + 2 * DAY)
    assert whats(two, "Edna Marsh", NOW + 3 * DAY) == {"no_planning"}


@pytest.mark.django_db
def test_who_objects_to_planning_is_one_query_and_follows_a_joining_and_its_undoing(
    two: World, django_assert_num_queries
) -> None:
    edna, thomas, steward = two.person("Edna Marsh"), two.person("Thomas Knight"), two.staff("Tariq Bell")
    objects(two, "Edna Marsh")
    actions.seal(thomas, Aim(section="problems"), how=How.PHONE, by=two.staff(GP), at=NOW)

    def objecting(day: int) -> set[int]:
        with django_assert_num_queries(1):
            return {person.pk for person in queries.objecting_to_planning(NOW + day * DAY)}

    assert objecting(0) == {edna}
    linkage.merge(gone=edna, into=thomas, reason="The same person", by=steward, at=NOW + DAY)
    assert objecting(2) == {edna, thomas}, "her records are his now, and so is her objection"
    assert whats(two, "Thomas Knight", NOW + 2 * DAY) == {"no_planning", "sealed"}
    objects(two, "Thomas Knight", What.NO_SHARING, at=NOW + 2 * DAY)
    linkage.unmerge(gone=edna, reason="Two people after all", by=steward, at=NOW + 3 * DAY)
    assert objecting(4) == {edna}, "parted again, each keeps what was said of them"
    assert whats(two, "Edna Marsh", NOW + 4 * DAY) == {"no_planning", "no_sharing"}, "said of both while they were one"
    assert whats(two, "Thomas Knight", NOW + 4 * DAY) == {"sealed", "no_sharing"}


@pytest.mark.django_db
def test_a_sealed_fact_stays_sealed_in_whosever_record_it_is_and_in_each_new_version(two: World) -> None:
    edna, thomas, steward = two.person("Edna Marsh"), two.person("Thomas Knight"), two.staff("Tariq Bell")
    (entry,) = two.tells("Hillside Surgery", of="Edna Marsh", table=ASTHMA)
    aim = Aim(entry.source_record_id, entry.feed, entry.kind, entry.key)
    actions.seal(edna, aim, how=How.IN_PERSON, by=two.staff(GP), at=NOW)
    two.tells("Northmoor Hospital", of="Edna Marsh", table=NOTHING)
    two.tells("Northmoor Hospital", of="Thomas Knight", table=NOTHING)
    two.tells("Hillside Surgery", of="Edna Marsh", table=ASTHMA.replace("Asthma", "Severe asthma"), at=NOW + DAY)

    def read(name: str, day: int) -> set[str]:
        opened = replace(two.open(name, by=GP, at=NOW + day * DAY), by=two.staff("Hal Ferreira"), codes=frozenset())
        return {line.title for line in record_of(opened).lines}

    assert not any("asthma" in title.lower() for title in read("Edna Marsh", 2))
    linkage.merge(gone=edna, into=thomas, reason="The same person", by=steward, at=NOW + 3 * DAY)
    assert not any("asthma" in title.lower() for title in read("Thomas Knight", 4))
    assert any("asthma" in line.title.lower() for line in two.record("Thomas Knight", at=NOW + 4 * DAY).lines)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("aim", "hidden"),
    [
        ("the line", False),  # another sender's word of it is another fact, of which nobody was asked
        ("the heading", True),
        ("what the surgery sends", False),
    ],
)
def test_what_another_tells_later_of_the_same_matter_is_sealed_where_the_heading_is(
    two: World, aim: str, hidden: bool
) -> None:
    edna = two.person("Edna Marsh")
    (entry,) = two.tells("Hillside Surgery", of="Edna Marsh", table=ASTHMA)
    aims = {
        "the line": Aim(entry.source_record_id, entry.feed, entry.kind, entry.key),
        "the heading": Aim(section="problems"),
        "what the surgery sends": Aim(sender="X90001"),
    }
    actions.seal(edna, aims[aim], how=How.IN_PERSON, by=two.staff(GP), at=NOW)
    two.tells("Northmoor Community", of="Edna Marsh", table=ASTHMA, at=NOW + DAY)
    opened = replace(two.open("Edna Marsh", by=GP, at=NOW + 2 * DAY), by=two.staff("Hal Ferreira"), codes=frozenset())
    titles = {line.title for line in record_of(opened).lines}
    assert ("Asthma" not in titles) is hidden


@pytest.mark.django_db
def test_reading_someones_choices_is_one_query_however_many_there_are(two: World, django_assert_num_queries) -> None:
    for section in ("problems", "medicines", "mental_health"):
        actions.seal(two.person("Edna Marsh"), Aim(section=section), how=How.IN_PERSON, by=two.staff(GP), at=NOW)
    objects(two, "Edna Marsh", What.NO_SHARING)
    with django_assert_num_queries(1):
        found = queries.choices_of(two.person("Edna Marsh"), NOW)
    assert found.objects_to_sharing and What.NO_PLANNING not in {each.what for each in found.held}
    assert {seal.aim.section for seal in found.seals} == {"problems", "medicines", "mental_health"}


@pytest.mark.django_db
def test_stopping_proxies_ends_them_all_lets_none_be_added_and_does_not_say_why(two: World) -> None:
    edna, gp = two.person("Edna Marsh"), two.staff(GP)
    for name in ("Joan Marsh", "Peter Marsh"):
        actions.add_proxy(
            edna, name=name, relation="child", sections=["appointments"], how=How.IN_PERSON, by=gp, at=NOW
        )
    assert len(queries.choices_of(edna, NOW).proxies) == 2
    stopped = actions.stop_proxies(edna, by=gp, at=NOW + DAY)
    assert queries.choices_of(edna, NOW + DAY).proxies == ()
    with pytest.raises(CannotProceed) as told:
        actions.add_proxy(
            edna, name="Joan Marsh", relation="", sections=["appointments"], how=How.PHONE, by=gp, at=NOW + DAY
        )
    assert "stop" not in str(told.value).lower()
    assert set(Choice.objects.filter(what="proxy").values_list("ended_note", flat=True)) == {""}
    actions.end(stopped.pk, by=gp, at=NOW + 2 * DAY)
    assert queries.choices_of(edna, NOW + 2 * DAY).proxies == (), "they are not brought back by themselves"


@pytest.mark.django_db
def test_who_may_not_be_told_what_is_locked_neither_ends_nor_brings_it_back(two: World) -> None:
    edna, gp, nurse = two.person("Edna Marsh"), two.staff(GP), two.staff("Kit Marlowe")
    mental_health = Aim(sender=two.organisation("Fellside Mental Health").ods_code)
    lock = actions.seal(edna, mental_health, locked=True, how=How.PHONE, by=gp, at=NOW)
    with pytest.raises(NotAllowed, match="Only those who recorded this"):
        actions.end(lock.pk, by=nurse, at=NOW + DAY)
    assert whats(two, "Edna Marsh", NOW + DAY) == {"locked"}
    actions.end(lock.pk, by=gp, at=NOW + DAY)
    with pytest.raises(NotAllowed, match="Only those who recorded this"):
        actions.bring_back(lock.pk, by=nurse, at=NOW + 2 * DAY)
    actions.bring_back(lock.pk, by=gp, at=NOW + 2 * DAY)
    assert whats(two, "Edna Marsh", NOW + 2 * DAY) == {"locked"}


@pytest.mark.django_db
def test_one_who_acts_for_someone_for_a_week_and_is_brought_back_still_acts_for_that_week_alone(two: World) -> None:
    edna, gp = two.person("Edna Marsh"), two.staff(GP)
    week = actions.add_proxy(
        edna, name="Jo Marsh", relation="son", sections=["medicines"], until=NOW + 7 * DAY, how=How.PHONE, by=gp, at=NOW
    )
    actions.end(week.pk, by=gp, at=NOW + DAY)
    again = actions.bring_back(week.pk, by=gp, at=NOW + 2 * DAY)
    assert again.ends_at == week.ends_at
    assert whats(two, "Edna Marsh", NOW + 6 * DAY) == {"proxy"} and not whats(two, "Edna Marsh", NOW + 8 * DAY)
    actions.end(again.pk, by=gp, at=NOW + 3 * DAY)
    with pytest.raises(CannotProceed, match="is over"):
        actions.bring_back(again.pk, by=gp, at=NOW + 8 * DAY)


@pytest.mark.django_db
def test_someone_takes_part_only_while_all_who_were_asked_say_yes(two: World) -> None:
    gp = two.staff(GP)
    asked = actions.ask_to_take_part(
        two.person("Edna Marsh"), purpose="Shared care in town", parties=["Edna", "Her GP", "Her psychiatrist"],
        by=gp, at=NOW,
    )  # fmt: skip

    def says(party: str, yes: bool, day: int) -> bool:
        return actions.say_for(asked.pk, party=party, yes=yes, how=How.PHONE, by=gp, at=NOW + day * DAY)

    assert not says("Edna", True, 0)
    assert not says("Her GP", True, 1)
    assert says("Her psychiatrist", True, 2)
    assert not says("Her GP", False, 3), "any of them ends it"
    assert says("Her GP", True, 4)
    with pytest.raises(BadInput, match="not asked"):
        says("Her neighbour", True, 5)


@pytest.mark.django_db
def test_in_what_one_takes_part_with_whom_someone_was_mistaken_is_not_theirs(two: World) -> None:
    edna, thomas, gp, steward = (
        two.person("Edna Marsh"), two.person("Thomas Knight"), two.staff(GP), two.staff("Tariq Bell"),
    )  # fmt: skip

    def asked(purpose: str, day: int) -> None:
        actions.ask_to_take_part(thomas, purpose=purpose, parties=["The person", "Their GP"], by=gp, at=NOW + day * DAY)

    asked("Alcohol clinic", 0)
    linkage.merge(gone=edna, into=thomas, reason="The same person", by=steward, at=NOW + DAY)
    asked("Falls clinic", 2)
    linkage.unmerge(gone=edna, reason="Two people after all", by=steward, at=NOW + 3 * DAY)
    asked("Trial of a drink diary", 4)
    assert [each.purpose for each in queries.taking_part(edna)] == ["Falls clinic"]
    assert len(queries.taking_part(thomas)) == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("aim", "more", "words"),
    [
        (Aim(), {}, "Nobody said what to seal"),
        (Aim(key="k1", feed="gp_problem"), {}, "not said which line"),
        (Aim(section="shoes"), {}, "no such heading"),
        (Aim(section="problems"), {"until": NOW - DAY}, "over before it begins"),
        (Aim(section="problems"), {"note": "x" * 401}, "too long"),
    ],
)
def test_a_seal_must_say_what_it_seals(two: World, aim: Aim, more: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        actions.seal(two.person("Edna Marsh"), aim, how=How.PHONE, by=two.staff(GP), at=NOW, **more)
    assert not Choice.objects.exists()


@pytest.mark.django_db
def test_an_analyst_records_no_choice_and_a_care_navigator_stops_no_proxies(two: World) -> None:
    with pytest.raises(NotAllowed):
        actions.object_to(two.person("Edna Marsh"), What.NO_SHARING, how=How.PHONE, by=two.staff("Nina Sorrel"), at=NOW)
    with pytest.raises(NotAllowed):
        actions.stop_proxies(two.person("Edna Marsh"), by=two.staff("Kit Marlowe"), at=NOW)
    assert not Choice.objects.exists()


DISSENT = """
    kind        | key | happened   | code_system | code            | text
    ------------+-----+------------+-------------+-----------------+------------------------------------------------
    observation | t1  | 2025-01-10 | snomed      | 827241000000103 | Dissent from secondary use of GP data (type 1)
"""
WITHDRAWN = """
    kind        | key | happened   | code_system | code            | text
    ------------+-----+------------+-------------+-----------------+----------------------------------
    observation | t2  | 2026-02-10 | snomed      | 827261000000102 | Dissent withdrawn, type 1
"""
REFUSED = """
    kind        | key | happened   | code_system | code  | text
    ------------+-----+------------+-------------+-------+---------------------------------------------------------------
    observation | s1  | 2025-01-10 | local       | EMIS1 | Refused consent for upload to local shared electronic record
"""


@pytest.mark.django_db
def test_an_objection_that_a_practice_sends_holds_until_the_practice_says_that_it_is_withdrawn(two: World) -> None:
    two.tells("Hillside Surgery", of="Edna Marsh", table=DISSENT)
    two.tells("Hillside Surgery", of="Edna Marsh", table=REFUSED)
    assert whats(two, "Edna Marsh") == {"no_planning", "no_sharing"}
    assert whats(two, "Thomas Knight") == set()
    assert {person.pk for person in queries.objecting_to_planning(NOW)} == {two.person("Edna Marsh")}
    two.tells("Hillside Surgery", of="Edna Marsh", table=WITHDRAWN, at=NOW + DAY)
    assert whats(two, "Edna Marsh", NOW + DAY) == {"no_sharing"}
    two.tells("Hillside Surgery", of="Edna Marsh", table=DISSENT, at=NOW + 2 * DAY)
    assert whats(two, "Edna Marsh", NOW + 2 * DAY) == {"no_sharing"}, "what was withdrawn later stays withdrawn"
    assert Choice.objects.filter(how="feed").count() == 2


@pytest.mark.django_db
def test_what_someone_objects_to_themselves_is_recorded_beside_their_practices_code_and_outlives_it(two: World) -> None:
    two.tells("Hillside Surgery", of="Edna Marsh", table=DISSENT)
    objects(two, "Edna Marsh", at=NOW + DAY)
    with pytest.raises(CannotProceed, match="recorded already"):
        objects(two, "Edna Marsh", at=NOW + DAY)
    two.tells("Hillside Surgery", of="Edna Marsh", table=WITHDRAWN, at=NOW + 2 * DAY)
    assert whats(two, "Edna Marsh", NOW + 3 * DAY) == {"no_planning"}
    assert [person.pk for person in queries.objecting_to_planning(NOW + 3 * DAY)] == [two.person("Edna Marsh")]


@pytest.mark.django_db
def test_who_objects_to_sharing_is_told_apart_from_who_objects_to_planning(two: World) -> None:
    objects(two, "Edna Marsh", What.NO_SHARING)
    objects(two, "Thomas Knight")
    assert [person.pk for person in queries.objecting_to_sharing(NOW)] == [two.person("Edna Marsh")]
    assert not queries.objecting_to_sharing(NOW - DAY).exists()


@pytest.mark.django_db
def test_an_objection_entered_by_mistake_ends_when_the_practice_corrects_it_and_nobody_here_can_end_it(
    two: World,
) -> None:
    two.tells("Hillside Surgery", of="Edna Marsh", table=DISSENT)
    with pytest.raises(CannotProceed, match="practice sent this"):
        actions.end(Choice.objects.get().pk, by=two.staff(GP), at=NOW)
    corrected = DISSENT.replace("827241000000103", "271649006000000").replace("Dissent from", "Systolic: no")
    two.tells("Hillside Surgery", of="Edna Marsh", table=corrected, at=NOW + DAY)
    assert whats(two, "Edna Marsh", NOW + DAY) == set()
