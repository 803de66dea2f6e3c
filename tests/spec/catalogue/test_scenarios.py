"""Scenarios of the collection of examples, named by their numbers: exact figures, at both sides of each boundary.

Those that tell a whole way through a model are with its journey; docs/explanation/scenarios.md says where each is.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from joinedup.insight.criteria import facts_of, holding, told
from joinedup.insight.engine import open_release
from joinedup.insight.models_of_care import catalogue, model_named
from joinedup.words.basics.errors import CannotProceed
from joinedup.words.criteria import PersonFacts, decide, read
from joinedup.words.criteria.expression import rests_on
from joinedup.words.models_of_care import Standing, dues, england, standing
from joinedup.work.enrolment import branching
from tests.spec.catalogue.journeys import begins
from tests.world.drawn import instant
from tests.world.world import World

ON = date(2026, 11, 2)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("scenario", "model", "happened", "step", "last"),
    [
        (1, "two-hour-urgent-response", {"referred": "2026-03-31 10:00"}, "first_visit", "2026-03-31 12:00"),
        (7, "enhanced-care-in-care-homes", {"accepted": "2026-03-30 10:00"}, "seen_when_new", "2026-04-13 23:59:59"),
        (7, "enhanced-care-in-care-homes", {"accepted": "2026-03-01", "resumed": "2026-06-09 10:00"},
         "seen_after_hospital", "2026-06-23 23:59:59"),
        (7, "enhanced-care-in-care-homes", {"seen_when_new": "2026-04-10 10:00"}, "annual_review",
         "2027-04-10 23:59:59"),
        (8, "neighbourhood-social-prescribing", {"guided_conversation": "2026-04-08 14:00"}, "progress_call",
         "2026-04-29 23:59:59"),
        (8, "neighbourhood-social-prescribing", {"guided_conversation": "2026-04-08 14:00"}, "follow_up",
         "2026-05-20 23:59:59"),
        (9, "long-term-conditions-link-worker", {"first_appointment": "2026-08-31 10:00"}, "wellbeing_again",
         "2027-02-28 23:59:59"),
        (12, "link-gp-for-care-homes", {"accepted": "2026-03-30 10:00"}, "weekly_round", "2026-04-06 23:59:59"),
        (12, "link-gp-for-care-homes", {"accepted": "2026-03-30 10:00"}, "whole_review", "2026-09-30 23:59:59"),
        (13, "care-home-management-plans", {"management_plan": "2026-04-30 10:00"}, "weekly_contact",
         "2026-05-07 23:59:59"),
        (13, "care-home-management-plans", {"assessment": "2028-02-29 10:00"}, "medicines_review",
         "2029-02-28 23:59:59"),
        (25, "mental-health-recovery", {"accepted": "2026-04-02 11:00"}, "physical_check", "2027-04-02 23:59:59"),
    ],
)  # fmt: skip
def test_a_clock_is_met_to_its_last_second_and_missed_in_the_next(
    scenario: int, model: str, happened: Mapping[str, str], step: str, last: str
) -> None:
    """Scenarios 1, 7, 8, 9, 12, 13 and 25: what is due exactly when, in London's time."""
    found = dues(model_named(model).model, {name: instant(at) for name, at in happened.items()}, england())[step]
    moment = instant(last)
    assert (found.at, scenario) == (moment, scenario)
    assert standing(found, now=moment, done=None) is Standing.WAITING
    assert standing(found, now=moment + SECOND, done=None) is Standing.OVERDUE
    assert standing(found, now=moment + SECOND, done=moment) is Standing.MET


@pytest.mark.parametrize(
    ("model", "accepted", "last"),
    [
        (
            "two-hour-urgent-response",
            "2026-03-31 10:00",
            "2026-05-12 23:59:59",
        ),  # scenario 2: six weeks; day 43 is over
        ("long-term-conditions-link-worker", "2026-03-30 10:00", "2027-12-30 23:59:59"),  # scenario 9: 21 months
    ],
)
def test_support_lasts_as_long_as_it_says_and_not_a_day_longer(
    world: World, model: str, accepted: str, last: str
) -> None:
    """Scenario 2: short-term support closes at 6 weeks, day 43 is too long. Scenario 9: support ends at 21 months."""
    journey = begins(world, model)
    journey.does("accepted", "", at=instant(accepted))
    assert journey.state(instant(accepted)).limit_at == instant(last)


AGREE = ("person", "registered_practice", "psychiatrist")


