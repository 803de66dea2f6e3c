"""Who of one's own people is on a register: why, since when, what is due, on which models; and of nobody else's."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from joinedup.insight.models_of_care import catalogue as models_of_care
from joinedup.insight.registers import register
from joinedup.planning.finding import registers
from joinedup.record.journal.models import JournalLine
from joinedup.record.sharing.choices import actions as choices
from joinedup.record.sharing.choices.rules import How, What
from joinedup.words.basics.errors import CannotProceed, NotAllowed, NotFound
from tests.spec.faces.conftest import SignedIn, files_as_they_lie, signed_in
from tests.spec.work.team import FALLS, a_team, takes_on
from tests.world.published import publish_town
from tests.world.world import World

__all__ = ["files_as_they_lie", "signed_in"]
NOW = datetime.now(UTC)
YEAR = timedelta(days=365)
PRIYA, OWEN = "Dr Priya Nair", "Dr Owen Pryce"
SUGAR = """
    kind    | happened   | text            | code
    --------+------------+-----------------+---------
    problem | 2011-03-01 | Type 2 diabetes | 44054006
"""


@pytest.fixture
def town(world: World) -> World:
    """Three people of Hillside and one of Riverside have diabetes; one of them died. Edna's blood was taken lately."""
    for name, practice in (
        ("Edna Marsh", "Hillside Surgery"), ("Arthur Marsh", "Hillside Surgery"),
        ("Mohammed Iqbal", "Hillside Surgery"), ("William Okafor", "Riverside Practice"),
    ):  # fmt: skip
        world.tells(practice, of=name, feed="gp_problem", table=SUGAR)
    choices.object_to(
        world.person("Edna Marsh"), What.NO_PLANNING, how=How.LETTER, by=world.staff(PRIYA), at=NOW - YEAR
    )
    publish_town(world, at=NOW)
    return world


def names(world: World, by: str, part: str = "all") -> list[str]:
    models = [each.model for each in models_of_care().values() if each.id == FALLS]
    found = registers.listed(register("diabetes"), models=models, by=world.staff(by), at=NOW, part=part)
    assert found.people.total == len(found.people.items)
    return [f"{one.person.given_names} {one.person.family_name}" for one in found.people.items]


def test_each_practice_has_its_own_living_people_and_counts_them_by_the_same_query(town: World) -> None:
    # Edna opted out of planning: her own practice cares for her all the same.
    assert names(town, PRIYA) == ["Mohammed Iqbal", "Edna Marsh"]
    assert names(town, OWEN) == ["William Okafor"]
    for by, people in ((PRIYA, 2), (OWEN, 1)):
        counts, _ = registers.counts(by=town.staff(by), at=NOW)
        assert counts["diabetes"] == people
        assert counts["dementia"] == 0
    line = JournalLine.objects.filter(act="register.listed").earliest("pk")
    assert (line.reason, len(line.details["people"])) == ("The register: Diabetes", 2)


def test_it_says_why_since_when_what_is_due_and_which_models_are_for_them(town: World) -> None:
    a_team(town, runs=(FALLS,))
    models = [each.model for each in models_of_care().values() if each.id == FALLS]
    found = registers.listed(register("diabetes"), models=models, by=town.staff(PRIYA), at=NOW)
    edna = next(one for one in found.people.items if one.person.given_names == "Edna")
    assert [(line.english, line.holds) for line in edna.reasons][-1] == ("with diabetes of any type", True)
    assert (edna.since, edna.reviewed, edna.on) == (date(2011, 3, 1), None, ())
    assert ("HbA1c in the last 12 months", None) in [(check.title, check.done) for check in edna.checks]
    assert names(town, PRIYA, part="due") == ["Mohammed Iqbal", "Edna Marsh"]
    assert set(names(town, PRIYA, part="no_model")) <= {"Edna Marsh", "Mohammed Iqbal"}
    a_team(town)
    takes_on(town, at=NOW - timedelta(days=2))
    assert "Edna Marsh" not in names(town, PRIYA, part="no_model")


def test_nobody_without_care_for_people_reads_one_and_what_is_not_there_is_said(town: World) -> None:
    with pytest.raises(NotAllowed):
        registers.listed(register("diabetes"), models=(), by=town.staff("Nina Sorrel"), at=NOW)
    with pytest.raises(NotFound, match="no such part"):
        registers.listed(register("diabetes"), models=(), by=town.staff(PRIYA), at=NOW, part="some")


def test_before_anything_is_published_it_says_what_to_do(world: World, signed_in: SignedIn) -> None:
    assert "Ask a data steward to publish." in signed_in(PRIYA).get("/registers").content.decode()
    with pytest.raises(CannotProceed, match="Nothing has been published for care yet"):
        registers.counts(by=world.staff(PRIYA), at=NOW)


def test_the_pages_and_the_file_say_the_same_and_an_empty_one_says_so(town: World, signed_in: SignedIn) -> None:
    priya = signed_in(PRIYA)
    told = priya.get("/registers").content.decode()
    assert told.index("Diabetes") < told.index("Dementia")
    told = priya.get("/registers/diabetes").content.decode()
    assert "<strong>2 people</strong>" in told
    assert "with diabetes of any type" in told
    assert "HbA1c in the last 12 months: not known, so due" in told
    file = b"".join(priya.get("/registers/diabetes/list.csv")).decode()
    rows = list(csv.DictReader(io.StringIO(file.lstrip("\ufeff"))))
    assert [row["Since"] for row in rows] == ["2011-03-01", "2011-03-01"]
    assert "Nobody whom you may see is on this register." in priya.get("/registers/dementia").content.decode()
    empty = b"".join(priya.get("/registers/dementia/list.csv?part=no_model")).decode()
    assert len(empty.strip().splitlines()) == 1
    assert priya.get("/registers/nonsense").status_code == 404
    assert priya.get("/registers/diabetes?part=nonsense").status_code == 404
    assert signed_in("Nina Sorrel").get("/registers").status_code == 403
