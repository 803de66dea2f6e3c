"""Being invited, or spoken of, relates nobody to anyone; what is asked of others reaches them, or is refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from joinedup.faces.cli.copying import write_copy
from joinedup.record.linkage import actions as linkage
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.rules import How, What
from joinedup.record.sharing.errors import NoRelationship
from joinedup.record.sharing.gate import Opened, open_person
from joinedup.record.sharing.sensitivity import PERSON, PROXY, Reader
from joinedup.record.tasks import queries as tasks
from joinedup.record.tasks.rules import SAFEGUARDING
from joinedup.words.basics.errors import BadInput, CannotProceed, NotFound
from joinedup.words.vocabulary.kinds import Section
from joinedup.work.meetings import actions, minuting, sheets
from joinedup.work.meetings.arranging import Guest
from joinedup.work.meetings.decided import decided_about
from joinedup.work.meetings.models import Action
from tests.spec.work.meetings import (
    CARYS,
    GP,
    LENA,
    MONDAY,
    OTHER_GP,
    another_team,
    asks,
    at_work,
    begins,
    decides,
    item,
    named,
    owes,
    promises,
    the_hub,
    to_come,
    wants,
)
from tests.world.world import World

DAY = timedelta(days=1)
RIVERSIDE = (Guest(organisation="X90001"), Guest(organisation="X90002", role="gp"))
SOCIAL = "Ines Vaughan"
PROXY_SEES = Reader(PROXY, sections=frozenset({Section.COMMUNITY}))
pytestmark = pytest.mark.django_db


def decided(world: World, *, by: str = GP, at=MONDAY, **shown) -> list[str]:
    opened = open_person(world.person("Edna Marsh"), by=at_work(world, by), reason="Care", at=at)
    return [each.words for each in decided_about(opened, **shown).decisions]


def test_who_is_invited_sees_whom_they_know_already_and_how_many_others_there_are(world: World) -> None:
    series = the_hub(world, guests=RIVERSIDE)
    asks(world, series, "Edna Marsh")
    meeting = begins(world, series)
    edna = item(world, meeting, "Edna Marsh")
    decides(world, edna, "Call", wants())
    assert named(world, meeting, by=GP) == (["MARSH, Edna"], 0)
    assert named(world, meeting, by=OTHER_GP) == ([], 1)
    assert promises(world, series, by=OTHER_GP) == []
    with pytest.raises(NotFound):
        minuting.note(edna.pk, "Mine", was="", by=at_work(world, OTHER_GP), at=MONDAY)
    with pytest.raises(NoRelationship):
        open_person(world.person("Edna Marsh"), by=at_work(world, OTHER_GP), reason="She was spoken of", at=MONDAY)
    with pytest.raises(NotFound, match="no such meeting for you"):
        actions.begin(meeting.pk, [], by=at_work(world, SOCIAL), at=MONDAY)


def test_of_who_objects_to_sharing_only_the_team_itself_hears(world: World) -> None:
    series = the_hub(world)
    asks(world, series, "Edna Marsh")
    meeting = begins(world, series)
    choices.object_to(
        world.person("Edna Marsh"), What.NO_SHARING, how=How.IN_PERSON, by=at_work(world, GP), at=MONDAY
    )  # fmt: skip
    assert named(world, meeting, by=CARYS) == (["MARSH, Edna"], 0)
    assert named(world, meeting, by=GP) == ([], 1)


def opened(world: World, name: str, by: str) -> Opened:
    return open_person(
        world.person(name), by=at_work(world, by), reason="Direct care", at=MONDAY, act="meeting.work"
    )  # fmt: skip


def test_a_meeting_is_asked_only_to_speak_of_someone_whom_its_team_knows(world: World) -> None:
    series = the_hub(world, guests=RIVERSIDE)
    with pytest.raises(CannotProceed, match="nobody there could see who it is"):
        asks(world, series, "William Okafor", by=OTHER_GP)
    with pytest.raises(BadInput, match="not said why"):
        asks(world, series, "Edna Marsh", why=" ")
    asked = asks(world, series, "Edna Marsh")
    assert asks(world, series, "Edna Marsh").pk == asked.pk
    with pytest.raises(NotFound, match="You asked no meeting this"):
        actions.withdraw(opened(world, "William Okafor", OTHER_GP), asked.pk)
    with pytest.raises(NotFound, match="You asked no meeting this"):
        actions.withdraw(opened(world, "Thomas Knight", GP), asked.pk)  # their number beside hers
    actions.withdraw(opened(world, "Edna Marsh", GP), asked.pk)
    assert named(world, to_come(series), by=CARYS) == ([], 0)


def test_a_team_that_does_not_know_someone_is_asked_only_with_their_word_and_until_it_is_done(world: World) -> None:
    series, social = the_hub(world), at_work(world, SOCIAL)
    another_team("council", "Northmoor Council")
    asks(world, series, "Edna Marsh")
    edna = item(world, begins(world, series), "Edna Marsh")
    with pytest.raises(CannotProceed, match="Northmoor Council has no relationship with this person"):
        decides(world, edna, "A rail", wants("Fit a rail", team="council"))
    assert not Action.objects.exists()
    [action] = decides(world, edna, "A rail", wants("Fit a rail", team="council", agreed=True)).actions.all()
    assert [row.title for row in tasks.my_day(by=social, at=MONDAY).page.items] == ["Fit a rail"]
    opened = open_person(world.person("Edna Marsh"), by=social, reason="Fitting a rail", at=MONDAY)
    assert opened.relation is not None
    assert opened.relation.kind == "meeting_action"
    minuting.tell(action.pk, done=True, outcome="Fitted", by=social, at=MONDAY + DAY)
    open_person(world.person("Edna Marsh"), by=social, reason="A question", at=MONDAY + 7 * DAY)
    with pytest.raises(NoRelationship):
        open_person(world.person("Edna Marsh"), by=social, reason="Curious", at=MONDAY + 9 * DAY)


def test_what_nobody_of_a_team_could_see_is_not_asked_of_it(world: World) -> None:
    series = the_hub(world, takes_overdue=False)
    another_team("nobody", "Saltmarsh Hospice")
    owes(world, "Edna Marsh", "Tell the safeguarding team", key=3, urgent=True, tells=SAFEGUARDING)
    edna = item(world, begins(world, series), "Edna Marsh")
    assert edna.tells == SAFEGUARDING
    for team in ("nobody", "north"):  # in one nobody works; the other's posts do not read of safeguarding
        with pytest.raises(CannotProceed, match="Nobody who may read this works with JoinedUp"):
            decides(world, edna, "Call", wants(team=team, agreed=True), by=GP)
    another_team("hillside", "Hillside Surgery")
    decides(world, edna, "Call", wants("Ask her alone", team="hillside"), by=GP)
    assert [row.title for row in tasks.my_day(by=at_work(world, GP), at=MONDAY).page.items] == ["Ask her alone"]
    assert promises(world, series, by=LENA) == []
    assert (decided(world, by=GP), decided(world, by=LENA)) == (["Call"], [])
    assert decided(world, by=GP, shown_to=Reader(PERSON)) == []


@pytest.mark.parametrize(
    ("for_person", "for_proxy", "person", "proxy"),
    [(True, False, ["Call"], []), (True, True, ["Call"], ["Call"]), (False, False, [], [])],
)
def test_what_was_decided_is_shown_to_the_person_and_to_proxies_as_its_writer_said(
    world: World, tmp_path: Path, *, for_person: bool, for_proxy: bool, person: list[str], proxy: list[str]
) -> None:
    series = the_hub(world)
    asks(world, series, "Edna Marsh")
    edna = item(world, begins(world, series), "Edna Marsh")
    decides(world, edna, "Call", wants(), for_person=for_person, for_proxy=for_proxy)
    assert decided(world, by=GP) == ["Call"]
    assert decided(world, by=GP, shown_to=Reader(PERSON)) == person
    assert decided(world, by=GP, shown_to=PROXY_SEES) == proxy
    opened = open_person(
        world.person("Edna Marsh"), by=at_work(world, GP), reason="They asked", at=MONDAY, act="record.export"
    )
    told = write_copy(opened, tmp_path / "copy.zip")
    with ZipFile(tmp_path / "copy.zip") as copy:
        page = copy.read("read-me-first.html").decode()
        assert ("Call her daughter" in page, "Call her daughter" in copy.read("meetings.json").decode()) == (
            bool(person),
            bool(person),
        )
    assert told.held_back >= (0 if person else 1)


def test_what_proxies_see_the_person_sees_too_and_a_day_to_look_again_is_to_come(world: World) -> None:
    series = the_hub(world)
    asks(world, series, "Edna Marsh")
    edna = item(world, begins(world, series), "Edna Marsh")
    with pytest.raises(BadInput, match="the person sees too"):
        decides(world, edna, "Call", for_person=False, for_proxy=True)
    with pytest.raises(BadInput, match="past, or far away"):
        decides(world, edna, "Call", review_on=date(2026, 3, 30))
    with pytest.raises(BadInput, match="past, or far away"):
        decides(world, edna, "Call", wants(due=date(2026, 3, 29)))
    with pytest.raises(BadInput, match="which team does it"):
        decides(world, edna, "Call", wants(team="nowhere"))


def test_when_two_are_found_to_be_one_what_was_decided_of_either_is_of_the_one(world: World) -> None:
    series = the_hub(world)
    asks(world, series, "Thomas Knight")
    decides(world, item(world, begins(world, series), "Thomas Knight"), "Call", wants())
    thomas, edna, steward = world.person("Thomas Knight"), world.person("Edna Marsh"), at_work(world, "Tariq Bell")
    linkage.merge(gone=thomas, into=edna, reason="The practice rang", by=steward, at=MONDAY)
    assert decided(world, by=GP, at=MONDAY + DAY) == ["Call"]
    [one] = sheets.sheet_of(to_come(series), by=at_work(world, CARYS), at=MONDAY + DAY).spoken
    assert one.person_id == edna
    linkage.unmerge(gone=thomas, reason="The practice was wrong", by=steward, at=MONDAY + DAY)
    assert decided(world, by=GP, at=MONDAY + 2 * DAY) == []
