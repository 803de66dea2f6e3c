"""Reading who lives here: practices, areas and homes of a release, who is in each, as its policy lets it be shown."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from joinedup.insight.disclosure import policy_for
from joinedup.planning.releases import queries as releases
from joinedup.planning.releases.models import Release
from joinedup.planning.results import homes as care_homes
from joinedup.planning.results import needs as of_registers
from joinedup.planning.results.homes import Home, Residents
from joinedup.planning.results.lists import Lists
from joinedup.planning.results.lists import read as read_lists
from joinedup.planning.results.needs import Needs
from joinedup.record.store.files import changed


@dataclass(frozen=True, slots=True)
class Unit:
    """A practice of the place; ``network`` may be empty."""

    code: str
    name: str
    network: str


def units(release: Release) -> dict[str, Unit]:
    """Return the practices that the release knows, by their codes."""
    folder = releases.folder_of(release) / "reference_practice"
    return _units(str(folder), changed(folder))


def areas(release: Release) -> dict[str, str]:
    """Return the names of the areas that the release knows, by their codes."""
    folder = releases.folder_of(release) / "reference_area"
    return _areas(str(folder), changed(folder))


def homes(release: Release) -> dict[str, Home]:
    """Return the care homes that the release knows, by their codes."""
    folder = releases.folder_of(release) / "reference_site"
    return _homes(str(folder), changed(folder))


def residents(release: Release) -> Residents | None:
    """Return who lives in which care home, as it may be shown; None while that is being worked out."""
    path = residents_file(release)
    return _residents(str(path), changed(path))


def residents_file(release: Release) -> Path:
    """Return where the residents of a release's care homes are kept."""
    return releases.folder_of(release) / "results" / "residents.json"


def needs(release: Release, by: str = of_registers.PLACE, unit: str = of_registers.PLACE) -> Needs | None:
    """Return the registers of one unit (``by`` place, network, practice, home), as they may be shown.

    None where nothing is kept of it: it is being worked out, nobody is there, or too few.
    """
    path = needs_file(release)
    return _needs(str(path), changed(path), by, unit)


def needs_file(release: Release) -> Path:
    """Return where the registers of a release are kept, as they may be shown."""
    policy = policy_for(release.purpose)
    said = f"{policy.largest_small}-{policy.round_to}"
    return releases.folder_of(release) / "results" / f"{of_registers.name()}.shown-{said}.parquet"


def lists(release: Release) -> Lists | None:
    """Return who is on each practice's list, as it may be shown; None while that is being worked out."""
    path = lists_file(release)
    return _lists(str(path), changed(path))


def lists_file(release: Release) -> Path:
    """Return where the lists of a release are kept."""
    return releases.folder_of(release) / "results" / "lists.json"


def read_beforehand(release: Release) -> None:
    """Read what pages ask of everyone who lives here."""
    units(release), areas(release), lists(release), homes(release), residents(release)


def people_kept(release: Release) -> bool:
    """Return whether lists, residents and registers are worked out for ``release``."""
    return all(path.exists() for path in (lists_file(release), residents_file(release), needs_file(release)))


@functools.lru_cache(maxsize=8)
def _lists(path: str, last: int) -> Lists | None:
    return read_lists(Path(path)) if last else None


@functools.lru_cache(maxsize=8)
def _units(folder: str, last: int) -> dict[str, Unit]:
    rows = pq.read_table(folder, columns=["practice", "name", "network"]).to_pylist() if last else []
    return {r["practice"]: Unit(r["practice"], r["name"] or r["practice"], r["network"] or "") for r in rows}


@functools.lru_cache(maxsize=8)
def _areas(folder: str, last: int) -> dict[str, str]:
    rows = pq.read_table(folder, columns=["area", "name"]).to_pylist() if last else []
    return {row["area"]: row["name"] or row["area"] for row in rows}


@functools.lru_cache(maxsize=8)
def _homes(folder: str, last: int) -> dict[str, Home]:
    return care_homes.listed(Path(folder)) if last else {}


@functools.lru_cache(maxsize=8)
def _residents(path: str, last: int) -> Residents | None:
    return care_homes.read(Path(path)) if last else None


@functools.lru_cache(maxsize=512)
def _needs(path: str, last: int, by: str, unit: str) -> Needs | None:
    return of_registers.read(Path(path), by, unit) if last else None