def test_nobody_is_accepted_before_patient_gp_and_psychiatrist_all_agree(world: World) -> None:
    """Scenario 25: of the eight ways in which the three may have agreed, one alone lets the work begin."""
    at = instant("2026-03-30 10:00")
    for who in itertools.chain.from_iterable(itertools.combinations(AGREE, n) for n in range(3)):
        journey = begins(world, "mental-health-recovery", "Mohammed Iqbal")
        journey.does("referred", "", at=at)
        for party in who:
            journey.does(f"agreed {party}", "", at=at)
        wanting = "ha(s|ve) not agreed yet"
        with pytest.raises(CannotProceed, match=wanting):
            journey.does("accepted", "", at=at)
        journey.does("ended declined", "", at=at)
    journey = begins(world, "mental-health-recovery")
    journey.does("accepted", "", at=at)
    assert "recovery_plan" in [step.step for step in journey.state(at).owed]


def person(**tables: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {"person": [{"birth_date": date(1940, 5, 1)}], **tables}


def has(*conditions: str) -> list[dict[str, Any]]:
    return [{"condition": name, "onset_date": date(2020, 1, 1)} for name in conditions]


def gets(*services: str, until: date | None = None) -> list[dict[str, Any]]:
    return [{"service": name, "start_date": date(2026, 1, 1), "end_date": until} for name in services]


def stays(*days: str, of: str = "emergency") -> list[dict[str, Any]]:
    return [{"kind": "admission", "point_of_delivery": of, "start_at": instant(day)} for day in days]


FRAIL = [{"code": "925831000000107", "onset_date": date(2025, 1, 1)}]
MILD = [{"code": "925791000000100", "onset_date": date(2025, 1, 1)}]
TWICE = stays("2025-11-03 00:00", "2026-11-02 23:59")


@pytest.mark.parametrize(
    ("scenario", "model", "drawn", "expected"),
    [
        (26, "living-well", person(condition=has("copd")), False),
        (26, "living-well", person(condition=has("copd", "dementia")), True),
        (26, "living-well", person(condition=has("copd", "asthma")), False),  # asthma is not among those listed
        (26, "living-well", person(package=gets("home_care")), True),
        (26, "living-well", person(package=gets("telecare")), False),
        (26, "living-well", person(condition=has("copd"), package=gets("home_care", until=ON)), False),
        (27, "frail-and-often-admitted", person(condition=FRAIL, event=TWICE), True),
        (27, "frail-and-often-admitted", person(condition=FRAIL, event=TWICE[1:]), False),
        (27, "frail-and-often-admitted", person(condition=MILD, event=TWICE), False),
        (27, "frail-and-often-admitted",
         person(condition=FRAIL, event=stays("2025-11-02 23:59", "2026-11-02 08:00")), False),
        (27, "frail-and-often-admitted",
         person(condition=FRAIL, event=stays("2026-01-02", "2026-02-02", of="day_case")), False),
    ],
)  # fmt: skip
def test_who_is_found_and_who_just_is_not(scenario: int, model: str, drawn: Any, expected: bool) -> None:
    """Scenario 26: two listed conditions or a package. Scenario 27: the frailty register and two stays in 12 months."""
    who = model_named(model).model.who
    assert who is not None
    empty = dict.fromkeys(("birth_month", "condition", "code", "code_system", "end_date", "reasons"))
    rows = {table: [empty | row for row in told] for table, told in drawn.items()}
    facts = PersonFacts(rows, rests_on(who) - {"person_score:frailty"})
    assert (scenario, decide(who, facts, ON).holds) == (scenario, expected)


PEOPLE = 1_000


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("{risk_top_percent: top 2%}", range(20)),
        ("{risk_top_percent: top 5%}", range(50)),
        ("{risk_top_percent: top 20%, not: {risk_top_percent: top 5%}}", range(50, 200)),
        ("{any: [{risk_top_percent: top 2%}, {clinical_judgement: proactive-care-by-risk}]}", [*range(20), 500]),
        ("{risk_band: moderate, age: 80 or over}", range(100, 150)),
        ("{any: [{risk_band: moderate}, {age: 80 or over}]}", range(200)),
    ],
)  # fmt: skip
def test_a_share_of_everyone_scored_is_that_many_people_in_both_halves(who: str, found: Any) -> None:
    """Scenario 28: top 2% and whom clinicians add. Scenario 29: top 2%; top 5% and the next 15%. Scenario 30: AND, OR."""
    tree = read(who)
    with open_release() as engine:
        _thousand(engine)
        rows = engine.rows(holding(tree, on=ON, told=told(engine)))
        assert sorted(int(row["person_key"]) for row in rows) == sorted(found)
        edges = {str(each) for each in (0, 19, 20, 49, 50, 99, 100, 149, 150, 199, 200, 499, 500, 999)}
        alone = {int(key) for key, facts in facts_of(engine, edges).items() if decide(tree, facts, ON).holds}
    assert alone == {each for each in map(int, edges) if each in set(found)}


