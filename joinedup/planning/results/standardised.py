"""Rates as they would be, were people everywhere of the same ages: practices and fifths made comparable. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.definition import Measure
from joinedup.insight.statistics.intervals import Estimate
from joinedup.insight.statistics.standardising import NINETEEN_BANDS, directly_standardised, standard_population

_Bands = dict[int, tuple[float, float]]  # first age: events, person-years


def standardised(measure: Measure, figures: Sequence[Figure], *, unit: str) -> dict[Any, Estimate]:
    """Return the directly standardised rate of each ``unit``, from figures cut by it, five-year age and sex.

    By the European Standard Population 2013 in five-year bands, both sexes together, of those ages in which the measure
    counts anyone; a band in which a unit has nobody is merged with the one below (the youngest with the one above).
    Only for rates of whole events. A unit with fewer than ten events has no value (see statistics.standardising).
    """
    if measure.kind != "rate" or not measure.whole_events:
        return {}
    units: dict[Any, _Bands] = {}
    for figure in figures:
        band = first_age(figure.group["five_year_age"])
        if figure.group[unit] is None or band is None:
            continue
        bands = units.setdefault(figure.group[unit], {})
        events, years = bands.get(band, (0.0, 0.0))
        bands[band] = (events + figure.numerator, years + figure.denominator)
    ages = sorted({age for bands in units.values() for age, (_, years) in bands.items() if years > 0})
    standard = dict(zip(NINETEEN_BANDS, standard_population().tolist(), strict=True))
    found = {}
    for name, bands in units.items():
        if merged := _merged(bands, {age: standard[age] for age in ages}):
            found[name] = directly_standardised(*zip(*merged, strict=True), per=measure.per)
    return found


def first_age(band: str | None) -> int | None:
    """Return the first age of a five-year band: 85 of "85 to 89"."""
    return int(band.split()[0]) if band else None


def _merged(bands: _Bands, standard: Mapping[int, float]) -> list[tuple[float, float, float]]:
    """Return events, person-years and standard people, of bands in each of which somebody lived."""
    merged: list[tuple[float, float, float]] = []
    for age in sorted(standard):
        events, years = bands.get(age, (0.0, 0.0))
        if merged and (years <= 0 or merged[-1][1] <= 0):
            before = merged.pop()
            merged.append((before[0] + events, before[1] + years, before[2] + standard[age]))
        else:
            merged.append((events, years, standard[age]))
    return merged if merged and merged[-1][1] > 0 else []
