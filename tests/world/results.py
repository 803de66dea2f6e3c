"""A release whose results are drawn: eight practices in two networks over three years, put where pages read them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from joinedup.insight.measures.compute import Figure
from joinedup.insight.measures.definition import Measure, measure
from joinedup.insight.measures.population import AGE_BANDS
from joinedup.planning.releases.models import Release
from joinedup.planning.results import actions, lists, population, rules
from tests.unit.planning.results.drawn import FIRST, figure, month
from tests.world.drawn import instant

PRACTICES = {
    "X90001": ("Hillside Surgery", "Moor Network"), "X90002": ("Riverside Practice", "Moor Network"),
    "X90003": ("Chapel Lane", "Moor Network"), "X90004": ("Station Road", "Moor Network"),
    "X90005": ("The Elms", "Fell Network"), "X90006": ("Quayside", "Fell Network"),
    "X90007": ("Mill Street", "Fell Network"), "X90008": ("Tiny Branch", "Fell Network"),
}  # fmt: skip
# How many each practice's figure is, of 3,000; Hillside's is far above, and the branch has hardly anybody.
MET = {
    "X90001": 480,
    "X90002": 300,
    "X90003": 310,
    "X90004": 290,
    "X90005": 305,
    "X90006": 295,
    "X90007": 300,
    "X90008": 3,
}
FIFTHS = (500, 440, 400, 360, 300)


def drawn_release(
    *,
    of: tuple[str, ...] = ("emergency-admissions", "ae-within-four-hours", "bed-days", "diabetes-prevalence"),
    feeds: tuple[str, ...] | None = None,
) -> Release:
    """Return a release in which the measures ``of`` are worked out and no other; ``feeds`` None: made up, has all."""
    name = "care-drawn"
    folder: Path = settings.HOME / "releases" / name
    for table, rows in {
        "reference_practice": [
            {"practice": c, "name": n, "network": w, "postcode": "ZZ1 1AA"} for c, (n, w) in PRACTICES.items()
        ],
        "reference_area": [{"area": "E01900001", "name": "Moor 001", "deprivation_decile": 1}],
    }.items():
        (folder / table).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows), folder / table / "part-00000.parquet")
    release = Release.objects.create(
        name=name, purpose="care", published_at=instant("2026-04-01 08:00"), data_date=date(2026, 3, 31),
        path=f"releases/{name}", manifest={"made_up": True} if feeds is None else {"feeds": list(feeds)}, manifest_hash="0f" * 32,
    )  # fmt: skip
    lists.write(population.lists_file(release), _lists())
    for each in of:
        actions.keep(release, measure(each), drawn(measure(each)))
    return release


def drawn(of: Measure) -> dict[rules.By, list[Figure]]:
    """Return the figures of a measure in every way of cutting that pages show; its last month stands out."""
    among = {code: 3000 if code != "X90008" else 30 for code in PRACTICES}
    total, people = sum(MET.values()), sum(among.values())
    share = total / people
    months = [
        figure(
            of,
            round(share * people / 12) + n % 5 * 4 + (120 if n == 35 else 0),
            people / 12,
            first=month(n),
            last=month(n + 1),
            month=month(n),
        )
        for n in range(36)
    ]
    networks = {name for _, name in PRACTICES.values()}
    members = {name: [c for c, (_, n) in PRACTICES.items() if n == name] for name in networks}
    found: dict[rules.By, list[Figure]] = {
        (): [figure(of, total, people)],
        rules.YEAR_BEFORE: [figure(of, total * 0.8, people, first=date(2024, 4, 1), last=FIRST)],
        ("month",): months,
        ("practice",): [figure(of, MET[code], among[code], practice=code) for code in PRACTICES],
        ("practice", "month"): [
            figure(of, max(1, round(MET[code] / 12)) + n % 3, among[code] / 12, first=month(n), last=month(n + 1), practice=code, month=month(n))
            for code in PRACTICES for n in range(36)
        ],
        ("network",): [figure(of, sum(MET[c] for c in codes), sum(among[c] for c in codes), network=name) for name, codes in members.items()],
        ("network", "month"): [
            figure(of, round(sum(MET[c] for c in codes) / 12) + n % 3, sum(among[c] for c in codes) / 12, first=month(n), last=month(n + 1), network=name, month=month(n))
            for name, codes in members.items() for n in range(36)
        ],
        ("deprivation",): [figure(of, met, people / 5, deprivation=n) for n, met in enumerate(FIFTHS, start=1)],
        ("age_band",): [figure(of, total / 2, people / 2, age_band=band) for band in ("0 to 17", "18 to 64")],
        ("sex",): [figure(of, total / 2, people / 2, sex=sex) for sex in ("female", "male")],
        ("ethnic_group",): [figure(of, total / 2, people / 2, ethnic_group=name) for name in ("Asian", "White")],
        ("area",): [figure(of, total, people, area="E01900001")],
        ("practice", "five_year_age", "sex"): [
            figure(of, MET[code] / 2, among[code] / 2, practice=code, five_year_age="40 to 44", sex=sex)
            for code in PRACTICES for sex in ("female", "male")
        ],
    }  # fmt: skip
    return {by: figures for by, figures in found.items() if by in rules.cuts_of(of)}


def _lists() -> lists.Lists:
    bands = tuple((150, 145) for _ in AGE_BANDS)
    return lists.Lists(
        day=date(2026, 3, 31),
        people=dict.fromkeys(PRACTICES, bands) | {"X90008": tuple(("1 to 7", "1 to 7") for _ in AGE_BANDS)},
        totals=dict.fromkeys(PRACTICES, 2950) | {"X90008": "not shown"},
        place=tuple((1050, 1015) for _ in AGE_BANDS),
        total=20650,
    )
