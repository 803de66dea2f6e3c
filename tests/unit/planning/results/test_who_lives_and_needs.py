"""Who lives in which home, and who needs what: counted from drawn people, kept, and read again as it was."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from joinedup.insight.disclosure import HOSPITAL_STATISTICS
from joinedup.insight.engine import Engine, open_release
from joinedup.insight.registers import Due, Need, Profile
from joinedup.insight.statistics.intervals import Estimate, share
from joinedup.insight.statistics.standardising import Comparison
from joinedup.planning.results import homes, needs

DATA_DATE, DAY = date(2026, 4, 20), date(2026, 3, 31)


def town(people: dict[tuple[str, str], int], *, network: str | None = "North") -> Engine:
    """Return an engine over so many people of each practice in each home ("" for none), all with dementia."""
    engine = open_release()
    engine.fill("reference_practice", [{"practice": p, "name": p, "network": network} for p in ("A", "B")])
    for (practice, home), count in people.items():
        for n in range(count):
            key = {"person_key": f"{practice}{home}{n}"}
            engine.fill("person", [key | {"birth_month": "1940-05-01", "birth_date": "1940-05-01", "sex": "female"}])
            engine.fill("registration", [key | {"practice": practice, "start_date": "2020-01-01"}])
            engine.fill(
                "condition", [key | {"condition": "dementia", "onset_date": "2020-01-01", "code_system": "snomed"}]
            )
            if home:
                lives = {"start_date": "2020-01-01", "kind": "care_home", "site": home, "area": "E01000001"}
                engine.fill("residence", [key | lives])
    return engine


def test_residents_are_counted_by_home_and_practice_and_few_are_said_in_words() -> None:
    with town({("A", "H1"): 12, ("B", "H1"): 3, ("A", "H2"): 2, ("A", ""): 5}) as engine:
        found = homes.count(engine, data_date=DATA_DATE, policy=HOSPITAL_STATISTICS)
    assert found.day == DAY
    assert found.people["H1"]["B"] == "1 to 7"
    assert found.people["H2"] == {"A": "1 to 7"}
    assert found.homes["H2"] == "1 to 7"
    assert found.homes["H1"] == 15
    assert set(found.people) == {"H1", "H2"}


def test_residents_are_read_as_they_were_written(tmp_path: Path) -> None:
    told = homes.Residents(DAY, {"H1": {"A": 10, "B": "1 to 7"}}, {"H1": 15})
    homes.write(tmp_path / "results" / "residents.json", told)
    assert homes.read(tmp_path / "results" / "residents.json") == told
    assert homes.read(tmp_path / "none.json") is None


def test_care_homes_are_those_of_the_list_of_sites_that_are(tmp_path: Path) -> None:
    rows = [
        {"site": "H1", "name": "Abbey Hall", "kind": "care_home_residential", "care_type": "residential", "beds": 60},
        {"site": "H2", "name": None, "kind": "care_home_nursing", "care_type": None, "beds": None},
        {"site": "H3", "name": "Oak Manor", "kind": "care_home", "care_type": None, "beds": 20},
        {"site": "T1", "name": "Northmoor Hospital", "kind": "hospital", "care_type": None, "beds": 400},
        {"site": "X1", "name": "Unknown", "kind": None, "care_type": None, "beds": None},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "part-00000.parquet")
    assert homes.listed(tmp_path) == {
        "H1": homes.Home("H1", "Abbey Hall", "residential", 60),
        "H2": homes.Home("H2", "H2", "nursing", None),
        "H3": homes.Home("H3", "Oak Manor", "", 20),
    }
    assert homes.listed(tmp_path / "none") == {}


@pytest.mark.parametrize("residents", [True, False])
def test_who_needs_what_is_counted_of_every_unit_and_of_no_home_whose_residents_may_not_be(residents: bool) -> None:
    with town({("A", "H1"): 30, ("B", "H2"): 2, ("A", ""): 40, ("B", ""): 30}) as engine:
        lives = homes.count(engine, data_date=DATA_DATE, policy=HOSPITAL_STATISTICS) if residents else None
        found = needs.count(
            engine, data_date=DATA_DATE, networks={"A": "North", "B": "North"}, residents=lives,
            policy=HOSPITAL_STATISTICS,
        )  # fmt: skip
    assert {by: [profile.unit for profile in profiles] for by, profiles in found.items()} == {
        "place": ["place"], "network": ["North"], "practice": ["A", "B"], "home": ["H1"] if residents else [],
    }  # fmt: skip
    told = {need.register: need.recorded for need in found["practice"][0].needs}
    assert told["dementia"] == 70
    assert told["asthma"] in (0, None)


def test_practices_without_a_network_have_their_needs_too() -> None:
    with town({("A", ""): 40}, network=None) as engine:
        found = needs.count(engine, data_date=DATA_DATE, networks={"A": ""}, residents=None, policy=HOSPITAL_STATISTICS)
    assert found["network"] == []
    assert {need.register: need.recorded for need in found["practice"][0].needs}["dementia"] == 40


def test_needs_are_read_as_they_were_written_and_of_no_other_unit(tmp_path: Path) -> None:
    due = (Due("review", "Reviewed in the last year", share(20, 30)), Due("weight", "Weighed", None))
    ratio = Estimate(1.5, 1.0, 2.0, 30, 20.0)
    own = Profile(
        "practice", "A", "Hillside", 300, 90, (Need("dementia", 300, 30, 0, share(30, 300), ratio, None, due),)
    )
    place = Profile(
        "place", "place", "place", 900, None, (Need("dementia", 900, None, None, None, None, None, (), ("x",)),)
    )
    path = tmp_path / "results" / "needs.parquet"
    needs.write(path, {"place": [place], "practice": [own]}, day=DAY)
    assert needs.read(path, "practice", "A") == needs.Needs(DAY, own, place)
    assert needs.read(path, "place", "place") == needs.Needs(DAY, place, place)
    assert needs.read(path, "practice", "B") is None
    assert needs.read(path, "home", "A") is None


@pytest.mark.parametrize(
    ("recorded", "expected", "stands"),
    [
        (300, 200.0, Comparison.HIGHER), (100, 200.0, Comparison.LOWER), (210, 200.0, Comparison.SIMILAR),
        (232, 200.0, Comparison.SIMILAR),  # outside 95%, within 99.8%
    ],
)  # fmt: skip
def test_more_or_fewer_than_expected_is_said_beyond_the_99_8_per_cent_interval(
    recorded: int, expected: float, stands: Comparison
) -> None:
    assert needs.stands(Estimate(recorded / expected, None, None, recorded, expected)) is stands


@pytest.mark.parametrize("ratio", [None, Estimate(None, None, None, 0, 0.0, "x"), Estimate(10.0, 4.0, 18.0, 9, 0.9)])
def test_where_hardly_anyone_is_expected_nothing_is_compared(ratio: Estimate | None) -> None:
    assert needs.stands(ratio) is Comparison.NOT_COMPARED
