"""What is written down here stands in the record: answered forms with their scores, and the care that goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from joinedup.insight.forms import form_named
from joinedup.record.access.actor import SYSTEM
from joinedup.record.answers import actions as answers
from joinedup.record.answers.models import Answered
from joinedup.record.entries.queries import Record, changes_since, record_of
from joinedup.record.entries.rules import Line, Standing
from joinedup.record.linkage import actions as linkage
from joinedup.record.sharing.agreements.queries import feeds_off
from joinedup.record.sharing.sensitivity import PERSON, Reader
from joinedup.words.vocabulary.kinds import Section
from tests.spec.faces.conftest import SignedIn, files_as_they_lie, signed_in
from tests.spec.work.team import a_team, takes_on
from tests.world.world import World

__all__ = ["files_as_they_lie", "signed_in"]
PRIYA, SAM = "Dr Priya Nair", "Sam Whitlock"
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
LOW = {f"phq9_{n}": ["not_at_all"] for n in range(1, 10)}
MILD = LOW | {"phq9_1": ["nearly_every_day"], "phq9_2": ["several_days"], "phq9_3": ["more_than_half"],
              "phq9_difficulty": ["somewhat"]}  # fmt: skip


def mood(world: World, at: datetime, given: dict[str, list[str]], of: str = "Edna Marsh", hidden: str = "") -> Answered:
    return answers.give(
        form_named("phq-9"), person_id=world.person(of), answers=given, happened_at=at, key=uuid4(),
        hidden_from=hidden, by=world.staff(PRIYA), at=at,
    )  # fmt: skip


def record(world: World, by: str = PRIYA, as_at: datetime | None = None) -> Record:
    return record_of(world.open("Edna Marsh", by=by, at=NOW), as_at=as_at)


def under(told: Record, section: Section) -> tuple[Line, ...]:
    return next(view.lines for view in told.sections if view.heading.section is section)


def test_a_form_and_the_care_that_goes_on_stand_under_their_headings(world: World) -> None:
    a_team(world)
    takes_on(world, at=NOW - 9 * DAY)
    given = mood(world, NOW - 2 * DAY, MILD)
    told = record(world)
    [form] = under(told, Section.MENTAL_HEALTH)
    assert (form.title, form.said_by, form.details["made_by"]) == (
        form_named("phq-9").title, ("Hillside Surgery",), PRIYA
    )  # fmt: skip
    assert [(score["value"], score["band"]) for score in form.details["scores"]] == [(6, "mild")]
    assert form.address == f"/people/{told.person_id}/forms/{given.pk}"
    [care] = under(told, Section.REFERRALS)
    assert (care.standing, care.details["with_team"], care.details["key_worker"]) == (
        Standing.CURRENT, "The north team", "Lena Osei"
    )  # fmt: skip
    assert {line.id for line in told.lines} >= {form.id, care.id}
    new = changes_since(world.open("Edna Marsh", at=NOW), told, NOW - 5 * DAY).new
    assert [line.id for line in new] == [form.id]


def test_the_record_as_it_was_has_what_was_written_by_then_and_no_more(world: World) -> None:
    a_team(world)
    takes_on(world, at=NOW - 3 * DAY)
    first = mood(world, NOW - 5 * DAY, LOW)
    answers.amend(
        first.pk, answers=MILD, happened_at=first.happened_at, key=uuid4(), why="Ticked the wrong column",
        by=world.staff(PRIYA), at=NOW - DAY,
    )  # fmt: skip
    scores = {at: [line.details["scores"][0]["value"] for line in under(record(world, as_at=at), Section.MENTAL_HEALTH)]
              for at in (NOW - 6 * DAY, NOW - 4 * DAY, NOW)}  # fmt: skip
    assert list(scores.values()) == [[], [0], [6]]
    assert under(record(world, as_at=NOW - 4 * DAY), Section.REFERRALS) == ()


def test_they_are_read_in_two_queries_more_however_many_and_follow_a_merge(world: World) -> None:
    a_team(world)
    mood(world, NOW - DAY, LOW)
    feeds_off(at=NOW)  # sharing agreements are kept for some seconds
    counts = []
    for _ in range(2):
        opened = world.open("Edna Marsh", at=NOW)
        with CaptureQueriesContext(connection) as asked:
            record_of(opened)
        counts.append(len(asked))
        for days in (2, 3, 4):
            mood(world, NOW - days * DAY, LOW)
    assert counts[0] == counts[1] == 7
    mood(world, NOW - DAY, MILD, of="Arthur Marsh")
    linkage.merge(
        gone=world.person("Arthur Marsh"), into=world.person("Edna Marsh"), reason="One person", by=SYSTEM, at=NOW
    )
    kept = world.open("Edna Marsh", at=NOW)
    assert len(under(record_of(kept), Section.MENTAL_HEALTH)) == 8


def test_what_is_kept_from_the_person_or_is_not_in_a_posts_part_is_in_no_record_of_theirs(world: World) -> None:
    mood(world, NOW - DAY, LOW, hidden="person")
    opened = world.open("Edna Marsh", at=NOW)
    assert under(record_of(opened), Section.MENTAL_HEALTH)
    assert under(record_of(opened, shown_to=(Reader(PERSON),)), Section.MENTAL_HEALTH) == ()
    a_team(world)
    takes_on(world, at=NOW - DAY)
    lena = record(world, by="Lena Osei")  # a link worker's part of a record has no section on mental health
    assert under(lena, Section.MENTAL_HEALTH) == ()
    assert [line.title for line in under(lena, Section.REFERRALS)] == [
        "Social prescribing in Hele, Watcombe and Barton"
    ]


def test_the_pages_of_the_record_tell_of_them_and_lead_to_the_form(signed_in: SignedIn, world: World) -> None:
    a_team(world)
    takes_on(world, at=NOW - 9 * DAY)
    mood(world, NOW - 8 * DAY, LOW)
    given = mood(world, NOW - 2 * DAY, MILD)
    priya, edna = signed_in(PRIYA), world.person("Edna Marsh")

    def page(name: str, client: Client = priya) -> str:
        return client.get(f"/people/{edna}{name}").content.decode()

    for name in ("", "/timeline", "/sections/mental_health", "/changes?since=30-days"):
        assert f'href="/people/{edna}/forms/{given.pk}"' in page(name)
    assert "6 (mild); by Dr Priya Nair, GP" in page("/print")
    assert "with The north team; active since" in page("/print")
    trends = page("/trends")
    assert "Scores of forms" in trends
    assert ">mild</td>" in trends
    line = under(record(world), Section.MENTAL_HEALTH)
    assert priya.get(f"/people/{edna}/lines/{line[0].id}").headers["Location"] == f"/people/{edna}/forms/{given.pk}"
    assert priya.get(f"/people/{edna}/choices/lines/{line[0].id}").status_code in (404, 409)
