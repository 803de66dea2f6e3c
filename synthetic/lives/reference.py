"""The place's reference tables: practices, sites and small areas."""

from __future__ import annotations

from typing import Any

import numpy as np

from synthetic.lives.columns import Words, same, words
from synthetic.lives.place import Place, postcode
from synthetic.lives.spells import POSTCODES_AN_AREA


def _listed(values: list[str]) -> Words:
    return words(np.arange(len(values)), values)


def reference_tables(
    place: Place, peaks: dict[int, int], populations: dict[int, int]
) -> dict[str, dict[str, Any] | None]:
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
        "reference_population": None,
        "reference_unit_cost": None,
        "reference_bank_holiday": None,
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


__all__ = ["reference_tables", "same"]
