"""One answer: what somebody typed is kept in one way, said in words, checked, and written in FHIR and back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from joinedup.words.forms import values
from joinedup.words.forms.definition import Item, Limits, Option, Unit, Value
from joinedup.words.forms.fhir_values import from_fhir, to_fhir

OPTIONS = (Option("bus", "By bus"), Option("car", "By car", system="http://drawn.example"))
CELSIUS = Unit("Cel", "°C")


def item(type_: str, **more: Any) -> Item:
    return Item("a", type_, "A", options=OPTIONS if type_.endswith("choice") else (), **more)


TYPED: list[tuple[str, str, Value]] = [
    ("boolean", " Yes ", True), ("boolean", "false", False), ("integer", "+7", 7), ("integer", "007", 7),
    ("decimal", "36.50", "36.5"), ("decimal", "-0.0", "0"), ("decimal", "100", "100"), ("quantity", "0.10", "0.1"),
    ("date", "27/3/2026", "2026-03-27"), ("date", "2026-3-7", "2026-03-07"),
    ("dateTime", "2026-03-27 09:30", "2026-03-27T09:30:00+00:00"),
    ("dateTime", "2026-07-01T09:30", "2026-07-01T09:30:00+01:00"),
    ("dateTime", "2026-07-01T09:30:00Z", "2026-07-01T10:30:00+01:00"),
    ("time", "9.30", "09:30:00"), ("time", "09:30:15", "09:30:15"), ("string", " Tea ", "Tea"),
    ("text", "Long\r\nago", "Long\nago"), ("url", "https://example.org/a?b", "https://example.org/a?b"),
    ("choice", "bus", "bus"), ("open-choice", "other:  On foot ", "other: On foot"), ("open-choice", "car", "car"),
    ("reference", "Practitioner/12", "Practitioner/12"), ("attachment", '{"url": "f/1"}', '{"url": "f/1"}'),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "text", "kept"), TYPED)
def test_what_is_typed_is_kept_in_one_way(type_: str, text: str, kept: Value) -> None:
    of = item(type_)
    assert values.typed(of, text) == kept
    assert type(values.typed(of, text)) is type(kept)
    assert values.problem(of, kept) == ""
    ((name, written),) = to_fhir(of, kept).items()
    assert from_fhir(of, name.removeprefix("value"), written) == kept


WRONG: list[tuple[str, str, str]] = [
    ("boolean", "maybe", "must be yes or no"), ("integer", "3.5", "must be a whole number"),
    ("integer", "9999999999", "must be a whole number"), ("integer", "٣", "must be a whole number"),
    ("decimal", "1,5", "must be a number"), ("decimal", "1e3", "must be a number"),
    ("decimal", "NaN", "must be a number"), ("date", "30/2/2026", "must be a real date"),
    ("date", "March", "must be a real date"), ("dateTime", "2026-03-27", "must be a real date and time"),
    ("dateTime", "2026-03-27 25:00", "must be a real date and time"),
    ("dateTime", "1026-03-27 09:00", "must be a real date and time"), ("time", "25:00", "must be a time"),
    ("time", "noon", "must be a time"), ("string", "a\nb", "must be on one line"), ("string", "a\x00b", "signs in it"),
    ("string", " a", "without spaces round it"), ("url", "javascript:alert(1)", "must be an address"),
    ("choice", "tram", "must be one of its options"), ("open-choice", "tram", "must be one of its options"),
    ("open-choice", "other: ", "must be text"), ("reference", "12", "must name something kept here"),
    ("attachment", "rug.png", "must be a file"), ("attachment", '{"url": ""}', "must be a file"),
    ("attachment", "[]", "must be a file"), ("attachment", '{"url": "a", "title": 3}', "must be a file"),
    ("attachment", '{"url": "a", "size": "big"}', "must be a file"), ("attachment", '{"url": 3}', "must be a file"),
    ("attachment", '{"url": "a", "size": true}', "must be a file"), ("attachment", '{"url": "a", "size": -1}', "must be a file"),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "text", "told"), WRONG)
def test_what_is_no_answer_says_what_one_is(type_: str, text: str, told: str) -> None:
    assert told in values.problem(item(type_), text)


def test_what_is_no_answer_stays_as_it_was_typed() -> None:
    assert values.typed(item("integer"), " 3.5 ") == "3.5"


@pytest.mark.parametrize(
    ("type_", "value", "told"),
    [
        ("integer", True, "must be a whole number"), ("boolean", 1, "must be yes or no"), ("date", 3, "must be a date"),
        ("integer", 2**31, "must be a smaller number"), ("integer", "3", "must be written as it is kept"),
        ("decimal", "3.0", "must be written as it is kept"), ("boolean", "yes", "must be written as it is kept"),
    ],
)  # fmt: skip
def test_an_answer_is_kept_in_its_own_type(type_: str, value: Value, told: str) -> None:
    assert told in values.problem(item(type_), value)


NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
LIMITS: list[tuple[str, Value, dict[str, Any], str]] = [
    ("integer", 5, {"least": 5, "most": 7}, ""), ("integer", 7, {"least": 5, "most": 7}, ""),
    ("integer", 4, {"least": 5, "most": 7}, "must be from 5 to 7"), ("integer", 8, {"least": 5, "most": 7}, "must be from 5 to 7"),
    ("integer", 4, {"least": 5}, "must be 5 or more"), ("integer", 8, {"most": 7}, "must be 7 or less"),
    ("decimal", "10", {"least": "9.5"}, ""), ("decimal", "9.4", {"least": "9.5"}, "must be 9.5 or more"),
    ("decimal", "9.45", {"decimals": 1}, "at most 1 decimal place"), ("decimal", "9.4", {"decimals": 1}, ""), ("decimal", "9.405", {"decimals": 2}, "at most 2 decimal places"),
    ("date", "2025-12-31", {"least": "2026-01-01"}, "must be 1 January 2026 or later"),
    ("date", "2026-01-02", {"most": "2026-01-01"}, "must be 1 January 2026 or earlier"),
    ("dateTime", "2026-07-01T09:30:00+01:00", {"most": "2026-07-01T08:30:00+00:00"}, ""),
    ("time", "18:01:00", {"most": "18:00:00"}, "must be 18:00 or earlier"),
    ("date", "2026-04-01", {"not_in_future": True}, ""), ("date", "2026-04-02", {"not_in_future": True}, "must be in the past"),
    ("dateTime", "2026-04-01T13:00:00+01:00", {"not_in_future": True}, ""),
    ("dateTime", "2026-04-01T13:01:00+01:00", {"not_in_future": True}, "must be in the past"),
    ("string", "abcde", {"max_length": 5}, ""), ("string", "abcdef", {"max_length": 5}, "must be 5 characters or fewer"),
    ("string", "a", {"min_length": 2}, "must be 2 characters or more"), ("text", "a" * 20_001, {}, "20,000 characters or fewer"),
    ("open-choice", "other: abcdef", {"max_length": 5}, "must be 5 characters or fewer"), ("open-choice", "bus", {"max_length": 2}, ""),
    ("reference", "Patient/1", {"kinds": ("Practitioner",)}, "must name a Practitioner"), ("reference", "Patient/1", {}, ""),
    ("attachment", '{"contentType": "image/gif", "url": "f"}', {"kinds": ("image/png",)}, "one of these kinds: image/png"),
    ("attachment", '{"size": 11, "url": "f"}', {"size": 10}, "10 bytes or fewer"), ("attachment", '{"size": 10, "url": "f"}', {"size": 10}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "value", "limits", "told"), LIMITS)
def test_limits_include_their_ends(type_: str, value: Value, limits: dict[str, Any], told: str) -> None:
    found = values.problem(item(type_, limits=Limits(**limits)), value, now=NOW)
    assert (told in found) if told else (found == "")


def test_without_a_clock_nothing_is_in_the_future() -> None:
    assert values.problem(item("date", limits=Limits(not_in_future=True)), "2999-01-01") == ""


def test_a_limit_says_its_unit() -> None:
    of = item("quantity", unit=CELSIUS, limits=Limits(least="25", most="45", decimals=1))
    assert values.problem(of, "60") == "must be from 25 °C to 45 °C"
    assert values.problem(of, "36.55") == "must have at most 1 decimal place (°C)"


SAID: list[tuple[Item, Value, str]] = [
    (item("boolean"), True, "Yes"), (item("boolean"), False, "No"), (item("quantity", unit=CELSIUS), "36.5", "36.5 °C"),
    (item("integer"), 3, "3"), (item("date"), "2026-03-27", "27 March 2026"), (item("date"), "soon", "soon"),
    (item("dateTime"), "2026-03-27T09:30:00+00:00", "27 March 2026 at 09:30"), (item("time"), "09:30:00", "09:30"),
    (item("choice"), "bus", "By bus"), (item("choice"), "tram", "tram"), (item("open-choice"), "other: On foot", "On foot"),
    (item("string"), "Tea", "Tea"), (item("attachment"), values.attachment("f/1", title="Rug"), "Rug"),
    (item("attachment"), values.attachment("f/1"), "f/1"), (item("attachment"), "{}", "{}"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "value", "words"), SAID)
def test_an_answer_is_said_in_words(of: Item, value: Value, words: str) -> None:
    assert values.said(of, value) == words


def test_own_words_are_told_from_options() -> None:
    assert values.other(" On foot ") == "other: On foot"
    assert values.own_words("other: On foot") == "On foot"
    assert values.own_words("bus") is None
    assert values.own_words(True) is None


FHIR_WRONG: list[tuple[Item, str, Any, str]] = [
    (item("integer"), "Boolean", True, "must be valueInteger, as the item is a integer"),
    (item("open-choice"), "Boolean", True, "must be valueCoding or valueString"),
    (item("open-choice"), "String", 3, "must be one of its options, or own words"),
    (item("decimal"), "Decimal", True, "must be a number"), (item("decimal"), "Decimal", "3", "must be a number"),
    (item("quantity", unit=CELSIUS), "Quantity", {"value": 99, "code": "[degF]"}, "must be in °C (Cel)"),
    (item("quantity"), "Quantity", 3, "must be a quantity"), (item("quantity"), "Quantity", {}, "must be a number with its unit"),
    (item("choice"), "Coding", "bus", "must be one of its options"), (item("choice"), "Coding", {"code": "car"}, "must be one of its options"),
    (item("reference"), "Reference", "x", "must name something"), (item("reference"), "Reference", {"display": "Dr Nair"}, "must name something"),
    (item("attachment"), "Attachment", "x", "must be a file"), (item("date"), "Date", "2026", "must be a real date"),
]  # fmt: skip


@pytest.mark.parametrize(("of", "name", "written", "told"), FHIR_WRONG)
def test_what_fhir_says_wrongly_is_refused(of: Item, name: str, written: Any, told: str) -> None:
    with pytest.raises(values.NotAnAnswer, match=r".") as wrong:
        from_fhir(of, name, written)
    assert told in str(wrong.value)


def test_numbers_and_units_are_written_as_fhir_has_them() -> None:
    assert to_fhir(item("decimal"), "36.5") == {"valueDecimal": 36.5}
    assert to_fhir(item("quantity"), "40") == {"valueQuantity": {"value": 40}}
    told = {"value": 36.5, "unit": "°C", "system": "http://unitsofmeasure.org", "code": "Cel"}
    assert to_fhir(item("quantity", unit=CELSIUS), "36.5") == {"valueQuantity": told}
    assert to_fhir(item("choice"), "car") == {
        "valueCoding": {"system": "http://drawn.example", "code": "car", "display": "By car"}
    }
    assert to_fhir(item("choice"), "tram") == {"valueCoding": {"code": "tram"}}


@pytest.mark.parametrize(("number", "told"), [
    (-(2**31), ""), (2**31 - 1, ""), (-(2**31) - 1, "must be a smaller number"), (2**31, "must be a smaller number"),
])  # fmt: skip
def test_a_whole_number_is_one_of_fhir(number: int, told: str) -> None:
    assert values.problem(item("integer"), number) == told
    assert values.problem(item("integer"), values.typed(item("integer"), str(number))) == (
        "" if not told else "must be a whole number"
    )
