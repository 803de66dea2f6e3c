"""Nobody finds one person out by counting two cohorts that differ by them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from joinedup.planning.cohorts.models import Cohort
from joinedup.planning.releases.models import Release
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_risk_pages import AT
from tests.world.place_of_many import DATA_DATE, write
from tests.world.world import World

OLDER = {"part": ["all"], "criterion": ["age"], "value": ["65 or over"]}
NEARLY = "To the nearest group that was counted before"


@pytest.fixture
def nina(signed_in: SignedIn, world: World, settings: Any) -> Client:
    """Return the analyst, with a release of three hundred people."""
    write(Path(settings.HOME) / "releases" / "care-drawn", people=300)
    Release.objects.create(
        name="care-drawn", purpose="care", published_at=AT, data_date=DATA_DATE, path="releases/care-drawn",
        manifest={}, manifest_hash=sha256(str(settings.HOME).encode()).hexdigest(),
    )  # fmt: skip
    return signed_in("Nina Sorrel")


def text(answer: Any) -> str:
    return str(answer.content.decode())


def people(page: str) -> str:
    """Return what a page of the builder says of how many there are."""
    return page.partition('nhsuk-u-margin-bottom-1">')[2].partition(" people")[0]


@pytest.mark.parametrize("but", ["96 or over", "97 or over"], ids=["a few people", "nobody"])
def test_leaving_out_a_few_people_or_nobody_shows_the_same_figure_and_says_so(nina: Client, but: str) -> None:
    whole = text(nina.get("/cohorts/build", OLDER))
    assert NEARLY not in whole
    less = {"part": ["all", "not"], "criterion": ["age", "age"], "value": ["65 or over", but]}
    nearly = text(nina.get("/cohorts/build", less))
    assert NEARLY in nearly
    assert people(nearly) == people(whole) != ""


def test_a_saved_cohort_that_is_nearly_another_has_its_figures(nina: Client) -> None:
    nina.post("/cohorts/save", {**OLDER, "title": "Older people"})
    less = {"part": ["all", "not"], "criterion": ["age", "age"], "value": ["65 or over", "96 or over"]}
    nina.post("/cohorts/save", {**less, "title": "Older people but the oldest"})
    first, second = (Cohort.objects.get(title=t) for t in ("Older people", "Older people but the oldest"))
    whole = text(nina.get(f"/cohorts/{first.pk}"))
    nearly = text(nina.get(f"/cohorts/{second.pk}", {"with": str(first.pk)}))
    assert (NEARLY in whole, NEARLY in nearly) == (False, True)
    assert "Older people: " in whole
    said = whole.partition("Older people: ")[2].partition("</h1>")[0]
    assert f"Older people but the oldest: {said}</h1>" in nearly


def test_lines_in_another_order_are_the_same_cohort(nina: Client) -> None:
    one = {"part": ["all", "all"], "criterion": ["age", "sex"], "value": ["65 or over", "female"]}
    other = {"part": ["all", "all"], "criterion": ["sex", "age"], "value": ["female", "65 or over"]}
    pages = [text(nina.get("/cohorts/build", each)) for each in (one, other)]
    assert people(pages[0]) == people(pages[1])
    assert NEARLY not in pages[1]


def test_by_area_is_told(nina: Client) -> None:
    nina.post("/cohorts/save", {**OLDER, "title": "Older people"})
    assert "People in the cohort, by area" in text(nina.get(f"/cohorts/{Cohort.objects.get().pk}"))
