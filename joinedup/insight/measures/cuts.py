"""Cuts: the ways in which a figure may be divided, each a name and the expression that gives a row's group.

``s`` is time lived (practice, birth_month, sex, and home for care homes), ``p`` the period, ``home`` the person's last
residence, ``who`` the person, ``surgery`` the practice, and ``e`` the row counted. There is no cut by segment: someone
is in one of each scheme on one day, and who was in it on the last day has not died, so a rate would leave deaths out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from joinedup.insight.engine.columns import columns_of
from joinedup.insight.measures.definition import Measure
from joinedup.words.basics.errors import BadInput


@dataclass(frozen=True, slots=True)
class Cut:
    """One cut: its title, its expression, and what must be joined (and to what) for it."""

    name: str
    title: str
    sql: str
    joins: str = ""


def _age(*bands: tuple[int, str]) -> str:
    """Return SQL for the band of someone's age on the first day of the period; ``bands`` give the age each ends at."""
    whens = " ".join(f"WHEN whole_years(s.birth_month, p.first_day) < {end} THEN '{name}'" for end, name in bands[:-1])
    return f"CASE WHEN s.birth_month IS NULL THEN NULL {whens} ELSE '{bands[-1][1]}' END"


_FIVE_YEARS = (*((age + 5, f"{age:02} to {age + 4:02}") for age in range(0, 90, 5)), (999, "90 and over"))
_HOME = "LEFT JOIN last_residence home ON home.person_key = s.person_key"
_SURGERY = "LEFT JOIN reference_practice surgery ON surgery.practice = s.practice"

CUTS: dict[str, Cut] = {
    cut.name: cut
    for cut in (
        Cut("practice", "Practice", "s.practice"),
        Cut("network", "Network", "surgery.network", _SURGERY),
        Cut("sex", "Sex", "s.sex"),
        Cut("age_band", "Age", _age((18, "0 to 17"), (65, "18 to 64"), (75, "65 to 74"), (85, "75 to 84"),
                                    (999, "85 and over"))),
        Cut("five_year_age", "Age in five-year bands", _age(*_FIVE_YEARS)),
        Cut("deprivation", "Deprivation fifth, 1 the most deprived",
            "CAST(floor((home.deprivation_decile + 1) / 2.0) AS INTEGER)", _HOME),
        Cut("decile", "Deprivation tenth, 1 the most deprived", "home.deprivation_decile", _HOME),
        Cut("area", "Area (LSOA)", "home.area", _HOME),
        Cut("ethnic_group", "Ethnic group",
            "CASE WHEN who.ethnic_group IN ('A', 'B', 'C') THEN 'White' "
            "WHEN who.ethnic_group IN ('D', 'E', 'F', 'G') THEN 'Mixed' "
            "WHEN who.ethnic_group IN ('H', 'J', 'K', 'L') THEN 'Asian' "
            "WHEN who.ethnic_group IN ('M', 'N', 'P') THEN 'Black' "
            "WHEN who.ethnic_group IN ('R', 'S') THEN 'Other' ELSE 'Not known' END",
            "LEFT JOIN person who ON who.person_key = s.person_key"),
        Cut("month", "Month", "p.first_day"),
        Cut("home", "Care home", "s.home"),
        Cut("provider", "Provider", "e.provider"),
        Cut("site", "Site", "e.site"),
        Cut("service", "Service", "e.service"),
        Cut("payer", "Payer", "e.payer"),
    )
}  # fmt: skip
OF_THE_ROW = frozenset({"provider", "site", "service", "payer"})


def chosen(names: Iterable[str], measure: Measure) -> list[Cut]:
    """Return the cuts called ``names``, in that order. Raises BadInput where ``measure`` cannot be cut so."""
    names = list(dict.fromkeys(names))
    if unknown := [name for name in names if name not in CUTS]:
        raise BadInput(f"We cannot cut by {', '.join(unknown)}.", now=f"Choose from: {', '.join(CUTS)}.")
    for name in names:
        if name == "home" and measure.over != "time_in_care_home":
            raise BadInput(f"'{measure.title}' does not count care homes' days.", now="Choose another cut.")
        if name in OF_THE_ROW and measure.kind in ("rate", "people", "against_expected"):
            raise BadInput(
                f"Nobody lives for a number of years in a {name}, so '{measure.title}' has no rate there.",
                now="Choose a cut of people, or a measure that is a share or an average.",
            )
        if name in OF_THE_ROW and name not in columns_of(measure.each):
            raise BadInput(f"No {name} is told of what '{measure.title}' counts.", now="Choose another cut.")
    return [CUTS[name] for name in names]
