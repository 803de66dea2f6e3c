"""``joinedup intake`` and ``joinedup quarantine``: what they print, and what they say to a mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from joinedup.exchange.quarantine.models import HeldItem
from joinedup.faces.cli import intake as intake_command
from joinedup.faces.cli import quarantine as quarantine_command
from joinedup.record.access import actions as access
from joinedup.record.access.actor import SYSTEM
from joinedup.record.access.models import Role
from joinedup.record.journal.models import JournalLine
from joinedup.words.basics.errors import BadInput, NotAllowed, NotFound
from tests.spec.exchange.sent import NOW, write

ROW = {
    "contact_id": "c1", "organisation_code": "VOL01", "member_id": "17", "family_name": "Marsh",
    "started_at": "2026-03-02T10:30", "activity": "advice",
}  # fmt: skip


STEWARD = ("--as", "steward")


@pytest.fixture
def typed(post, monkeypatch):
    """Return a way to run a command as it would be typed; a mistake is raised, as ``main`` would print it."""
    monkeypatch.setattr(intake_command, "django_ready", lambda: None)
    monkeypatch.setattr(quarantine_command, "django_ready", lambda: None)
    board = access.keep_organisation(ods_code="ZB1", name="Northmoor ICB", kind="board", by=SYSTEM)
    for username, role in (("steward", Role.DATA_STEWARD), ("nurse", Role.NURSE)):
        account = access.open_account(username=username, full_name=username.title(), password="x" * 16, by=SYSTEM)
        access.start_post(account=account, organisation=board, role=role, by=SYSTEM, at=NOW)
    commands = {"intake": intake_command.intake, "quarantine": quarantine_command.quarantine}
    write(post.file("visits.csv"), "voluntary_contact", [ROW, {**ROW, "contact_id": "c2", "activity": "knitting"}])

    def run(name: str, *words: object) -> str:
        return CliRunner().invoke(commands[name], [str(word) for word in words], catch_exceptions=False).stdout

    return run


def test_intake_says_for_each_feed_what_came_in_and_what_waits(typed, post):
    said = typed("intake", post.file("visits.csv"), "--sender", "VOL01")
    assert [line.split() for line in said.splitlines() if line.startswith("voluntary_contact")] == [
        ["voluntary_contact", "1", "0", "2", "1", "0", "0", "0", "1"]
    ]
    assert "1 did not pass and wait in quarantine: joinedup quarantine list" in said
    assert "visits.csv: already taken in." in typed("intake", post.file("visits.csv"), "--sender", "VOL01")


def test_intake_reports_as_json(typed, post):
    report = json.loads(typed("intake", post.folder, "--sender", "VOL01", "--json"))
    assert report["feeds"]["voluntary_contact"] == {
        "files": 1, "already": 0, "rows": 2, "added": 1, "changed": 0, "unchanged": 0, "older": 0, "quarantined": 1,
    }  # fmt: skip
    assert [file["file"] for file in report["files"]] == ["visits.csv"]


def test_a_file_without_a_sender_is_said_to_wait(typed, post):
    assert "visits.csv: in quarantine. Nobody said who sent this file." in typed("intake", post.folder).replace(
        "\n", " "
    )


def test_what_is_held_is_listed_shown_mended_and_replayed(typed, post, tmp_path):
    typed("intake", post.folder, "--sender", "VOL01")
    listed = json.loads(typed("quarantine", "list", "--json"))
    (item,) = listed["items"]
    assert (listed["total"], item["file"], item["position"], item["field"]) == (1, "visits.csv", 2, "activity")
    assert "1 of voluntary_contact: activity: is not one of" in typed("quarantine", "list")
    shown = json.loads(typed("quarantine", "show", item["item"], *STEWARD, "--json"))
    mended = tmp_path / "mended.json"
    mended.write_text(shown["body"].replace("knitting", "exercise"), encoding="utf-8")
    assert typed("quarantine", "replay", item["item"], "--with", mended, *STEWARD) == (
        f"{item['item']}: taken in (1 added, 0 changed, 0 known).\n"
    )
    assert typed("quarantine", "list") == "Nothing is in quarantine.\n"
    assert json.loads(typed("quarantine", "list", "--state", "all", "--json"))["total"] == 1


def test_what_need_not_come_in_is_dismissed_with_a_reason(typed, post):
    typed("intake", post.folder, "--sender", "VOL01")
    (item,) = json.loads(typed("quarantine", "list", "--json"))["items"]
    done = typed("quarantine", "dismiss", item["item"], "--reason", "A trial row", *STEWARD)
    assert done == f"Dismissed: {item['item']}.\n"


def test_who_looks_mends_or_dismisses_is_a_steward_by_name_and_it_is_written_down(typed, post):
    typed("intake", post.folder, "--sender", "VOL01")
    (item,) = json.loads(typed("quarantine", "list", "--json"))["items"]
    shown = typed("quarantine", "show", item["item"], *STEWARD, "--reason", "The charity rang")
    assert "knitting" in shown
    typed("quarantine", "dismiss", item["item"], "--reason", "A trial row", *STEWARD)
    lines = JournalLine.objects.exclude(account_id=None).order_by("pk").values_list("act", "role", "reason")
    assert list(lines) == [
        ("quarantine.look", "data_steward", "The charity rang"),
        ("quarantine.dismissed", "data_steward", "A trial row"),
    ]


@pytest.mark.parametrize(
    "words", [("show", "1"), ("replay", "1"), ("dismiss", "1", "--reason", "x")], ids=lambda words: words[0]
)
def test_nobody_else_sees_or_mends_what_is_held(typed, post, words):
    typed("intake", post.folder, "--sender", "VOL01")
    assert typed("quarantine", *words) == "", "without a name"
    with pytest.raises(NotAllowed, match="does not include this"):
        typed("quarantine", *words, "--as", "nurse")
    with pytest.raises(NotFound, match="There is no account by this name"):
        typed("quarantine", *words, "--as", "nobody")
    assert HeldItem.objects.get().state == HeldItem.State.HELD


def test_a_mistake_is_told_before_anything_is_taken_in(typed, post):
    with pytest.raises(BadInput, match="There is no file or folder"):
        typed("intake", post.folder, post.file("gone.csv"))
    with pytest.raises(BadInput, match="'gp' is not a declared feed"):
        typed("intake", post.folder, "--feed", "gp")


@pytest.mark.slow
def test_a_users_mistake_ends_with_code_2_and_no_traceback(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from joinedup.faces.cli.main import main; main()",
            "intake",
            str(tmp_path / "gone.csv"),
        ],
        env={**os.environ, "JOINEDUP_HOME": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Error: There is no file or folder")
    assert "Traceback" not in done.stderr
