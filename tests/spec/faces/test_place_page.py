"""The Place page: who lives here and how they fare, honestly, from a release that is named."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client

from joinedup.planning.releases import actions, jobs, queries
from joinedup.planning.releases.models import Release
from joinedup.record.access.actor import SYSTEM
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from tests.spec.faces.conftest import SignedIn
from tests.world.drawn import instant, rows
from tests.world.opting_out import checked
from tests.world.town import PEOPLE
from tests.world.world import World

AT = instant("2026-04-01 09:00")
IN_HOSPITAL = """
    kind      | happened         | ended            | code_system | code | text      | point_of_delivery | reasons | outcome
    ----------+------------------+------------------+-------------+------+-----------+-------------------+---------+--------
    admission | 2026-01-10 22:15 | 2026-01-14 11:00 | icd10       | J440 | Emergency | emergency         | J440    | home
    admission | 2026-03-30 09:00 | 2026-03-31 11:00 | icd10       | H251 | Elective  | elective          | H251    | home
"""


@pytest.fixture
def town(world: World) -> World:
    """Everyone of the town on their practice's list, and one of them twice in hospital."""
    for row in rows(PEOPLE):
        registered = f"""
            kind           | happened   | ended | text       | practice
            ---------------+------------+-------+------------+---------
            administration | 2010-05-01 |       | Registered | {world.organisation(row["practice"]).ods_code}
        """
        world.tells(row["practice"], of=row["name"], feed="gp_registration", table=registered)
    world.tells("Northmoor Hospital", of="Edna Marsh", feed="admitted_care", table=IN_HOSPITAL)
    return world


@pytest.fixture
def published(town: World) -> Release:
    return actions.publish(purpose="care", by=SYSTEM, at=AT)


