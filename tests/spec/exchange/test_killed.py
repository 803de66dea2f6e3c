"""Killed at any point and run again, the record holds exactly what it would have held: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.spec.exchange.sent import write
from tests.spec.exchange.test_fhir import EDNA, asthma
from tests.spec.exchange.test_gp_connect_lists import a, problems, record
from tests.spec.exchange.test_hl7v2 import STAY, message

TRIALS = 20


def extract(path: Path) -> None:
    """Write 1,000 visits of 300 people, every thirtieth of which is wrong."""
    write(
        path,
        "voluntary_contact",
        [
            {
                "contact_id": f"c{number % 950}",
                "organisation_code": "VOL01",
                "member_id": str(number % 300),
                "family_name": f"Marsh{number % 300}",
                "started_at": f"2026-03-{number % 28 + 1:02}T10:30",
                "activity": "lunch_club" if number % 30 else "knitting",
                "outcome": "attended" if number < 950 else "completed",
            }
            for number in range(1000)
        ],
    )


def another_month(path: Path, before: Path) -> None:
    """Write the visits again as the charity sends them a month later: some have changed, and some were mended."""
    text = before.read_text(encoding="utf-8")
    path.write_text(text.replace("lunch_club", "exercise").replace("knitting", "advice", 10), encoding="utf-8")


def gp_records(first: Path, second: Path) -> None:
    """Write a practice's record of Edna with sixty problems, and one of five months later with half of them."""
    for path, kept in ((first, 60), (second, 30)):
        held = [
            a("Condition", f"1959670{number:02}", f"Problem {number}", verificationStatus=None)
            for number in range(kept)
        ]
        path.write_text(json.dumps(record(*held, problems(*held))), encoding="utf-8")


def resources(path: Path) -> None:
    """Write 200 problems of 40 people, in no order, some of them wrong."""
    people = [{**EDNA, "id": f"p{number}"} for number in range(40)]
    problems = [
        asthma(
            id=f"c{number}", subject={"reference": f"Patient/p{number % 40}"}, onsetDateTime=f"20{number % 26:02}-02-29"
        )
        for number in range(200)
    ]
    lines = people + problems
    random.Random(1).shuffle(lines)  # noqa: S311 (a test)
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


def messages(path: Path) -> None:
    """Write 200 messages about 50 stays, and some that cannot be used."""
    events = [("A01", "10"), ("A02", "12"), ("A03", "15"), ("A08", "16")]
    written = [
        message(event, f"2026030{stay % 9 + 1}{hour}00", control=f"{stay}{event}", person=f"H{stay}",
                more=STAY.format(discharged="").replace("|V1|", f"|V{stay}|"))
        for event, hour in events for stay in range(50)
    ]  # fmt: skip
    path.write_bytes("\r".join([*written, "MSH|^~\\&|PAS|RXA|||20260301||ADT^A01|x|P|2.4"]).encode())


@pytest.mark.slow
def test_killed_at_twenty_random_points_and_run_again_it_holds_the_same(tmp_path, settings):
    settings.HOME = tmp_path
    extract(tmp_path / "visits.csv")
    resources(tmp_path / "problems.ndjson")
    messages(tmp_path / "stays.hl7")
    another_month(tmp_path / "visits-2.csv", tmp_path / "visits.csv")
    shutil.copyfile(tmp_path / "visits.csv", tmp_path / "visits-3.csv")
    gp_records(tmp_path / "edna-1.json", tmp_path / "edna-2.json")
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [
            sys.executable, "-m", "tests.spec.exchange.killing", "20260401", str(TRIALS),
            f"{tmp_path / 'visits.csv'}:VOL01:voluntary_contact",
            f"{tmp_path / 'problems.ndjson'}:ZZ001:fhir",
            f"{tmp_path / 'stays.hl7'}:RXA:hospital_messages",
            f"{tmp_path / 'visits-2.csv'}:VOL01:voluntary_contact",
            f"{tmp_path / 'edna-1.json'}:ZZ001:gp_connect",
            f"{tmp_path / 'visits-3.csv'}:VOL01:voluntary_contact",
            f"{tmp_path / 'edna-2.json'}:ZZ001:gp_connect",
        ],
        env={**os.environ, "JOINEDUP_HOME": str(home), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    first, *trials = (json.loads(line) for line in done.stdout.splitlines())
    whole = first["whole"]
    # Every row of ten of the 300 people is wrong; 54 of the 200 problems began on a 29 February that there was.
    # The first and the third month's extract are the same bytes, and each holds its wrong rows; the second has
    # ten of them mended, of people who are then known.
    wrong = 34 + 24 + 34
    assert [len(whole[name]) for name in ("held", "deliveries")] == [wrong + 146 + 1, 7]
    assert sum(entry[1] == "gp_connect" and entry[-1] == "None" for entry in whole["entries"]) == 30
    assert {entry[5] for entry in whole["entries"] if entry[1] == "voluntary_contact" and entry[-1] == "None"} == {
        "Lunch club", "Advice on money and housing",
    }  # fmt: skip
    assert len(trials) == TRIALS
    assert sum(trial["killed"] for trial in trials) > TRIALS / 2
    assert len({json.dumps(trial["reached"]) for trial in trials}) > 5
    for trial in trials:
        for table, rows in whole.items():
            assert trial["after"][table] == rows, table
