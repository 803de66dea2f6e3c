"""The pages of care: a link worker takes Edna from being found to the end, by forms alone; others are refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.journeys import care
from joinedup.work.enrolment import actions, queries
from joinedup.work.enrolment.models import Enrolment
from tests.spec.work.team import FALLS, PRESCRIBING, a_team
from tests.world.published import publish_town
from tests.world.world import World

SignedIn = Callable[[str], Client]


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def referred(world: World, now: datetime) -> Enrolment:
    """Return Edna's referral by her GP, a day ago, to the link workers who serve Hillside Surgery."""
    a_team(world)
    return actions.refer(
        PRESCRIBING, person_id=world.person("Edna Marsh"), route="gp", why="Lonely since Arthur died",
        by=world.staff("Dr Priya Nair"), at=now - timedelta(days=1),
    )  # fmt: skip


@pytest.fixture
def accepted(world: World, referred: Enrolment, now: datetime) -> Enrolment:
    lena = world.staff("Lena Osei")
    then = now - timedelta(hours=3)
    actions.agree(referred.pk, by=lena, at=then)
    actions.accept(referred.pk, key_worker=lena.account_id, by=lena, at=then)
    return referred


def page(client: Client, name: str, status: int = 200, query: str = "", **named: object) -> str:
    answer = client.get(reverse(name, kwargs=named) + query)
    assert answer.status_code == status
    return answer.content.decode() if not answer.streaming else b"".join(answer).decode()


def do(client: Client, enrolment: Enrolment, act: str, **typed: str) -> str:
    address = reverse("enrolment_act", kwargs={"enrolment_id": enrolment.pk, "name": act})
    return client.post(address, typed, follow=True).content.decode()


def test_a_referral_is_read_agreed_to_and_accepted_on_one_page(signed_in: SignedIn, referred: Enrolment) -> None:
    lena = signed_in("Lena Osei")
    told = page(lena, "enrolment", enrolment_id=referred.pk)
    assert "Lonely since Arthur died" in told
    assert "The person has not agreed yet." in told
    assert "Recorded: a place was offered." in do(lena, referred, "offer")
    assert "Recorded: they agree." in do(lena, referred, "agree", party="person", how="phone")
    told = do(lena, referred, "accept", key_worker="")
    assert "They are accepted." in told
    assert "Guided conversation" in told
    assert "Within 10 working days of accepted" in told or "within 10 working days of accepted" in told


def test_what_was_just_recorded_can_be_undone_and_stays_in_the_history(
    signed_in: SignedIn, accepted: Enrolment
) -> None:
    lena = signed_in("Lena Osei")
    told = do(lena, accepted, "pause", why="In hospital")
    assert "Undo what you just recorded" in told
    key = told.split('name="event" value="')[1].split('"')[0]
    told = do(lena, accepted, "undo", event=key)
    assert "All is as it was before." in told
    assert "(undone)" in told


def test_a_step_with_forms_is_done_by_giving_them_and_any_other_on_the_day_on_which_it_happened(
    signed_in: SignedIn, world: World, accepted: Enrolment, now: datetime
) -> None:
    lena = signed_in("Lena Osei")
    address = reverse("enrolment_act", kwargs={"enrolment_id": accepted.pk, "name": "step"})
    refused = lena.post(address, {"step": "guided_conversation", "nth": "1"})
    assert refused.status_code == 422
    assert "A form of this step is not given yet." in refused.content.decode()
    actions.do_step(accepted.pk, "guided_conversation", by=world.staff("Lena Osei"), at=now)
    told = do(lena, accepted, "step", step="progress_call", nth="1", why="Rang her at home")
    assert "Recorded: it is done." in told
    assert "Rang her at home" in told


