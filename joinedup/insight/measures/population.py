"""Who lives here on one day: by age and sex, by deprivation, by practice, by care home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from joinedup.insight.engine import Engine
from joinedup.insight.engine.language import literal

AGE_BANDS = ("0 to 9", "10 to 19", "20 to 29", "30 to 39", "40 to 49", "50 to 59", "60 to 69", "70 to 79", "80 to 89",
             "90 and over")  # fmt: skip

_HERE = """
    SELECT t.person_key, t.practice, t.sex, home.deprivation_decile, home.kind, home.site,
           CAST(least(9, floor(whole_years(t.birth_month, {day}) / 10.0)) AS INTEGER) AS band
    FROM time_on_list t LEFT JOIN last_residence home ON home.person_key = t.person_key
    WHERE t.start_date <= {day} AND t.end_date > {day}
    QUALIFY row_number() OVER (PARTITION BY t.person_key ORDER BY t.start_date DESC) = 1
"""


@dataclass(frozen=True, slots=True)
class PracticeList:
    """One practice's list: how many people, and the share (0 to 1) living in the most deprived fifth of areas."""

    practice: str
    name: str
    people: int
    most_deprived: float | None


@dataclass(frozen=True, slots=True)
class CareHome:
    """One care home: its beds where known, and how many of the place's people live there."""

    site: str
    name: str
    beds: int | None
    people: int


@dataclass(frozen=True, slots=True)
class Population:
    """Everyone on a list of the place on ``day``. ``pyramid`` gives band to (female, male, other or not known)."""

    day: date
    people: int
    pyramid: dict[str, tuple[int, int, int]]
    by_decile: dict[int | None, int]
    practices: list[PracticeList]
    care_homes: list[CareHome]


def population(engine: Engine, day: date) -> Population:
    """Return who was on a list of the place on ``day``; everyone is counted once, on the list joined last."""
    engine.work_out("time_on_list", "last_residence")
    engine.keep("here", _HERE.format(day=literal(day)))
    bands = engine.rows(
        "SELECT band, "
        "count(*) FILTER (WHERE sex = 'female') AS f, count(*) FILTER (WHERE sex = 'male') AS m, "
        "count(*) FILTER (WHERE sex IS NULL OR sex NOT IN ('female', 'male')) AS o "
        "FROM here GROUP BY band ORDER BY band",
    )
    by_band = {int(row["band"]): (row["f"], row["m"], row["o"]) for row in bands if row["band"] is not None}
    deciles = engine.rows(
        "SELECT deprivation_decile AS d, count(*) AS n FROM here GROUP BY d ORDER BY d NULLS LAST",
    )
    practices = engine.rows(
        "SELECT here.practice, max(name) AS name, count(*) AS n, "
        "avg(CASE WHEN deprivation_decile IS NOT NULL THEN CAST(deprivation_decile <= 2 AS INTEGER) END) AS share "
        "FROM here LEFT JOIN reference_practice r ON r.practice = here.practice "
        "GROUP BY here.practice ORDER BY n DESC, here.practice",
    )
    homes = engine.rows(
        "SELECT r.site, r.name, r.beds, count(here.person_key) AS n FROM reference_site r "
        "LEFT JOIN here ON here.site = r.site AND here.kind = 'care_home' WHERE r.kind LIKE 'care_home%' "
        "GROUP BY r.site, r.name, r.beds ORDER BY r.name, r.site",
    )
    return Population(
        day=day,
        people=sum(row["n"] for row in deciles),
        pyramid={band: by_band.get(i, (0, 0, 0)) for i, band in enumerate(AGE_BANDS)},
        by_decile={row["d"]: row["n"] for row in deciles},
        practices=[PracticeList(r["practice"], r["name"] or r["practice"], r["n"], r["share"]) for r in practices],
        care_homes=[CareHome(r["site"], r["name"], r["beds"], r["n"]) for r in homes],
    )
