"""Who needs what: the registers of the whole place, each network, practice and care home, kept with the results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeGuard

import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.insight.disclosure import Policy
from joinedup.insight.engine import Engine
from joinedup.insight.measures.definition import shared_definitions
from joinedup.insight.registers import Due, Need, Profile, catalogue, profiles_of_all
from joinedup.insight.registers.shown import disclose_together
from joinedup.insight.statistics.funnel import OUTER
from joinedup.insight.statistics.intervals import Estimate, of_count
from joinedup.insight.statistics.standardising import Comparison
from joinedup.planning.results.homes import Residents, last_day
from joinedup.record.store.files import whole

# The kinds of unit, a whole before its parts, and of which kind each is a part.
WAYS = ("place", "network", "practice", "home")
PLACE = "place"
FEWEST_EXPECTED = 1.0
_SCHEMA = pa.schema([("by", pa.string()), ("unit", pa.string()), ("told", pa.string())])
_DAY = b"joinedup.day"


@dataclass(frozen=True, slots=True)
class Needs:
    """The registers of one unit on ``day``, as they may be shown: the unit's, and the whole place's to compare with."""

    day: date
    own: Profile
    place: Profile


def count(
    engine: Engine, *, data_date: date, networks: Mapping[str, str], residents: Residents | None, policy: Policy
) -> dict[str, list[Profile]]:
    """Return the profiles of every unit on the last day of the last whole month, as they may be shown.

    ``networks`` gives each practice's network. Of a home whose residents may not be counted no register is shown.
    People in no home, on no network's list or of a practice that is not known belong to no unit, and have no profile.
    """
    found = profiles_of_all(engine, catalogue().values(), on=last_day(data_date), ways=WAYS)
    shown = disclose_together(
        found,
        under={
            "network": (PLACE, {}),
            "practice": ("network", {unit: network or None for unit, network in networks.items()}),
            "home": (PLACE, {}),
        },
        policy=policy,
    )
    told = {by: [profile for profile in shown[by] if profile.unit is not None] for by in WAYS}
    homes = residents.homes if residents else {}
    told["home"] = [profile for profile in told["home"] if isinstance(homes.get(profile.unit or ""), int)]
    return told


def name() -> str:
    """Return the name of the file: it changes when a register, or anything that one rests on, does."""
    return f"needs-{hashlib.sha256(shared_definitions().encode()).hexdigest()[:12]}"


def write(path: Path, found: Mapping[str, Sequence[Profile]], *, day: date) -> None:
    """Write what may be shown; whole, or not at all."""
    rows = [
        {"by": by, "unit": profile.unit, "told": json.dumps(asdict(profile))}
        for by, profiles in found.items() for profile in profiles
    ]  # fmt: skip
    schema = _SCHEMA.with_metadata({_DAY: day.isoformat()})
    with whole(path) as part:
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), part, compression="zstd")


def read(path: Path, by: str, unit: str) -> Needs | None:
    """Return the registers of one unit, or None where none are kept of it."""
    place, own = _one(path, PLACE, PLACE), _one(path, by, unit)
    if place is None or own is None:
        return None
    day = date.fromisoformat(pq.read_schema(path).metadata[_DAY].decode())
    return Needs(day, own, place)


def can_be_compared(ratio: Estimate | None) -> TypeGuard[Estimate]:
    """Return whether a count may be held against what was expected: of less than one it tells nothing."""
    return ratio is not None and ratio.value is not None and ratio.denominator >= FEWEST_EXPECTED


def stands(ratio: Estimate | None) -> Comparison:
    """Return whether a count is higher or lower than expected: by its 99.8% interval, for there are many registers."""
    if not can_be_compared(ratio):
        return Comparison.NOT_COMPARED
    low, high = of_count(ratio.numerator, OUTER)
    if low > ratio.denominator:
        return Comparison.HIGHER
    return Comparison.LOWER if high < ratio.denominator else Comparison.SIMILAR


def _one(path: Path, by: str, unit: str) -> Profile | None:
    rows = pq.read_table(path, columns=["told"], filters=[("by", "=", by), ("unit", "=", unit)]).to_pylist()
    return _profile(json.loads(rows[0]["told"])) if rows else None


def _profile(told: dict[str, Any]) -> Profile:
    return Profile(**told | {"needs": tuple(_need(need) for need in told["needs"])})


def _need(told: dict[str, Any]) -> Need:
    estimates = {name: _estimate(told[name]) for name in ("share", "as_place", "as_published")}
    due = tuple(Due(**each | {"done": _estimate(each["done"])}) for each in told["due"])
    return Need(**told | estimates | {"due": due, "missing": tuple(told["missing"])})


def _estimate(told: dict[str, Any] | None) -> Estimate | None:
    return Estimate(**told) if told else None
