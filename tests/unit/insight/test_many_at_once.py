"""Measures asked together: each figure is what it would be had it been asked alone."""

from collections.abc import Iterator
from datetime import date

import pytest

from joinedup.insight.engine import Engine, open_release
from joinedup.insight.measures import people
from joinedup.insight.measures.compute import ask, compute, compute_many, explained
from joinedup.insight.measures.definition import catalogue, measure
from joinedup.insight.measures.periods import Period
from joinedup.words.basics.errors import BadInput

YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
DATA_DATE = date(2025, 12, 31)
WAYS = [(), ("month",), ("practice",), ("practice", "month"), ("month", "practice"), ("sex", "age_band"),
        ("deprivation",), ("ethnic_group",), ("provider",), ("home",)]  # fmt: skip
PEOPLE = [  # born, sex, died, practice, from, until, decile, ethnic group
    ("Edna", "1940-02-01", "female", None, "Hill", "2020-01-01", "2025-07-02", 1, "A"),
    ("Edna", "1940-02-01", "female", None, "Dale", "2025-07-02", None, 1, "A"),
    ("Tom", "1990-01-01", "male", "2025-03-02", "Hill", "2025-01-01", None, 10, "Z"),
    ("Ada", "1936-06-01", "female", None, "Hill", "2010-01-01", None, None, None),
    ("Ola", "2019-05-01", None, None, "Dale", "2025-02-28", None, 5, "H"),
]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_release() as drawn:
        drawn.fill(
            "person",
            [
                {"person_key": n, "birth_month": b, "sex": s, "death_date": d, "ethnic_group": e}
                for n, b, s, d, e in dict.fromkeys((n, b, s, d, e) for n, b, s, d, *_, e in PEOPLE)
            ],
        )
        for name, _, _, _, practice, start, end, decile, _ in PEOPLE:
            drawn.fill(
                "registration", [{"person_key": name, "practice": practice, "start_date": start, "end_date": end}]
            )
            if practice == "Hill" or name == "Ola":
                drawn.fill("residence", [{"person_key": name, "start_date": "2000-01-01", "deprivation_decile": decile,
                                          "kind": "own_home"}])  # fmt: skip
        days = [("Edna", "2025-07-01 22:30"), ("Edna", "2025-07-02 10:00"), ("Tom", "2025-03-02 23:59"),
                ("Ada", "2025-03-30 00:30"), ("Ada", "2025-12-31 23:59")]  # fmt: skip
        for n, (name, at) in enumerate(days):
            told = {"person_key": name, "start_at": at, "provider": "T1" if n % 2 else None, "cost": 100 + n}
            drawn.fill("event", [{**told, "event_id": f"a{n}", "kind": "admission", "end_at": "2026-01-02 10:00",
                                  "point_of_delivery": "emergency", "reason": "J440", "reasons": ["J440"]},
                                 {**told, "event_id": f"b{n}", "kind": "attendance", "end_at": "2026-01-02 10:00"},
                                 {**told, "event_id": f"c{n}", "kind": "consultation",
                                  "outcome": "did_not_attend" if n == 1 else None}])  # fmt: skip
        drawn.fill("flag", [{"person_key": "Ada", "kind": "carer", "item": "is_carer", "start_date": "2025-05-31"}])
        drawn.fill("condition", [{"person_key": "Edna", "condition": "dementia", "onset_date": "2025-02-28"},
                                 {"person_key": "Ada", "condition": "type_2_diabetes", "onset_date": "2001-01-01"}])  # fmt: skip
        yield drawn


def test_measures_asked_together_give_what_each_gives_alone(engine: Engine) -> None:
    asks = []
    for each in catalogue().values():
        for by in WAYS:
            try:
                asks.append(ask(each, period=YEAR, by=by, known_to=DATA_DATE))
            except BadInput:
                continue
    together = [(each, figures) for each, figures in compute_many(engine, asks)]
    assert sorted((e.measure.id, e.by) for e, _ in together) == sorted((e.measure.id, e.by) for e in asks)
    assert not engine.has("decided")  # what was decided of everyone is let go
    for each, figures in together[::7]:  # each kind and way is among them
        assert figures == compute(engine, each.measure, period=YEAR, by=each.by, known_to=DATA_DATE), each
    assert {each.measure.kind for each, _ in together[::7]} == {
        "rate",
        "share",
        "average",
        "people",
        "against_expected",
    }


def test_days_are_decided_a_few_at_a_time_and_give_the_same(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(measure("dementia-diagnosed-against-expected"), period=YEAR, by=("month", "sex"))
    [(_, together)] = compute_many(engine, [asked])
    monkeypatch.setattr(people, "AT_ONCE", 1)
    [(_, one_by_one)] = compute_many(engine, [asked])
    assert together == one_by_one
    assert len({figure.group["month"] for figure in together}) == 12


@pytest.mark.parametrize("name", ["carers-known-against-expected", "diabetes-hba1c-checked", "copd-prevalence"])
def test_the_statement_shown_for_people_counts_what_was_counted(engine: Engine, name: str) -> None:
    figures = compute(engine, measure(name), period=YEAR, by=["practice"])
    [shown] = explained(measure(name), period=YEAR, by=["practice"])
    rows = {row["cut_practice"]: row for row in engine.rows(shown)}
    assert {f.group["practice"]: f.numerator for f in figures} == {p: rows[p]["met"] for p in rows}
    if measure(name).kind == "people":
        assert {f.group["practice"]: f.denominator for f in figures} == {p: rows[p]["people"] for p in rows}


def test_only_those_among_a_kept_table_count(engine: Engine) -> None:
    engine.keep("chosen", "SELECT person_key FROM person WHERE person_key IN ('Ada', 'Tom')")
    [whole] = compute(engine, measure("emergency-admissions"), period=YEAR, among="chosen")
    assert whole.numerator == 3
    [carers] = compute(engine, measure("carers-known-against-expected"), period=YEAR, among="chosen")
    assert (carers.numerator, carers.denominator) == (1, 0.1017)


def test_of_a_place_where_nobody_lives_the_whole_has_a_figure_and_no_part_has() -> None:
    with open_release() as empty:
        names = ["emergency-admissions", "readmitted-within-30-days", "length-of-emergency-stay", "opioid-use"]
        asks = [ask(measure(name), period=YEAR, by=by) for name in names for by in ((), ("practice",), ("month",))]
        found = [(each.by, figures) for each, figures in compute_many(empty, asks)]
    assert [len(figures) for by, figures in found if not by] == [1] * 4
    assert [(f.numerator, f.denominator, f.value) for by, figures in found if not by for f in figures] == [
        (0, 0, None)
    ] * 4
    assert [figures for by, figures in found if by] == [[]] * 8


def test_a_cut_that_the_rows_counted_do_not_tell_is_refused() -> None:
    with pytest.raises(BadInput, match="No provider is told of what 'Deaths in hospital' counts"):
        ask(measure("deaths-in-hospital"), period=YEAR, by=["provider"])


def test_an_average_of_nothing_is_not_known_as_a_whole_and_has_no_groups() -> None:
    each = measure("length-of-emergency-stay")
    with open_release() as nobody:
        told = compute_many(nobody, [ask(each, period=YEAR, by=by) for by in ((), ("practice",))])
        assert [(asked.by, [(f.value, f.counted) for f in figures]) for asked, figures in told] == [
            ((), [(None, 0)]),
            (("practice",), []),
        ]
