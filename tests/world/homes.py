"""Care homes of the drawn release: what befell their residents, whose people they are, and who needs what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.insight.disclosure import NOT_SHOWN
from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.definition import Measure, measure
from joinedup.insight.registers import Need, Profile
from joinedup.insight.statistics.intervals import Estimate, of_count, share
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.results import actions, homes, needs, population, rules
from tests.unit.planning.results.drawn import FIRST, figure, month

DAY = date(2026, 3, 31)
# Name, kind, beds, falls in the year, resident-days: Abbey Hall is far above, Tiny Lodge has hardly anybody.
HOMES: dict[str, tuple[str, str, int | None, int, int]] = {
    "ZH001": ("Abbey Hall", "residential", 60, 540, 20_000),
    "ZH002": ("Lock Court", "nursing", 57, 225, 19_000),
    "ZH003": ("Oak Manor", "residential", 40, 165, 14_000),
    "ZH004": ("Stone Grange", "nursing", None, 142, 12_000),
    "ZH005": ("Tiny Lodge", "residential", 6, 3, 1_500),
}
RESIDENTS: dict[str, dict[str, homes.Shown]] = {
    "ZH001": {"X90001": 40, "X90002": 15},
    "ZH002": {"X90001": 10, "X90003": 45, "X90004": "1 to 7"},
    "ZH003": {"X90002": 35},
    "ZH004": {"X90003": "not shown", "X90004": "1 to 7"},
    "ZH005": {"X90001": "1 to 7"},
}


def drawn_homes(
    release: Release, *, of: tuple[str, ...] = ("care-home-falls", "care-home-emergency-admissions"), more: int = 8
) -> None:
    """Put the homes beside a drawn release, and ``more`` that are all alike (among few, one far out widens the lines)."""
    told = dict(HOMES) | {f"ZI{n:03}": (f"Home {n:03}", "nursing", 40, 165, 14_000) for n in range(1, more + 1)}
    sites(release, told)
    for each in of:
        actions.keep(release, measure(each), drawn(measure(each), told))
    totals: dict[str, homes.Shown] = {"ZH001": 55, "ZH002": 60, "ZH003": 35, "ZH004": 35, "ZH005": "1 to 7"}
    homes.write(population.residents_file(release), homes.Residents(DAY, RESIDENTS, totals))


def sites(release: Release, told: dict[str, Any]) -> None:
    """Write the list of sites: these homes, and a hospital."""
    folder: Path = releases.folder_of(release) / "reference_site"
    folder.mkdir(parents=True)
    rows = [
        {"site": code, "name": name, "kind": f"care_home_{kind}", "care_type": kind, "beds": beds}
        for code, (name, kind, beds, *_) in told.items()
    ]  # fmt: skip
    rows.append({"site": "ZT101", "name": "Northmoor Hospital", "kind": "hospital", "care_type": None, "beds": 400})
    pq.write_table(pa.Table.from_pylist(rows), folder / "part-00000.parquet")


def drawn(of: Measure, told: dict[str, Any]) -> dict[rules.By, list[Figure]]:
    """Return the figures of a measure of care homes in every way of cutting that pages show."""
    falls, days = sum(each[3] for each in told.values()), sum(each[4] for each in told.values())
    months = [
        figure(of, round(falls / 12) + n % 4, days / 12, first=month(n), last=month(n + 1), month=month(n))
        for n in range(36)
    ]
    year = [each.numerator for each in months[-12:]]
    found: dict[rules.By, list[Figure]] = {
        (): [figure(of, sum(year), days)],
        rules.YEAR_BEFORE: [figure(of, falls, days, first=date(2024, 4, 1), last=FIRST)],
        ("month",): months,
        ("home",): [figure(of, met, among, home=code) for code, (_, _, _, met, among) in told.items()],
        ("home", "month"): [
            figure(of, round(met / 12) + n % 2, among / 12, first=month(n), last=month(n + 1), home=code, month=month(n))
            for code, (_, _, _, met, among) in told.items() for n in range(36)
        ],
        rules.OF_HOMES_AND_PRACTICES: [
            figure(of, met, among, home=code, practice=practice)
            for code, practice, met, among in (
                ("ZH001", "X90001", 400, 14_600), ("ZH001", "X90002", 140, 5_400), ("ZH002", "X90001", 50, 3_600),
                ("ZH002", "X90003", 170, 15_300), ("ZH002", "X90004", 5, 100), ("ZH003", "X90002", 165, 14_000),
                ("ZH005", "X90001", 3, 1_500),
            )
        ],
    }  # fmt: skip
    return {by: found[by] for by in rules.cuts_of(of)}


def drawn_needs(release: Release) -> None:
    """Put who needs what beside a drawn release: of the place, Moor Network, Hillside Surgery and Abbey Hall."""
    place = Profile("place", "place", "place", 24_000, 9_000, tuple(
        need(name, 24_000, on, on) for name, on in (("diabetes", 1_800), ("dementia", 240), ("asthma", 1_500))
    ))  # fmt: skip
    hillside = Profile("practice", "X90001", "Hillside Surgery", 3_000, 1_400, (
        replace(need("diabetes", 3_000, 330, 220), not_known=15), dementia(), need("asthma", 3_000, 190, 188),
        Need("epilepsy", 3_000, None, None, None, None, None, (), (NOT_SHOWN,)),
        Need("carers", 3_000, None, 3_000, None, None, None, (), ("flag:is_carer",)),
        need("many-medicines", 3_000, 0, 0),
    ))  # fmt: skip
    network = replace(hillside, by="network", unit="Moor Network", name="Moor Network", people=12_000)
    home = Profile("home", "ZH001", "Abbey Hall", 55, None, (need("dementia", 55, 30, 26),))
    needs.write(
        population.needs_file(release),
        {"place": [place], "network": [network], "practice": [hillside], "home": [home]}, day=DAY,
    )  # fmt: skip


def need(register: str, people: int, recorded: int, expected: float) -> Need:
    """Return a register with its share, and its count against what is expected."""
    return Need(register, people, recorded, 0, share(recorded, people), against(recorded, expected), None, ())


def dementia() -> Need:
    """Return a register with fewer on it than are expected, and for which a publication expects a number too."""
    return replace(need("dementia", 3_000, 10, 40), as_published=against(10, 65))


def against(recorded: int, expected: float) -> Estimate:
    """Return a count against what was expected."""
    if not expected:
        return Estimate(None, None, None, 0, 0, "Nobody is expected to be on it, so there is no ratio.")
    low, high = of_count(recorded)
    return Estimate(recorded / expected, low / expected, high / expected, recorded, expected)
