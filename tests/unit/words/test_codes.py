"""Code systems go by one short name each."""

from __future__ import annotations

import pytest

from joinedup.words.vocabulary import codes


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://snomed.info/sct", "snomed"),
        ("https://dmd.nhs.uk", "dmd"),
        ("http://hl7.org/fhir/sid/icd-10", "icd10"),
        ("https://fhir.hl7.org.uk/Id/opcs-4", "opcs4"),
        ("http://loinc.org", "loinc"),
        ("http://read.info/readv2", "read2"),
        ("http://read.info/ctv3", "ctv3"),
        ("https://example.org/our-own", "local"),
        ("", ""),
        (None, ""),
    ],
)
def test_an_address_has_a_short_name(address: str | None, name: str) -> None:
    assert codes.short_name(address) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [("I10", "icd10"), ("opcs4", "opcs4"), ("SNM3", "snomed"), ("LN", "loinc"), ("WinPath", "local"), ("", "")],
)
def test_hl7_v2_names_of_systems_are_known(written: str, name: str) -> None:
    assert codes.from_hl7v2(written) == name


def test_a_national_system_stands_before_a_local_one() -> None:
    assert codes.rank("dmd") < codes.rank("snomed") < codes.rank("read2") < codes.rank("local") == codes.rank("")
