"""One network, to print and to work on: where it differs with its practices side by side, then every measure."""

from __future__ import annotations

from joinedup.faces.components.packs import Pack, Part
from joinedup.faces.screens.insight import asking, packing, standings
from joinedup.faces.screens.insight.needs import pack as needs
from joinedup.faces.screens.insight.network import side_by_side
from joinedup.planning.releases.models import Release

MOST_DRAWN = 4


def pack(release: Release, slug: str, *, measure: str = "") -> Pack:
    """Return the pack of the network by its name in addresses; its practices are drawn in ``measure`` first."""
    name, members = asking.network_named(release, slug)
    rows = asking.rows_of(release, "network", name)
    first = side_by_side.asked(measure, rows)
    differing = [row.measure for row in standings.outstanding(rows) if row.measure != first]
    drawn = tuple(
        packing.named(side_by_side.chart(release, each, members), f"side-by-side-{each.id}")
        for each in [*([first] if first else []), *differing][:MOST_DRAWN]
    )
    caption = f"{name}: every measure"
    beside = (Part("Its practices side by side", charts=drawn),) if drawn else ()
    return Pack(
        f"network-{slug}", name, standings.findings(name, rows),
        packing.origin(release, [row.measure for row in rows]),
        (*beside, *needs.parts(release, "network", name, name),
         *standings.parts(f"{slug}-measures", caption, rows, release=release.name),
         packing.definitions(row.measure for row in rows)),
    )  # fmt: skip
