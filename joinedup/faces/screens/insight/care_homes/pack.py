"""Care homes to print and to work on: all of them, or one, in the same packs as other pages of Insight."""

from __future__ import annotations

from joinedup.faces.components.packs import Pack, Part
from joinedup.faces.screens.insight import packing
from joinedup.faces.screens.insight.care_homes import asking, board, charts, matrix, one
from joinedup.faces.screens.insight.needs import pack as needs
from joinedup.planning.releases.models import Release

ON_A_PAGE = 4  # measures beside each other on a sheet of paper
KEY = "For each 1,000 resident-days. " + ", ".join(
    f"{sign} {board.BANDS[band][2]}" for band, sign in board.ON_PAPER.items()
).replace(", beyond", ": beyond") + "."  # fmt: skip


def pack(release: Release, *, measure: str = "") -> Pack:
    """Return the pack of all homes; one measure is drawn: that asked for, else the first that is usual."""
    told = asking.told(release)
    rows, chosen = board.sorted_by(asking.rows(release, told), board.NAME, down=False), told.measure(measure)
    few = [told.measures[at : at + ON_A_PAGE] for at in range(0, len(told.measures), ON_A_PAGE)] or [()]
    every = tuple(
        (board.table(each, release=release.name, name=f"care-homes-{n}"), rows) for n, each in enumerate(few, start=1)
    )
    parts = [Part("Every home in every measure", (KEY,), tables=every)]
    if chosen:
        homes = [row.home for row in rows]
        parts.append(Part(chosen.title, charts=tuple(charts.of_all(release, told, chosen, homes))))
        if met := asking.meetings(release, homes, chosen):
            listed = (matrix.table(chosen, release=release.name), met.meetings)
            parts.append(Part("Whose registered people live in which home", tables=(listed,)))
    return Pack(
        "care-homes", "Care homes", (board.finding(rows),), packing.origin(release, told.measures),
        (*parts, packing.definitions(told.measures)),
    )  # fmt: skip


def pack_of_home(release: Release, site: str, *, measure: str = "") -> Pack:
    """Return the pack of one home. Raises NotFound where the release knows no such home."""
    told = asking.told(release)
    home, chosen = asking.home_coded(told, site), told.measure(measure)
    rows = one.rows_of(release, told, home)
    parts = [Part("Every measure", tables=((one.table(home, release=release.name), rows),))]
    if chosen and (drawn := charts.by_month(release, told, chosen, one.kin(told, home), home.code)):
        parts.append(Part("Month by month, beside homes of its type", charts=(drawn,)))
    if chosen and (met := one.meetings(release, home, chosen)):
        listed = (matrix.table(chosen, release=release.name), met)
        parts.append(Part("Which practices look after its residents", tables=(listed,)))
    return Pack(
        f"care-home-{site}", home.name, (one.finding(home, rows),), packing.origin(release, told.measures),
        (*parts, *needs.parts(release, "home", site, home.name), packing.definitions(told.measures)),
    )  # fmt: skip
