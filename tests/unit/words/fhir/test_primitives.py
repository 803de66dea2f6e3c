"""FHIR's primitive types: the calendar, the clock, and what may stand in a text."""

from __future__ import annotations

from datetime import date

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.words.vocabulary.fhir.primitives import PRIMITIVES

CHECKS = {
    name: jsonschema_rs.Draft202012Validator(schema, pattern_options=jsonschema_rs.RegexOptions())
    for name, schema in PRIMITIVES.items()
}


def in_calendar(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@given(year=st.integers(0, 9999), month=st.integers(0, 13), day=st.integers(0, 32))
def test_a_date_is_one_that_the_calendar_has(year, month, day):
    text = f"{year:04}-{month:02}-{day:02}"
    assert CHECKS["date"].is_valid(text) == in_calendar(text)


@pytest.mark.parametrize("year", [1600, 1900, 1904, 2000, 2023, 2024, 2100, 2400, 4, 100, 400, 9999])
def test_february_has_29_days_in_leap_years_only(year):
    text = f"{year:04}-02-29"
    assert CHECKS["date"].is_valid(text) == in_calendar(text)
    assert CHECKS["instant"].is_valid(f"{text}T00:00:00Z") == in_calendar(text)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("base64Binary", ["QQ==", "QUI=", "QUJD", "QUJD\nQUJD\n"], ["", "Q", "QQ=", "QUJD=", "Q!=="]),
        ("boolean", [True, False], ["true", 1, None]),
        ("canonical", ["https://example.org/a|1.0"], ["", "a b"]),
        ("code", ["final", "a b"], ["", " a", "a ", "a  b"]),
        (
            "date",
            ["2026", "2026-03", "2026-03-07"],
            ["", "26", "2026-3", "2026-13", "2026-03-07Z", "0000", "２０２６", "2026-03-07\n"],
        ),
        (
            "dateTime",
            ["2026", "2026-03", "2026-03-07", "2026-03-07T09:30:00Z", "2026-03-07T23:59:60.5+14:00"],
            [
                "2026-03-07T09:30Z",
                "2026-03-07T09:30:00",
                "2026-03-07T24:00:00Z",
                "2026-03-07 09:30:00Z",
                "2026-03-07T09:30:00+15:00",
            ],
        ),
        ("decimal", [1, 1.5, -2e10], ["1", True]),
        ("id", ["a-1.B", "a" * 64], ["", "a" * 65, "a_b", "é"]),
        ("instant", ["2026-03-07T09:30:00.123-05:00"], ["2026-03-07", "2026-03-07T09:30:00"]),
        ("integer", [0, -5, 2**31 - 1], [2**31, 1.5, "1"]),
        ("markdown", ["a *b*", " \n a"], [""]),
        ("oid", ["urn:oid:1.2.3", "urn:oid:2.16.840.1.113883"], ["1.2.3", "urn:oid:3.1", "urn:oid:1.02"]),
        ("positiveInt", [1], [0, -1]),
        ("string", ["a", "é\n\t"], ["", 1]),
        ("time", ["09:30:00", "09:30:00.5"], ["9:30:00", "09:30", "25:00:00"]),
        ("unsignedInt", [0, 1], [-1]),
        ("uri", ["urn:x", "a"], ["", "a b"]),
        ("url", ["https://example.org"], ["", "a b"]),
        (
            "uuid",
            ["urn:uuid:c757873d-ec9a-4326-a141-556f43239520"],
            ["c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:1"],
        ),
        ("xhtml", ["<div/>"], [""]),
    ],
)
def test_each_type_takes_what_fhir_takes_and_no_more(kind, right, wrong):
    assert [each for each in right if not CHECKS[kind].is_valid(each)] == []
    assert [each for each in wrong if CHECKS[kind].is_valid(each)] == []


def test_every_type_has_a_sentence():
    assert all(schema["problem"].endswith(".") for schema in PRIMITIVES.values())
