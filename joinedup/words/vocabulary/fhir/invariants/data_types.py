"""The invariants of FHIR's data types: periods, quantities, timings, extensions and the text of a resource."""

from __future__ import annotations

from typing import Any

from joinedup.words.vocabulary.fhir.asking import each, has, in_order, number, text
from joinedup.words.vocabulary.fhir.invariants.shapes import (
    Invariant,
    at_least_one,
    at_most_one,
    exactly_one,
    needs,
)
from joinedup.words.vocabulary.fhir.narrative import has_words, is_plain

_UCUM = "http://unitsofmeasure.org"
_MEALS = {"C", "CM", "CD", "CV"}


def period_is_in_order(period: Any) -> bool:
    """A period does not end before it starts."""
    start, end = text(period, "start"), text(period, "end")
    return not start or not end or in_order(start, end)


def range_is_in_order(between: Any) -> bool:
    """The low end is not above the high end; ends in different units are not compared."""
    low, high = each(between, "low"), each(between, "high")
    if not low or not high or text(low[0], "code") != text(high[0], "code"):
        return True
    least, most = number(low[0], "value"), number(high[0], "value")
    return least is None or most is None or least <= most


def ratio_is_whole(ratio: Any) -> bool:
    """A ratio has numerator and denominator both, or neither and an extension that says why."""
    above, below = has(ratio, "numerator"), has(ratio, "denominator")
    return above == below and (above or has(ratio, "extension"))


def is_measured(quantity: Any) -> bool:
    """A value has a code, and the system, where it is given, is UCUM."""
    return (has(quantity, "code") or not has(quantity, "value")) and text(quantity, "system") in ("", _UCUM)


def age_is_time(age: Any) -> bool:
    """An age is a measured time above nought."""
    value = number(age, "value")
    return is_measured(age) and (value is None or value > 0)


def count_is_whole(count: Any) -> bool:
    """A count is a whole number of ones."""
    value = number(count, "value")
    return is_measured(count) and text(count, "code") in ("", "1") and (value is None or value % 1 == 0)


def duration_is_time(duration: Any) -> bool:
    """A duration that has a code has the system UCUM and a value."""
    return not has(duration, "code") or (text(duration, "system") == _UCUM and has(duration, "value"))


def duration_is_not_negative(repeat: Any) -> bool:
    """What is repeated lasts no less than nought."""
    return (number(repeat, "duration") or 0) >= 0


def period_is_not_negative(repeat: Any) -> bool:
    """It is repeated every so long, no less than nought."""
    return (number(repeat, "period") or 0) >= 0


def offset_has_an_event(repeat: Any) -> bool:
    """So long before or after needs an event, and not a meal as such."""
    when = repeat.get("when") if isinstance(repeat, dict) else None
    named = {code for code in when if isinstance(code, str)} if isinstance(when, list) else set()
    return not has(repeat, "offset") or (bool(named) and not named & _MEALS)


RULES = (
    exactly_one("ext-1", "extension", "value[x]"),
    needs("att-1", "data", "contentType"),
    needs("cpt-2", "value", "system"),
    needs("qty-3", "code", "system"),
    at_least_one("exp-1", "expression", "reference"),
    needs("tim-1", "duration", "durationUnit"),
    needs("tim-2", "period", "periodUnit"),
    Invariant("tim-4", "The duration is below nought.", duration_is_not_negative),
    Invariant("tim-5", "The period is below nought.", period_is_not_negative),
    needs("tim-6", "periodMax", "period"),
    needs("tim-7", "durationMax", "duration"),
    needs("tim-8", "countMax", "count"),
    Invariant("tim-9", "An offset needs a when that is not a meal as such (C, CM, CD, CV).", offset_has_an_event),
    at_most_one("tim-10", "timeOfDay", "when"),
    exactly_one("drq-1", "path", "searchParam"),
    exactly_one("drq-2", "path", "searchParam"),
    at_most_one("trd-1", "data", "timing[x]"),
    needs("trd-2", "condition", "data"),
    Invariant("per-1", "The period ends before it starts.", period_is_in_order),
    Invariant("rng-2", "The low end of the range is above its high end.", range_is_in_order),
    Invariant("rat-1", "A ratio needs numerator and denominator, or neither and an extension.", ratio_is_whole),
    Invariant("age-1", "An age needs a UCUM code of time, and a value above nought.", age_is_time),
    Invariant("cnt-3", "A count needs the UCUM code 1, and a whole number.", count_is_whole),
    Invariant("dis-1", "A distance needs a UCUM code of length.", is_measured),
    Invariant("drt-1", "A duration that has a code needs the system UCUM and a value.", duration_is_time),
    Invariant(
        "txt-1", "The text may hold only the plain HTML that FHIR allows: no scripts, forms or events.", is_plain
    ),
    Invariant("txt-2", "The text must hold some words or a picture.", has_words),
)
