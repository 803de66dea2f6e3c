"""Measures: each one's examples, drawn beside its definition, are its tests."""

from datetime import date

import pytest

from joinedup.insight.engine import Engine
from joinedup.insight.measures.compute import compute
from joinedup.insight.measures.definition import Measure, catalogue, load, measure
from joinedup.words.basics.errors import BadInput, ManyMistakes, NotFound
from tests.world.drawn import rows as drawn_rows

YEAR = {"first_day": date(2025, 1, 1), "last_day": date(2026, 1, 1)}


def drawn(table: str) -> list[dict[str, str | None]]:
    return [{name: value or None for name, value in row.items()} for row in drawn_rows(table)]


def place(events: str, lists: str = "") -> Engine:
    """Return an engine over a place where everyone drawn was on a list for all of 2025, or as ``lists`` draws it."""
    engine = Engine()
    rows = drawn(events)
    spells = (
        drawn(lists)
        if lists
        else [
            {"person": name, "practice": "A", "from": "2025-01-01", "until": None, "born": "1940-01-01"}
            for name in sorted({str(row["person"]) for row in rows})
        ]
    )
    seen = set()
    for spell in spells:
        if spell["person"] not in seen:
            person = {"person_key": spell["person"], "birth_month": spell["born"], "death_date": spell.get("died")}
            engine.fill("person", [person])
            decile = spell.get("decile") or "1"
            engine.fill(
                "residence", [{"person_key": spell["person"], "start_date": "2020-01-01", "deprivation_decile": decile}]
            )
        seen.add(spell["person"])
        engine.fill(
            "registration",
            [
                {
                    "person_key": spell["person"],
                    "practice": spell["practice"],
                    "start_date": spell["from"],
                    "end_date": spell["until"],
                }
            ],
        )
    for number, row in enumerate(rows):
        event: dict[str, object] = {"kind": "admission", "event_id": str(number)}
        event |= {name: value for name, value in row.items() if name != "person"}
        event["person_key"] = row["person"]
        for many in ("reasons", "procedures"):
            if row.get(many):
                event[many] = str(row[many]).split()
        engine.fill("event", [event])
    return engine


@pytest.mark.parametrize(
    ("definition", "example"),
    [pytest.param(m, x, id=f"{m.id}: {x['example']}") for m in catalogue().values() for x in m.examples],
)
def test_a_measure_answers_its_own_examples(definition: Measure, example: dict[str, str]) -> None:
    with place(example["rows"]) as engine:
        [figure] = compute(engine, definition, **YEAR)
    assert figure.numerator == example["total"]


def test_every_measure_has_an_example() -> None:
    assert [m.id for m in catalogue().values() if not m.examples] == []


EDNA_MOVED = """
    person | practice | from       | until      | born       | died
    -------+----------+------------+------------+------------+-----------
    Edna   | Hill     | 2020-01-01 | 2025-07-02 | 1940-05-01 |
    Edna   | Dale     | 2025-07-02 |            | 1940-05-01 |
    Tom    | Hill     | 2025-01-01 |            | 1990-01-01 | 2025-03-02
"""
EDNA_ADMITTED_TWICE = """
    person | point_of_delivery | start_at         | end_at
    -------+-------------------+------------------+-----------------
    Edna   | emergency         | 2025-07-01 22:30 | 2025-07-03 10:00
    Edna   | emergency         | 2025-07-02 10:00 | 2025-07-03 10:00
"""


def test_an_admission_belongs_to_the_practice_of_that_day_and_days_after_death_are_not_lived() -> None:
    with place(EDNA_ADMITTED_TWICE, EDNA_MOVED) as engine:
        figures = compute(engine, measure("emergency-admissions"), by=["practice"], **YEAR)
    days = {f.group["practice"]: round(f.denominator * 365.25) for f in figures}
    assert days == {"Dale": 183, "Hill": 182 + 61}  # the day of death is lived
    assert {f.group["practice"]: f.numerator for f in figures} == {"Dale": 1, "Hill": 1}


def test_late_on_30_june_in_utc_is_1_july_in_london() -> None:
    events = """
        person | point_of_delivery | start_at               | end_at
        -------+-------------------+------------------------+-----------------------
        Edna   | emergency         | 2025-06-30 23:30:00+00 | 2025-07-01 10:00:00+00
    """
    with place(events) as engine:
        months = compute(engine, measure("emergency-admissions"), by=["month"], **YEAR)
    assert [f.group["month"].month for f in months if f.numerator] == [7]
    assert len(months) == 12


