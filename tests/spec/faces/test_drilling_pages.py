"""The explorer of segments: choose people, divide them, save the cut, share it, and take that back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from joinedup.planning.releases.models import Release
from joinedup.planning.segments.models import SavedCut
from joinedup.record.journal.models import JournalLine
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_risk_pages import AT
from tests.world.place_of_many import DATA_DATE, write
from tests.world.world import World

OLD_WOMEN = "age=85+and+over&sex=female&by=practice"


@pytest.fixture
def published(world: World, settings: Any) -> Release:
    """Return a release of fifteen hundred people."""
    write(Path(settings.HOME) / "releases" / "care-drawn")
    return Release.objects.create(
        name="care-drawn", purpose="care", published_at=AT, data_date=DATA_DATE, path="releases/care-drawn",
        manifest={}, manifest_hash="a" * 64,
    )  # fmt: skip


@pytest.fixture
def nina(signed_in: SignedIn, published: Release) -> Client:
    return signed_in("Nina Sorrel")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def saved(client: Client, name: str = "Oldest women", *, shared: bool = False) -> SavedCut:
    given = {"age": "85 and over", "sex": "female", "by": "practice", "cut-name": name}
    answer = client.post("/segments/cuts/save", {**given, **({"shared": "yes"} if shared else {})})
    assert answer.status_code == 302, text(answer)
    return SavedCut.objects.filter(name=name, ended_at=None).latest("pk")


def test_before_anything_is_published_the_pages_say_what_to_do(signed_in: SignedIn) -> None:
    for page in ("/segments/explore", "/segments/cuts"):
        assert "Nothing has been published yet" in text(signed_in("Nina Sorrel").get(page))


def test_an_address_chooses_people_and_divides_them(nina: Client) -> None:
    page = text(nina.get(f"/segments/explore?{OLD_WOMEN}"))
    for told in ("people found", "Age: 85 and over", "Sex: Female", "By practice", "Download these figures"):
        assert told in page
    assert "/segments/explore?sex=female&amp;by=practice" in page, "each filter can be taken out"


def test_a_group_leads_one_step_further_and_a_segment_of_a_scheme_leads_here(nina: Client) -> None:
    assert "/segments/explore?age=85+and+over&amp;by=" in text(nina.get("/segments/explore"))
    assert "/segments/explore?cost-and-need=high&amp;by=age" in text(nina.get("/segments/cost-and-need"))


def test_too_few_people_are_not_shown(nina: Client) -> None:
    page = text(nina.get("/segments/explore?age=85+and+over&sex=female&practice=A&by=cost"))
    assert "Too few people to show" in page
    assert "<table" not in page


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("age=ancient", "There is no &#39;ancient&#39; here under Age"),
        ("by=shoe", "People cannot be divided by &#39;shoe&#39;"),
        ("age=85+and+over&sex=male&practice=A&deprivation=1&cost=none", "More than 4 things at once"),
    ],
)
def test_what_cannot_be_asked_is_told_above_the_form_which_can_be_mended(nina: Client, asked: str, told: str) -> None:
    answer = nina.get(f"/segments/explore?{asked}")
    assert answer.status_code == 422
    assert told in text(answer)
    assert "Show these people" in text(answer)


def test_a_drill_is_a_file(nina: Client) -> None:
    answer = nina.get(f"/segments/explore.csv?{OLD_WOMEN}")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("People who are,Broken down by,Group,People")
    assert lines[1].startswith("age: 85 and over; sex: Female,Practice,Everyone,")
    assert lines[1].endswith("care-drawn,2026-03-31")


def test_a_cut_is_saved_by_name_and_opens_at_its_address(nina: Client) -> None:
    cut = saved(nina)
    answer = nina.get(f"/segments/cuts/{cut.pk}")
    assert answer["Location"] == f"/segments/explore?{OLD_WOMEN}&cut={cut.pk}"
    assert "<strong>Oldest women</strong>, saved by Nina Sorrel" in text(nina.get(answer["Location"]))
    assert "Age: 85 and over; Sex: Female, by practice" in text(nina.get("/segments/cuts"))
    assert JournalLine.objects.filter(act="cut.saved").count() == 1


def test_a_cut_of_ones_own_is_seen_by_nobody_else_until_it_is_shared(nina: Client, signed_in: SignedIn) -> None:
    cut, priya = saved(nina), signed_in("Dr Priya Nair")
    assert "Oldest women" not in text(priya.get("/segments/cuts"))
    assert priya.get(f"/segments/cuts/{cut.pk}").status_code == 404
    nina.post(f"/segments/cuts/{cut.pk}/change", {"cut-name": "Women of 85 or over", "shared": "yes"})
    assert "Women of 85 or over" in text(priya.get("/segments/cuts"))
    assert priya.post(f"/segments/cuts/{cut.pk}/delete").status_code == 403, "only who saved it changes it"
    assert JournalLine.objects.filter(act="cut.changed").count() == 1


def test_a_deleted_cut_can_be_brought_back(nina: Client) -> None:
    cut = saved(nina)
    page = text(nina.post(f"/segments/cuts/{cut.pk}/delete", follow=True))
    assert "The cut is deleted." in page
    assert "Bring back the cut that was deleted" in page
    assert nina.get(f"/segments/cuts/{cut.pk}").status_code == 404
    assert "Oldest women" in text(nina.post(f"/segments/cuts/{cut.pk}/bring-back", follow=True))
    assert set(JournalLine.objects.values_list("act", flat=True)) >= {"cut.deleted", "cut.brought-back"}


def test_a_name_is_needed_and_is_ones_own_once(nina: Client, signed_in: SignedIn) -> None:
    cut = saved(nina)
    for name, told in (
        ("", "The cut has no name."),
        ("Oldest women", "You have a cut called"),
        ("x" * 121, "too long"),
    ):
        answer = nina.post("/segments/cuts/save", {"by": "age", "cut-name": name})
        assert answer.status_code == 422
        assert told in text(answer)
    other = saved(nina, "Others")
    answer = nina.post(f"/segments/cuts/{other.pk}/change", {"cut-name": "Oldest women"})
    assert answer.status_code == 422
    assert "You have a cut called" in text(answer)
    assert saved(signed_in("Dr Priya Nair")).pk != cut.pk, "someone else may use the same name"
    nina.post(f"/segments/cuts/{cut.pk}/delete")
    saved(nina)
    assert nina.post(f"/segments/cuts/{cut.pk}/bring-back").status_code == 409


def test_a_cut_that_the_newest_release_cannot_answer_says_so(nina: Client) -> None:
    cut = saved(nina)
    SavedCut.objects.filter(pk=cut.pk).update(where={"practice": "Z"})
    assert nina.get(f"/segments/cuts/{cut.pk}", follow=True).status_code == 422
    assert "Practice: Z, by practice" in text(nina.get("/segments/cuts"))


def test_who_may_not_see_segments_is_refused(signed_in: SignedIn, published: Release) -> None:
    assert signed_in("Moira Quayle").get("/segments/explore").status_code == 403
    assert signed_in("Moira Quayle").post("/segments/cuts/save").status_code == 403
