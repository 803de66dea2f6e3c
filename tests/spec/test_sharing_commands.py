"""``joinedup agreement``, ``optout`` and ``project``, as they are called."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from joinedup.faces.cli.main import joinedup
from joinedup.planning.releases.models import ProjectKey
from joinedup.words.basics.errors import CannotProceed, NotAllowed
from tests.spec.planning.test_publishing import PROBLEMS, REGISTERED
from tests.spec.record.test_sharing_agreements import SHIPPED
from tests.world.world import World


@pytest.fixture
def town(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("JOINEDUP_HOME", str(tmp_path))
    for name in ("Moira Quayle", "Tariq Bell", "Sam Whitlock"):
        world.account(name)
    for name in ("Edna Marsh", "Arthur Marsh"):
        world.tells("Hillside Surgery", of=name, feed="gp_registration", table=REGISTERED)
        world.tells("Hillside Surgery", of=name, feed="gp_problem", table=PROBLEMS)
    shutil.copytree(SHIPPED, tmp_path / "agreements")
    (tmp_path / "place.yaml").write_text("agreements: required\n")
    return world


def run(*arguments: str) -> Result:
    return CliRunner().invoke(joinedup, list(arguments), catch_exceptions=True)


def said(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.stdout


def test_agreements_are_loaded_listed_and_shown(town: World) -> None:
    assert "Taken in: linking-social-care, planning-without-social-care, shared-care-record." in said(
        "agreement", "load"
    )
    assert "Nothing changed." in said("agreement", "load")
    listed = said("agreement", "list", "--as", "moira.quayle")
    assert "This place requires agreements." in listed
    assert "linking-social-care              does not hold  Social care linked" in listed
    told = json.loads(said("agreement", "list", "--as", "moira.quayle", "--json"))
    assert [each["holds"] for each in told["agreements"]] == [False, True, True]
    shown = said("agreement", "show", "linking-social-care", "--as", "moira.quayle")
    for words in ("UK GDPR 6(1)(e) public task; 9(2)(h)", "Common law: section 251 support", "not met objections-managed",
                  "met     everyone-told", "Re-identification: yes"):  # fmt: skip
        assert words in shown
    whole = json.loads(said("agreement", "show", "shared-care-record", "--as", "moira.quayle", "--json"))
    assert (whole["holds"], whole["common_law"], len(whole["conditions"])) == (True, "implied_consent", 3)
    assert isinstance(run("agreement", "list", "--as", "sam.whitlock").exception, NotAllowed)


def test_the_exchange_of_opt_outs_lets_planning_be_published_and_a_key_be_changed(town: World, tmp_path: Path) -> None:
    assert "No release for planning was published yet." in said("project", "list")
    refused = run("publish", "--purpose", "planning", "--project", "falls").exception
    assert isinstance(refused, CannotProceed)
    assert "joinedup optout export" in refused.now
    post = tmp_path / "post"
    post.mkdir()
    written = said("optout", "export", str(post), "--mailbox", "X26HC001", "--as", "moira.quayle")
    assert "Wrote 2 NHS numbers" in written
    [file] = post.iterdir()
    assert file.name == f"X26HC001-{datetime.now(UTC):%d%m%y}-0001.dat"
    file.write_text("9990127549,\n")
    assert "2 asked about, 1 opted out" in said("optout", "import", str(file), "--as", "moira.quayle")
    report = json.loads(said("publish", "--purpose", "planning", "--project", "falls", "--json"))
    assert report["rows"]["person"] == 1
    assert "falls                          key 1" in said("project", "list")
    assert "under key 2 of falls" in said("project", "rotate", "falls", "--as", "moira.quayle")
    assert [(each["project"], each["key"]) for each in json.loads(said("project", "list", "--json"))] == [("falls", 2)]
    rotated: Any = json.loads(said("project", "rotate", "falls", "--as", "moira.quayle", "--json"))
    assert rotated["key"] == 3
    assert ProjectKey.objects.filter(destroyed_at=None).count() == 1


def test_the_exchange_says_what_it_did_as_json(town: World, tmp_path: Path) -> None:
    told = json.loads(said("optout", "export", str(tmp_path), "--mailbox", "X26HC001", "--as", "tariq.bell", "--json"))
    assert told["asked"] == 2
    answer = json.loads(
        said("optout", "import", told["file"], "--list", Path(told["file"]).name, "--as", "tariq.bell", "--json")
    )
    assert (answer["asked"], answer["opted_out"]) == (2, 0)
    assert isinstance(
        run("optout", "export", str(tmp_path), "--mailbox", "X26HC001", "--as", "sam.whitlock").exception, NotAllowed
    )
