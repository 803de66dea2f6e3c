"""A referral to safeguarding is work for those who lead someone's care, and read by nobody else whose post need not know."""

from __future__ import annotations

import pytest

from joinedup.journeys import care
from joinedup.record.tasks import actions as task_actions
from joinedup.record.tasks import queries as tasks
from joinedup.record.tasks.models import Task
from joinedup.words.basics.errors import NotFound
from joinedup.work.enrolment import actions, queries
from joinedup.work.enrolment.events import Kind
from tests.spec.work.team import a_team, takes_on
from tests.spec.work.test_what_follows_a_form import AT, SEEN, converses
from tests.world.world import World

pytestmark = pytest.mark.django_db
HUB = "Refer to the multi-agency safeguarding hub"


@pytest.fixture
def concern(world: World) -> int:
    """Return the enrolment of Edna, in whose conversation Lena heard of a safeguarding concern."""
    a_team(world)
    enrolment = takes_on(world, at=AT)
    assert HUB in converses(world, enrolment, safeguarding=True, safeguarding_more="Her nephew takes her pension")
    return enrolment


def board(world: World, who: str, **filters: str) -> tuple[list[str], int, int]:
    """Return the titles of a team's board as someone reads it, how many it says it has, and how many are kept."""
    found = tasks.team_board("north", by=world.staff(who), at=SEEN, filters=tasks.Filters(**filters))
    return [row.title for row in found.page.items], found.counts[filters.get("part", "all")], found.kept


def test_lena_who_leads_ednas_care_has_it_on_her_day_and_a_colleague_is_told_only_that_something_is_kept(
    world: World, concern: int
) -> None:
    mine = tasks.my_day(by=world.staff("Lena Osei"), at=SEEN)
    assert (HUB in [row.title for row in mine.page.items], mine.kept) == (True, 0)
    for who in ("Carys Penhale", "Kit Marlowe"):
        titles, count, kept = board(world, who)
        assert (HUB in titles, count, kept) == (False, len(titles), 1)
        file = tasks.every(by=world.staff(who), at=SEEN, team="north")
        assert [row.title for row in file] == titles
        assert HUB not in [row.title for row in tasks.my_day(by=world.staff(who), at=SEEN).page.items]


def test_what_is_kept_is_counted_in_the_part_of_the_list_to_which_it_belongs(world: World, concern: int) -> None:
    assert board(world, "Carys Penhale", part="today")[2] == 1
    assert board(world, "Carys Penhale", part="overdue")[2] == 0


def test_of_one_person_others_are_told_how_much_is_kept_and_their_gp_reads_it(world: World, concern: int) -> None:
    gp = tasks.tasks_of(world.open("Edna Marsh", at=SEEN), at=SEEN)
    assert (HUB in [row.title for row in gp.rows], gp.kept) == (True, 0)
    other = tasks.tasks_of(world.open("Edna Marsh", by="Carys Penhale", at=SEEN), at=SEEN)
    assert (HUB in [row.title for row in other.rows], other.kept) == (False, 1)
    lena = tasks.tasks_of(world.open("Edna Marsh", by="Lena Osei", at=SEEN), at=SEEN)
    assert (HUB in [row.title for row in lena.rows], lena.kept) == (True, 0)


def test_nobody_takes_upon_themselves_what_they_may_not_read(world: World, concern: int) -> None:
    task = Task.objects.get(title=HUB)
    with pytest.raises(NotFound, match="no such task"):
        task_actions.give(task.pk, account_id=None, by=world.staff("Carys Penhale"), at=SEEN)
    task_actions.give(task.pk, account_id=None, by=world.staff("Lena Osei"), at=SEEN)
    with pytest.raises(NotFound, match="no such task"):
        task_actions.take(task.pk, by=world.staff("Carys Penhale"), at=SEEN)


def test_the_page_of_ednas_care_keeps_it_too_and_the_line_that_says_that_it_was_done(
    world: World, concern: int
) -> None:
    lena, carys = world.staff("Lena Osei"), world.staff("Carys Penhale")
    whole = queries.whole(concern, by=carys, at=SEEN)
    [errand] = [each for each in whole.state.errands if each.branch.hidden_from]
    theirs, kept = queries.as_seen(whole, by=carys)
    assert (errand in theirs.state.errands, kept) == (False, 1)
    actions.do_errand(concern, errand.key, why="Spoke to the hub", by=lena, at=SEEN)
    whole = queries.whole(concern, by=carys, at=SEEN)
    theirs, kept = queries.as_seen(whole, by=carys)
    mine, none = queries.as_seen(whole, by=lena)
    assert (kept, none) == (0, 0)
    assert Kind.ERRAND_DONE not in [line.event.kind for line in theirs.history]
    assert Kind.ERRAND_DONE in [line.event.kind for line in mine.history]
    assert len(mine.history) == len(whole.history)


def test_a_risk_of_safeguarding_heard_half_way_is_a_line_that_only_those_read_who_need_it(world: World) -> None:
    a_team(world)
    enrolment = takes_on(world, at=AT)
    care.risk_told(enrolment, "guided_conversation", person_id=world.person("Edna Marsh"), form="guided-conversation",
                   answers={"safeguarding": ("yes",)},
                   risky=["safeguarding"], by=world.staff("Lena Osei"), at=SEEN, key="risk-1")  # fmt: skip
    kinds = {}
    for who in ("Lena Osei", "Carys Penhale"):
        by = world.staff(who)
        kinds[who] = [
            line.event.kind for line in queries.as_seen(queries.whole(enrolment, by=by, at=SEEN), by=by)[0].history
        ]
    assert Kind.RISK in kinds["Lena Osei"]
    assert Kind.RISK not in kinds["Carys Penhale"]
