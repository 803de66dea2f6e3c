"""Deciding about one person: holds, does not, not known; and the rows that say so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from joinedup.words.criteria import PersonFacts, decide, read
from joinedup.words.criteria.expression import rests_on
from joinedup.words.criteria.rows import Begun, Both, GoingOn, Is, columns
from joinedup.words.vocabulary.dataset import TABLES

ON = date(2026, 3, 16)
BORN_1940 = {"birth_date": date(1940, 5, 1)}


def a(table, **facts):
    """Return one row of a table, what is not told being empty."""
    known = TABLES[table].names if table in TABLES else ["person_key"]
    return dict.fromkeys(known) | {"person_key": "Edna"} | facts


def facts(told=(), **tables):
    rows = {table: tuple(a(table, **row) for row in rows) for table, rows in tables.items()}
    return PersonFacts(rows, frozenset(told) | set(tables))


def holds(who, known, on=ON):
    tree = read(who)
    return decide(tree, PersonFacts(known.rows, known.told | rests_on(tree)), on).holds


@pytest.mark.parametrize(
    ("who", "person", "expected"),
    [
        ("age: 85 or over", {"birth_date": date(1941, 3, 16)}, True),
        ("age: 85 or over", {"birth_date": date(1941, 3, 17)}, False),
        ("age: under 18", {"birth_month": date(2010, 1, 1)}, True),
        ("age: under 18", {}, None),
        ("sex: female", {"sex": "female"}, True),
        ("sex: female", {"sex": "unknown"}, None),
        ("not: {sex: female}", {"sex": "unknown"}, None),
        ("ethnic_group: black", {"ethnic_group": "N"}, True),
        ("ethnic_group: black", {"ethnic_group": "A"}, False),
        ("ethnic_group: black", {"ethnic_group": "Z"}, None),
    ],
)
def test_who_someone_is(who, person, expected):
    assert holds(who, facts(person=[person])) is expected


def test_nothing_holds_of_someone_who_died_and_the_day_of_death_is_lived():
    died = facts(person=[BORN_1940 | {"death_date": date(2026, 3, 15)}])
    decision = decide(read("age: 65 or over"), died, ON)
    assert (decision.holds, decision.died) == (False, date(2026, 3, 15))
    assert decide(read("age: 65 or over"), died, date(2026, 3, 15)).holds is True
    assert decide(read("not: {age: 65 or over}"), died, ON).holds is False


HOME = {"start_date": date(2020, 1, 1), "area": "E01000001", "kind": "own_home", "deprivation_decile": 2}


@pytest.mark.parametrize(
    ("who", "homes", "expected"),
    [
        ("place_of_residence: own_home", [HOME], True),
        ("place_of_residence: care_home", [HOME], False),
        ("place_of_residence: care_home", [], None),
        ("lives_alone: yes", [HOME], None),
        ("lives_alone: yes", [HOME | {"lives_alone": True}], True),
        ("lives_alone: no", [HOME | {"lives_alone": True}], False),
        ("deprivation_fifth: 1", [HOME], True),
        ("deprivation_decile: 3 to 5", [HOME], False),
        ("deprivation_decile: 2 or under", [HOME | {"deprivation_decile": None}], None),
        ("locality: E01000001", [HOME], True),
        ("locality: Burnthorpe", [HOME], True),
        ("locality: Burn", [HOME], False),
        ("locality: Burnthorpe 003 or E01000009", [HOME], True),
        ("place_of_residence: care_home", [HOME, HOME | {"kind": "care_home", "start_date": date(2026, 3, 16)}], True),
        ("place_of_residence: care_home", [HOME, HOME | {"kind": "care_home", "start_date": date(2026, 3, 17)}], False),
        ("place_of_residence: own_home", [HOME | {"end_date": date(2026, 3, 16)}], None),
        ("place_of_residence: own_home", [HOME | {"end_date": date(2026, 3, 17)}], True),
    ],
)
def test_where_someone_lives_is_their_latest_home_that_day(who, homes, expected):
    known = facts(residence=homes, reference_area=[{"area": "E01000001", "name": "Burnthorpe 003"}])
    assert holds(who, known) is expected


def test_a_practice_and_its_network():
    known = facts(
        registration=[{"start_date": date(2020, 1, 1), "practice": "Z00001"}],
        reference_practice=[{"practice": "Z00001", "network": "North"}],
    )
    assert holds("registered_practice: Z00001", known) is True
    assert holds("registered_practice: Z00002", known) is False
    assert holds("network: North or South", known) is True
    assert holds("network: South", known) is False
    assert holds("network: South", facts(registration=[])) is False


def condition(word="", **more):
    return {"condition": word, "onset_date": date(2020, 1, 1), "code_system": "snomed"} | more


@pytest.mark.parametrize(
    ("who", "conditions", "expected"),
    [
        ("condition: dementia", [condition("alzheimers")], True),
        ("condition: alzheimers", [condition("dementia")], False),
        ("condition: dementia", [condition("", code="312991009")], True),
        ("condition: dementia", [condition("", code="F012", code_system="icd10")], True),
        ("condition: dementia", [condition("", code="F012", code_system="snomed")], False),
        ("condition: dementia", [], False),
        ("condition: dementia", [condition("dementia", onset_date=date(2026, 3, 17))], False),
        ("condition: dementia", [condition("dementia", onset_date=None)], True),
        ("condition: asthma", [condition("asthma", end_date=date(2026, 3, 16))], False),
        ("condition: stroke", [condition("stroke", end_date=date(2021, 1, 1))], True),
        ("condition: stroke in 5 years", [condition("stroke")], False),
        ("condition: stroke in 7 years", [condition("stroke")], True),
        ("conditions_at_least: at least 2 of [copd, asthma, stroke]", [condition("copd"), condition("asthma")], True),
        ("conditions_at_least: at least 2 of [copd, asthma, stroke]", [condition("copd"), condition("copd")], False),
        ("conditions_at_least: 2", [condition("copd"), condition("type_2_diabetes"), condition("cataract")], True),
        ("frailty: moderate or severe", [condition("frailty", code="925861000000102")], True),
        ("frailty: fit", [condition("frailty", code="925861000000102")], False),
        ("frailty: mild", [], None),
    ],
)
def test_conditions(who, conditions, expected):
    assert holds(who, facts(condition=conditions)) is expected


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


ADMITTED = {"kind": "admission", "point_of_delivery": "emergency", "feed": "admitted_care"}


@pytest.mark.parametrize(
    ("who", "starts", "expected"),
    [
        ("at least 2 emergency admissions in 12 months", ["2025-03-16 10:00", "2026-03-16 23:00"], False),
        ("at least 2 emergency admissions in 12 months", ["2025-03-17 00:00", "2026-03-16 23:00"], True),
        ("no emergency admissions in 1 month", ["2026-02-16 10:00"], True),
        ("any emergency admissions in 30 days", ["2026-02-15 10:00"], True),
        ("exactly 1 emergency admission in 12 months", ["2026-03-17 00:00"], False),
    ],
)
def test_contacts_are_counted_in_londons_days_with_the_day_itself(who, starts, expected):
    known = facts(event=[ADMITTED | {"start_at": at(start)} for start in starts])
    assert holds(f"activity: {who}", known) is expected


def test_half_past_eleven_at_night_in_utc_in_summer_is_the_next_day_in_london():
    known = facts(event=[ADMITTED | {"start_at": at("2025-06-30 23:30")}])
    assert holds("activity: any emergency admissions in 1 day", known, date(2025, 6, 30)) is False
    assert holds("activity: any emergency admissions in 1 day", known, date(2025, 7, 1)) is True


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "alarm", "reason": "fall"},
        {"kind": "incident", "reason": "fall"},
        {"kind": "attendance", "reason": "1912002"},
        {"kind": "admission", "reasons": ["S720", "W010"]},
    ],
)
def test_a_fall_is_a_fall_whoever_tells_of_it(event):
    assert holds("recent_event: fall in 30 days", facts(event=[event | {"start_at": at("2026-03-01 10:00")}])) is True


def test_someone_who_did_not_fall_and_was_discharged():
    events = [
        {"kind": "alarm", "reason": "test_call", "start_at": at("2026-03-01 10:00")},
        {"kind": "admission", "start_at": at("2026-03-01 10:00"), "end_at": at("2026-03-05 10:00")},
    ]
    assert holds("recent_event: fall in 30 days", facts(event=events)) is False
    assert holds("recent_event: discharge in 2 weeks", facts(event=events)) is True
    assert holds("recent_event: discharge in 1 week", facts(event=events)) is False


@pytest.mark.parametrize(
    ("who", "measurements", "expected"),
    [
        ("measurement: hba1c over 75 mmol/mol", [], None),
        ("measurement: hba1c over 75 mmol/mol", [("2026-03-01 10:00", 80.0)], True),
        ("measurement: hba1c over 75 mmol/mol", [("2026-03-01 10:00", 80.0), ("2026-03-02 10:00", 70.0)], False),
        ("measurement: hba1c over 75 mmol/mol", [("2026-03-17 10:00", 80.0)], None),
        ("measurement: hba1c over 75 mmol/mol in 1 month", [("2026-01-01 10:00", 80.0)], None),
        ("measurement: hba1c over 75 mmol/mol", [("2026-03-01 10:00", None)], None),
    ],
)
def test_the_latest_measurement_counts_and_none_is_not_known(who, measurements, expected):
    rows = [{"concept": "hba1c", "unit": "mmol/mol", "at": at(when), "value": v} for when, v in measurements]
    assert holds(who, facts(measurement=rows)) is expected


def test_smoking_is_what_was_found_last():
    found = [("2020-01-01 10:00", "current_smoker"), ("2024-01-01 10:00", "ex_smoker"), ("2025-01-01 10:00", None)]
    rows = [{"concept": "smoking_status", "at": at(when), "finding": finding} for when, finding in found]
    assert holds("smoker: yes", facts(measurement=rows)) is False
    assert holds("smoker: no", facts(measurement=rows)) is True
    assert holds("smoker: ex", facts(measurement=rows)) is True
    assert holds("smoker: never", facts(measurement=rows)) is False
    assert holds("smoker: yes", facts(measurement=[])) is None


def test_medicines_are_counted_by_substance():
    repeat = {"is_repeat": True, "start_date": date(2025, 1, 1)}
    rows = [
        repeat | {"substance": "metformin", "code": "1"},
        repeat | {"substance": "metformin", "code": "2"},
        repeat | {"code": "3"},
        repeat | {"name": "Something"},
        repeat,
        repeat | {"substance": "ramipril", "end_date": date(2026, 3, 1)},
    ]
    assert holds("on_medicines_at_least: 3", facts(medication=rows)) is True
    assert holds("on_medicines_at_least: 4", facts(medication=rows)) is False
    assert holds("on_medicines_at_least: 2", facts(medication=rows)) is True
    assert holds("on_medicines_at_least: exactly 2", facts(medication=rows)) is False
    assert holds("medicine: metformin", facts(medication=rows)) is True
    assert holds("medicine: opioid or ramipril in 1 month", facts(medication=rows)) is True
    assert holds("medicine: [opioid]", facts(medication=rows)) is False


def test_vaccines_packages_and_flags():
    known = facts(
        immunisation=[{"vaccine": "influenza", "given_date": date(2025, 10, 1)}],
        package=[{"service": "home_care", "start_date": date(2025, 1, 1), "end_date": date(2026, 3, 17)}],
        flag=[
            {"kind": "carer", "item": "is_carer", "start_date": date(2025, 1, 1)},
            {"kind": "end_of_life", "item": "resuscitation", "start_date": date(2025, 1, 1)},
        ],
    )
    for who in (
        "vaccinated: influenza in 6 months", "vaccinated: [influenza, shingles]", "has_package: home_care",
        "has_package: yes", "is_carer: yes", "has_carer: no", "end_of_life_register: yes", "interpreter_needed: no",
        "pregnant: no",
    ):  # fmt: skip
        assert holds(who, known) is True, who
    for who in ("vaccinated: shingles", "has_package: no", "is_carer: no", "end_of_life_register: no"):
        assert holds(who, known) is False, who


def score(name, value, higher, people=100, band="low"):
    return {"score": name, "value": value, "higher": higher, "people": people, "band": band}


def test_risk_is_a_place_among_everyone():
    known = facts(
        score_place=[score("emergency-admission", 0.3, 1, band="high"), score("frailty", 0.2, 50, band="mild")]
    )
    assert holds("risk_top_percent: top 2%", known) is True
    assert holds("risk_top_percent: top 1%", known) is False
    assert holds("risk_band: high or very high", known) is True
    assert holds("frailty: mild", known) is True
    known = facts(person_segment=[{"scheme": "ten-groups", "segment": "elderly"}])
    assert holds("segment: {scheme: ten-groups, is: elderly or adult}", known) is True
    assert holds("segment: {scheme: eight-groups, is: elderly}", known) is None


def test_what_no_source_here_tells_of_is_not_known_and_never_a_no():
    nothing = facts(person=[BORN_1940])
    for who in (
        "condition: copd",
        "is_carer: no",
        "on_model: virtual-ward",
        "form_score: {form: phq-9, score: 10 or over}",
        "answer: falls-risk.risk is low",
        "clinical_judgement: virtual-ward",
        "activity: no falls in 1 year",
        "frailty: mild",
        "vaccinated: rsv",
    ):
        decision = decide(read(who), nothing, ON)
        assert decision.holds is None
        assert decision.lines[0].answer.because.startswith("no source here tells of ")
    for who in ("fuel_poverty: yes", "recent_event: bereavement in 1 year"):
        decision = decide(read(who), nothing, ON)
        assert (decision.holds, decision.lines[0].answer.because[:7]) == (None, "needs: ")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-01-05", None, True),
        (ON.isoformat(), None, True),
        ("2026-01-05", ON.isoformat(), False),
        ("2030-01-05", None, False),
    ],
)
def test_someone_is_on_a_model_from_the_day_of_being_accepted_until_the_day_of_the_end(start, end, expected):
    spell = {
        "model": "virtual-ward",
        "start_date": date.fromisoformat(start),
        "end_date": date.fromisoformat(end) if end else None,
    }
    assert holds("on_model: virtual-ward or tea-and-talk", facts(enrolment=[spell])) is expected
    assert holds("on_model: tea-and-talk", facts(enrolment=[spell])) is False


def test_where_models_are_run_here_who_is_on_none_of_them_is_on_none():
    run = facts(model_running=[{"model": "virtual-ward", "team": "north", "start_date": None, "end_date": None}])
    assert holds("not: {on_model: virtual-ward}", run) is True


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("{form: phq-9, score: 10 or over}", True),
        ("{form: phq-9, score: under 10}", False),
        ("{form: phq-9, band: moderate or severe}", True),
        ("{form: phq-9, band: mild}", False),
        ("{form: phq-9, score: 10 or over, within: 1 month}", None),
        ("{form: gad-7, score: 10 or over}", None),
    ],
)
def test_a_score_is_the_latest_that_was_given_in_the_window(who, expected):
    scores = [
        {"form": "phq-9", "score": "phq-9", "value": value, "band": band, "given_date": date.fromisoformat(given)}
        for value, band, given in ((4.0, "mild", "2025-06-01"), (12.0, "moderate", "2026-01-10"))
    ]
    assert holds(f"form_score: {who}", facts(form_score=scores)) is expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("falls-risk.risk is high", True),
        ("falls-risk.risk is low or high", True),
        ("falls-risk.risk is low", False),
        ("falls-risk.risk is high in 30 days", True),
        ("falls-risk.risk is high in 1 week", None),
        ("falls-risk.help is meals", True),
        ("falls-risk.help is meal", False),
        ("falls-risk.never_asked is yes", None),
        ("fft.risk is high", None),
    ],
)
def test_an_answer_is_the_latest_to_that_question_in_the_window(who, expected):
    answers = [
        {"form": "falls-risk", "item": item, "answers": told, "given_date": date.fromisoformat(given)}
        for item, told, given in (
            ("risk", ["low"], "2025-06-01"), ("risk", ["high"], "2026-03-01"), ("risk", ["low"], "2030-01-01"),
            ("help", ["company", "meals"], "2025-06-01"),
        )
    ]  # fmt: skip
    assert holds(f"answer: {who}", facts(form_answer=answers)) is expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [("2026-01-05", None, True), (ON.isoformat(), None, True), ("2026-01-05", ON.isoformat(), False),
     ("2026-01-05", (ON + timedelta(days=1)).isoformat(), True)],
)  # fmt: skip
def test_whom_a_clinician_added_is_added_from_that_day_until_the_day_it_is_withdrawn(start, end, expected):
    added = {
        "model": "virtual-ward", "start_date": date.fromisoformat(start),
        "end_date": date.fromisoformat(end) if end else None,
    }  # fmt: skip
    assert holds("clinical_judgement: virtual-ward", facts(addition=[added])) is expected
    assert holds("clinical_judgement: tea-and-talk", facts(addition=[added])) is False


def test_where_models_are_run_here_whom_nobody_added_is_not_added():
    run = facts(model_running=[{"model": "virtual-ward", "team": "north", "start_date": None, "end_date": None}])
    assert holds("clinical_judgement: virtual-ward", run) is False


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("{age: 65 or over, fuel_poverty: yes}", None),
        ("{age: under 65, fuel_poverty: yes}", False),
        ("any: {age: 65 or over, fuel_poverty: yes}", True),
        ("any: {age: under 65, fuel_poverty: yes}", None),
        ("not: {fuel_poverty: yes}", None),
        ("not: {age: under 65, fuel_poverty: yes}", None),
        ("not: {age: 65 or over, fuel_poverty: yes}", False),
    ],
)
def test_not_known_passes_as_kleene_said(who, expected):
    assert holds(who, facts(person=[BORN_1940])) is expected


def test_why_am_i_on_this_list():
    known = facts(
        told=["event:admission"],
        person=[BORN_1940],
        condition=[condition("alzheimers", feed="gp_problem")],
        event=[ADMITTED | {"start_at": at("2026-01-05 10:00")}, ADMITTED | {"start_at": at("2026-02-07 10:00")}],
    )
    who = read(
        "{age: 65 or over, on_register: dementia, activity: at least 2 emergency admissions in 12 months}",
        registers={"dementia": read("condition: dementia")},
    )
    decision = decide(who, known, ON)
    assert decision.holds is True
    told = [
        (x.english, x.part_of, x.answer.on, x.answer.rows, [e.feed for e in x.answer.evidence]) for x in decision.lines
    ]
    assert told == [
        ("aged 65 or over", "", None, 1, [""]),
        ("with dementia of any kind", "dementia", date(2020, 1, 1), 1, ["gp_problem"]),
        ("with at least 2 emergency admissions in the last 12 months", "", date(2026, 2, 7), 2, ["admitted_care"] * 2),
    ]
    assert decision.lines[1].answer.evidence[0].row["condition"] == "alzheimers"


def test_a_test_names_the_columns_it_rests_on_each_once():
    both = Both((GoingOn("start_date", "end_date"), Is("kind", ("care_home",)), Begun("start_date")))
    assert columns(both) == ("start_date", "end_date", "kind")


def test_the_latest_five_rows_are_shown_and_all_are_counted():
    known = facts(event=[ADMITTED | {"start_at": at(f"2026-03-0{day} 10:00")} for day in range(1, 9)])
    tree = read("activity: any emergency admissions in 1 month")
    [line] = decide(tree, PersonFacts(known.rows, rests_on(tree)), ON).lines
    assert line.answer.rows == 8
    assert [evidence.on.day for evidence in line.answer.evidence] == [8, 7, 6, 5, 4]
