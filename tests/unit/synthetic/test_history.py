"""The feeds of a place, sorted by when they came: nothing lost, nothing known before it happened, changes told twice."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from synthetic.feeds.history import as_they_came
from tests.world.drawn import rows

DAYS = (date(2025, 12, 31), date(2026, 2, 28), date(2026, 3, 31))

MEDICINES = """
    medication_id | start_date | end_date   | last_issued | status  | updated_at
    --------------+------------+------------+-------------+---------+---------------------
    long          | 2020-06-01 |            | 2026-03-20  | active  | 2020-06-01T12:00:00Z
    stopped       | 2020-06-01 | 2026-01-10 | 2026-01-09  | stopped | 2026-01-10T12:00:00Z
    begun         | 2026-02-03 |            | 2026-03-01  | active  | 2026-02-03T12:00:00Z
    broken        | soon       |            |             | active  |
"""
VISITS = """
    contact_id | started_at       | activity
    -----------+------------------+-----------
    old        | 2025-03-02T10:30 | advice
    new        | 2026-03-02T10:30 | advice
"""


@pytest.fixture
def came(tmp_path: Path) -> dict[str, Path]:
    """A practice that sends extracts (as text) and a charity; what was sent by each day."""
    _write(tmp_path / "feeds/Z1", {"gp_medication": MEDICINES}, "A practice")
    _write(tmp_path / "feeds/ZV1", {"voluntary_contact": VISITS}, "A charity")
    folders = as_they_came(tmp_path / "feeds", tmp_path / "came", DAYS)
    return {folder.name: folder for folder in folders}


def _write(folder: Path, feeds: dict[str, str], name: str) -> None:
    from joinedup.words.vocabulary.feeds import declared  # noqa: PLC0415

    folder.mkdir(parents=True)
    for feed, table in feeds.items():
        columns = list(declared()[feed].columns)
        with (folder / f"{feed}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows({column: row.get(column, "") for column in columns} for row in rows(table))
    files = {f"{feed}.csv": feed for feed in feeds}
    said = yaml.safe_dump({"sender": folder.name, "sender_name": name, "files": files})
    (folder / "manifest.yaml").write_text(said, encoding="utf-8")


def sent(folder: Path, file: str) -> list[dict[str, str]]:
    path = folder / file
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.exists() else []


def stood(folder: Path, *parts: str) -> list[tuple[str, ...]]:
    return [tuple(row[part] for part in parts) for row in sent(folder, "Z1/gp_medication.csv")]


def test_what_was_stopped_later_is_first_told_as_going_on_and_then_as_it_is(came: dict[str, Path]) -> None:
    parts = ("medication_id", "end_date", "status")
    assert stood(came["2025-12-31"], *parts) == [("long", "", "active"), ("stopped", "", "active")]
    assert stood(came["2026-02-28"], *parts) == [("stopped", "2026-01-10", "stopped"), ("begun", "", "active")]


def test_what_cannot_be_dated_and_what_is_as_it_is_now_come_on_the_last_day(came: dict[str, Path]) -> None:
    last = stood(came["2026-03-31"], "medication_id", "last_issued")
    assert last == [("long", "2026-03-20"), ("begun", "2026-03-01"), ("broken", "")]


def test_a_repeat_was_issued_before_at_the_same_rhythm(came: dict[str, Path]) -> None:
    issued = dict(stood(came["2025-12-31"], "medication_id", "last_issued"))
    assert issued["long"] == "2025-12-26", "84 days, three issues, before 20 March"


def test_what_happened_once_comes_once(came: dict[str, Path]) -> None:
    found = {
        day: [row["contact_id"] for row in sent(folder, "ZV1/voluntary_contact.csv")] for day, folder in came.items()
    }
    assert found == {"2025-12-31": ["old"], "2026-02-28": [], "2026-03-31": ["new"]}


def test_each_folder_says_who_sent_what_is_in_it(came: dict[str, Path]) -> None:
    said = yaml.safe_load((came["2026-02-28"] / "ZV1/manifest.yaml").read_text(encoding="utf-8"))
    assert said == {"sender": "ZV1", "sender_name": "A charity", "files": {}}
    said = yaml.safe_load((came["2026-02-28"] / "Z1/manifest.yaml").read_text(encoding="utf-8"))
    assert said["files"] == {"gp_medication.csv": "gp_medication"}


def _bundle(*resources: dict[str, Any]) -> bytes:
    entries = [{"fullUrl": f"urn:{one['resourceType']}/{one['id']}", "resource": one} for one in resources]
    return orjson.dumps({"resourceType": "Bundle", "id": "b", "type": "collection", "entry": entries})


def test_a_bundle_tells_of_someone_as_they_were_and_then_of_what_is_new_of_them(tmp_path: Path) -> None:
    edna = {"resourceType": "Patient", "id": "17", "birthDate": "1938-04-03", "deceasedDateTime": "2026-03-02"}
    asthma = {
        "resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/17"}, "onsetDateTime": "2019-01-01",
        "abatementDateTime": "2026-02-01", "clinicalStatus": {"coding": [{"code": "resolved"}]},
    }  # fmt: skip
    visit = {
        "resourceType": "Encounter", "id": "e", "subject": {"reference": "Patient/17"},
        "period": {"start": "2026-03-01T09:00:00+00:00"},
    }  # fmt: skip
    arthur = {"resourceType": "Patient", "id": "18", "birthDate": "2026-01-05"}
    (tmp_path / "feeds/Z2").mkdir(parents=True)
    (tmp_path / "feeds/Z2/gp_fhir-0001.json").write_bytes(_bundle(edna, asthma, visit, arthur))
    (tmp_path / "feeds/Z2/manifest.yaml").write_text("{sender: Z2, files: {gp_fhir-0001.json: gp_fhir}}", "utf-8")
    told = []
    for folder in as_they_came(tmp_path / "feeds", tmp_path / "came", DAYS):
        bundle = orjson.loads((folder / "Z2/gp_fhir-0001.json").read_bytes())
        told.append({entry["resource"]["id"]: entry["resource"] for entry in bundle["entry"]})
    assert [sorted(each) for each in told] == [["17", "c"], ["17", "18", "c"], ["17", "e"]]
    assert [each["17"].get("deceasedDateTime") for each in told] == [None, None, "2026-03-02"]
    assert [each["c"]["clinicalStatus"]["coding"][0]["code"] for each in told[:2]] == ["active", "resolved"]
