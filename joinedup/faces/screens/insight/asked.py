"""Which release a page of Insight speaks of, and what every such page says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from joinedup.faces.screens.posts import StaffRequest
from joinedup.faces.screens.said import heard
from joinedup.faces.screens.show import show
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.results import queries as results
from joinedup.words.basics.errors import CannotProceed, NotFound


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way back."""

    text: str
    href: str


INSIGHT = ("Insight", "measures")


def release_asked(request: StaffRequest) -> Release | None:
    """Return the release named in the address, else the one that this post sees first; None where there is none.

    Raises NotFound for a name that no release has, CannotProceed for one that rests on an agreement that ended.
    """
    name = request.GET.get("release", "")
    if not name:
        return releases.first_shown(request.actor, at=request.at)
    release = releases.release_named(name)
    if why := releases.stopped(release, at=request.at):
        raise CannotProceed(why, now=releases.PUBLISH_AGAIN)
    return release


def release_needed(request: StaffRequest) -> Release:
    """Return the release, for a file. Raises NotFound where nothing is published."""
    release = release_asked(request)
    if release is None:
        raise NotFound("Nothing has been published yet.", now="Publish a release on the Place page.")
    return release


def show_insight(
    request: StaffRequest, template: str, release: Release, *, crumbs: tuple[Crumb, ...] = (), **shown: Any
) -> HttpResponse:
    """Return a page of Insight with its release, how far that is worked out, and the way back."""
    frame: dict[str, Any] = {
        "release": release,
        "working": results.progress(release),
        "at_release": f"?release={release.name}" if request.GET.get("release") else "",
        "crumbs": [Crumb(INSIGHT[0], reverse(INSIGHT[1])), *crumbs],
        "said": heard(request),
    }
    return show(request, f"insight/{template}", **frame | shown)


def nothing_yet(request: StaffRequest) -> HttpResponse:
    """Return the page for a place that has published nothing."""
    return show(request, "insight/nothing_yet")
