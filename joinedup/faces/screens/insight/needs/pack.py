"""Who needs what, as a part of the packs of practices, networks and care homes."""

from __future__ import annotations

from joinedup.faces.components.packs import Part
from joinedup.faces.screens.insight.needs.views import needs_of
from joinedup.planning.releases.models import Release


def parts(release: Release, by: str, unit: str, name: str) -> tuple[Part, ...]:
    """Return the part of one unit; none where nothing of it is kept or may be shown."""
    needs = needs_of(release, by, unit, name)
    if needs is None:
        return ()
    drawn = (needs.chart,) if needs.chart else ()
    return (Part("Who needs what here", charts=drawn, tables=((needs.table, needs.lines),)),)
