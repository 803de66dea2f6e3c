"""Edna asks what is held about her: a copy to read, for machines, as received, and who looked, by role and never by name."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from joinedup.faces.cli.main import joinedup
from joinedup.record.access import rules
from joinedup.record.access.actor import SYSTEM
from joinedup.record.answers.actions import give
from joinedup.record.entries.copies import copy_of
from joinedup.record.entries.models import Resource
from joinedup.record.journal.models import JournalLine
from joinedup.record.sharing.gate import open_person
from joinedup.words.basics.errors import BadInput, CannotProceed, NotAllowed
from joinedup.work.enrolment import actions as enrolments
from tests.spec.work.team import PRESCRIBING, a_team
from tests.world.forms import visit as first_visit
from tests.world.world import NOW, World

AMLODIPINE = """
    kind     | happened   | text                   | status
    ---------+------------+------------------------+-------
    medicine | 2025-06-01 | Amlodipine 5 mg tablet | active
"""
MORE = AMLODIPINE.replace("5 mg", "10 mg")


@pytest.fixture
def edna(world: World) -> World:
    """What two have said of Edna, one of them otherwise since; Sam looked, and an analyst was refused."""
    world.tells("Hillside Surgery", of="Edna Marsh", table=AMLODIPINE)
    world.tells("Hillside Surgery", of="Edna Marsh", table=MORE, at="2026-03-20")
    world.tells("Northmoor Hospital", of="Edna Marsh", table=AMLODIPINE)
    world.open("Edna Marsh", by="Sam Whitlock", reason="=Fell at home")
    with pytest.raises(NotAllowed):
        world.open("Edna Marsh", by="Nina Sorrel")
    return world


def exported(world: World, target: Path, by: str = "Moira Quayle", of: str = "Edna Marsh") -> Result:
    asked = ["person", "export", str(world.person(of)), "--as", world.account(by).username, "--out", str(target)]
    return CliRunner().invoke(joinedup, [*asked, "--reason", "Edna asked on 1 April"])


def test_the_copy_has_every_version_of_every_fact_with_who_said_it_and_who_looked(edna: World, tmp_path: Path) -> None:
    record = edna.source_record("Hillside Surgery", of="Edna Marsh")
    Resource.objects.create(
        sender="X90001", type="Condition", logical_id="c1", source_record=record, body='{"resourceType": "Condition"}',
        content_hash="x", delivery_id=1, recorded_from=NOW,
    )  # fmt: skip
    told = exported(edna, tmp_path / "edna.zip")
    assert told.exit_code == 0, told.exception
    assert "1 documents as received" in told.output
    with zipfile.ZipFile(tmp_path / "edna.zip") as file:
        everything = json.loads(file.read("everything.json"))
        page, looks = (file.read(name).decode() for name in ("read-me-first.html", "who-looked.csv"))
        assert any(name.startswith("received/Condition-") for name in file.namelist())
    said = {(entry["from"], entry["text"], "recorded_until" in entry) for entry in everything["entries"]}
    assert ("Northmoor Hospital", "Amlodipine 5 mg tablet", False) in said
    assert ("Hillside Surgery", "Amlodipine 10 mg tablet", False) in said
    assert "Edna" in everything["particulars"][0]["given_names"]
    assert "Amlodipine 10 mg tablet" in page
    assert 'A practice nurse<br><span class="from">Your GP practice, Hillside Surgery</span>' in page
    assert "Tried, and was stopped: looked at your record" in page
    assert "They wrote: “=Fell at home” You are one of their patients." in looks
    assert "Whitlock" not in page + looks + json.dumps(everything)


def test_the_copy_is_in_the_journal_and_only_its_owner_may_read_the_file(edna: World, tmp_path: Path) -> None:
    exported(edna, tmp_path / "edna.zip")
    line = JournalLine.objects.get(act="record.export")
    assert (line.reason, line.person_id) == ("Edna asked on 1 April", edna.person("Edna Marsh"))
    assert (tmp_path / "edna.zip").stat().st_mode & 0o077 == 0
    again = exported(edna, tmp_path / "edna.zip")
    assert isinstance(again.exception, BadInput)


def test_who_may_not_copy_is_refused_and_it_is_written_down(edna: World, tmp_path: Path) -> None:
    told = exported(edna, tmp_path / "edna.zip", by="Sam Whitlock")
    assert isinstance(told.exception, NotAllowed)
    assert JournalLine.objects.get(act="record.export").outcome == "refused"
    assert not rules.may(SYSTEM, "record.export").allowed
    assert list(tmp_path.iterdir()) == []


def test_someone_sensitive_has_no_copy_made_by_machine(world: World, tmp_path: Path) -> None:
    world.tells("Riverside Practice", of="Grace Hidden", table=AMLODIPINE)
    told = exported(world, tmp_path / "grace.zip", of="Grace Hidden")
    assert isinstance(told.exception, CannotProceed)
    assert list(tmp_path.iterdir()) == []


def test_someone_at_whom_nobody_looked_is_told_so(world: World) -> None:
    world.tells("Hillside Surgery", of="Edna Marsh", table=AMLODIPINE)
    opened = open_person(
        world.person("Edna Marsh"), by=world.staff("Moira Quayle"), reason="Asked", at=NOW, act="record.export"
    )
    assert [look["what"] for look in copy_of(opened).looks] == ["Made a copy of your record for you"]


def test_the_copy_has_the_forms_that_were_filled_in_but_not_what_is_kept_from_her(edna: World, tmp_path: Path) -> None:
    told = {"person_id": edna.person("Edna Marsh"), "happened_at": NOW, "by": edna.staff("Dr Priya Nair"), "at": NOW}
    give(first_visit(), answers={"alone": [False], "with_whom": ["Arthur"]}, key=uuid4(), **told)
    give(first_visit(), answers={"alone": [True]}, key=uuid4(), hidden_from="person", **told)
    assert "1 facts are held back" in exported(edna, tmp_path / "edna.zip").output
    with zipfile.ZipFile(tmp_path / "edna.zip") as file:
        [form] = json.loads(file.read("forms.json"))
        page = file.read("read-me-first.html").decode()
    assert form["form"] == "First visit"
    assert {each["asked"]: each["answered"] for each in form["answers"]} == {
        "Do you live alone?": ["No"], "Who lives with you?": ["Arthur"],
    }  # fmt: skip
    assert "Who lives with you?" in page


def test_the_copy_has_what_she_is_on_and_all_that_happened_but_no_concern(edna: World, tmp_path: Path) -> None:
    a_team(edna)
    lena = edna.staff("Lena Osei")
    enrolment = enrolments.refer(
        PRESCRIBING, person_id=edna.person("Edna Marsh"), route="gp", why="Lonely since Arthur died",
        by=edna.staff("Dr Priya Nair"), at=NOW,
    )  # fmt: skip
    enrolments.agree(enrolment.pk, by=lena, at=NOW)
    target = tmp_path / "copy.zip"
    exported(edna, target)
    with zipfile.ZipFile(target) as file:
        [care] = json.loads(file.read("care.json"))
        page = file.read("read-me-first.html").decode()
    assert care["model"].startswith("Social prescribing")
    assert [each["what"] for each in care["happened"]] == ["referred", "agreed"]
    assert care["happened"][0]["why"] == "Lonely since Arthur died"
    assert care["happened"][1]["by"] == "Social prescribing link worker, Northmoor Community"
    assert "Lena" not in json.dumps(care)
    assert "Care that you are or were on" in page
