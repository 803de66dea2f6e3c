"""``joinedup report``: what is made regularly, and making what is due, as it would be typed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from joinedup.faces.cli import report as command
from joinedup.planning.reports import actions
from joinedup.planning.reports.models import Report
from joinedup.words.basics.errors import NotFound
from tests.world.drawn import instant
from tests.world.results import drawn_release
from tests.world.world import World

Run = Callable[..., str]


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a way to run the command as it would be typed; a mistake is raised, as ``main`` would print it."""
    monkeypatch.setattr(command, "django_ready", lambda: None)

    def typed(*words: str) -> str:
        return CliRunner().invoke(command.report, list(words), catch_exceptions=False).output

    return typed


@pytest.fixture
def asked(world: World) -> Report:
    drawn_release(of=("community-contacts", "district-nursing-contacts"), feeds=("community_contact",))
    return actions.ask_for(
        page="practice", asked={"code": "X90001"}, about="Hillside Surgery: peer review", format="xlsx", often="week",
        role="gp", by=world.staff("Dr Priya Nair"), at=instant("2026-04-01 09:00"),
    )  # fmt: skip


def test_what_is_due_is_made_once(run: Run, asked: Report) -> None:
    [told] = json.loads(run("make", "--json"))
    assert (told["report_id"], told["release"], told["why_not"]) == (asked.pk, "care-drawn", "")
    assert run("make") == "Nothing is due.\n"
    assert run("make", str(asked.pk)).endswith(".xlsx\n1 made.\n")


def test_every_report_is_listed_with_whose_it_is(run: Run, asked: Report) -> None:
    run("make")
    [told] = json.loads(run("list", "--json"))
    assert told == {
        "id": asked.pk, "about": "Hillside Surgery: peer review", "page": "practice", "asked": {"code": "X90001"},
        "format": "xlsx", "often": "week", "account": "priya.nair", "role": "gp", "paused": False, "made": 1,
    }  # fmt: skip
    assert "Hillside Surgery: peer review" in run("list")


def test_why_one_was_not_made_is_said(run: Run, asked: Report) -> None:
    Report.objects.update(asked={"code": "X99999"})
    assert "not made. There is no practice by this code" in run("make")
    with pytest.raises(NotFound, match="no such report"):
        run("make", "987")
