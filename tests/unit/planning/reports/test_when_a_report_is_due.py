"""When a report is due: with a new release, in a new week, in a new month, and never twice for one of them."""

from __future__ import annotations

import pytest

from joinedup.faces.screens.insight.reports import making
from joinedup.faces.screens.pages import PAGES
from joinedup.planning.reports import rules
from joinedup.planning.reports.models import Often
from joinedup.record.access.actor import Actor
from joinedup.record.access.models import Role
from joinedup.words.basics.errors import BadInput
from tests.world.drawn import instant


@pytest.mark.parametrize("often", Often.values)
def test_what_was_never_made_is_due(often: str) -> None:
    assert rules.is_due(often, last_release="", last_at=None, release="care-2", now=instant("2026-04-01 08:00"))


@pytest.mark.parametrize(
    ("often", "last_release", "last_at", "now", "due"),
    [
        ("release", "care-1", "2026-04-01 08:00", "2026-04-01 08:01", True),
        ("release", "care-2", "2026-04-01 08:00", "2027-04-01 08:00", False),
        ("week", "care-2", "2026-04-05 23:59", "2026-04-06 00:01", True),  # Sunday ends at midnight in London
        ("week", "care-1", "2026-04-06 09:00", "2026-04-12 22:00", False),
        ("week", "care-2", "2025-12-29 09:00", "2026-01-04 09:00", False),  # the first week of 2026 begins in December
        ("week", "care-2", "2026-01-04 09:00", "2026-01-05 09:00", True),
        ("month", "care-2", "2026-04-30 23:59", "2026-05-01 00:01", True),  # by the clock of London
        ("month", "care-1", "2026-04-01 09:00", "2026-04-30 09:00", False),
        ("month", "care-2", "2025-04-15 09:00", "2026-04-15 09:00", True),
    ],
)
def test_it_is_due_once_for_each_release_week_or_month(
    often: str, last_release: str, last_at: str, now: str, due: bool
) -> None:
    last, at = instant(last_at), instant(now)
    assert rules.is_due(often, last_release=last_release, last_at=last, release="care-2", now=at) is due


def test_a_page_keeps_what_it_knows_of_what_was_asked() -> None:
    given = {"network": "moor-network", "measure": "falls", "often": "week", "csrfmiddlewaretoken": "x", "release": "r"}
    assert rules.asked_of("network", given) == {"network": "moor-network", "measure": "falls"}
    assert rules.asked_of("place", given) == {}


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("measure", "which measure"),
        ("practice", "which practice"),
        ("care_home", "which care home"),
        ("network", "which network"),
    ],
)
def test_a_page_of_one_thing_must_be_told_which(page: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        rules.asked_of(page, {})


def test_no_other_page_is_made_regularly() -> None:
    with pytest.raises(BadInput, match="cannot be made regularly"):
        rules.asked_of("record", {"person": "1"})


def test_every_page_that_is_handed_out_can_be_made_regularly() -> None:
    assert set(making.PACKS) == set(rules.PAGES)
    assert {page.name.removesuffix("_pack") for page in PAGES if page.name.endswith("_pack")} == set(rules.PAGES)
    shown = {page.name: page.act for page in PAGES if page.name in rules.PAGES}
    assert shown == {name: subject.act for name, subject in rules.PAGES.items()}


def test_who_may_see_a_page_may_have_it_made_regularly_and_nobody_else() -> None:
    volunteer = Actor(1, "Bert Hollis", Role.VOLUNTEER, "Volunteer", "XN2", "Northmoor Community")
    analyst = Actor(2, "Ruth Adeyemi", Role.ANALYST, "Analyst", "QZ1", "Northmoor Integrated Care Board")
    assert [rules.may_have(each, "measure").allowed for each in (volunteer, analyst)] == [False, True]
