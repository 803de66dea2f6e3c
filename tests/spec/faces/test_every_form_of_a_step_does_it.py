"""Whoever follows a link to a form of a step has the step done by giving it, each time that the step comes round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from joinedup.journeys import work
from joinedup.work.enrolment import actions, queries
from tests.spec.work.forms import CONVERSATION, WHEEL, gives
from tests.spec.work.team import a_team
from tests.world.world import World

SignedIn = Callable[[str], Client]
LINK_WORKER = "long-term-conditions-link-worker"
ANSWERS = {"guided-conversation": CONVERSATION, "wellbeing-wheel": WHEEL}


def links(client: Client, enrolment: int) -> list[tuple[str, str]]:
    """Return of each form that the page asks for its id, and the work that it is for."""
    told = client.get(reverse("enrolment", kwargs={"enrolment_id": enrolment})).content.decode()
    addresses = [unescape(part.split('"')[0]) for part in told.split('<a href="')[1:] if ">Fill in:" in part[:300]]
    return [(urlsplit(each).path.rstrip("/").split("/")[-1], parse_qs(urlsplit(each).query)["work"][0])
            for each in addresses]  # fmt: skip


@pytest.mark.django_db
def test_each_form_that_the_page_asks_for_does_its_step_when_it_is_given(signed_in: SignedIn, world: World) -> None:
    a_team(world, runs=(LINK_WORKER,))
    lena, edna, client = world.staff("Lena Osei"), world.person("Edna Marsh"), signed_in("Lena Osei")
    at = datetime.now(UTC) - timedelta(hours=3)
    enrolment = actions.refer(LINK_WORKER, person_id=edna, route="gp", by=world.staff("Dr Priya Nair"), at=at).pk
    actions.agree(enrolment, by=lena, at=at)
    actions.accept(enrolment, key_worker=lena.account_id, by=lena, at=at)
    steps = []
    while asked := links(client, enrolment):
        for form, of in asked:
            at += timedelta(minutes=5)
            told = work.read(of)
            assert told is not None, f"{of} is read back"
            _, following = gives(form, person=edna, work=of, by=lena, at=at, answered=ANSWERS[form])
        assert following.said == "The form is given. The step is done."
        assert isinstance(told, work.ForStep)
        steps.append((told.step, told.nth))
    assert steps == [("first_appointment", 0), ("wellbeing_again", 1), ("wellbeing_again", 2), ("wellbeing_again", 3)]
    done = [each for each in queries.whole(enrolment, by=lena, at=at).state.steps if each.done_at]
    assert [each.key for each in done] == [
        "first_appointment",
        "wellbeing_again.1",
        "wellbeing_again.2",
        "wellbeing_again.3",
    ]
