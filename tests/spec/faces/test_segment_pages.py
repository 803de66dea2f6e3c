"""Segments: schemes side by side, one scheme by place and movement; small groups are not told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from joinedup.planning.releases.models import Release
from joinedup.planning.segments import queries
from tests.spec.faces.conftest import SignedIn
from tests.spec.faces.test_risk_pages import AT
from tests.world.place_of_many import DATA_DATE, write
from tests.world.world import World


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


def test_before_anything_is_published_the_pages_say_what_to_do(signed_in: SignedIn) -> None:
    for page in ("/segments", "/segments/cost-and-need"):
        assert "Nothing has been published yet" in text(signed_in("Nina Sorrel").get(page))


def test_every_scheme_stands_beside_the_others_and_the_curve_says_who_uses_most(nina: Client) -> None:
    page = text(nina.get("/segments"))
    for told in ("1,500 people", "Four tiers by cost and need", "Ten groups by age and condition", "of people account"):
        assert told in page


def test_one_scheme_is_told_by_practice_age_and_deprivation_with_movement(nina: Client) -> None:
    page = text(nina.get("/segments/cost-and-need"))
    for told in ("By practice", "By age", "By fifth of deprivation", "moved to another", "85 and over"):
        assert told in page
    assert nina.get("/segments/joy").status_code == 404


def test_everything_is_one_file(nina: Client) -> None:
    answer = nina.get("/segments/figures.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("Scheme,By,Group,Segment,People")
    assert any("Tier 1: everyone else" in line for line in lines)


def test_segments_are_worked_out_once_for_a_release(
    nina: Client, published: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = queries.explored(published)
    monkeypatch.setattr(queries, "explore", None)
    assert queries.explored(published) == first
    assert not [row for rows in first.schemes["cost-and-need"].by.values() for row in rows if row.people in range(1, 8)]


def test_who_may_not_see_segments_is_refused(signed_in: SignedIn, published: Release) -> None:
    assert signed_in("Moira Quayle").get("/segments").status_code == 403
