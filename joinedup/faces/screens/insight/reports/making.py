"""How each page that can be made regularly becomes a file, and what it is called: the same packs as pages hand out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from joinedup.faces.components.packs import Pack
from joinedup.faces.components.place import the_place
from joinedup.faces.screens.insight import asking, packing
from joinedup.faces.screens.insight.care_homes import pack as care_homes
from joinedup.faces.screens.insight.care_homes.asking import home_coded, told
from joinedup.faces.screens.insight.dashboard import pack as dashboard
from joinedup.faces.screens.insight.indicator import pack as indicator
from joinedup.faces.screens.insight.network import pack as network
from joinedup.faces.screens.insight.practice import pack as practice
from joinedup.faces.screens.place import pack as place
from joinedup.insight.measures.definition import measure
from joinedup.planning.releases.models import Release
from joinedup.record.access.actor import Actor

Asked = Mapping[str, str]

# Each line of planning.reports.rules.PAGES: its pack, from what is asked of it and for whom.
PACKS: dict[str, Callable[[Release, Asked, Actor], Pack]] = {
    "measures": lambda release, asked, by: dashboard.pack(
        release, topic=asked.get("topic", ""), changed=asked.get("changed") == "yes"
    ),
    "measure": lambda release, asked, by: indicator.pack(
        release, measure(asked["measure_id"]), mine=by.organisation
    ),
    "practice": lambda release, asked, by: practice.pack(release, asked["code"]),
    "network": lambda release, asked, by: network.pack(release, asked["network"], measure=asked.get("measure", "")),
    "care_homes": lambda release, asked, by: care_homes.pack(release, measure=asked.get("measure", "")),
    "care_home": lambda release, asked, by: care_homes.pack_of_home(
        release, asked["site"], measure=asked.get("measure", "")
    ),
    "place": lambda release, asked, by: place.pack(release),
}  # fmt: skip
_ABOUT: dict[str, Callable[[Release, Asked], str]] = {
    "measures": lambda release, asked: "System dashboard" + (f": {asked['topic']}" if asked.get("topic") else ""),
    "measure": lambda release, asked: measure(asked["measure_id"]).title,
    "practice": lambda release, asked: f"{asking.practice_coded(release, asked['code']).name}: peer review",
    "network": lambda release, asked: asking.network_named(release, asked["network"])[0],
    "care_homes": lambda release, asked: "Care homes",
    "care_home": lambda release, asked: home_coded(told(release), asked["site"]).name,
    "place": lambda release, asked: the_place().name or "The place",
}


def made(page: str, asked: Asked, ending: str, release: Release, by: Actor) -> tuple[str, bytes]:
    """Return a page as a file: its name and its bytes. Raises NotFound where the release knows no such practice."""
    pack = PACKS[page](release, asked, by)
    return f"{pack.name}-{release.data_date.isoformat()}.{ending}", packing.FORMATS[ending][0](pack)


def about(page: str, asked: Asked, release: Release) -> str:
    """Return what a page with what is asked of it is of, in words. Raises NotFound where the release knows none."""
    return _ABOUT[page](release, asked)
