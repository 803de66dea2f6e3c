"""Words, ages, units and days as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.faces.components import words
from joinedup.faces.components.lines import facts_of, latest_of_each, passages_of, said_of, tag_of
from joinedup.record.entries.rules import EntryRow, Line, Standing
from joinedup.words.basics import moments
from joinedup.words.vocabulary.kinds import SECTION_OF, Kind


def row(kind: Kind, **more: object) -> EntryRow:
    told: dict[str, object] = {
        "id": 1, "source_record": 1, "sender": "X90001", "organisation": "Hillside Surgery", "feed": "gp_problem",
        "key": "1", "happened": None, "text": "Something", **more,
    }  # fmt: skip
    return EntryRow(kind=kind, **told)  # type: ignore[arg-type]


def line(kind: Kind, standing: Standing = Standing.CURRENT, **more: object) -> Line:
    told = row(kind, **more)
    return Line(kind, SECTION_OF[kind], told.text, told.text, (told,), standing, told.happened, told.ended)


@pytest.mark.parametrize(
    ("born", "on", "said"),
    [
        (date(1938, 4, 3), date(2026, 4, 2), "87 years"),
        (date(1938, 4, 3), date(2026, 4, 3), "88 years"),
        (date(2024, 4, 1), date(2026, 4, 1), "2 years"),
        (date(2024, 4, 2), date(2026, 4, 1), "23 months"),
        (date(2026, 1, 1), date(2026, 4, 1), "3 months"),
        (date(2026, 1, 2), date(2026, 4, 1), "12 weeks"),
        (date(2026, 3, 25), date(2026, 4, 1), "1 week"),
        (date(2026, 4, 1), date(2026, 4, 1), "0 weeks"),
        (None, date(2026, 4, 1), "Not known"),
        (date(2026, 4, 2), date(2026, 4, 1), "Not known"),
    ],
)
def test_an_age_is_in_years_then_months_then_weeks(born: date | None, on: date, said: str) -> None:
    assert words.age_in_words(born, on) == said


@given(born=st.dates(date(1900, 1, 1), date(2026, 1, 1)), days=st.integers(0, 40_000))
def test_nobody_is_ever_of_no_age_or_a_negative_one(born: date, days: int) -> None:
    said = words.age_in_words(born, date.fromordinal(min(born.toordinal() + days, date.max.toordinal())))
    assert said.split()[0].isdigit()


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (147.0, "mm[Hg]", "147 mmHg"),
        (90.7, "%", "90.7%"),
        (20.0, "mL/min/{1.73_m2}", "20 mL/min/1.73 m²"),
        (12.2, "10*9/L", "12.2 × 10⁹/L"),
        (5.0, "", "5"),
        (5.0, "furlongs", "5 furlongs"),
        (None, "kg", ""),
    ],
)
def test_a_number_has_its_unit_as_people_read_it(value: float | None, unit: str, said: str) -> None:
    assert words.measured_words(value, unit) == said


@pytest.mark.parametrize(
    ("written", "said", "clock"),
    [
        ("2026", "2026", ""),
        ("2026-03", "Mar 2026", ""),
        ("2026-03-07", "7 Mar 2026", ""),
        ("2026-07-07T23:30Z", "8 Jul 2026", "00:30"),
    ],
)
def test_a_day_is_as_exact_as_its_source(written: str, said: str, clock: str) -> None:
    assert words.short_day(moments.parse(written)) == said
    assert words.clock(moments.parse(written)) == clock


def test_what_has_no_date_says_so() -> None:
    assert words.short_day(None) == "No date"
    assert words.clock(None) == ""
    assert words.when(None) == ""
    assert words.written_day(None) == "Not known"


def test_every_kind_has_a_name() -> None:
    assert {words.kind_words(kind) for kind in Kind} == set(words.KINDS.values())
    assert len(set(words.KINDS.values())) == len(Kind)


def test_numbers_have_their_nouns() -> None:
    assert words.many(1, "record") == "1 record"
    assert words.many(1204, "record") == "1,204 records"
    assert words.many(0, "person", "people") == "0 people"


def test_a_title_within_a_sentence_begins_small_unless_it_is_a_name_in_capitals() -> None:
    assert words.lower_first("Hospital stays and A&E") == "hospital stays and A&E"
    assert words.lower_first("GP visits") == "GP visits"


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (line(Kind.OBSERVATION, value=147.0, unit="mm[Hg]"), "147 mmHg"),
        (line(Kind.INVESTIGATION, value=12.2, unit="mg/L", details={"interpretation": "high", "reference": "4-11"}),
         "12.2 mg/L; high (reference 4-11)"),
        (line(Kind.INVESTIGATION, value=5.0, unit="mg/L", details={"interpretation": "normal"}), "5 mg/L"),
        (line(Kind.MEDICINE, details={"dose": "One a day", "is_repeat": True, "last_issued": "2026-03-08"}),
         "One a day; repeat; last issued 8 March 2026"),
        (line(Kind.MEDICINE, details={"dose": "One a day", "is_repeat": False}), "One a day; not on repeat"),
        (line(Kind.ALLERGY, details={"reaction": "Rash", "severity": "mild"}), "Rash; mild"),
        (line(Kind.PACKAGE, details={"hours_per_week": 16.0, "weekly_cost": 384.0}), "16 hours a week; £384 a week"),
        (line(Kind.LEGAL, details={"made_by": "T. Green", "made_by_role": "Nurse", "document_location": "Hall drawer"}),
         "by T. Green, Nurse; the original is: Hall drawer"),
        (line(Kind.IMMUNISATION, details={"dose_number": 2}), "dose 2"),
        (line(Kind.PROBLEM, details={"significance": "major"}), "major"),
        (line(Kind.CONSULTATION), ""),
    ],
)  # fmt: skip
def test_beside_a_title_stands_what_a_reader_needs(shown: Line, said: str) -> None:
    assert said_of(shown) == said


@pytest.mark.parametrize(
    ("ended", "standing", "said"),
    [
        ("2026-03-08T15:00", Standing.ENDED, "4 nights"),
        ("2026-03-05T01:00", Standing.ENDED, "1 night"),
        ("2026-03-04T20:00", Standing.ENDED, "no night"),
        ("", Standing.CURRENT, "still in"),
    ],
)
def test_a_stay_says_how_many_nights_it_was(ended: str, standing: Standing, said: str) -> None:
    stay = line(
        Kind.ADMISSION,
        standing,
        happened=moments.parse("2026-03-04T11:00"),
        ended=moments.parse(ended) if ended else None,
    )
    assert said_of(stay) == said


def test_what_is_over_is_tagged_but_for_a_stay_which_always_is() -> None:
    assert tag_of(line(Kind.PROBLEM, Standing.ENDED)) == ("Past", "grey")
    assert tag_of(line(Kind.ADMISSION, Standing.ENDED)) is None
    assert tag_of(line(Kind.APPOINTMENT, Standing.PLANNED)) == ("Planned", "blue")
    assert tag_of(line(Kind.IMMUNISATION, Standing.NOT_DONE)) == ("Not done", "orange")
    assert tag_of(line(Kind.PROBLEM)) is None


def test_every_fact_of_a_source_is_told_in_words() -> None:
    told = row(
        Kind.OBSERVATION,
        status="final",
        value=5.5,
        unit="mmol/L",
        code="123",
        code_system="snomed",
        details={
            "mode": "face_to_face", "is_repeat": False, "performers": ["Nurse A", "Nurse B"], "place": {"ward": "W7"},
            "issued": "2026-03-08", "odd": "2026-99-99", "encounter": "visit/1", "empty": "",
        },
    )  # fmt: skip
    assert [(fact.label, fact.words) for fact in facts_of(told)] == [
        ("Status", "final"),
        ("Value", "5.5 mmol/L"),
        ("Code", "123 (snomed)"),
        ("Mode", "face to face"),
        ("Is repeat", "No"),
        ("Performers", "Nurse A, Nurse B"),
        ("Place", "W7"),
        ("Issued", "8 March 2026"),
        ("Odd", "2026-99-99"),
    ]


def test_a_letter_is_told_passage_by_passage() -> None:
    letter = row(Kind.DOCUMENT, details={"sections": [{"title": "Plan", "text": "Review in June."}, "not a passage"]})
    assert [(each.label, each.words) for each in passages_of(letter)] == [("Plan", "Review in June.")]


def test_each_thing_measured_is_shown_once_by_its_latest() -> None:
    weights = [line(Kind.OBSERVATION, text="Weight", value=value) for value in (74.0, 78.0)]
    pulse = line(Kind.OBSERVATION, text="Pulse", value=80.0)
    found = latest_of_each([weights[0], pulse, weights[1]])
    assert [(each.line.value, len(each.lines)) for each in found] == [(74.0, 2), (80.0, 1)]


def test_an_instant_is_shown_in_london() -> None:
    assert words.when(datetime(2026, 7, 1, 8, 30, tzinfo=UTC)) == "1 July 2026 at 09:30"
