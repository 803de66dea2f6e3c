"""The place itself: small areas, practices and their networks, hospitals and other providers, in plain arrays.

Everything invented is in ranges that England does not use: postcodes in ZZ, areas from E01900001, practices
Z00001, providers ZT…. The place is cut into chunks (ten areas, one in each tenth of deprivation, about 15,000
    people) lived apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from synthetic.facts import facts, rows
from synthetic.lives.draws import WHOLE_PLACE, Array, spread, stream
from synthetic.lives.times import YEAR, Period, day_number
from synthetic.lives.variation import Variation, vary

AREA_PEOPLE = 1_500
CHUNK_AREAS = 10
LIST_SIZE = 10_000
LIST_SPREAD = 0.51  # of the log: the lists of 160 practices have mean 12,222 and standard deviation 6,669
NETWORK_PEOPLE = 40_000


@dataclass(frozen=True, slots=True)
class ChunkPlan:
    """One chunk: which areas, how many people from the start, arriving and born, and the first person's number."""

    number: int
    areas: Array
    residents: int
    arrivals: int
    births: int
    first_person: int
    homes: Array

    @property
    def people(self) -> int:
        """Return how many people the chunk will ever hold."""
        return self.residents + self.arrivals + self.births


@dataclass(frozen=True, slots=True)
class Place:
    """One made-up place. Arrays named ``area_…`` have one row an area, and so on."""

    people: int
    seed: int
    period: Period
    area_code: list[str]
    area_town: list[str]
    area_decile: Array
    area_at: Array
    area_practices: Array
    area_trust: Array
    practice_code: list[str]
    practice_name: list[str]
    practice_postcode: list[str]
    practice_network: Array
    network_name: list[str]
    trust_code: list[str]
    home_code: list[str]
    home_name: list[str]
    home_is_nursing: Array
    home_area: Array
    home_planned: Array
    variation: Variation
    chunks: list[ChunkPlan]


