"""How many people each worker has, as they weigh, against the limit of a model's file; nobody goes over it unsaid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from joinedup.words.basics.errors import BadInput, CannotProceed
from joinedup.work.enrolment import actions, beginning, queries
from joinedup.work.enrolment.caseloads import caseloads, load_of
from joinedup.work.enrolment.nexts import over_caseload, room_for
from joinedup.work.enrolment.rebuilding import put_right
from joinedup.work.enrolment.versions import model_named
from tests.spec.faces.conftest import SignedIn, files_as_they_lie, signed_in
from tests.spec.work.team import FALLS, PRESCRIBING, a_team, takes_on
from tests.world.drawn import rows
from tests.world.world import World

__all__ = ["files_as_they_lie", "signed_in"]
AT = datetime.now(UTC)
LIMITS = """
    people | room | over
    -------+------+-----
    0      | 40   | no
    39.5   | 0.5  | no
    40     | 0    | no
    40.5   | 0    | yes
    52     | 0    | yes
"""


@pytest.mark.parametrize("row", rows(LIMITS), ids=lambda row: row["people"])
def test_the_limit_of_a_file_is_of_people_as_they_weigh(row: dict[str, str]) -> None:
    model, people = model_named(PRESCRIBING).model, float(row["people"])
    assert room_for(model, people) == float(row["room"])
    assert bool(over_caseload(model, people)) is (row["over"] == "yes")
    assert room_for(model_named(FALLS).model, people) is None


def test_a_worker_goes_over_the_limit_only_where_it_is_said_why_and_never_by_a_list(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_team(world)
    lena, carys = world.staff("Lena Osei"), world.staff("Carys Penhale")
    first, second = takes_on(world, at=AT), takes_on(world, "Thomas Knight", at=AT)
    actions.allocate(second, key_worker=None, by=lena, at=AT)
    with monkeypatch.context() as full:
        full.setattr(beginning, "load_of", lambda account, model: 40)
        with pytest.raises(CannotProceed, match="They would have 41 people"):
            actions.allocate(second, key_worker=lena.account_id, by=lena, at=AT)
        _, warning = actions.allocate(second, key_worker=lena.account_id, why="She asked for Lena", by=lena, at=AT)
        assert warning.startswith("They would have 41 people")
        [over] = [line.event for line in queries.whole(second, by=lena, at=AT).history if "over" in line.event.details]
        assert (over.why, over.details["over"]) == ("She asked for Lena", warning)
        assert actions.hand_over([first, second], key_worker=carys.account_id, why="Leave", by=lena, at=AT) == (
            0,
            warning,
        )
    assert actions.hand_over([first, second], key_worker=carys.account_id, why="Leave", by=lena, at=AT) == (2, "")


def test_what_someone_weighs_is_said_with_a_reason_counted_and_taken_back(world: World) -> None:
    a_team(world)
    lena, edna = world.staff("Lena Osei"), takes_on(world, at=AT)
    takes_on(world, "Thomas Knight", at=AT)
    assert load_of(lena.account_id or 0, PRESCRIBING) == 2
    with pytest.raises(BadInput, match="Nobody said why"):
        actions.weigh(edna, "heavy", why="", by=lena, at=AT)
    with pytest.raises(BadInput, match="not a weight"):
        actions.weigh(edna, "enormous", why="Two visits a week", by=lena, at=AT)
    state = actions.weigh(edna, "heavy", why="Two visits a week", by=lena, at=AT, key="w1")
    assert (state.weight.people, state.weight_why) == (2, "Two visits a week")
    assert load_of(lena.account_id or 0, PRESCRIBING) == 3
    assert put_right(at=AT) == 0  # what is due is worked out again as it stands
    told = caseloads(model_named(PRESCRIBING).model, by=lena, at=AT)
    mine = next(each for each in told if each.name == "Lena Osei")
    assert (mine.people, mine.weight, mine.room) == (2, 3, 37)
    assert [each.people for each in told if each.account is None] == []
    actions.undo(edna, "w1", by=lena, at=AT + timedelta(seconds=5))
    assert load_of(lena.account_id or 0, PRESCRIBING) == 2
    [last] = [line for line in queries.whole(edna, by=lena, at=AT).history if line.event.kind == "weighed"]
    assert last.undone


def test_caseloads_are_one_page_and_one_file_with_who_has_room(world: World, signed_in: SignedIn) -> None:
    a_team(world)
    world.staff("Carys Penhale")
    lena, edna = world.staff("Lena Osei"), takes_on(world, at=AT - timedelta(hours=1))
    client, of = signed_in("Lena Osei"), {"model_id": PRESCRIBING}
    answer = client.post(
        reverse("enrolment_act", kwargs={"enrolment_id": edna, "name": "weigh"}),
        {"weight": "light", "why": "<i>Well now</i>"}, follow=True,
    )  # fmt: skip
    assert "&lt;i&gt;Well now&lt;/i&gt;" in answer.content.decode()
    told = client.get(reverse("model_caseloads", kwargs=of)).content.decode()
    assert "Carys Penhale (40), Lena Osei (39.5)" in told
    assert f"?list=caseload&amp;key_worker={lena.account_id}" in told
    file = b"".join(client.get(reverse("model_caseloads_file", kwargs=of))).decode()
    assert "Lena Osei,Social prescribing link worker,1,0.5,39.5,0,0," in file
    people = client.get(reverse("model_people", kwargs=of) + f"?key_worker={lena.account_id}").content.decode()
    assert "MARSH, Edna" in people and "room for 40" in people and ">Light<" in people
    # another organisation is told of none of it, and its workers' are empty
    theirs = b"".join(signed_in("Dr Priya Nair").get(reverse("model_caseloads_file", kwargs=of))).decode()
    assert "Lena Osei" not in theirs and theirs.count("\n") == 1
    assert (
        "has a post that could"
        in signed_in("Dr Priya Nair").get(reverse("model_caseloads", kwargs=of)).content.decode()
    )
