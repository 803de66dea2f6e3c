"""Code lists of the catalogue hold the very codes of the published lists they were made from, no more and no fewer."""

from __future__ import annotations

import csv
import itertools
import os
import re
import string
from pathlib import Path

import pytest
import yaml

from joinedup.insight.engine import open_release
from joinedup.insight.engine.language import CATALOGUE

SHARED = Path(os.environ.get("JOINEDUP_SHARED_DATA") or CATALOGUE.parents[1] / "shared" / "data")
PUBLISHED = SHARED / "codelists" / "acsc_definitions.csv"
DIAGNOSES = [a + "".join(b) for a in string.ascii_uppercase for b in itertools.product(string.digits, repeat=3)]
PROCEDURES = [a + b for a in string.ascii_uppercase for b in map("{:02}".format, range(100))]


def fitting(patterns: list[str], codes: list[str]) -> set[str]:
    """Return the codes that begin with one of the patterns."""
    begins = [re.compile(pattern) for pattern in patterns]
    return {code for code in codes if any(pattern.match(code) for pattern in begins)}


def published(definition: str) -> dict[str, list[str]]:
    """Return the patterns of a published definition, by whether the main or any diagnosis must fit them.

    A code of three characters is written there with an X to fill the fourth, which our codes have not.
    """
    found: dict[str, list[str]] = {"main": [], "anywhere": []}
    with PUBLISHED.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["definition"] == definition:
                place = "anywhere" if row["diagnosis_position"] == "any" else "main"
                found[place].append(row["icd10_regex_no_dot"].replace("X", ""))
    return found


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published lists are not on this machine")
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("avoidable-emergency-admissions", "NHSOF_2.3.i"),
        ("ambulatory-care-sensitive-conditions", "NHS_INSTITUTE_19"),
    ],
)
def test_a_code_list_holds_the_diagnoses_that_were_published(ours: str, theirs: str) -> None:
    rules = yaml.safe_load((CATALOGUE / "codelists" / f"{ours}.yaml").read_text(encoding="utf-8"))["rules"]
    for place, patterns in published(theirs).items():
        written = [rule[place] for rule in rules if place in rule]
        assert fitting(written, DIAGNOSES) == fitting(patterns, DIAGNOSES), place


HEART_OPERATIONS = "K0|K1|K2|K3|K4|K50|K52|K55|K56|K57|K60|K61|K66|K67|K68|K69|K71"


@pytest.mark.parametrize(
    ("ours", "condition"),
    [
        ("avoidable-emergency-admissions", "heart failure"),
        ("avoidable-emergency-admissions", "hypertension"),
        ("ambulatory-care-sensitive-conditions", "heart failure and hypertension"),
    ],
)
def test_both_lists_leave_out_the_same_operations_on_the_heart(ours: str, condition: str) -> None:
    rules = yaml.safe_load((CATALOGUE / "codelists" / f"{ours}.yaml").read_text(encoding="utf-8"))["rules"]
    [pattern] = [rule["never_after"] for rule in rules if rule["condition"] == condition]
    assert fitting([pattern], PROCEDURES) == fitting([HEART_OPERATIONS], PROCEDURES)


@pytest.mark.parametrize(
    ("ours", "procedures", "counts"),
    [
        ("ambulatory-care-sensitive-conditions", "['U201']", True),
        ("ambulatory-care-sensitive-conditions", "['U201', 'K401']", True),
        ("ambulatory-care-sensitive-conditions", "['K401', 'U201']", False),
        ("ambulatory-care-sensitive-conditions", "NULL", True),
        ("avoidable-emergency-admissions", "['U201', 'K401']", False),
        ("avoidable-emergency-admissions", "['U201']", True),
    ],
)
def test_angina_after_an_operation_is_left_out_by_the_main_one_in_one_list_and_by_any_in_the_other(
    ours: str, procedures: str, counts: bool
) -> None:
    with open_release() as engine:
        [row] = engine.rows(
            f"SELECT fits('{ours}') AS counts FROM "
            f"(SELECT 'I209' AS reason, ['I209'] AS reasons, CAST({procedures} AS VARCHAR[]) AS procedures) admitted"
        )
    assert row["counts"] is counts