def _thousand(engine: Any) -> None:
    """Put a thousand people in, the first at the highest risk; the hundred and fifty first are over 80; one is added."""
    people = [
        {"person_key": str(n), "birth_date": date(1940 if n < 150 else 1980, 1, 1), "death_date": None}
        for n in range(PEOPLE)
    ]
    bands = [(100, "high"), (200, "moderate"), (PEOPLE, "low")]
    scores = [
        {"person_key": str(n), "score": "emergency-admission", "value": 1 - n / PEOPLE,
         "band": next(band for most, band in bands if n < most)}
        for n in range(PEOPLE)
    ]  # fmt: skip
    added = [{"person_key": "500", "model": "proactive-care-by-risk", "start_date": ON, "end_date": None}]
    day, text = pa.date32(), pa.string()
    engine.put("person", pa.Table.from_pylist(people, pa.schema(
        {"person_key": text, "birth_date": day, "birth_month": day, "death_date": day})))  # fmt: skip
    engine.put("person_score", pa.Table.from_pylist(scores, pa.schema(
        {"person_key": text, "score": text, "value": pa.float64(), "band": text})))  # fmt: skip
    engine.put("addition", pa.Table.from_pylist(added, pa.schema(
        {"person_key": text, "model": text, "start_date": day, "end_date": day})))  # fmt: skip


def follows(model: str, step: str, form: str, **said: str) -> set[str]:
    """Return what the answers to a form ask for in a step: what is done, and of whom."""
    this = next(each for each in model_named(model).model.steps if each.name == step)
    told_ = {form: {item: (value,) for item, value in said.items()}}
    return {f"{this.then[place].act} {this.then[place].target}" for place in branching.held(this, told_)}


DOMAINS = ("mobility", "falls", "nutrition", "mood", "loneliness", "memory")


@pytest.mark.parametrize("high", DOMAINS)
def test_high_in_any_one_domain_of_frailty_is_enough(high: str) -> None:
    """Scenario 32: one domain high, all others some, leads to the medical assessment; all some, to none."""
    some = {f"{domain}_risk": "some" for domain in DOMAINS}
    asked = ("structured-frailty-assessment", "assessment", "frailty-assessment")
    assert follows(*asked, **some) == set()
    assert follows(*asked, **some | {f"{high}_risk": "high"}) == {"step medical_assessment"}


FALLS = ("falls-and-balance", "risk_read", "falls-risk")
PHARMACY = ("pharmacy-minor-ailments", "consultation", "minor-ailments")
PRESCRIBING = ("neighbourhood-social-prescribing", "guided_conversation", "guided-conversation")
TIERS = ("risk-tiers", "tier", "risk-tier")


@pytest.mark.parametrize(
    ("scenario", "asked", "said", "expected"),
    [
        (31, FALLS, {"risk": "low"}, {"step advice"}),
        (31, FALLS, {"risk": "high"}, {"step falls_assessment"}),
        (34, PHARMACY, {"outcome": "gp", "exempt": "yes"},
         {"refer registered_practice"}),
        (34, PHARMACY, {"outcome": "supplied", "exempt": "no"},
         {"step how_it_was"}),
        (37, PRESCRIBING, {"more_support": "yes"}, {"refer buddy-service"}),
        (37, PRESCRIBING, {"healthy_living": "yes"}, {"refer healthy-lifestyles"}),
        (37, PRESCRIBING, {"early_help": "yes"}, {"refer early-help-panel"}),
        (37, PRESCRIBING, {"health_need": "yes"}, {"refer registered_practice"}),
        (37, PRESCRIBING, {"more_support": "no", "healthy_living": "no", "early_help": "no", "health_need": "no"}, set()),
        (38, TIERS, {"tier": "very_high"}, {"step case_management"}),
        (38, TIERS, {"tier": "high"}, {"step navigation"}),
        (38, TIERS, {"tier": "moderate"}, {"step navigation"}),
    ],
)  # fmt: skip
def test_each_answer_leads_where_the_scenario_says_and_nowhere_else(
    scenario: int, asked: tuple[str, str, str], said: Mapping[str, str], expected: set[str]
) -> None:
    """Scenario 31: low, high. Scenario 34: by protocol to the GP. Scenario 37: each need to its own. Scenario 38: tiers."""
    assert (scenario, follows(*asked, **said)) == (scenario, expected)


@pytest.mark.parametrize(("born", "expected"), [(date(1951, 11, 2), True), (date(1951, 11, 3), False)])
def test_from_the_day_of_being_seventy_five(born: date, expected: bool) -> None:
    """Scenario 35: those of 75 and over who are frail are whom the urgent response is for."""
    who = model_named("two-hour-urgent-response").model.who
    assert who is not None
    rows = {"person": [{"birth_date": born, "birth_month": None}], "condition": FRAIL}
    facts = PersonFacts(rows, rests_on(who) - {"person_score:frailty"})
    assert decide(who, facts, ON).holds is expected


def test_every_model_of_the_catalogue_has_a_journey() -> None:
    """No model is without someone's whole way through it."""
    told_ = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*_journeys.py"))
    assert [name for name in catalogue() if f'goes(world, "{name}"' not in told_] == []
