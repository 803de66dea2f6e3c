"""The demonstration place is at work: teams run models, with people at every stage, and a day of work for whoever looks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from joinedup.faces.cli import demonstration_works
from joinedup.faces.cli.demonstration_answers import answers_for
from joinedup.faces.cli.demonstration_staff import staff_the_place
from joinedup.insight.forms import catalogue as forms
from joinedup.insight.models_of_care import model_named
from joinedup.planning.finding import queries as finding
from joinedup.record.access.queries import actor_named
from joinedup.record.people.models import Demographics, Person
from joinedup.record.tasks import queries as tasks
from joinedup.words.forms import mistakes
from joinedup.work.enrolment import queries
from joinedup.work.enrolment.models import Enrolment
from joinedup.work.enrolment.queries import Filters
from tests.world.drawn import instant

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PRESCRIBING = "neighbourhood-social-prescribing"


@pytest.fixture
def place(db: None, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place with its staff, and people of its first practice whom every model finds."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.HOME = tmp_path
    staff_the_place(at=instant("2026-01-01 09:00"))
    people = Person.objects.bulk_create(Person(created_at=AT) for _ in range(60))
    known = Demographics.objects.bulk_create(
        Demographics(person=person, family_name=f"Invented{number}", registered_practice="Z00001")
        for number, person in enumerate(people)
    )
    left = iter(known)

    def found(model: Any, **asked: Any) -> Iterator[Any]:
        reason = SimpleNamespace(english="age 65 or over", holds=True)
        if asked["by"].team == "neighbourhood":  # the other team serves no practice
            yield from (SimpleNamespace(person=person, reasons=(reason,)) for person in left)

    monkeypatch.setattr(finding, "every_found", found)
    three = {name: model_named(name) for name in (PRESCRIBING, "falls-and-balance", "two-hour-urgent-response")}
    monkeypatch.setattr("joinedup.insight.models_of_care.catalogue", lambda: three)


@pytest.mark.django_db
def test_lena_has_a_day_with_what_is_due_overdue_waiting_and_nobodys(place: None) -> None:
    people = demonstration_works.work_in_the_place(at=AT)
    lena, carys = actor_named("linkworker", at=AT), actor_named("keyworker", at=AT)
    day = tasks.my_day(by=lena, at=AT, size=500)
    assert min(day.counts[part] for part in ("overdue", "week", "stopped", "unallocated")) > 0
    assert tasks.my_day(by=carys, at=AT, filters=tasks.Filters(account=carys.account_id)).counts["overdue"] > 0
    counts = queries.counts(by=lena, at=AT, filters=Filters(model=PRESCRIBING))
    assert min(counts[name] for name in ("caseload", "waiting", "unallocated", "overdue", "paused", "ended")) > 0
    assert Enrolment.objects.count() >= people > 20
    assert demonstration_works.work_in_the_place(at=AT) == 0, "again does nothing"


@pytest.mark.parametrize("name", [name for name, form in forms().items() if not form.is_slot])
def test_made_up_answers_fit_their_form_or_are_none(name: str) -> None:
    told = answers_for(forms()[name], turn=3, at=AT)
    assert told is None or mistakes(forms()[name], told, now=AT) == ()


def test_the_forms_of_the_first_models_can_be_answered() -> None:
    for name in ("guided-conversation", "wellbeing-wheel", "community-referral", "falls-risk", "falls-assessment"):
        assert answers_for(forms()[name], turn=1, at=AT) is not None, name
