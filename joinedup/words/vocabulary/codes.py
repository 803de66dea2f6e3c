"""Code systems by short names: one word for each, whichever address its sender writes.

dm+d concepts are SNOMED CT concepts, so ``dmd`` and ``snomed`` share one space of codes. A system that is in no
list here is ``local``; a code without a system has none.
"""

from __future__ import annotations

_SYSTEMS = {
    "snomed": (
        "http://snomed.info/sct",
        "https://snomed.info/sct",
        "http://snomed.info/sct/999000041000000102",
        "urn:oid:2.16.840.1.113883.6.96",
        "urn:oid:2.16.840.1.113883.2.1.3.2.4.15",
    ),
    "dmd": ("https://dmd.nhs.uk", "http://dmd.nhs.uk", "https://dmd.nhs.uk/"),
    "icd10": (
        "http://hl7.org/fhir/sid/icd-10",
        "http://hl7.org/fhir/sid/icd-10-uk",
        "http://hl7.org/fhir/sid/icd-10-cm",
        "urn:oid:2.16.840.1.113883.6.3",
    ),
    "opcs4": (
        "https://fhir.hl7.org.uk/Id/opcs-4",
        "https://fhir.nhs.uk/Id/opcs-4",
        "https://fhir.hl7.org.uk/CodeSystem/OPCS-4",
        "urn:oid:2.16.840.1.113883.2.1.3.2.4.16.1",
    ),
    "loinc": ("http://loinc.org", "https://loinc.org", "urn:oid:2.16.840.1.113883.6.1"),
    "read2": ("http://read.info/readv2", "urn:oid:2.16.840.1.113883.2.1.6.2"),
    "ctv3": ("http://read.info/ctv3", "urn:oid:2.16.840.1.113883.2.1.3.2.4.14"),
    "cvx": ("http://hl7.org/fhir/sid/cvx",),
    "rxnorm": ("http://www.nlm.nih.gov/research/umls/rxnorm",),
    "atc": ("http://www.whocc.no/atc",),
    "ucum": ("http://unitsofmeasure.org",),
    "emis": (
        "https://fhir.hl7.org.uk/Id/egton-codes",
        "https://fhir.hl7.org.uk/Id/emis-drug-codes",
        "https://fhir.hl7.org.uk/Id/emis-snomed",
    ),
    "multilex": ("https://fhir.hl7.org.uk/Id/multilex-drug-codes", "http://multilex.info"),
    "resipuk": ("https://fhir.hl7.org.uk/Id/resipuk-gemscript-drug-codes",),
    "local": (),
}
_BY_ADDRESS = {address: name for name, addresses in _SYSTEMS.items() for address in addresses}
_HL7V2_NAMES = {
    "I10": "icd10", "ICD10": "icd10", "ICD-10": "icd10", "I10P": "icd10", "OPCS4": "opcs4", "OPCS-4": "opcs4",
    "OPCS": "opcs4", "SNM3": "snomed", "SCT": "snomed", "SNM": "snomed", "SNOMED": "snomed", "SNOMEDCT": "snomed",
    "SNOMED-CT": "snomed", "LN": "loinc", "LOINC": "loinc", "RC": "read2", "READ": "read2", "RCV2": "read2",
    "CTV3": "ctv3", "DMD": "dmd", "DM+D": "dmd",
}  # fmt: skip

#: The systems in the order in which one is chosen to stand for a concept that is coded in several.
PREFERRED = ("dmd", "snomed", "icd10", "opcs4", "loinc", "ctv3", "read2", "cvx", "rxnorm", "atc")

#: SNOMED CT concepts that say only that a code was lost when a record moved between practices.
DEGRADED = frozenset(
    {"196411000000103", "196421000000109", "196431000000106", "196461000000101", "196471000000108", "196391000000103"}
)


def short_name(system: object) -> str:
    """Return our word for the code system at the address ``system``: ``snomed``, ``icd10`` … ``local`` or ''."""
    if not isinstance(system, str) or not system:
        return ""
    return _BY_ADDRESS.get(system, "local")


def from_hl7v2(name: str) -> str:
    """Return our word for a coding system as HL7 v2 messages name it (table 0396, and what is met in use)."""
    if not name:
        return ""
    return _HL7V2_NAMES.get(name.upper(), "local")


def rank(name: str) -> int:
    """Return the place of a short name in the order of preference; 0 is chosen first."""
    return PREFERRED.index(name) if name in PREFERRED else len(PREFERRED)
