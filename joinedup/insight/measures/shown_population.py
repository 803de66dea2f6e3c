"""Who lives here as it may be shown: the policy of the release is applied here, and nowhere else. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from joinedup.insight.disclosure import NOT_SHOWN, Policy, Protected, protect, shown_count, shown_share
from joinedup.insight.measures.population import Population

YOUNG, OLD = 2, 7  # the first two bands are under 20, those from the eighth on 70 or over
ENOUGH = 100  # people on a list before its share is compared with that of others

Shown = int | str
"""A count, or the words that stand for it."""


@dataclass(frozen=True, slots=True)
class ShownPractice:
    """One practice's list; ``most_deprived`` is a whole percentage, or the words that stand for it."""

    practice: str
    name: str
    people: Shown
    most_deprived: str


@dataclass(frozen=True, slots=True)
class ShownCareHome:
    """One care home: its beds where known, and how many of the place's people live there."""

    site: str
    name: str
    beds: int | None
    people: Shown


@dataclass(frozen=True, slots=True)
class ShownPopulation:
    """Everyone on a list of the place on ``day``, as ``Population`` has them but with nothing that may not be shown.

    ``old``, ``young`` and ``deprived`` are shares of those of whom it is known (70 and over, under 20, in the most
    deprived fifth of areas), as whole percentages or words; ``compared`` the lowest and the highest share in the most
    deprived fifth of the practices that are large enough to say, where there are two.
    """

    day: date
    people: Shown
    pyramid: dict[str, tuple[Shown, Shown, Shown]]
    by_decile: dict[int | None, Shown]
    practices: list[ShownPractice]
    care_homes: list[ShownCareHome]
    old: str
    young: str
    deprived: str
    compared: tuple[str, str] | None


def disclose_population(people: Population, *, policy: Policy) -> ShownPopulation:
    """Return ``people`` as they may be shown. The total is that of all three tables: hidden where one asks for it."""
    ages = protect([count for counts in people.pyramid.values() for count in counts], policy=policy)
    cells = ages.inner()
    deciles = [*range(1, 11), *([None] if people.by_decile.get(None) else [])]
    areas = protect([people.by_decile.get(decile, 0) for decile in deciles], policy=policy)
    lists = protect([practice.people for practice in people.practices], policy=policy)
    bands = [sum(counts) for counts in people.pyramid.values()]
    by_decile = {decile: count for decile, count in people.by_decile.items() if decile is not None}
    return ShownPopulation(
        day=people.day,
        people=_total(people.people, (ages, areas, lists), policy),
        pyramid={
            band: (cells[3 * i], cells[3 * i + 1], cells[3 * i + 2]) for i, band in enumerate(people.pyramid)
        },
        by_decile=dict(zip(deciles, areas.inner(), strict=True)),
        practices=[
            ShownPractice(p.practice, p.name, count, shown_share(p.most_deprived, of=p.people, policy=policy))
            for p, count in zip(people.practices, lists.inner(), strict=True)
        ],
        care_homes=[
            ShownCareHome(h.site, h.name, h.beds, shown_count(h.people, policy=policy)) for h in people.care_homes
        ],
        old=_share(sum(bands[OLD:]), sum(bands), policy),
        young=_share(sum(bands[:YOUNG]), sum(bands), policy),
        deprived=_share(by_decile.get(1, 0) + by_decile.get(2, 0), sum(by_decile.values()), policy),
        compared=_compared(people, policy),
    )  # fmt: skip


def _total(people: int, tables: tuple[Protected, ...], policy: Policy) -> Shown:
    said = [table.total for table in tables if table.values.size > 1]
    return NOT_SHOWN if NOT_SHOWN in said else shown_count(people, policy=policy)


def _share(part: int, of: int, policy: Policy) -> str:
    return shown_share(part / of if of else None, of=of, policy=policy)


def _compared(people: Population, policy: Policy) -> tuple[str, str] | None:
    """Return the lowest and the highest share of practices, where two can be told."""
    shares = sorted(
        (practice.most_deprived, shown)
        for practice in people.practices
        if practice.most_deprived is not None and practice.people >= ENOUGH
        and (shown := shown_share(practice.most_deprived, of=practice.people, policy=policy)) != NOT_SHOWN
    )  # fmt: skip
    return (shares[0][1], shares[-1][1]) if len(shares) > 1 else None
