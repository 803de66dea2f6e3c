"""What leaves in a release: all of it for care; for planning nothing that names Edna Marsh, and no day of hers."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.planning.releases.rules import ENDED_BY_DEATH, minimised, person_key
from joinedup.words.vocabulary.dataset import TABLES
from joinedup.words.vocabulary.dataset.tables import Field, Table

KEYS = st.binary(min_size=16, max_size=64)


def kept(table: str, column: str, value: object, *, planning: bool = True) -> object:
    """Return what a release keeps of ``value``, as DuckDB works it out."""
    declared = TABLES[table]
    type_ = next(field.type for field in declared.fields if field.name == column)
    with duckdb.connect() as duck:
        duck.execute(f'CREATE TABLE held ("{column}" {type_})')
        duck.execute("INSERT INTO held VALUES (?)", [value])
        answer = duck.execute(f"SELECT {minimised(declared, column, planning=planning)} FROM held")
        assert [name for name, *_ in answer.description] == [column]
        return answer.fetchall()[0][0]


@pytest.mark.parametrize(
    ("table", "column", "value", "left"),
    [
        ("person", "family_name", "Marsh", None),
        ("person", "nhs_number", "9990000018", None),
        ("person", "birth_date", date(1938, 5, 14), None),
        ("person", "birth_month", date(1938, 5, 1), date(1938, 5, 1)),
        ("person", "death_date", date(2026, 2, 3), date(2026, 2, 28)),
        ("person", "death_date", None, None),
        ("person", "sex", "female", "female"),
        ("person", "ethnic_group", "A" * 40, "A" * 40),
        ("person", "ethnic_group", "A" * 41, None),  # longer than any code: somebody's words
        ("flag", "start_date", date(2026, 2, 17), date(2026, 2, 1)),
        ("flag", "end_date", date(2026, 2, 17), date(2026, 2, 28)),
        ("registration", "start_date", date(2026, 2, 17), date(2026, 2, 17)),
        ("registration", "practice", "Hillside Surgery", None),  # words where a code should be
        ("registration", "practice", "Y00001", "Y00001"),
        ("reference_practice", "name", "Hillside Surgery", "Hillside Surgery"),
    ],
)
def test_a_planning_release_keeps_codes_and_months_and_nothing_that_names_edna(table, column, value, left):
    assert kept(table, column, value) == left


@pytest.mark.parametrize(("column", "value"), [("family_name", "Marsh"), ("death_date", date(2026, 2, 3))])
def test_a_release_for_care_keeps_everything_as_it_is(column, value):
    assert kept("person", column, value, planning=False) == value


def test_of_a_list_the_codes_stay_and_what_was_phrased_goes():
    made = Table("seen", "one visit", (Field("reasons", "VARCHAR[]", "Why"), Field("name", "VARCHAR", "Whom it names")))
    with duckdb.connect() as duck:
        asked = ", ".join(minimised(made, column, planning=True) for column in made.names)
        answer = duck.execute(
            f"SELECT {asked} FROM (SELECT ['T14', 'fell at home', repeat('x', 41)] AS reasons, 'Edna' AS name)"
        )
        assert answer.fetchall() == [(["T14"], None)]


@pytest.mark.parametrize(
    ("died_in", "ended", "left"),
    [
        (None, date(2026, 2, 17), date(2026, 2, 17)),
        (date(2026, 2, 1), date(2026, 2, 17), date(2026, 2, 28)),
        (date(2026, 2, 1), date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 2, 1), date(2026, 3, 1), date(2026, 2, 28)),
        (date(2026, 2, 1), date(2026, 1, 31), date(2026, 1, 31)),
        (date(2026, 2, 1), None, None),
    ],
)
@pytest.mark.parametrize("table", ENDED_BY_DEATH)
def test_what_ends_in_the_month_of_a_death_ends_with_the_month(table, died_in, ended, left):
    with duckdb.connect() as duck:
        asked = minimised(TABLES[table], "end_date", planning=True)
        rows = "SELECT CAST(? AS DATE) AS end_date, CAST(? AS DATE) AS died_in"
        assert duck.execute(f"SELECT {asked} FROM ({rows})", [ended, died_in]).fetchall() == [(left,)]


def test_a_column_that_is_not_of_the_table_is_no_column_of_a_release():
    with pytest.raises(StopIteration):
        minimised(TABLES["person"], "shoe_size", planning=True)


@given(st.integers(1, 2**53), st.integers(1, 2**53), KEYS, KEYS)
def test_a_pseudonym_is_one_persons_under_one_key_and_another_under_another(edna, omar, key, other):
    one = person_key(edna, key=key)
    assert one == person_key(edna, key=key)
    assert len(one) == 24
    assert (one == person_key(omar, key=key)) is (edna == omar)
    # HMAC pads a key with noughts to 64 bytes: keys that differ by nothing else are one key.
    assert (one == person_key(edna, key=other)) is (key.rstrip(b"\0") == other.rstrip(b"\0"))


def test_a_pseudonym_is_the_head_of_a_keyed_hash():
    assert person_key(17, key=b"k" * 32) == hmac.new(b"k" * 32, b"17", hashlib.sha256).hexdigest()[:24]
