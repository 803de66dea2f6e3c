"""The place's reference tables: practices, sites, small areas and who lives there, what things cost, bank holidays."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from synthetic.facts import facts
from synthetic.lives.bank_holidays import bank_holidays, easter
from synthetic.lives.columns import Words, words
from synthetic.lives.place import Place, postcode
from synthetic.lives.spells import POSTCODES_AN_AREA
from synthetic.lives.times import as_date, day_number

APRIL, OLDEST_BAND = 4, 90


def _listed(values: list[str]) -> Words:
    return words(np.arange(len(values)), values)


def middle_of_last_year(place: Place) -> int:
    """Return 30 June of the year before the last day's, on which estimates of the population are made."""
    return day_number(date(as_date(place.period.stop - 1).year - 1, 6, 30))


def reference_tables(
    place: Place, peaks: dict[int, int], populations: dict[int, int], by_age: dict[tuple[int, int, int], int]
) -> dict[str, dict[str, Any]]:
    """Return the reference tables; a home has beds for the most that ever lived in it, and a few more."""
    return {
        "reference_practice": {
            "practice": _listed(place.practice_code),
            "name": _listed(place.practice_name),
            "network": words(place.practice_network, place.network_name),
            "postcode": _listed(place.practice_postcode),
        },
        "reference_site": _sites(place, peaks),
        "reference_area": {
            "area": _listed(place.area_code),
            "name": _listed([f"{town} {i % 6 + 1:03d}" for i, town in enumerate(place.area_town)]),
            "deprivation_decile": place.area_decile,
            "population": np.array([populations.get(i, 0) for i in range(len(place.area_code))]),
        },
        "reference_population": _population(place, by_age),
        "reference_unit_cost": _costs(place),
        "reference_bank_holiday": _holidays(place),
    }


def _sites(place: Place, peaks: dict[int, int]) -> dict[str, Any]:
    """Return hospitals (one for each trust), a community base and a hospice for each, and the care homes."""
    rows: list[tuple[str, str, str, str, int, int]] = []
    for t, trust in enumerate(place.trust_code):
        areas = np.flatnonzero(place.area_trust == t)
        served = place.people * len(areas) / len(place.area_code)
        area = int(areas[0]) if len(areas) else 0
        town = place.area_town[area]
        rows.append(
            (f"{trust}01", f"{town} General Hospital", "hospital", trust, max(40, round(served * 0.0019)), area)
        )
        rows.append(
            (
                f"ZC{t + 1}01",
                f"{town} Community Base",
                "community_base",
                f"ZC{t + 1}",
                max(8, round(served * 0.0001)),
                area,
            )
        )
        rows.append((f"ZP{t + 1}01", f"{town} Hospice", "hospice", f"ZP{t + 1}", max(6, round(served * 0.00003)), area))
    for h, code in enumerate(place.home_code):
        kind = "care_home_nursing" if place.home_is_nursing[h] else "care_home_residential"
        beds = int(np.ceil(max(peaks.get(h, 0), place.home_planned[h], 5) * 1.06))
        rows.append((code, place.home_name[h], kind, f"ZG{h % 40 + 1:02d}", beds, int(place.home_area[h])))
    codes, names, kinds, providers, beds_there, in_areas = zip(*rows, strict=True)
    homes = len(place.home_code)
    corner = np.r_[np.full(len(rows) - homes, 37), 38 + np.arange(homes) % 2]
    return {
        "site": _listed(list(codes)), "name": _listed(list(names)), "kind": _listed(list(kinds)),
        "care_type": words(
            np.array([{"care_home_residential": 0, "care_home_nursing": 1}.get(kind, -1) for kind in kinds]),
            ["residential", "nursing"],
        ),
        "provider": _listed(list(providers)), "beds": np.array(beds_there),
        "area": words(np.array(in_areas), place.area_code),
        "postcode": _listed(
            [postcode(int(a) * POSTCODES_AN_AREA + int(c)) for a, c in zip(in_areas, corner, strict=True)]
        ),
    }  # fmt: skip


def _population(place: Place, by_age: dict[tuple[int, int, int], int]) -> dict[str, Any]:
    cells = sorted(by_age)
    area, band, sex = (np.array([cell[i] for cell in cells], np.int64) for i in range(3))
    return {
        "area": words(area, place.area_code),
        "year": np.full(len(cells), as_date(middle_of_last_year(place)).year),
        "age_from": band,
        "age_to": np.where(band == OLDEST_BAND, -1, band + 4),
        "sex": words(sex, ["female", "male"]),
        "people": np.array([by_age[cell] for cell in cells], np.int64),
    }


def _costs(place: Place) -> dict[str, Any]:
    """Return unit costs as they hold from the beginning of the last financial year."""
    costs = unit_costs()
    last = as_date(place.period.stop - 1)
    begins = date(last.year - (last.month < APRIL), APRIL, 1)
    return {
        **{name: _listed([line[name] for line in costs]) for name in ("service", "unit", "cost_source")},
        "cost": np.array([round(line["cost"] * 100) for line in costs], np.int64),
        "from_date": np.full(len(costs), day_number(begins)),
    }


def _holidays(place: Place) -> dict[str, Any]:
    last = as_date(place.period.stop - 1).year
    days = [one for year in range(last - 5, last + 3) for one in named_holidays(year)]
    return {
        "day": np.array([day_number(one["holiday"]) for one in days]),
        "name": _listed([one["name"] for one in days]),
    }


_UNITS = ("week", "hour", "day", "visit", "contact", "consultation")


def unit_costs() -> list[dict[str, Any]]:
    """Return what one unit of each service costs in pounds, with the source of the figure."""
    found = []
    for lines in facts("unit_costs").values():
        source = lines.get("source", "made up for this place")
        for service, cost in lines.items():
            if isinstance(cost, int | float):
                unit = next((unit for unit in _UNITS if service.endswith(unit)), "each")
                found.append({"service": service, "unit": unit, "cost": float(cost), "cost_source": source})
    return found


def named_holidays(year: int) -> list[dict[str, Any]]:
    """Return the bank holidays of a year in order, with what each is called."""
    moved = {-2: "Good Friday", 1: "Easter Monday"}
    found: list[dict[str, Any]] = []
    for day in sorted(bank_holidays(year)):
        fixed = _BY_MONTH.get((day.month, day.day > 20)) if day.weekday() == 0 or day.month in (1, 12) else None
        name = moved.get((day - easter(year)).days) or fixed or "Bank holiday"
        second = name == "Christmas Day" and any(one["name"] == name for one in found)
        found.append({"holiday": day, "name": "Boxing Day" if second else name})
    return found


_BY_MONTH = {
    (1, False): "New Year's Day",
    (5, False): "Early May bank holiday",
    (5, True): "Spring bank holiday",
    (8, True): "Summer bank holiday",
    (12, True): "Christmas Day",
}