def postcode(number: int) -> str:
    """Return the postcode of that number: ZZ1 0AA and on; ZZ99 is left out, for it means something."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    number, unit = divmod(number, 400)
    district, sector = divmod(number, 10)
    return f"ZZ{district % 98 + 1} {sector}{letters[unit // 20]}{letters[unit % 20]}"


def fifth_of(decile: Array) -> Array:
    """Return the fifth (0 the most deprived) of a tenth (1 the most deprived)."""
    return (decile - 1) // 2


def _deciles(rng: np.random.Generator, count: int) -> Array:
    """Return deciles in which each run of ten areas has every tenth of England once."""
    return np.concatenate([rng.permutation(10) + 1 for _ in range(count // 10)])


def _balanced(weights: Array, rows_total: Array, columns_total: Array) -> Array:
    """Return shares by row after fitting to both totals (iterative proportional fitting)."""
    table = weights.copy()
    for _ in range(60):
        table *= (rows_total / table.sum(axis=1))[:, None]
        table *= columns_total / table.sum(axis=0)
    return table / table.sum(axis=1, keepdims=True)


def plan_place(people: int, years: int, seed: int, end: date) -> Place:
    """Return the place in which ``people`` live on the first day, and how it is cut into chunks.

    There are always ten areas, or twenty and so on, so that every tenth of deprivation is in every place.
    """
    period = Period(day_number(end.replace(year=end.year - years)) + 1, day_number(end) + 1)
    rng = stream(seed, WHOLE_PLACE, "place")
    areas = max(1, round(people / AREA_PEOPLE / CHUNK_AREAS)) * CHUNK_AREAS
    decile = _deciles(rng, areas)
    size = spread(people, rng.lognormal(0, 0.18, areas))
    side = np.sqrt(areas)
    at = np.stack([np.arange(areas) % np.ceil(side), np.arange(areas) // np.ceil(side)], 1) + rng.random((areas, 2))
    towns = [row["name"] for row in rows("names/towns")]
    town = [towns[i % len(towns)] for i in rng.permutation(len(towns))]
    practices = max(3, round(people / LIST_SIZE))
    lists = spread(people, rng.lognormal(0, LIST_SPREAD, practices))
    practice_at = at[rng.choice(areas, practices, replace=practices > areas)] + rng.normal(0, 0.3, (practices, 2))
    distance = np.linalg.norm(at[:, None] - practice_at[None], axis=2)
    chosen = _balanced(np.exp(-distance / 1.6) * lists + 1e-9, size.astype(float), np.maximum(lists, 1).astype(float))
    network = _networks(practice_at, lists)
    trusts = max(1, round(people / 400_000))
    trust_at = at[rng.choice(areas, trusts, replace=False)]
    homes = _homes(people, areas, rng)
    return Place(
        people=people, seed=seed, period=period,
        area_code=[f"E019{i + 1:05d}" for i in range(areas)],
        area_town=[town[(i // 6) % len(town)] for i in range(areas)],
        area_decile=decile, area_at=at, area_practices=chosen,
        area_trust=np.linalg.norm(at[:, None] - trust_at[None], axis=2).argmin(axis=1),
        practice_code=[f"Z{i + 1:05d}" for i in range(practices)],
        practice_name=_practice_names(town, practices, rng),
        practice_postcode=[postcode(399_000 - i) for i in range(practices)],
        practice_network=network, network_name=[f"{town[-i - 1]} Network" for i in range(int(network.max()) + 1)],
        trust_code=[f"ZT{i + 1}" for i in range(trusts)],
        home_code=[f"ZH{i + 1:04d}" for i in range(len(homes[0]))],
        home_name=_home_names(len(homes[0]), rng), home_is_nursing=homes[0], home_area=homes[1], home_planned=homes[2],
        variation=vary(seed, period, chosen.sum(axis=0), homes[2]),
        chunks=_chunks(people, years, size, homes[1]),
    )  # fmt: skip


def _chunks(people: int, years: int, size: Array, home_area: Array) -> list[ChunkPlan]:
    """Cut the areas into runs of ten; newcomers are shared out in proportion."""
    care = facts("care")
    runs = np.arange(len(size)).reshape(-1, CHUNK_AREAS)
    residents = np.array([size[run].sum() for run in runs])
    arrivals = spread(round(people * years * care["from_memory"]["moves_away_per_1000"] / 1000), residents)
    births = spread(round(people * years * care["births_per_1000"]["value"] / 1000), residents)
    first = np.r_[0, np.cumsum(residents + arrivals + births)]
    return [
        ChunkPlan(
            i, run, int(residents[i]), int(arrivals[i]), int(births[i]), int(first[i]),
            np.flatnonzero(np.isin(home_area, run)),
        )
        for i, run in enumerate(runs)
    ]  # fmt: skip


def _networks(at: Array, lists: Array) -> Array:
    """Group practices that lie together into networks of about ``NETWORK_PEOPLE``."""
    centre = at.mean(axis=0)
    order = np.argsort(np.arctan2(*(at - centre).T), kind="stable")
    count = max(1, round(lists.sum() / NETWORK_PEOPLE))
    network = np.empty(len(lists), np.int64)
    middle = np.cumsum(lists[order]) - lists[order] / 2
    network[order] = np.minimum((middle / lists.sum() * count).astype(int), count - 1)
    return np.unique(network, return_inverse=True)[1]


def _homes(people: int, areas: int, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Return, for each care home, whether it is a nursing home, its area and about how many live there."""
    care = facts("care")
    older = people * 0.187 * care["care_home_residents"]["of_65_and_over_pct"] / 100
    use = care["care_home_use"]
    nursing_share = use["residents_in_nursing_homes_pct"] / 100
    # Each chunk has one of each kind at least.
    runs = np.arange(areas).reshape(-1, CHUNK_AREAS)
    kinds, places = [], []
    for run in runs:
        for nursing, beds, share in (
            (False, use["mean_beds_residential"], 1 - nursing_share),
            (True, use["mean_beds_nursing"], nursing_share),
        ):
            count = max(1, round(older / len(runs) * share / (beds * 0.85)))
            kinds += [nursing] * count
            places += rng.choice(run, count).tolist()
    is_nursing = np.array(kinds)
    size = rng.lognormal(0, 0.4, len(is_nursing))
    planned = np.empty(len(is_nursing))
    for kind, share in ((False, 1 - nursing_share), (True, nursing_share)):
        planned[is_nursing == kind] = size[is_nursing == kind] / size[is_nursing == kind].sum() * older * share
    return is_nursing, np.array(places), planned


def _practice_names(town: list[str], count: int, rng: np.random.Generator) -> list[str]:
    kinds = ["Surgery", "Medical Centre", "Health Centre", "Medical Practice", "Group Practice"]
    streets = sorted({row["first"] for row in rows("names/streets")})
    names: dict[str, None] = {}
    while len(names) < count:
        first = streets[rng.integers(len(streets))] if rng.random() < 0.6 else town[rng.integers(len(town))]
        names.setdefault(f"{first} {kinds[rng.integers(len(kinds))]}")
        if len(names) > len(streets) * 4:
            names.setdefault(f"{first} {kinds[rng.integers(len(kinds))]} {len(names)}")
    return list(names)


def _home_names(count: int, rng: np.random.Generator) -> list[str]:
    trees = sorted({row["first"] for row in rows("names/streets")})
    kinds = ["House", "Lodge", "Court", "Manor", "Grange", "View", "Hall", "Gardens"]
    pairs = [f"{tree} {kind}" for tree in trees for kind in kinds]
    return [
        pairs[i % len(pairs)] + (f" {i // len(pairs) + 1}" if i >= len(pairs) else "")
        for i in rng.permutation(max(count, len(pairs)))[:count]
    ]


def mid_period(place: Place) -> float:
    """Return the middle of the period, in days since 1970."""
    return place.period.start + place.period.years * YEAR / 2
