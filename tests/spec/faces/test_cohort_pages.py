"""Cohorts: criteria written line by line, counted as they are written, saved with every version."""

from __future__ import annotations

import pytest
from django.test import Client

from joinedup.planning.cohorts.models import Cohort
from joinedup.planning.releases import actions
from joinedup.planning.releases.models import Release
from joinedup.record.access.actor import SYSTEM
from tests.spec.faces.conftest import SignedIn
from tests.world.drawn import instant, rows
from tests.world.town import PEOPLE
from tests.world.world import World

AT = instant("2026-04-01 09:00")
OLD = {"part": ["all"], "criterion": ["age"], "value": ["65 or over"]}


@pytest.fixture
def published(world: World) -> Release:
    for row in rows(PEOPLE):
        registered = f"""
            kind           | happened   | ended | text       | practice
            ---------------+------------+-------+------------+---------
            administration | 2010-05-01 |       | Registered | {world.organisation(row["practice"]).ods_code}
        """
        world.tells(row["practice"], of=row["name"], feed="gp_registration", table=registered)
    return actions.publish(purpose="care", by=SYSTEM, at=AT)


@pytest.fixture
def nina(signed_in: SignedIn, published: Release) -> Client:
    """Return the analyst, signed in, with a release to look at."""
    return signed_in("Nina Sorrel")


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def saved(client: Client, title: str = "Older people") -> Cohort:
    answer = client.post("/cohorts/save", {**OLD, "title": title})
    assert answer.status_code == 302
    return Cohort.objects.get(title=title)


def test_before_anything_is_published_the_page_says_what_to_do(signed_in: SignedIn) -> None:
    assert "publish" in text(signed_in("Nina Sorrel").get("/cohorts"))


def test_someone_who_plans_nothing_sees_no_cohorts(signed_in: SignedIn, published: Release) -> None:
    assert signed_in("Dr Priya Nair").get("/cohorts").status_code == 403


def test_a_line_is_counted_and_said_in_english(nina: Client) -> None:
    seen = text(nina.get("/cohorts/build", OLD))
    assert " people</p>" in seen
    assert "ged 65 or over" in seen
    assert "Nobody yet" in text(nina.get("/cohorts/build"))


def test_a_line_can_be_taken_out_again(nina: Client) -> None:
    two = {"part": ["all", "not"], "criterion": ["age", "sex"], "value": ["65 or over", "male"]}
    assert 'value="male"' in text(nina.get("/cohorts/build", two))
    assert 'value="male"' not in text(nina.get("/cohorts/build", {**two, "remove": "1"}))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"part": ["all"], "criterion": ["age"], "value": ["old"]}, "old"),
        ({"part": ["all"], "criterion": ["age"], "value": [""]}, "Say what it must be"),
        ({"part": ["all"], "criterion": [""], "value": ["65 or over"]}, "Choose what the line is about"),
    ],
)
def test_a_mistake_in_a_line_is_told_above_the_lines_and_the_line_is_kept(
    nina: Client, given: dict[str, list[str]], told: str
) -> None:
    answer = nina.get("/cohorts/build", given)
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)
    assert told in text(answer)


def test_a_saved_cohort_is_listed_counted_and_downloaded(nina: Client) -> None:
    cohort = saved(nina)
    assert "Older people" in text(nina.get("/cohorts"))
    page = text(nina.get(f"/cohorts/{cohort.pk}"))
    assert "Version 1" in page
    assert "by practice" in page
    file = b"".join(nina.get(f"/cohorts/{cohort.pk}/figures.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert file.splitlines()[0] == "Of,Group,Figure,Release,Data date"
    assert "Everyone in the cohort" in file


def test_a_cohort_needs_a_name_of_its_own_and_a_line(nina: Client) -> None:
    saved(nina)
    assert "Give it a name" in text(nina.post("/cohorts/save", {**OLD, "title": " "}))
    again = nina.post("/cohorts/save", {**OLD, "title": "Older people"})
    assert (again.status_code, "called &#39;Older people&#39; already" in text(again)) == (409, True)
    nobody = nina.post("/cohorts/save", {"title": "Nobody"})
    assert nobody.status_code == 422


def test_a_change_is_a_new_version_and_the_old_one_is_kept(nina: Client) -> None:
    cohort = saved(nina)
    edit = nina.get(f"/cohorts/{cohort.pk}/edit")
    assert edit.status_code == 302
    assert "65+or+over" in edit.headers["Location"]
    older = {**OLD, "value": ["75 or over"], "cohort": str(cohort.pk), "reason": "As agreed in May"}
    nina.post("/cohorts/save", older)
    nina.post("/cohorts/save", older)
    assert [version.number for version in cohort.versions.all()] == [2, 1]
    assert "As agreed in May" in text(nina.get(f"/cohorts/{cohort.pk}"))


def test_a_cohort_that_was_ended_can_be_brought_back(nina: Client) -> None:
    cohort = saved(nina)
    nina.post(f"/cohorts/{cohort.pk}/end")
    assert "Older people" not in text(nina.get("/cohorts")).partition("<main")[2].partition("bring it back")[2]
    assert "was ended" in text(nina.post("/cohorts/save", {**OLD, "cohort": str(cohort.pk)}))
    nina.post(f"/cohorts/{cohort.pk}/bring-back")
    cohort.refresh_from_db()
    assert cohort.ended_at is None


def test_two_cohorts_overlap_without_a_small_number_being_given_away(nina: Client) -> None:
    first = saved(nina)
    nina.post("/cohorts/save", {"part": ["all"], "criterion": ["sex"], "value": ["female"], "title": "Women"})
    page = text(nina.get(f"/cohorts/{first.pk}", {"with": str(Cohort.objects.get(title="Women").pk)}))
    assert "In both" in page


def test_a_cohort_that_is_not_there_is_said_to_be_missing(nina: Client) -> None:
    assert nina.get("/cohorts/999").status_code == 404
    assert nina.post("/cohorts/999/end").status_code == 404
