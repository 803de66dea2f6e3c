"""The first pages after a start: what they read was read beforehand, and a start never waits or stops for it."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from joinedup.faces.screens.insight import warming
from joinedup.planning.releases import queries as releases
from joinedup.planning.results import files, queries
from tests.spec.faces.conftest import SignedIn
from tests.world.results import drawn_release
from tests.world.world import World


def test_after_warming_a_page_reads_no_file(signed_in: SignedIn, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_release()
    monkeypatch.setattr(releases, "seen", lambda release: None)
    assert warming.warm() == 4

    def reads(*_: Any) -> None:
        raise AssertionError("A file was read while somebody waited.")

    monkeypatch.setattr(files, "read_shown", reads)
    monkeypatch.setattr(files, "read_courses", reads)
    gp = signed_in("Dr Priya Nair")
    for page in ("/measures", "/practices", "/practices/X90001", "/networks/moor-network"):
        assert gp.get(page).status_code == 200


def test_a_place_that_has_published_nothing_has_nothing_to_read(world: World) -> None:
    assert warming.warm() == 0


def test_what_goes_wrong_beforehand_is_logged_by_its_name_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> int:
        raise ValueError("Edna Marsh")

    monkeypatch.setattr(warming, "warm", fails)
    warming.warm_beside_the_site(after=0.0).join(timeout=10)
    assert caplog.messages == ["Nothing is read beforehand: ValueError"]


def test_what_was_read_is_not_looked_through_for_waste_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "warm", lambda: 0)
    try:
        warming.warm_beside_the_site(after=0.0).join(timeout=10)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_what_is_read_is_of_the_release_that_pages_show(world: World) -> None:
    release = drawn_release()
    assert queries.read_beforehand(release) == 4
