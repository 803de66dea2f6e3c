"""The dataset's own words: what codes and names of measurements, vaccines and medicines say."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from joinedup.words.vocabulary.dataset import measured, medicine, vaccine
from joinedup.words.vocabulary.dataset import said as lists


@pytest.mark.parametrize(
    ("system", "code", "text", "concept"),
    [
        ("snomed", "72313002", "Systolic blood pressure", "systolic_blood_pressure"),
        ("loinc", "8480-6", "", "systolic_blood_pressure"),
        ("", "", "SpO2", "oxygen_saturation"),
        ("snomed", "", "Haemoglobin A1c level (IFCC)", "hba1c"),
        ("", "60621009", "as written", "bmi"),
    ],
)
def test_a_measurement_is_known_by_its_code_else_by_its_name(system: str, code: str, text: str, concept: str) -> None:
    assert measured(system, code, text) == (concept, "")


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        (("snomed", "77176002", "Smoker"), "current_smoker"),
        (("", "", "Ex-smoker"), "ex_smoker"),
        (("snomed", "365981007", "Smoking status", "266919005", "Never smoked"), "never_smoked"),
        (("loinc", "72166-2", "Tobacco smoking status", "", "Former smoker"), "ex_smoker"),
        (("loinc", "72166-2", "Tobacco smoking status", "", "would not say"), ""),
    ],
)
def test_smoking_is_found_in_the_code_itself_or_in_the_answer(said: tuple[str, ...], finding: str) -> None:
    assert measured(*said) == ("smoking_status", finding)


def test_an_answer_to_another_question_is_no_finding() -> None:
    assert measured("snomed", "27113001", "Body weight", "77176002", "Smoker") == ("weight", "")


def test_what_is_in_no_list_has_no_word() -> None:
    assert measured("snomed", "999", "Length of left thumb") is None
    assert vaccine("999", "Yellow fever vaccination") is None
    assert medicine("Elixir of long life 5ml") is None


@pytest.mark.parametrize(
    ("code", "text", "word"),
    [
        ("822851000000102", "", "influenza"),
        ("", "Haemophilus influenzae type B vaccination", "haemophilus_b"),
        ("", "Infanrix Hexa", "six_in_one"),
        ("", "Repevax", "preschool_booster"),
        ("", "Second dose of MMR", "mmr"),
        ("38598009", "Influenza vaccination", "mmr"),
    ],
)
def test_a_vaccine_is_known_by_its_code_else_by_the_first_name_that_fits(code: str, text: str, word: str) -> None:
    assert vaccine(code, text) == word


@pytest.mark.parametrize(
    ("name", "substance", "group"),
    [
        ("Insulin aspart 100units/ml solution for injection", "insulin_aspart", "insulin"),
        ("Co-codamol 30mg/500mg tablets", "co-codamol", "opioid"),
        ("Frusemide 40mg tabs", "furosemide", "diuretic"),
        ("Amitriptyline 10mg tablets", "amitriptyline", "antidepressant"),
        ("Oxybutynin 2.5mg tablets", "oxybutynin", "anticholinergic"),
        ("Apixaban 5mg tablets", "apixaban", "anticoagulant"),
    ],
)
def test_a_medicine_is_its_substance_and_one_group(name: str, substance: str, group: str) -> None:
    assert medicine(name) == (substance, group)


def test_no_substance_is_in_two_groups() -> None:
    groups = yaml.safe_load((Path(lists.__file__).parent / "medicines.yaml").read_text(encoding="utf-8"))
    listed = [substance for substances in groups.values() for substance in substances]
    assert len(listed) == len(set(listed))
