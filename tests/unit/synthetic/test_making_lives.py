"""Making lives: the same seed gives the same bytes, and a place is whole or not there."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.nhs_number import is_valid
from joinedup.words.vocabulary.dataset.tables import TABLES
from synthetic import making
from synthetic.lives import make_lives
from synthetic.lives.bank_holidays import bank_holidays
from synthetic.lives.names import nhs_numbers, valid_numbers
from synthetic.lives.place import postcode
from synthetic.lives.times import Period, day_number, to_utc
from synthetic.lives.variation import planted, vary


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.*"))
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("first", 7), ("second", 7), ("other", 8)):
        make_lives(400, 1, seed, tmp_path / name)
    assert fingerprint(tmp_path / "first") == fingerprint(tmp_path / "second")
    assert fingerprint(tmp_path / "first") != fingerprint(tmp_path / "other")


@pytest.mark.slow
def test_two_processes_give_the_same_bytes_as_one(tmp_path):
    for name, processes in (("one", 1), ("two", 2)):
        make_lives(24_000, 1, 3, tmp_path / name, processes=processes)
    assert (tmp_path / "one/event/part-00001.parquet").is_file()
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")


@pytest.mark.parametrize(
    ("people", "years", "seed", "problem"),
    [
        (199, 1, 1, "A place has from 200 to 5,000,000 people."),
        (5_000_001, 1, 1, "A place has from 200 to 5,000,000 people."),
        (500, 0, 1, "Lives cover from 1 to 20 years."),
        (500, 21, 1, "Lives cover from 1 to 20 years."),
        (500, 1, -1, "A seed is a whole number from 0 to 2,147,483,647."),
    ],
)
def test_a_place_that_cannot_be_made_is_refused_in_a_sentence(tmp_path, people, years, seed, problem):
    with pytest.raises(BadInput, match=problem):
        make_lives(people, years, seed, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_people_asked_for_are_there_on_the_first_day(tmp_path):
    made = make_lives(1_234, 2, 1, tmp_path)
    assert (made.start, made.end) == (date(2024, 4, 1), date(2026, 3, 31))
    assert sum(json.loads((tmp_path / "made.json").read_text())["rows"].values()) == sum(made.rows.values())
    import duckdb  # noqa: PLC0415

    there = f"SELECT count(*) FROM '{tmp_path}/identity/*.parquet' WHERE present_from = '2024-04-01' AND birth_date < '2024-04-01'"
    assert duckdb.sql(there).fetchall() == [(1_234,)]


def test_a_run_that_was_stopped_leaves_no_place_behind_and_the_next_one_makes_it(tmp_path, monkeypatch):
    def stopped(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "write_manifest", stopped)
    with pytest.raises(KeyboardInterrupt):
        making.make_place(tmp_path / "place", people=300, years=1, seed=1, release=True)
    assert not (tmp_path / "place").exists()
    monkeypatch.undo()
    making.make_place(tmp_path / "place", people=300, years=1, seed=1, release=True)
    manifest = json.loads((tmp_path / "place/release/manifest.json").read_text())
    assert set(manifest["rows"]) == set(TABLES)
    for name, expected in manifest["files"].items():
        assert hashlib.sha256((tmp_path / "place/release" / name).read_bytes()).hexdigest() == expected


def test_the_same_place_is_left_as_it_is_and_another_is_refused(tmp_path):
    asked = {"people": 300, "years": 1, "release": True}
    first = making.make_place(tmp_path / "place", seed=1, **asked)
    assert making.make_place(tmp_path / "place", seed=1, **asked) == first
    with pytest.raises(BadInput, match=r"There is another made-up place in .*Give another folder with --out"):
        making.make_place(tmp_path / "place", seed=2, **asked)


def test_a_folder_with_other_things_in_it_is_not_touched(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Edna")
    with pytest.raises(BadInput, match="has other things in it"):
        making.make_place(tmp_path, people=300, years=1, seed=1)
    assert (tmp_path / "letter.txt").read_text() == "Dear Edna"


def test_nhs_numbers_go_on_into_the_range_below_when_999_is_used_up():
    block = len(valid_numbers(999))
    found = nhs_numbers(np.array([0, block - 1, block, block + 1]), seed=1)
    assert [str(number)[:3] for number in found] == ["999", "999", "998", "998"]
    assert all(is_valid(str(number)) for number in found)


def test_postcodes_are_all_different_and_never_in_the_district_that_means_no_fixed_abode():
    listed = [postcode(number) for number in range(392_000)]
    assert len(set(listed)) == len(listed)
    assert not any(each.startswith("ZZ99") for each in listed)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2024-01-15T09:30", "2024-01-15T09:30"),
        ("2024-07-15T09:30", "2024-07-15T08:30"),
        ("2024-03-31T00:59", "2024-03-31T00:59"),
        ("2024-03-31T02:00", "2024-03-31T01:00"),
        ("2024-10-27T02:00", "2024-10-27T02:00"),
    ],
)
def test_times_on_the_clock_in_london_are_kept_in_utc(local, utc):
    minutes = np.array([np.datetime64(local, "m").astype(np.int64)])
    assert to_utc(minutes).astype("datetime64[m]")[0] == np.datetime64(utc)


def test_bank_holidays_are_those_that_were_given():
    assert sorted(bank_holidays(2023)) == [
        date(2023, 1, 2), date(2023, 4, 7), date(2023, 4, 10), date(2023, 5, 1), date(2023, 5, 8),
        date(2023, 5, 29), date(2023, 8, 28), date(2023, 12, 25), date(2023, 12, 26),
    ]  # fmt: skip
    assert date(2022, 12, 27) in bank_holidays(2022)
    assert date(2021, 12, 28) in bank_holidays(2021)


def test_what_lies_outside_and_what_changes_is_written_apart_where_there_are_practices_enough(tmp_path):
    making.make_place(tmp_path / "place", people=300, years=1, seed=1, release=True)
    assert yaml.safe_load((tmp_path / "place/truth/changes.yaml").read_text()) == []
    period = Period(day_number(date(2023, 4, 1)), day_number(date(2026, 4, 1)))
    lists, homes = np.arange(6, 0, -1.0), np.array([20.0, 60.0, 30.0, 40.0])
    found = planted(vary(7, period, lists, homes), [f"Z{i}" for i in range(6)], [f"H{i}" for i in range(4)])
    assert [(one.get("practice") or one["site"], one["what"].split()[0]) for one in found["outliers"]] == [
        ("Z1", "yearly"), ("Z2", "vaccinations"), ("H1", "falls"),
    ]  # fmt: skip
    assert [(one["practice"], one["from"], one["times_as_many"]) for one in found["changes"]] == [
        ("Z3", "2025-07-01", 1.35), ("Z4", "2025-02-01", 0.7),
    ]  # fmt: skip


def test_a_change_lies_within_the_last_two_thirds_of_a_short_period():
    period = Period(day_number(date(2025, 4, 1)), day_number(date(2026, 4, 1)))
    days = [change.day for change in vary(1, period, np.ones(6), np.ones(4)).changes]
    assert all(period.start + 100 < day < period.stop for day in days)


def test_practices_and_homes_differ_about_what_the_place_has_as_a_whole():
    period = Period(day_number(date(2023, 4, 1)), day_number(date(2026, 4, 1)))
    lists, homes = np.linspace(1, 5, 60), np.linspace(10, 90, 40)
    found = vary(3, period, lists, homes)
    for effect in (found.checks, found.vaccination, found.carers):
        assert abs(np.average(effect, weights=lists)) < 1e-9
        assert effect.std() > 0.15
    assert np.average(found.falls, weights=homes) == pytest.approx(1)
    assert found.checks.argmin() == found.outlying["checks"]
    assert found.falls.argmax() == found.outlying["falls"]