def page(client: Client, address: str = "/place", status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return str(answer.content.decode())


def file(client: Client, table: str, *, release: str = "") -> list[list[str]]:
    answer = client.get(f"/place/download/{table}.csv", {"release": release})
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


def test_before_anything_is_published_the_page_says_what_to_do(signed_in: SignedIn) -> None:
    assert "ask an analyst or a data steward to publish a release" in page(signed_in("Dr Priya Nair"))
    analyst = page(signed_in("Nina Sorrel"))
    assert "see that feeds have come in and are linked, then publish a release" in analyst
    assert "Publish now" in analyst


def test_the_page_names_its_release_and_the_date_of_its_data(signed_in: SignedIn, published: Release) -> None:
    seen = page(signed_in("Dr Priya Nair"))
    assert published.name in seen
    assert published.manifest_hash in seen
    assert "Data up to" in seen


def test_each_measure_has_its_rate_interval_numbers_period_and_definition(
    signed_in: SignedIn, published: Release
) -> None:
    seen = page(signed_in("Dr Priya Nair"))
    for words in (
        "Emergency admissions", "Avoidable emergency admissions", "Emergency readmissions within 30 days",
        "Nights in hospital", "95% interval", "person-years", "How was this computed?",
        "NHS Data Model and Dictionary, admission method codes 21 to 2D", "FROM time_on_list",
        "Too few for a figure to be shown.",
    ):  # fmt: skip
        assert words in seen, words


def test_the_file_of_measures_agrees_with_what_may_be_shown(signed_in: SignedIn, published: Release) -> None:
    heads, *measures = file(signed_in("Dr Priya Nair"), "measures")
    answered = queries.seen(published).measures
    assert [row[heads.index("Numerator")] for row in measures] == [
        a.year.hidden or str(int(a.year.numerator or 0)) for a in answered
    ]
    assert measures[0][heads.index("Release")] == published.name
    assert len(file(signed_in("Dr Priya Nair"), "months")) == 1 + 4 * 12


@pytest.mark.parametrize("purpose", ["care", "planning"])
def test_few_events_are_not_shown_on_the_page_or_in_a_file(signed_in: SignedIn, town: World, purpose: str) -> None:
    # One emergency admission in the year, of one of five people: neither the number nor a rate that gives it away.
    checked(at=AT)
    release = actions.publish(purpose=purpose, by=SYSTEM, at=AT).name
    analyst = signed_in("Nina Sorrel")
    heads, emergencies, *_ = file(analyst, "measures", release=release)
    assert emergencies[heads.index("Numerator")] == "1 to 7"
    assert {emergencies[heads.index(name)] for name in ("Rate", "95% interval from", "95% interval to")} == {""}
    heads, *months = file(analyst, "months", release=release)
    of_january = [row for row in months if row[0] == "Emergency admissions" and row[1] == "January 2026"]
    assert [row[heads.index("Numerator")] for row in of_january] == ["1 to 7"]
    assert [row[heads.index("Rate")] for row in of_january] == [""]
    assert "The number counted is 1 to 7: so small that the people might be recognised" in page(
        analyst, f"/place?release={release}"
    )


def test_no_small_number_of_people_is_on_the_page_or_in_a_file(signed_in: SignedIn, published: Release) -> None:
    # Five people are on one list and three on the other: the town is so small that all its numbers are.
    gp = signed_in("Dr Priya Nair")
    assert [row[2:] for row in file(gp, "practices")[1:]] == [["1 to 7", "not known"], ["1 to 7", "not known"]]
    assert {cell for row in file(gp, "age-and-sex")[1:] for cell in row[1:]} <= {"0", "1 to 7"}
    assert "It is not shown exactly, so that nobody can be recognised".lower() in page(gp).lower()


def test_a_list_without_rows_is_a_file_with_headings(signed_in: SignedIn, published: Release) -> None:
    assert file(signed_in("Dr Priya Nair"), "care-homes") == [
        ["Care home", "Beds", "People of this place living there"]
    ]


def test_an_older_release_can_be_looked_at_again(signed_in: SignedIn, published: Release) -> None:
    newer = actions.publish(purpose="care", by=SYSTEM, at=instant("2026-04-02 09:00"))
    gp = signed_in("Dr Priya Nair")
    assert f"?release={published.name}" in page(gp)
    assert newer.manifest_hash in page(gp)
    assert published.manifest_hash in page(gp, f"/place?release={published.name}")
    assert "There is no release by this name." in page(gp, "/place?release=none", status=404)
    assert gp.get("/place/download/secrets.csv").status_code == 404


def test_a_release_is_worked_out_once(signed_in: SignedIn, published: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    gp = signed_in("Dr Priya Nair")
    page(gp)
    monkeypatch.setattr(queries, "open_release", lambda release: pytest.fail("computed twice"))
    page(gp)


def test_after_a_restart_the_page_is_as_it_was_kept(
    signed_in: SignedIn, published: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = queries.seen(published)
    monkeypatch.setattr(queries, "_seen", {})
    monkeypatch.setattr(queries, "open_release", lambda release: pytest.fail("computed twice"))
    assert queries.seen(published) == seen
    [path] = (queries.folder_of(published) / "results").glob("place-*.json")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "People by age and sex" in page(signed_in("Dr Priya Nair"))


def test_an_analyst_publishes_from_the_page(signed_in: SignedIn, town: World) -> None:
    analyst = signed_in("Nina Sorrel")
    answer = analyst.post("/place/publish", {"purpose": "care"}, follow=True)
    assert "A new release was asked for." in answer.content.decode()
    assert Release.objects.get().purpose == "care"
    assert town.journal()[-1] == "release.published done"


def test_publishing_needs_a_purpose(signed_in: SignedIn, published: Release) -> None:
    answer = signed_in("Nina Sorrel").post("/place/publish", {})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert "Choose what it is for." in answer.content.decode()
    assert Release.objects.count() == 1


def test_a_nurse_sees_the_place_and_cannot_publish(signed_in: SignedIn, published: Release, world: World) -> None:
    nurse = signed_in("Sam Whitlock")
    assert "Publish now" not in page(nurse)
    assert nurse.post("/place/publish", {"purpose": "care"}).status_code == 403
    with pytest.raises(NotAllowed, match="does not include this"):
        jobs.ask_for(purpose="care", by=world.staff("Sam Whitlock"), at=AT)
    with pytest.raises(BadInput, match="Nobody said what the release is for"):
        jobs.ask_for(purpose="", by=world.staff("Nina Sorrel"), at=AT)


def test_what_is_queued_is_shown_and_is_not_asked_for_twice(signed_in: SignedIn, town: World, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    jobs.ask_for(purpose="care", by=town.staff("Nina Sorrel"), at=AT)
    under_way = queries.publishing(at=AT)
    assert under_way is not None
    assert (under_way.state, under_way.purpose, under_way.under_way) == ("queued", "care", True)
    seen = page(signed_in("Nina Sorrel"))
    assert "Queued" in seen
    assert "Publish now" not in seen
    answer = signed_in("Nina Sorrel").post("/place/publish", {"purpose": "care"})
    assert answer.status_code == 409
    assert "A release is being published already." in answer.content.decode()
    with pytest.raises(CannotProceed):
        jobs.ask_for(purpose="care", by=town.staff("Nina Sorrel"), at=AT)


def test_the_number_of_queries_does_not_grow(
    signed_in: SignedIn, published: Release, django_assert_max_num_queries: Any
) -> None:
    gp = signed_in("Dr Priya Nair")
    page(gp)
    with django_assert_max_num_queries(8):
        page(gp)


def test_the_page_is_handed_out_and_says_each_thing_once(signed_in: SignedIn, published: Release) -> None:
    gp = signed_in("Dr Priya Nair")
    seen = page(gp)
    # Once in the drawing for wide columns, once in that for narrow ones, and unseen above its numbers.
    assert seen.count(">People by age and sex<") == 3
    assert gp.get("/place/pack.pdf").content[:4] == b"%PDF"
    book = openpyxl.load_workbook(io.BytesIO(gp.get("/place/pack.xlsx").content))
    assert "People by age and sex" in book.sheetnames
    assert "Four measures" in book.sheetnames
    told = dict(book["Read me"].iter_rows(values_only=True, max_col=2))
    assert told["What was found"].startswith("So few people are on the list of a practice here on")
    assert gp.get("/place/pack.docx").status_code == 404


def test_before_anything_is_published_there_is_nothing_to_hand_out(signed_in: SignedIn) -> None:
    assert signed_in("Dr Priya Nair").get("/place/pack.pdf").status_code == 404


def test_the_page_says_who_and_what_was_left_out_and_whether_planning_may_be_published(
    signed_in: SignedIn, town: World
) -> None:
    analyst = signed_in("Nina Sorrel")
    assert "There is no current check of the national data opt-out" in page(analyst)
    answer = analyst.post("/place/publish", {"purpose": "planning"})
    assert answer.status_code == 409
    assert "joinedup optout export" in answer.content.decode()
    checked(at=datetime.now(UTC), opted_out=["Edna Marsh"])
    assert "leaves out who opted out" in page(analyst)
    release = actions.publish(purpose="planning", by=SYSTEM, at=datetime.now(UTC))
    release.manifest["agreements"]["feeds_left_out"] = [{"feed": "social_care"}]
    release.save()
    shown = page(analyst)
    assert "1 to 7 people who opted out, object, are flagged sensitive or could not be asked about" in shown
    assert "1 feed for which no sharing agreement holds" in shown
