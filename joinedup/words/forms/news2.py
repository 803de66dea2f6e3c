"""NEWS2: the National Early Warning Score of the Royal College of Physicians, second version, as published in 2017."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from joinedup.words.forms.score import Given, Instrument, Score
from joinedup.words.forms.values import number

SCALES, AIR, ALERTNESS = ("scale_1", "scale_2"), ("air", "oxygen"), ("alert", "confusion", "voice", "pain", "unresponsive")  # fmt: skip  # noqa: E501
SIGNS = ("respiration_rate", "oxygen_saturation", "systolic_blood_pressure", "pulse", "temperature")
CHOICES = {"spo2_scale": SCALES, "air_or_oxygen": AIR, "consciousness": ALERTNESS}
#: Of each sign: up to which value how many points, in order, as printed in the chart; above the last, the last figure.
_CHART: Mapping[str, tuple[tuple[tuple[str, int], ...], int]] = {
    "respiration_rate": ((("8", 3), ("11", 1), ("20", 0), ("24", 2)), 3),
    "scale_1": ((("91", 3), ("93", 2), ("95", 1)), 0),
    "scale_2": ((("83", 3), ("85", 2), ("87", 1), ("92", 0), ("94", 1), ("96", 2)), 3),
    "systolic_blood_pressure": ((("90", 3), ("100", 2), ("110", 1), ("219", 0)), 3),
    "pulse": ((("40", 3), ("50", 1), ("90", 0), ("110", 1), ("130", 2)), 3),
    "temperature": ((("35.0", 3), ("36.0", 1), ("38.0", 0), ("39.0", 1)), 2),
}
BANDS = ("low", "low to medium", "medium", "high")
_URGENT = {
    "low to medium": "One sign alone scores 3: a clinician must review this person urgently.",
    "medium": "NEWS2 of 5 or 6: a clinician who can assess acute illness must review this person urgently.",
    "high": "NEWS2 of 7 or more: an emergency assessment is needed now.",
}


def news2(given: Given) -> tuple[Score, ...]:
    """Return the NEWS2, 0 to 20: seven signs of 0 to 3 added, with 2 for oxygen. Not worked out unless all are there.

    SpO2 is scored on scale 2 only where somebody has said so (a target of 88% to 92% in hypercapnic failure): on it 93%
    or more scores only on oxygen. Bands: 7 or more high; 5 or 6 medium; one sign of 3 alone low to medium; else low.
    For people of 16 and over, who are not pregnant. Source: Royal College of Physicians, National Early Warning Score
    (NEWS) 2, London 2017, chart 1 and the table of thresholds and triggers.
    """
    missing = tuple(name for name in SIGNS if not _is_number(given.get(name)))
    missing += tuple(name for name, codes in CHOICES.items() if given.get(name) not in codes)
    if missing:
        return (Score("news2", "NEWS2", None, 0, 20, better="lower", missing=missing),)
    points = [_points(name, number(given[name])) for name in SIGNS if name != "oxygen_saturation"]
    points += [_saturation(given), 0 if given["consciousness"] == "alert" else 3]
    total = sum(points) + (2 if given["air_or_oxygen"] == "oxygen" else 0)
    band = "high" if total >= 7 else "medium" if total >= 5 else "low to medium" if 3 in points else "low"
    return (Score("news2", "NEWS2", total, 0, 20, band, "lower", urgent=_URGENT.get(band, "")),)


def _is_number(value: object) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and str(value).replace(".", "", 1).isdigit()


def _points(sign: str, value: Decimal) -> int:
    steps, above = _CHART[sign]
    return next((points for most, points in steps if value <= Decimal(most)), above)


def _saturation(given: Given) -> int:
    value, scale = number(given["oxygen_saturation"]), str(given["spo2_scale"])
    if scale == "scale_2" and given["air_or_oxygen"] == "air" and value >= 93:
        return 0
    return _points(scale, value)


NEWS2 = Instrument(
    "news2", news2, "Royal College of Physicians, National Early Warning Score (NEWS) 2, London 2017",
    "To see that someone of 16 or over is acutely ill or getting worse, by one who can examine them.",
    "not_a_device", "Royal College of Physicians; added up here as on its chart", ("news2",), BANDS,
    points={name: dict.fromkeys(codes, 0) for name, codes in CHOICES.items()},
    ranges={"respiration_rate": (0, 80), "oxygen_saturation": (0, 100), "systolic_blood_pressure": (0, 300),
            "pulse": (0, 300), "temperature": (25, 45)},
    weighed=False,
)  # fmt: skip
