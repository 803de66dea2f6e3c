"""The highest risk as a criterion of a model of care: only by an accepted model, and only of a release for care."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from joinedup.planning.finding import queries as finding
from joinedup.planning.releases import queries as releases
from joinedup.planning.risk import actions, files
from joinedup.planning.risk.queries import highest
from tests.spec.planning.test_finding import model
from tests.world.drawn import instant
from tests.world.place_of_many import trained
from tests.world.published import publish_town
from tests.world.world import World

AT = instant("2026-04-01 09:00")
RISK, WHY = "emergency-admission", "Choosing whom to offer it"


def found(world: World, who: str) -> list[int]:
    page = finding.found(model(who), by=world.staff("Dr Priya Nair"), at=AT, reason=WHY)
    return sorted(one.person.pk for one in page.people.items)


def test_those_at_highest_risk_are_found_once_a_clinician_has_accepted_the_model_and_not_before(
    world: World, settings: Any
) -> None:
    """Scenario 28, the first half: the top share by a published score, and nobody by a score that is off."""
    for name in ("Edna Marsh", "Mohammed Iqbal", "Thomas Knight", "Amy Thompson", "William Okafor"):
        world.person(name)
    release = publish_town(world, at=AT)
    kept = files.write(Path(settings.HOME), trained())
    assert found(world, "risk_top_percent: top 100%") == []
    _, [line], _ = finding.why(model("risk_top_percent: top 100%"), world.person("Edna Marsh"), whole=True)
    assert (line.english, line.holds) == ("in the top 100% by risk", None)
    actions.accept(RISK, model_hash=kept.hash, use="A visit", by=world.staff("Una Felgate"), at=AT)
    ranked = highest(release, RISK, by=world.staff("Dr Priya Nair"), at=AT, reason=WHY)
    everyone = [person.person_id for person in ranked]
    assert world.person("Edna Marsh") in everyone
    assert found(world, "risk_top_percent: top 100%") == sorted(everyone)
    first = found(world, "risk_top_percent: top 1%")
    assert set(first) <= set(everyone)
    assert len(first) < len(everyone)
    of_their_band = [person.person_id for person in ranked if person.band == ranked[0].band]
    assert found(world, f"risk_band: {ranked[0].band}") == sorted(of_their_band)
    beside = [path.name for path in (releases.folder_of(release) / "results").glob("risk-*.parquet")]
    assert beside == [f"risk-{RISK}-{kept.hash[:16]}.parquet"]


@pytest.mark.parametrize("who", ["age: 65 or over", "frailty: mild"])
def test_nothing_is_worked_out_for_a_model_that_does_not_ask(world: World, who: str) -> None:
    release = publish_town(world, at=AT)
    found(world, who)
    assert not list((releases.folder_of(release) / "results").glob("risk-*.parquet"))