def test_the_months_of_a_year_add_up_to_the_year() -> None:
    with place(EDNA_ADMITTED_TWICE, EDNA_MOVED) as engine:
        [year] = compute(engine, measure("bed-days"), **YEAR)
        months = compute(engine, measure("bed-days"), by=["month"], **YEAR)
    assert sum(f.numerator for f in months) == year.numerator
    assert sum(f.denominator for f in months) == pytest.approx(year.denominator)


def test_people_are_grouped_by_age_and_deprivation() -> None:
    with place(EDNA_ADMITTED_TWICE, EDNA_MOVED) as engine:
        figures = compute(engine, measure("emergency-admissions"), by=["age_band", "deprivation"], **YEAR)
    assert [(f.group["age_band"], f.group["deprivation"], f.numerator) for f in figures] == [
        ("18 to 64", 1, 0),
        ("75 to 84", 1, 2),
    ]


def test_a_place_where_nobody_lives_has_no_rate() -> None:
    with Engine() as engine:
        [figure] = compute(engine, measure("emergency-admissions"), **YEAR)
    assert (figure.numerator, figure.rate, figure.low, figure.high) == (0, None, None, None)


def test_an_unknown_cut_and_an_empty_period_are_refused_with_what_to_do() -> None:
    with Engine() as engine:
        with pytest.raises(BadInput, match=r"cannot cut by shoe_size.*Choose from: practice"):
            compute(engine, measure("bed-days"), by=["shoe_size"], **YEAR)
        with pytest.raises(BadInput, match="The period is empty"):
            compute(engine, measure("bed-days"), first_day=date(2025, 1, 1), last_day=date(2025, 1, 1))


def test_a_definition_that_names_no_column_of_ours_is_refused() -> None:
    wrong = load(
        "{id: x, title: X, question: X, unit: x, each: admission, counts: shoe_size > 9, source: x, version: 1}",
        file="x.yaml",
    )
    with Engine() as engine, pytest.raises(BadInput, match=r"cannot be computed.*shoe_size"):
        compute(engine, wrong, **YEAR)


def test_every_mistake_of_a_measure_is_told_at_once() -> None:
    with pytest.raises(ManyMistakes) as told:
        load("{id: x, each: shoe, dated: never, good: maybe, colour: red}", file="x.yaml")
    assert [str(m) for m in told.value.mistakes] == [
        "x.yaml: 'colour' is not a part of a measure",
        *(f"x.yaml, {name}: is missing" for name in ("title", "question", "unit", "counts", "source", "version")),
        "x.yaml, each: is not a table of the dataset",
        "x.yaml, dated: must be one of start, overlap",
        "x.yaml, good: must be up, down or neither",
    ]
    with pytest.raises(ManyMistakes, match="not a measure"):
        load("- a list", file="x.yaml")


def test_a_measure_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(NotFound, match="no measure called 'joy'"):
        measure("joy")


def test_someone_whom_two_practices_claim_is_counted_once_on_the_list_joined_last() -> None:
    lists = """
        person | practice | from       | until | born
        -------+----------+------------+-------+-----------
        Edna   | Hill     | 2020-01-01 |       | 1940-05-01
        Edna   | Dale     | 2025-03-01 |       | 1940-05-01
    """
    with place(EDNA_ADMITTED_TWICE, lists) as engine:
        [whole] = compute(engine, measure("emergency-admissions"), **YEAR)
        by_practice = compute(engine, measure("emergency-admissions"), by=["practice"], **YEAR)
    assert (whole.numerator, round(whole.denominator * 365.25)) == (2, 365)
    assert {f.group["practice"]: f.numerator for f in by_practice} == {"Dale": 2, "Hill": 0}


def test_an_admission_on_the_day_of_death_counts() -> None:
    lists = """
        person | practice | from       | until | born       | died
        -------+----------+------------+-------+------------+-----------
        Edna   | Hill     | 2020-01-01 |       | 1940-05-01 | 2025-07-03
    """
    died = """
        person | point_of_delivery | start_at         | end_at           | outcome
        -------+-------------------+------------------+------------------+--------
        Edna   | emergency         | 2025-07-03 09:00 | 2025-07-03 22:00 | died
    """
    with place(died, lists) as engine:
        [figure] = compute(engine, measure("emergency-admissions"), **YEAR)
    assert figure.numerator == 1