@pytest.mark.parametrize(
    ("act", "typed", "told"),
    [
        ("step", {"step": "guided_conversation", "when-day": "31", "when-month": "2", "when-year": "2026"}, "the day"),
        ("step", {"step": "guided_conversation", "when-day": "1", "when-month": "2", "when-year": "2026",
                  "when-time": "soon"}, "that time"),
        ("step", {"step": "nothing_like_it"}, "has no such step"),
        ("pause", {"why": ""}, "why"),
        ("end", {"outcome": "lost_interest"}, "not an outcome"),
        ("transfer", {"to": "", "why": "Moved"}, "No team was chosen"),
        ("stop", {"step": "guided_conversation", "reason": "not reached", "why": "No answer"}, "0 of 3 tries"),
        ("offer", {}, "offered already"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_on_the_page_and_nothing_is_recorded(
    signed_in: SignedIn, accepted: Enrolment, act: str, typed: dict[str, str], told: str
) -> None:
    before = accepted.events.count()
    answer = signed_in("Lena Osei").post(
        reverse("enrolment_act", kwargs={"enrolment_id": accepted.pk, "name": act}), typed
    )
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert accepted.events.count() == before


def test_tries_are_counted_on_the_page_and_then_the_clock_may_stop(
    signed_in: SignedIn, world: World, accepted: Enrolment
) -> None:
    lena = signed_in("Lena Osei")
    for how in ("phone", "letter", "visit"):
        do(lena, accepted, "tried", how=how)
    told = do(lena, accepted, "stop", step="guided_conversation", reason="not reached", why="Nobody answers")
    assert "1 of 3 tries" in told
    assert "Tries less than an hour apart count as one." in told
    for minutes in (150, 75):
        actions.tried(accepted.pk, by=world.staff("Lena Osei"), at=datetime.now(UTC) - timedelta(minutes=minutes))
    told = do(lena, accepted, "stop", step="guided_conversation", reason="not reached", why="Nobody answers")
    assert "It still counts." in told


def test_what_an_answer_wrongly_asked_for_is_said_to_be_not_needed_and_why(
    signed_in: SignedIn, world: World, accepted: Enrolment, now: datetime
) -> None:
    lena = signed_in("Lena Osei")
    care.risk_told(accepted.pk, "guided_conversation", person_id=world.person("Edna Marsh"),
                   form="guided-conversation", answers={"immediate_danger": ("yes",)}, risky=["immediate_danger"],
                   by=world.staff("Lena Osei"), at=now - timedelta(hours=1), key="risk-1")  # fmt: skip
    told = page(lena, "enrolment", enrolment_id=accepted.pk)
    errand = told.split('name="errand" value="')[1].split('"')[0]
    address = reverse("enrolment_act", kwargs={"enrolment_id": accepted.pk, "name": "not-needed"})
    refused = lena.post(address, {"errand": errand, "why": ""})
    assert refused.status_code == 422
    assert 'id="act-not-needed" open' in refused.content.decode()
    told = do(lena, accepted, "not-needed", errand=errand, why="Ticked by mistake")
    assert "Recorded: it is not needed, and why." in told
    assert "Not needed: Ticked by mistake" in told
    assert 'name="errand"' not in told


def test_each_form_has_a_key_of_its_own_so_that_a_double_press_is_once(
    signed_in: SignedIn, accepted: Enrolment
) -> None:
    lena = signed_in("Lena Osei")
    told = page(lena, "enrolment", enrolment_id=accepted.pk)
    keys = [part.split('"')[0] for part in told.split('name="key" value="')[1:]]
    assert len(keys) == len(set(keys)) == told.count('class="ju-act"') > 5
    for act, typed in (("tried", {"how": "phone"}), ("extend", {"why": "Her hip"})):
        before = accepted.events.count()
        key = told.split(f'/{act}" class="ju-act"')[1].split('name="key" value="')[1].split('"')[0]
        for _ in range(2):
            do(lena, accepted, act, key=key, **typed)
        assert accepted.events.count() == before + 1


def test_my_day_has_what_is_due_and_its_file_the_same(signed_in: SignedIn, accepted: Enrolment) -> None:
    lena = signed_in("Lena Osei")
    told = page(lena, "my_day")
    assert "Guided conversation" in told
    assert "MARSH, Edna" in told
    assert page(lena, "my_day", query="?list=overdue").count("Guided conversation") == 0
    assert "Nothing to do fits this." in page(lena, "my_day", query="?list=overdue")
    lines = page(lena, "my_day_file").splitlines()
    assert len(lines) == 2
    assert "Guided conversation" in lines[1]


def test_what_nobody_holds_is_taken_from_the_teams_board(
    signed_in: SignedIn, world: World, referred: Enrolment
) -> None:
    lena = signed_in("Lena Osei")
    told = page(lena, "team_board", team="north")
    assert "The north team" in told
    task = told.split('action="/tasks/')[1].split("/")[0]
    answer = lena.post(reverse("task_take", kwargs={"task_id": int(task)}), {"team": "north"}, follow=True)
    assert "It is yours now." in answer.content.decode()
    assert page(lena, "team_board_file", team="north").count("Lena Osei") == 1


def test_whom_a_model_finds_is_shown_with_reasons_and_offered_to_those_chosen(
    signed_in: SignedIn, world: World, now: datetime
) -> None:
    a_team(world, runs=(FALLS, PRESCRIBING))
    publish_town(world, at=now)
    priya = signed_in("Dr Priya Nair")
    told = page(priya, "model_found", model_id=PRESCRIBING)
    assert "THOMPSON, Amy" in told
    assert "aged 5 to 11" in told
    assert "OKAFOR" not in told
    assert "THOMPSON, Jo" in page(priya, "model_found_file", model_id=PRESCRIBING)
    address = reverse("model_offer", kwargs={"model_id": PRESCRIBING})
    assert "Nobody was chosen." in priya.post(address, {}, follow=True).content.decode()
    chosen = [str(world.person("Amy Thompson")), str(world.person("William Okafor"))]
    told = priya.post(address, {"person": chosen}, follow=True).content.decode()
    assert "Offered to 1 person. 1 person was left out" in told
    assert "THOMPSON, Amy" not in told
    [enrolment] = Enrolment.objects.all()
    assert enrolment.events.order_by("pk").first().why.startswith("aged 5 to 11")


def test_people_on_a_model_are_listed_by_how_far_they_are_and_handed_over(
    signed_in: SignedIn, world: World, accepted: Enrolment
) -> None:
    lena = signed_in("Lena Osei")
    told = page(lena, "model_people", model_id=PRESCRIBING)
    assert "MARSH, Edna" in told
    assert "Lena Osei: 1 person" in told
    assert "Nobody of your teams is on this list." in page(
        lena, "model_people", query="?list=waiting", model_id=PRESCRIBING
    )
    assert page(lena, "model_people_file", model_id=PRESCRIBING).count("MARSH") == 1
    address = reverse("model_hand_over", kwargs={"model_id": PRESCRIBING})
    assert "Nobody was chosen." in lena.post(address, {"list": "caseload"}, follow=True).content.decode()
    carys = world.staff("Carys Penhale").account_id
    told = lena.post(
        address, {"enrolment": str(accepted.pk), "key_worker": str(carys), "why": "On leave"}, follow=True
    ).content.decode()
    assert "1 person handed over." in told
    assert "Carys Penhale: 1 person" in told


def test_a_gp_refers_from_the_record_and_sees_what_they_are_on(signed_in: SignedIn, world: World) -> None:
    a_team(world)
    priya, edna = signed_in("Dr Priya Nair"), world.person("Edna Marsh")
    assert "They are on no model of care here." in page(priya, "care", person_id=edna)
    address = reverse("care_refer", kwargs={"person_id": edna})
    assert "No model of care was chosen." in priya.post(address, {}).content.decode()
    assert "It is not said who asks." in priya.post(address, {"model": PRESCRIBING}).content.decode()
    told = priya.post(
        address, {"model": PRESCRIBING, "route": "gp", "why": "Lonely", "agreed": "yes"}, follow=True
    ).content.decode()
    assert "Referred to Social prescribing" in told
    assert "Read the referral, and offer a place" in told
    assert "There is nothing else here" in told


def test_another_teams_enrolment_is_refused_whoever_guesses_its_number(
    signed_in: SignedIn, accepted: Enrolment
) -> None:
    for name in ("Dr Owen Pryce", "Ines Vaughan"):
        client = signed_in(name)
        assert client.get(reverse("enrolment", kwargs={"enrolment_id": accepted.pk})).status_code in (403, 404)
        answer = client.post(
            reverse("enrolment_act", kwargs={"enrolment_id": accepted.pk, "name": "end"}), {"outcome": "goals_met"}
        )
        assert answer.status_code in (403, 404)
    accepted.refresh_from_db()
    assert accepted.ended_at is None


def test_a_list_names_nobody_whose_record_is_closed_to_them_by_now_and_each_listing_is_in_the_journal(
    signed_in: SignedIn, world: World, accepted: Enrolment, now: datetime
) -> None:
    lena = signed_in("Lena Osei")
    page(lena, "model_people", model_id=PRESCRIBING)
    page(lena, "model_people_file", model_id=PRESCRIBING)
    page(lena, "my_day")
    page(lena, "my_day_file")
    acts = [line.split()[0] for line in world.journal()][-4:]
    assert acts == ["care.listed", "care.exported", "care.listed", "care.exported"]
    long_ago = now - timedelta(days=900)
    Enrolment.objects.filter(pk=accepted.pk).update(
        started_at=long_ago, accepted_at=long_ago, ended_at=long_ago + timedelta(days=30), phase="ended",
        outcome="goals_met",
    )  # fmt: skip
    ended = page(lena, "model_people", query="?list=ended", model_id=PRESCRIBING)
    assert "MARSH" not in ended
    assert "MARSH" not in page(lena, "model_people_file", query="?list=all", model_id=PRESCRIBING)


def test_models_are_read_aloud_to_whoever_plans_and_people_are_not_shown_to_them(
    signed_in: SignedIn, accepted: Enrolment
) -> None:
    nina = signed_in("Nina Sorrel")
    assert "Social prescribing in Hele" in page(nina, "models_of_care")
    told = page(nina, "model_of_care", model_id=PRESCRIBING)
    assert "10 working days" in told
    assert "People found" not in told
    for name in ("model_found", "model_people"):
        page(nina, name, 403, model_id=PRESCRIBING)
    told = page(nina, "model_report", model_id=PRESCRIBING)
    assert "1 to 7" in told
    assert "MARSH" not in told


def test_how_a_model_goes_is_told_to_its_team_in_true_numbers(signed_in: SignedIn, accepted: Enrolment) -> None:
    lena = signed_in("Lena Osei")
    told = page(lena, "model_report", model_id=PRESCRIBING)
    assert "<dd>1</dd>" in told
    assert "Guided conversation" in told
    lines = page(lena, "model_report_file", model_id=PRESCRIBING)
    assert "Inside its clock,Guided conversation,nobody yet,0 of 0" in lines


def test_a_model_that_is_not_there_and_an_act_that_is_not_are_said_so(signed_in: SignedIn, accepted: Enrolment) -> None:
    lena = signed_in("Lena Osei")
    page(lena, "model_of_care", 404, model_id="hugs")
    assert lena.post(
        reverse("enrolment_act", kwargs={"enrolment_id": accepted.pk, "name": "hug"})
    ).status_code == 404  # fmt: skip


def test_a_concern_is_on_lenas_pages_and_on_a_colleagues_only_that_something_is_kept(
    signed_in: SignedIn, world: World, accepted: Enrolment, now: datetime
) -> None:
    lena, hub, kept = world.staff("Lena Osei"), "multi-agency safeguarding hub", "1 thing is kept to those who need it."
    edna = world.person("Edna Marsh")
    care.risk_told(accepted.pk, "guided_conversation", person_id=edna, form="guided-conversation",
                   answers={"safeguarding": ("yes",)},
                   risky=["safeguarding"], by=lena, at=now - timedelta(hours=1), key="risk-1")  # fmt: skip
    places: list[tuple[str, dict[str, object]]] = [
        ("enrolment", {"enrolment_id": accepted.pk}), ("team_board", {"team": "north"}), ("care", {"person_id": edna}),
    ]  # fmt: skip
    for name, named in places:
        told = page(signed_in("Lena Osei"), name, **named)
        assert (hub in told, kept in told) == (True, False), name
        told = page(signed_in("Carys Penhale"), name, **named)
        assert (hub in told, kept in told) == (False, True), name
    assert "an answer told of a risk" in page(signed_in("Lena Osei"), "enrolment", enrolment_id=accepted.pk)
    assert "told of a risk" not in page(signed_in("Carys Penhale"), "enrolment", enrolment_id=accepted.pk)
    assert hub not in page(signed_in("Carys Penhale"), "team_board_file", team="north")
    [errand] = queries.whole(accepted.pk, by=lena, at=now).state.errands
    address = reverse("enrolment_act", kwargs={"enrolment_id": accepted.pk, "name": "errand"})
    refused = signed_in("Carys Penhale").post(address, {"errand": errand.key})
    assert "Nothing like this is asked for." in refused.content.decode()
    assert "Recorded: it is done." in do(signed_in("Lena Osei"), accepted, "errand", errand=errand.key)
