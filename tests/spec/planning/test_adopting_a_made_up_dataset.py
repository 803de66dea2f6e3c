"""A made-up dataset becomes a planning release of a demonstration, with nobody's name, and nothing else can."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from joinedup.planning.releases import queries
from joinedup.planning.releases.adopting import adopt
from joinedup.planning.releases.models import Release
from joinedup.record.access.actor import SYSTEM
from joinedup.words.basics.errors import BadInput
from synthetic.making import make_place
from tests.world.drawn import instant
from tests.world.world import World

AT = instant("2026-04-02 09:00")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two hundred made-up people over a year, as a dataset."""
    out = tmp_path_factory.mktemp("wider") / "it is wide"
    make_place(out, people=200, years=1, seed=3, release=True)
    return out / "release"


def asked(release: Release, sql: str) -> Any:
    return duckdb.sql(
        sql.replace("{", f"read_parquet('{queries.folder_of(release)}/").replace("}", "/*.parquet')")
    ).fetchall()


def test_it_is_minimised_as_any_planning_release_is(world: World, made: Path) -> None:
    release = adopt(made, by=SYSTEM, at=AT)
    assert (release.purpose, release.data_date, release.manifest["made_up"]) == ("planning", date(2026, 3, 31), True)
    [(people, named)] = asked(
        release, "SELECT count(*), count(family_name) + count(nhs_number) + count(birth_date) FROM {person}"
    )
    assert people >= 200
    assert named == 0
    told = "SELECT count(*) FROM {registration} r JOIN {person} p USING (person_key) WHERE r.end_date < p.death_date AND r.end_date >= date_trunc('month', p.death_date)"
    assert asked(release, told) == [(0,)]
    assert queries.first_shown(world.staff("Nina Sorrel"), at=AT) == release  # who plans
    assert (
        queries.first_shown(world.staff("Dr Priya Nair"), at=AT) == release
    )  # who cares, while nothing else is published


@pytest.mark.parametrize("manifest", [None, "no", json.dumps({"data_date": "2026-03-31"})])
def test_nothing_but_a_made_up_dataset_comes_in(world: World, tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(BadInput):
        adopt(tmp_path, by=SYSTEM, at=AT)
    assert Release.objects.count() == 0
