"""Forms about people: begun, written by several, acted on, given once, amended with history, and read by whom."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from joinedup.record.answers import actions, queries
from joinedup.record.answers.models import Answered, Draft, HiddenFrom
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage import actions as linkage
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.rules import Aim, How
from joinedup.record.sharing.gate import Opened, open_person
from joinedup.record.sharing.sensitivity import PERSON, PROXY, Reader
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes, NotAllowed, NotFound
from joinedup.words.vocabulary.kinds import Section
from tests.world.forms import visit
from tests.world.world import NOW, World

PRIYA, SAM, OWEN, ANALYST = "Dr Priya Nair", "Sam Whitlock", "Dr Owen Pryce", "Nina Sorrel"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALONE = {"alone": [True]}


@pytest.fixture
def edna(world: World) -> int:
    return world.person("Edna Marsh")


def begin(world: World, person: int, by: str = PRIYA, work: str = "") -> Draft:
    return actions.begin(visit(), person_id=person, work=work, by=world.staff(by), at=NOW)


def save(world: World, draft: Draft, by: str = PRIYA, was: dict[str, Any] | None = None, **mine: Any) -> actions.Saved:
    return actions.save_draft(draft.pk, mine=mine, was=was or {}, by=world.staff(by), at=NOW)


def give(world: World, person: int, by: str = PRIYA, **told: Any) -> Answered:
    given = {"answers": ALONE, "happened_at": NOW, "key": uuid.uuid4(), "at": NOW, **told}
    return actions.give(visit(), person_id=person, by=world.staff(by), **given)


def opened(world: World, person: int, by: str = PRIYA) -> Opened:
    return open_person(person, by=world.staff(by), reason="Direct care", at=NOW)


def acts(person: int) -> list[str]:
    return list(JournalLine.objects.filter(person_id=person, act__startswith="form.").values_list("act", flat=True))


# Drafts


def test_a_draft_is_one_for_all_who_work_there_and_is_written_down_once(world: World, edna: int) -> None:
    first = begin(world, edna)
    assert begin(world, edna, by=SAM).pk == first.pk
    assert begin(world, edna, work="step:1").pk != first.pk
    assert acts(edna) == ["form.begun", "form.begun"]


def test_what_only_one_changed_is_theirs_and_what_two_changed_is_kept_twice(world: World, edna: int) -> None:
    draft = begin(world, edna)
    save(world, draft, alone=[False], key_safe=["Ask Arthur"])
    was = {"alone": [False], "key_safe": ["Ask Arthur"]}
    assert save(world, draft, by=SAM, was=was, alone=[False], key_safe=["Box by the door"]).aside == ()
    saved = save(world, draft, was=was, alone=[True], key_safe=["Ring first"])
    assert saved.aside == ("key_safe",)
    assert saved.draft.answers == {"alone": [True], "key_safe": ["Box by the door"]}
    assert [each["values"] for each in saved.draft.aside["key_safe"]] == [["Ring first"]]
    assert saved.draft.written_by["key_safe"][0] == world.staff(SAM).account_id


def test_saving_the_same_again_changes_nothing(world: World, edna: int) -> None:
    draft = begin(world, edna)
    save(world, draft, **ALONE)
    assert save(world, draft, was=ALONE, **ALONE).draft.version == 1


def test_a_form_with_two_answers_is_given_only_once_one_is_chosen(world: World, edna: int) -> None:
    draft = begin(world, edna)
    save(world, draft, alone=[True], key_safe=["Box by the door"])
    save(world, draft, by=SAM, key_safe=["Ring first"])
    with pytest.raises(CannotProceed, match="Two people"):
        actions.give_draft(draft.pk, happened_at=NOW, by=world.staff(PRIYA), at=NOW)
    with pytest.raises(BadInput):
        actions.choose(draft.pk, "key_safe", use=4, by=world.staff(PRIYA), at=NOW)
    actions.choose(draft.pk, "key_safe", use=0, by=world.staff(PRIYA), at=NOW)
    given = actions.give_draft(draft.pk, happened_at=NOW, by=world.staff(PRIYA), at=NOW)
    assert given.answers == {"alone": [True], "key_safe": ["Ring first"]}


def test_choosing_what_is_kept_drops_the_other_and_choosing_again_does_nothing(world: World, edna: int) -> None:
    draft = begin(world, edna)
    save(world, draft, key_safe=["Box by the door"])
    save(world, draft, by=SAM, key_safe=["Ring first"])
    for _ in range(2):
        kept = actions.choose(draft.pk, "key_safe", use=None, by=world.staff(PRIYA), at=NOW)
        assert (kept.answers["key_safe"], kept.aside) == (["Box by the door"], {})


def test_whoever_is_filling_it_in_is_told_to_others_for_two_minutes(world: World, edna: int) -> None:
    draft, sam = begin(world, edna), world.staff(SAM)
    actions.be_present(draft.pk, by=sam, at=NOW)
    actions.be_present(draft.pk, by=sam, at=NOW + timedelta(minutes=1))
    me = world.staff(PRIYA).account_id
    [there] = queries.present(draft.pk, but=me, at=NOW + timedelta(minutes=2))
    assert (there.name, there.since) == ("Sam Whitlock", NOW)
    assert queries.present(draft.pk, but=sam.account_id, at=NOW) == []
    assert queries.present(draft.pk, but=me, at=NOW + timedelta(minutes=4)) == []


def test_a_deleted_draft_comes_back_as_it_was_unless_it_was_begun_again(world: World, edna: int) -> None:
    draft, priya = begin(world, edna), world.staff(PRIYA)
    save(world, draft, **ALONE)
    actions.delete_draft(draft.pk, by=priya, at=NOW)
    with pytest.raises(CannotProceed):
        save(world, draft, alone=[False])
    assert queries.drafts(opened(world, edna)) == []
    assert actions.bring_back(draft.pk, by=priya, at=NOW).answers == ALONE
    with pytest.raises(CannotProceed, match="was not deleted"):
        actions.bring_back(draft.pk, by=priya, at=NOW)
    actions.delete_draft(draft.pk, by=priya, at=NOW)
    again = begin(world, edna)
    with pytest.raises(CannotProceed, match="begun again"):
        actions.bring_back(draft.pk, by=priya, at=NOW)
    assert [each.pk for each in queries.drafts(opened(world, edna))] == [again.pk]


def test_what_a_work_is_called_is_short(world: World, edna: int) -> None:
    with pytest.raises(BadInput):
        begin(world, edna, work="x" * 121)


@pytest.mark.parametrize("by", [OWEN, ANALYST])
def test_who_does_not_care_for_someone_begins_saves_and_gives_no_form(by: str, world: World, edna: int) -> None:
    draft = begin(world, edna)
    for attempt in (
        lambda: begin(world, edna, by=by),
        lambda: give(world, edna, by=by),
        lambda: save(world, draft, by=by, **ALONE),
        lambda: actions.delete_draft(draft.pk, by=world.staff(by), at=NOW),
        lambda: queries.open_draft(edna, draft.pk, by=world.staff(by), at=NOW),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            attempt()
    assert Answered.objects.count() == 0
    draft.refresh_from_db()
    assert (draft.version, draft.deleted_at) == (0, None)


def test_a_page_that_only_saves_writes_no_look_and_ends_with_the_draft(world: World, edna: int) -> None:
    draft, priya = begin(world, edna), world.staff(PRIYA)
    before = JournalLine.objects.count()
    assert queries.open_draft(edna, draft.pk, by=priya, at=NOW) == draft
    assert JournalLine.objects.count() == before
    with pytest.raises(NotFound):
        queries.open_draft(world.person("Thomas Knight"), draft.pk, by=priya, at=NOW)
    actions.delete_draft(draft.pk, by=priya, at=NOW)
    with pytest.raises(CannotProceed):
        queries.open_draft(edna, draft.pk, by=priya, at=NOW)


# Giving


def test_a_form_is_kept_once_however_often_it_is_sent(world: World, edna: int) -> None:
    key = uuid.uuid4()
    assert give(world, edna, key=key).pk == give(world, edna, key=key).pk
    assert acts(edna) == ["form.given"]
    with pytest.raises(CannotProceed, match="this number"):
        give(world, world.person("Thomas Knight"), key=key)


def test_a_draft_given_twice_is_kept_once(world: World, edna: int) -> None:
    draft = begin(world, edna)
    save(world, draft, **ALONE)
    first = actions.give_draft(draft.pk, happened_at=NOW, by=world.staff(PRIYA), at=NOW)
    assert actions.give_draft(draft.pk, happened_at=NOW, by=world.staff(SAM), at=NOW).pk == first.pk
    assert Answered.objects.get(key=draft.key) == first


def test_only_answers_that_are_asked_are_kept(world: World, edna: int) -> None:
    given = give(world, edna, answers={"alone": [True], "with_whom": ["Arthur"]})
    assert given.answers == {"alone": [True]}


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"answers": {}}, ManyMistakes),
        ({"answers": {"alone": ["maybe"]}}, ManyMistakes),
        ({"answers": {"alone": [False]}}, ManyMistakes),
        ({"happened_at": NOW + HOUR}, BadInput),
        ({"hidden_from": "the cat"}, BadInput),
    ],
)
def test_a_form_that_is_not_right_is_not_kept(
    told: dict[str, Any], error: type[Exception], world: World, edna: int
) -> None:
    with pytest.raises(error):
        give(world, edna, **told)
    assert Answered.objects.count() == 0


def test_only_a_clinician_keeps_a_form_from_the_person(world: World, edna: int) -> None:
    assert give(world, edna, hidden_from=HiddenFrom.PERSON).hidden_from == "person"


# Risks


def test_a_form_that_tells_of_a_risk_is_given_only_once_it_says_what_was_done(world: World, edna: int) -> None:
    priya = world.staff(PRIYA)
    draft = begin(world, edna)
    save(world, draft, alone=[True], afraid=[True])
    actions.tell_risks(draft.pk, ("afraid",), by=priya, at=NOW)
    with pytest.raises(CannotProceed, match="risk"):
        actions.give_draft(draft.pk, happened_at=NOW, by=priya, at=NOW)
    for what in ("", "  ", "x" * 2_001):
        with pytest.raises(BadInput):
            actions.act_on_risk(draft.pk, "afraid", what=what, by=priya, at=NOW)
    with pytest.raises(NotFound):
        actions.act_on_risk(draft.pk, "alone", what="Nothing", by=priya, at=NOW)
    actions.act_on_risk(draft.pk, "afraid", what="Rang the duty social worker.", by=priya, at=NOW)
    given = actions.give_draft(draft.pk, happened_at=NOW, by=priya, at=NOW)
    assert given.acted["afraid"]["what"] == "Rang the duty social worker."
    assert acts(edna) == ["form.begun", "form.risk", "form.risk_acted", "form.given"]


def test_what_was_done_about_a_risk_goes_with_the_answer(world: World, edna: int) -> None:
    priya = world.staff(PRIYA)
    draft = begin(world, edna)
    save(world, draft, alone=[True], afraid=[True])
    actions.act_on_risk(draft.pk, "afraid", what="Rang the duty social worker.", by=priya, at=NOW)
    assert save(world, draft, was={"afraid": [True]}, afraid=[False]).draft.acted == {}


@pytest.mark.parametrize("aside", [False, True])
def test_a_form_that_tells_of_a_risk_is_deleted_only_once_it_says_what_was_done(
    *, aside: bool, world: World, edna: int
) -> None:
    priya, draft = world.staff(PRIYA), begin(world, edna)
    save(world, draft, afraid=[not aside])
    save(world, draft, by=SAM, afraid=[aside])
    with pytest.raises(CannotProceed, match="risk"):
        actions.delete_draft(draft.pk, by=priya, at=NOW)
    actions.act_on_risk(draft.pk, "afraid", what="Rang the duty social worker.", by=priya, at=NOW)
    assert actions.delete_draft(draft.pk, by=priya, at=NOW).deleted_at == NOW


# Amending


def test_an_amended_form_keeps_what_it_said_and_says_why(world: World, edna: int) -> None:
    priya, first = world.staff(PRIYA), give(world, edna)
    draft = actions.begin_amendment(first.pk, by=priya, at=NOW)
    assert actions.begin_amendment(first.pk, by=priya, at=NOW).pk == draft.pk
    save(world, draft, was=ALONE, alone=[False], with_whom=["Arthur"])
    with pytest.raises(BadInput, match="why"):
        actions.give_draft(draft.pk, happened_at=NOW, why=" ", by=priya, at=NOW)
    second = actions.give_draft(draft.pk, happened_at=NOW, why="Her brother moved in", by=priya, at=NOW + HOUR)
    look = opened(world, edna)
    assert [each.pk for each in queries.answered(look)] == [second.pk]
    assert [each.pk for each in queries.history(look, first.pk)] == [second.pk, first.pk]
    assert queries.history(look, second.pk)[1].answers == ALONE
    with pytest.raises(CannotProceed, match="amended this already"):
        actions.begin_amendment(first.pk, by=priya, at=NOW)
    with pytest.raises(CannotProceed, match="amended this already"):
        actions.amend(first.pk, answers=ALONE, happened_at=NOW, key=uuid.uuid4(), why="Again", by=priya, at=NOW + HOUR)


@pytest.mark.parametrize(
    ("role", "said", "kept"),
    [
        ("gp", None, "person"),  # nothing is said: as it was
        ("care_navigator", None, "person"),
        ("gp", "", ""),  # a clinician chooses
        ("gp", "proxies", "proxies"),
        ("care_navigator", "person", "person"),  # what it is already
        ("care_navigator", "", None),  # nobody else lowers it, or changes it
        ("care_navigator", "proxies", None),
    ],
)
def test_what_is_kept_from_the_person_stays_so_when_it_is_amended_unless_a_clinician_says(
    *, role: str, said: str | None, kept: str | None, world: World, edna: int
) -> None:
    first = give(world, edna, hidden_from=HiddenFrom.PERSON)
    by = replace(world.staff(SAM), role=role)
    draft = actions.begin_amendment(first.pk, by=by, at=NOW)
    told: dict[str, Any] = {"happened_at": NOW, "why": "A mistake", "by": by, "at": NOW}
    if kept is None:
        with pytest.raises(NotAllowed):
            actions.give_draft(draft.pk, hidden_from=said, **told)
    else:
        assert actions.give_draft(draft.pk, hidden_from=said, **told).hidden_from == kept


def test_an_amendment_sent_twice_is_kept_once(world: World, edna: int) -> None:
    first, key = give(world, edna), uuid.uuid4()
    told: dict[str, Any] = {"answers": ALONE, "happened_at": NOW, "key": key, "why": "A typing mistake"}
    second = actions.amend(first.pk, **told, by=world.staff(PRIYA), at=NOW)
    assert actions.amend(first.pk, **told, by=world.staff(PRIYA), at=NOW).pk == second.pk


def test_no_form_by_that_number_is_amended_or_read(world: World, edna: int) -> None:
    with pytest.raises(NotFound):
        actions.begin_amendment(987_654, by=world.staff(PRIYA), at=NOW)
    with pytest.raises(NotFound):
        queries.one(opened(world, edna), 987_654)
    theirs = give(world, world.person("Thomas Knight"))
    with pytest.raises(NotFound):
        queries.one(opened(world, edna), theirs.pk)


# Reading


def test_a_form_is_read_by_those_whose_part_of_the_record_it_is_and_not_across_an_objection(
    world: World, edna: int
) -> None:
    given = give(world, edna, happened_at=NOW - DAY)
    world.breaks_glass("Edna Marsh", by=OWEN)
    riversides = world.open("Edna Marsh", by=OWEN)
    assert [each.pk for each in queries.answered(riversides)] == [given.pk]
    choices.seal(
        edna, Aim(section=Section.SOCIAL_CARE), locked=True, how=How.IN_PERSON, by=world.staff(PRIYA), at=NOW
    )  # fmt: skip
    assert queries.answered(world.open("Edna Marsh", by=OWEN)) == []
    assert [each.pk for each in queries.answered(opened(world, edna))] == [given.pk]


@pytest.mark.parametrize(
    ("hidden", "to_person", "to_proxy"), [("", True, True), ("proxies", True, False), ("person", False, False)]
)
def test_what_a_clinician_keeps_from_the_person_is_in_no_copy(
    hidden: str, to_person: bool, to_proxy: bool, world: World, edna: int
) -> None:
    give(world, edna, hidden_from=hidden)
    look = opened(world, edna)
    proxy = Reader(PROXY, sections=frozenset(Section))
    assert bool(queries.answered(look, shown_to=proxy)) is to_proxy
    copied, held_back = queries.copies(look, Reader(PERSON))
    assert (bool(copied), held_back) == (to_person, int(not to_person))


def test_forms_go_with_the_person_when_two_are_found_to_be_one_and_back(world: World, edna: int) -> None:
    thomas = world.person("Thomas Knight")
    given = give(world, thomas)
    steward = world.staff("Tariq Bell")
    linkage.merge(gone=thomas, into=edna, reason="The practice rang", by=steward, at=NOW)
    assert [each.pk for each in queries.answered(opened(world, edna))] == [given.pk]
    linkage.unmerge(gone=thomas, reason="It was a mistake", by=steward, at=NOW + HOUR)
    assert queries.answered(opened(world, edna)) == []
    assert [each.pk for each in queries.answered(opened(world, thomas))] == [given.pk]


def test_the_forms_of_a_work_are_found_by_its_name_the_latest_version_of_each(world: World, edna: int) -> None:
    first = give(world, edna, work="enrolment:12:guided_conversation")
    give(world, edna)
    second = actions.amend(
        first.pk, answers=ALONE, happened_at=NOW, key=uuid.uuid4(), why="A mistake", by=world.staff(PRIYA), at=NOW
    )
    assert [each.pk for each in queries.for_work("enrolment:12:guided_conversation")] == [second.pk]


@pytest.mark.parametrize(("days", "there"), [(0, True), (90, True), (91, False)])
def test_an_answer_is_told_again_only_while_it_is_in_date(days: int, there: bool, world: World, edna: int) -> None:
    give(world, edna, answers={"alone": [True], "key_safe": ["Box by the door"]}, happened_at=NOW - days * DAY)
    found = queries.reusable(opened(world, edna), visit(), NOW)
    assert ("key_safe" in found) is there
    assert "alone" not in found


def test_who_wrote_a_form_down_is_said_in_words(world: World, edna: int) -> None:
    given = give(world, edna)
    assert str(queries.told_by([given])[given.pk]) == "Dr Priya Nair, GP, Hillside Surgery"
