"""The file of who needs what in one unit; its page is the unit's own."""

from __future__ import annotations

from django.http import StreamingHttpResponse

from joinedup.faces.components.lists import download
from joinedup.faces.screens.insight import asking
from joinedup.faces.screens.insight.asked import release_needed
from joinedup.faces.screens.insight.needs.section import Section, section_of
from joinedup.faces.screens.posts import StaffRequest
from joinedup.planning.releases.models import Release
from joinedup.planning.results import population
from joinedup.words.basics.errors import NotFound


def needs_of(release: Release, by: str, unit: str, name: str) -> Section | None:
    """Return the section of a practice, a network or a care home; None where nothing of it is kept or may be shown."""
    found = population.needs(release, by, unit)
    return section_of(found, name=name, release=release.name) if found else None


def needs_file(request: StaffRequest, by: str, unit: str) -> StreamingHttpResponse:
    """Send every register of one unit."""
    release = release_needed(request)
    if by == "network":
        unit = asking.network_named(release, unit)[0]
    found = needs_of(release, by, unit, unit) if by in ("practice", "network", "home") else None
    if found is None:
        raise NotFound("Nothing of this is worked out, or too few people are there.", now="Go back to its page.")
    return download(found.table, found.lines)
