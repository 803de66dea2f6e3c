"""Which condition or substance a code or words name."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from joinedup.words.vocabulary import conditions
from tests.world.drawn import rows

CONDITIONS = """
    system | code     | text                        | word
    -------+----------+-----------------------------+-----------------
    snomed | 38341003 |                             | hypertension
    icd10  | I10X     | anything                    | hypertension
    icd10  | I10      | anything                    | hypertension
    icd10  | s72.0    |                             | hip_fracture
    icd10  | I48.1    |                             | atrial_fibrillation
    icd10  | I48.3    | Typical atrial flutter      |
    local  | G20..    | Essential hypertension NOS  | hypertension
           |          | Known asthma                | asthma
           |          | Asthma (disorder)           | asthma
           |          | Parkinson’s disease         | parkinsons
    snomed | 44054006 | Diabetes                    | type_2_diabetes
           |          | Diabetes                    | diabetes
           |          | Family history of asthma    |
    icd10  | Z99      | Dependence on a machine     |
           |          |                             |
"""


@pytest.mark.parametrize("row", rows(CONDITIONS), ids=lambda row: f"{row['code']} {row['text']}")
def test_a_condition_is_known_by_its_code_else_by_its_words(row):
    found = conditions.condition(row["system"], row["code"], row["text"])
    assert (found.word if found else "") == row["word"]


SUBSTANCES = """
    code      | text                              | word
    ----------+-----------------------------------+-----------
    91936005  |                                   | penicillin
              | Allergy to penicillin (finding)   | penicillin
              | H/O: penicillin allergy           | penicillin
              | Adverse reaction to penicillins   | penicillin
              | Cow's milk                        | milk
              | Penicillin antibiotic             | penicillin
              | Moondust                          |
"""


@pytest.mark.parametrize("row", rows(SUBSTANCES), ids=lambda row: f"{row['code']} {row['text']}")
def test_a_substance_is_known_by_its_code_else_by_the_words_of_the_allergy(row):
    found = conditions.substance("snomed", row["code"], row["text"])
    assert (found.word if found else "") == row["word"]


@pytest.mark.parametrize("name", ["conditions.yaml", "substances.yaml"])
def test_no_code_and_no_words_name_two_concepts(name):
    lines = yaml.safe_load((Path(conditions.__file__).parent / name).read_text(encoding="utf-8"))
    for part in ("snomed", "icd10", "words"):
        said = [str(code) for line in lines for facts in line.values() for code in facts.get(part, ())]
        assert [code for code in said if said.count(code) > 1] == []


def test_words_that_are_all_trimming_are_kept():
    assert conditions.plain_condition("known ") == "known"
    assert conditions.plain_substance("Allergy") == "allergy"
