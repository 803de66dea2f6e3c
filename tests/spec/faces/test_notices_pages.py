"""Lena is told of what is new, on a page and by one e-mail a day without a name; what is urgent is never silenced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from joinedup.journeys import letters as journey
from joinedup.journeys import notices
from joinedup.record.access.models import Post, Team
from joinedup.record.notices import actions, queries
from joinedup.record.notices.models import Mail, Wishes
from joinedup.record.tasks.models import Task
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from tests.spec.faces.test_every_page import STAFF_BY_ROLE
from tests.spec.work.team import a_team, takes_on
from tests.world.drawn import instant
from tests.world.world import World

SignedIn = Callable[[str], Client]
EIGHT = instant("2026-03-11 08:00")  # a Wednesday


@pytest.fixture
def enrolment(world: World) -> int:
    a_team(world)
    return takes_on(world, at=EIGHT - timedelta(hours=20))


@pytest.fixture
def mails(settings: Any) -> None:
    settings.MAILS, settings.SITE_ADDRESS = True, "https://joinedup.example"


def wishes(world: World, name: str = "Lena Osei", **said: Any) -> None:
    usual = {"email": "lena@example.nhs.uk", "days": "working", "digest_at": time(8), "quiet_from": time(19),
             "quiet_until": time(7), "unwanted": []}  # fmt: skip
    actions.wish(**{**usual, **said}, by=world.staff(name), at=EIGHT - timedelta(days=1))


def page(client: Client, name: str, status: int = 200, **named: object) -> str:
    answer = client.get(reverse(name, kwargs=named))
    assert answer.status_code == status
    return answer.content.decode() if not answer.streaming else b"".join(answer).decode()


def test_one_email_a_day_says_how_much_is_new_and_names_nobody(world: World, enrolment: int, mails: None) -> None:
    wishes(world)
    notices.tell(at=EIGHT - timedelta(minutes=1))
    assert not mail.outbox
    for _ in range(2):  # two that tick send it once
        notices.tell(at=EIGHT)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["lena@example.nhs.uk"], "JoinedUp: 1 new")
    assert "1 – New for you" in sent.body
    assert "https://joinedup.example/what-is-new" in sent.body
    assert not [word for word in ("Edna", "Marsh", "999", "prescrib") if word.lower() in sent.body.lower()]
    notices.tell(at=EIGHT + timedelta(days=1))
    assert len(mail.outbox) == 1, "nothing is new: nobody is written to for nothing"
    assert Mail.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"days": "never"}, "2026-03-11 08:00"),
        ({"email": ""}, "2026-03-11 08:00"),
        ({"unwanted": ["mine"]}, "2026-03-11 08:00"),
        ({}, "2026-03-14 08:00"),  # a Saturday
        ({}, "2026-04-06 08:00"),  # Easter Monday
        ({"days": "every"}, "2026-03-11 19:30"),
    ],
)  # fmt: skip
def test_nobody_is_written_to_when_they_do_not_wish_it(
    world: World, enrolment: int, mails: None, said: dict[str, Any], at: str
) -> None:
    wishes(world, **said)
    notices.tell(at=instant(at))
    assert not mail.outbox


def test_a_place_that_sends_no_email_makes_none_and_the_page_has_it_all(world: World, enrolment: int) -> None:
    wishes(world)
    notices.tell(at=EIGHT)
    assert not Mail.objects.exists()
    lena = world.staff("Lena Osei")
    wish = queries.wish_of(queries.wishes_of(lena.account_id))
    found = notices.news_of(wish, by=lena, at=EIGHT, since=EIGHT - timedelta(days=1))
    assert found.counts == {"mine": 1}


def test_what_is_urgent_is_sent_in_quiet_hours_once_to_who_can_do_it(world: World, enrolment: int, mails: None) -> None:
    night = instant("2026-03-11 02:00")
    Post.objects.filter(account=world.account("Lena Osei")).update(team=Team.objects.get(code="north"))
    wishes(world, unwanted=["mine", "overdue"])
    wishes(world, "Dr Owen Pryce", email="owen@example.nhs.uk")
    Task.objects.filter(source="enrolment", source_id=enrolment).update(
        urgent=True, account=None, role="", begins_at=night - timedelta(minutes=5)
    )
    for minutes in (0, 1, 20):
        notices.tell(at=night + timedelta(minutes=minutes))
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["lena@example.nhs.uk"], "JoinedUp: something urgent")
    ] * Task.objects.filter(urgent=True, done_at=None, cancelled_at=None).count()
    Task.objects.filter(urgent=True).update(tells="safeguarding", begins_at=night)
    Mail.objects.all().delete()
    mail.outbox.clear()
    notices.tell(at=night)
    assert not mail.outbox, "what only some posts read is told to nobody else"


def test_a_mail_that_fails_is_tried_again_and_then_told_to_the_administrator(
    world: World, enrolment: int, mails: None, settings: Any, signed_in: SignedIn
) -> None:
    wishes(world)
    settings.EMAIL_BACKEND = "no.such.backend"
    now = datetime.now(UTC)
    Mail.objects.create(account=world.account("Lena Osei"), key="urgent-1", counts={"urgent": 1}, made_at=now)
    for tries in range(5):
        actions.send_waiting(notices._send, link="x", at=now + tries * timedelta(minutes=16))
    [this] = Mail.objects.all()
    assert (this.tries, this.sent_at) == (3, None)
    assert this.given_up_at is not None
    Mail.objects.update(given_up_at=now)
    told = page(signed_in(STAFF_BY_ROLE["administrator"]), "whats_new")
    assert "1 e-mail could not be sent" in told
    assert "Lena Osei" in told
    assert "could not be sent" not in page(signed_in("Lena Osei"), "whats_new")
    with pytest.raises(NotAllowed):
        queries.given_up(by=world.staff("Lena Osei"), since=now)


def test_one_that_ended_while_it_was_handed_over_is_not_sent_twice(world: World, mails: None) -> None:
    wishes(world)
    Mail.objects.create(account=world.account("Lena Osei"), key="urgent-1", counts={"urgent": 1}, made_at=EIGHT,
                        tries=1, tried_at=EIGHT, trying=True)  # fmt: skip
    for minutes in (1, 16, 40):
        actions.send_waiting(notices._send, link="x", at=EIGHT + timedelta(minutes=minutes))
    assert not mail.outbox
    assert Mail.objects.get().given_up_at is not None


def test_what_is_new_is_listed_seen_and_new_again(signed_in: SignedIn, world: World) -> None:
    a_team(world)
    now = datetime.now(UTC)
    enrolment = takes_on(world, at=now - timedelta(hours=3))
    lena, priya = signed_in("Lena Osei"), signed_in("Dr Priya Nair")
    assert "Nothing is new." in page(priya, "whats_new")
    assert len(page(priya, "whats_new_file").splitlines()) == 1
    by = world.staff("Lena Osei")
    letter = journey.draft(enrolment, "accepted-to-gp", key=uuid4(), by=by, at=now - timedelta(hours=2))
    journey.sign(letter.pk, based_on=1, by=by, at=now - timedelta(hours=1))
    told = page(lena, "whats_new")
    assert "New for you" in told
    assert "Guided conversation" in told
    assert page(lena, "whats_new_file").count("Guided conversation") == 1
    told = page(priya, "whats_new")
    assert "Letters for us" in told
    assert "MARSH, Edna" in told
    assert "MARSH" not in page(signed_in("Dr Owen Pryce"), "whats_new")
    assert (
        "not sent whole" in lena.post(reverse("whats_new_act", kwargs={"name": "seen"}), follow=True).content.decode()
    )
    until = {"until": page(lena, "whats_new").partition('name="until" value="')[2].partition('"')[0]}
    seen = lena.post(reverse("whats_new_act", kwargs={"name": "seen"}), until, follow=True).content.decode()
    assert "Marked as seen." in seen
    assert "Nothing is new." in seen
    again = lena.post(reverse("whats_new_act", kwargs={"name": "undo"}), follow=True).content.decode()
    assert "Guided conversation" in again
    assert "There is nothing to undo." in lena.post(
        reverse("whats_new_act", kwargs={"name": "undo"}), follow=True
    ).content.decode()  # fmt: skip
    assert lena.post(reverse("whats_new_act", kwargs={"name": "hug"})).status_code == 404
    page(signed_in("Nina Sorrel"), "whats_new", 403)


def test_how_one_is_told_is_chosen_on_a_page_that_keeps_what_was_typed(signed_in: SignedIn, world: World) -> None:
    lena, address = signed_in("Lena Osei"), reverse("how_we_tell_you")
    usual = {"email": "lena@example.nhs.uk", "days": "every", "digest_at": "7.30", "quiet_from": "20:00",
             "quiet_until": "6:00", "told": ["letter", "mine"]}  # fmt: skip
    assert "sends no e-mail yet" in page(lena, "how_we_tell_you")
    for wrong, told in (
        ({"email": "<b>lena"}, "That is no e-mail address."),
        ({"days": "sometimes"}, "on which days"),
        ({"email": f"lena@{'a.' * 130}uk"}, "too long"),
        ({"digest_at": "08:00:00+01:00"}, "We could not read the time of the digest."),
        ({"quiet_from": "late"}, "We could not read the time of the beginning of quiet hours."),
    ):
        answer = lena.post(address, {**usual, **wrong})
        assert answer.status_code == 422
        assert told in answer.content.decode()
        assert "<b>lena" not in answer.content.decode()
    assert "This is how you are told" in lena.post(address, usual, follow=True).content.decode()
    kept = Wishes.objects.get(pk=world.account("Lena Osei").pk)
    assert (kept.email, kept.digest_at, kept.unwanted) == (
        "lena@example.nhs.uk", time(7, 30), ["meeting", "overdue", "plan", "transfer"],
    )  # fmt: skip


def test_the_system_is_told_nothing(world: World) -> None:
    from dataclasses import replace  # noqa: PLC0415

    nobody = replace(world.staff("Lena Osei"), account_id=None)
    with pytest.raises(NotAllowed):
        actions.look(until=EIGHT, by=nobody, at=EIGHT)
    with pytest.raises(CannotProceed):
        actions.unlook(by=world.staff("Lena Osei"), at=EIGHT)
    with pytest.raises(BadInput):
        wishes(world, days="sometimes")


def test_what_came_after_the_page_was_made_is_not_seen_and_a_page_sent_twice_is_one_look(world: World) -> None:
    lena, account = world.staff("Lena Osei"), world.account("Lena Osei").pk
    first, made = EIGHT - timedelta(days=1), EIGHT - timedelta(minutes=5)
    actions.look(until=first, by=lena, at=first)
    for _ in range(2):
        actions.look(until=made, by=lena, at=EIGHT)
    assert queries.since(account, at=EIGHT) == made
    actions.unlook(by=lena, at=EIGHT)
    assert queries.since(account, at=EIGHT) == first
    actions.look(until=EIGHT + timedelta(days=9), by=lena, at=EIGHT)
    assert queries.since(account, at=EIGHT) == EIGHT, "nobody has seen what is to come"
