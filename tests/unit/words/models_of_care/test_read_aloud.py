"""A model read aloud, as FHIR, as a page of the reference; what is due of it; and examples, which are its tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from joinedup.words.basics.moments import parse
from joinedup.words.models_of_care import (
    Known,
    Reason,
    Stop,
    dues,
    england,
    plan_definition,
    read,
    read_aloud,
    step_aloud,
)
from joinedup.words.models_of_care.examples import mistakes_of, people_of
from joinedup.words.models_of_care.page import lines
from joinedup.words.vocabulary.fhir.validation import Validator
from tests.unit.words.models_of_care.written import KNOWN, WHOLE, spoilt

MODEL = read(WHOLE, known=KNOWN).model
LEAST = read(
    "{id: a, title: A, version: 2026-04, source: ours, about: place, steps: [{look: {by: key_worker, due: every year}}]}"
).model
ALOUD = [
    "It is about a household. People aged 65 or over and on the register: diabetes.",
    "They come by a GP or the person.",
    "The form asked is “Falls risk on one page”.",
    "Before work starts, the person and their carer must agree.",
    "The team: community nurse, GP and village agent.",
    "Each person’s key worker is a community nurse.",
    "Each key worker (community nurse) has at most 30 people.",
    "First look: by the key worker (community nurse), within 2 working days of being accepted.",
    "  It decides: Is home the right place?",
    "  Forms: Falls assessment and NEWS2.",
    "  It fills a place of recovery bed.",
    "  It starts the person's plan and what the model watches.",
    "  If risk is low or medium (in “Falls assessment”) and score 3 or under (in “NEWS2”): begin “Advice”, within 1 week.",
    "  If risk is high (in “Falls risk on one page”): refer to the falls service, within 1 day of “First look”; hidden from "
    "whoever acts for the person and the person.",
    "  If ill is yes (in “Falls assessment”): call 999 at once.",
    "  If told is yes (in “Falls assessment”): tell the practice with which the person is registered.",
    "  If worried is yes (in “Falls assessment”): tell the GP.",
    "  If gone is yes (in “Falls assessment”): end with “moved away”.",
    "  If recovering is yes (in “Falls assessment”): refer to the model of care virtual-recovery.",
    "Advice: by the GP, when “First look” says so.",
    "Watch closely: by the village agent, at most 12 hours in recovery bed.",
    "Check: by the key worker (community nurse), every week from “First look”, 6 times.",
    "Monthly: by the GP, every month.",
    "Tell practice: by the GP, by 09:00 next day after being referred.",
    "It ends with one of: goals met, moved away or died.",
    "It lasts 26 weeks at most; whoever needs longer has it extended, with a reason.",
    "If the person goes into hospital, it pauses.",
    "oxygen saturation under 92 %: watched by a community nurse, 08:00 to 20:00 every day; at other times, out-of-hours "
    "primary care. Unseen for 30 minutes, a GP is told. On: to call a nurse to someone with COPD (medical device of "
    "class IIa, by Invented Devices Ltd).",
    "news2 5 or over: watched by a community nurse, at all times; at other times, the model of care virtual-recovery. Unseen "
    "for 1 hour, a community nurse is told. Off, until it says what it is meant for, its device status and who makes it.",
    "Recovery bed: 8 places, each a step-up bed.",
    "Class: 12 places, each a place in a group that meets 10 times.",
    "Assessment within its clock; target 90% or over.",
    "Emergency admissions.",
    "Bed days.",
    "Compared with people like them who were not in it, over 12 months: emergency admissions and cost.",
    "Paid by outcomes.",
    "Held back: 10%.",
    "Cap: £1,000,000.",
    "Per outcome: ended goals met: £150.50.",
    "Released when: assessment within its clock: 80 % or over.",
    "Uptake: low 30%, likely 50%, high 70% (Another place).",
    "Cost for each person: low £150, likely £210, high £300 (Invented).",
    "Effect on emergency admissions: low 0%, likely -5%, high -15% (Invented).",
]  # fmt: skip


@pytest.mark.parametrize("sentence", ALOUD)
def test_every_part_is_said_in_plain_english(sentence):
    said = [each for _, sentences in read_aloud(MODEL, KNOWN) for each in sentences]
    assert sentence in said, [each for each in said if each[:12] == sentence[:12]]


def test_only_what_a_model_says_is_read_aloud():
    assert read_aloud(LEAST) == [
        ("Who it is for", ["It is about a place."]),
        ("What happens", ["Look: by the key worker, every year."]),
    ]


def test_one_step_is_read_alone():
    assert step_aloud(MODEL, MODEL.step("monthly"), KNOWN) == ["Monthly: by the GP, every month."]
    assert step_aloud(LEAST, LEAST.steps[0]) == ["Look: by the key worker, every year."]


def test_sums_below_nothing_are_said_with_their_sign_first():
    assert (
        str(read(spoilt(("[£150, £210, £300]", "[-£150, £210, £300]")), known=KNOWN).model.simulate.cost_per_person.low)
        == "-£150"
    )


def test_a_model_that_is_told_in_fhir_passes_our_own_validator():
    validator = Validator(Path(__file__).resolve().parents[4] / "assets" / "fhir")
    for model, known in ((MODEL, KNOWN), (LEAST, None)):
        assert validator.check(json.loads(json.dumps(plan_definition(model, known)))) == []


def test_in_fhir_a_step_comes_after_what_its_clock_counts_from():
    [whole] = plan_definition(MODEL, KNOWN)["action"]
    actions = {each["id"]: each for each in whole["action"]}
    assert list(actions)[:2] == ["referred", "accepted"]
    assert actions["accepted"]["trigger"] == [{"type": "named-event", "name": "accepted"}]
    assert actions["assessment"]["relatedAction"] == [{"actionId": "accepted", "relationship": "after-end"}], (
        "no working days"
    )
    offset = {"value": 1, "unit": "week", "system": "http://unitsofmeasure.org", "code": "wk"}
    assert actions["check"]["relatedAction"][0]["offsetDuration"] == offset
    assert "offsetDuration" not in actions["tell-practice"]["relatedAction"][0]
    assert "relatedAction" not in actions["watch-closely"], "a stay counts from a place"
    assert actions["assessment"]["action"][0]["condition"][0]["kind"] == "applicability"
    assert "by 09:00 next day after being referred" in actions["tell-practice"]["description"]


def test_the_page_of_the_reference_has_the_grammar_every_word_and_each_model():
    page = "\n".join(lines([MODEL], KNOWN))
    assert "clock     = within | after" in page
    assert "`multi-agency-safeguarding-hub`" in page
    assert "## Everything that a file may say (`whole-of-it`)" in page
    assert "  - If ill is yes" in page


ACCEPTED = parse("2026-04-01 10:00").at


def test_what_is_due_is_what_has_begun_and_is_not_done():
    found = dues(MODEL, {"accepted": ACCEPTED}, england())
    assert set(found) == {"assessment", "monthly"}
    later = dues(MODEL, {"accepted": ACCEPTED, "referred": ACCEPTED, "assessment": ACCEPTED}, england())
    assert set(later) == {"check", "monthly", "tell_practice"}
    place = dues(MODEL, {"recovery_bed": ACCEPTED}, england())
    assert set(place) == {"watch_closely"}


def test_a_step_that_a_branch_starts_is_due_from_the_step_whose_answer_did():
    text = spoilt(("  - advice: {by: gp}", "  - advice: {by: gp, due: every week}"))
    model = read(text, known=KNOWN).model
    happened = {"accepted": ACCEPTED, "assessment": parse("2026-04-09 15:00").at}
    assert "advice" not in dues(model, happened, england()), "no branch has started it"
    found = dues(model, happened, england(), started={"advice": "assessment"})
    assert str(found["advice"]) == "by the end of 16 April 2026"


def test_a_death_stops_every_clock():
    found = dues(MODEL, {"accepted": ACCEPTED}, england(), stops=[Stop(ACCEPTED, Reason.DIED)])
    assert all(due.stopped for due in found.values())


WHO = read("{id: a, title: A, version: 2026-04, source: ours, who: {age: 65 or over, lives_alone: yes}, "
           "steps: [{look: {by: gp, due: within 2 days of referred}}, {call: {by: gp, due: within 2 hours of look}}]}").model  # fmt: skip
BORN = "person: {person: [{birth_date: 1941-03-02}], residence: [{lives_alone: yes, start_date: 2020-01-01}]}"
EXAMPLES = [
    (f"- {{example: She is found, on: 2026-04-01, {BORN}, found: yes}}", ""),
    (f"- {{example: She is found, on: 2026-04-01, {BORN}, found: no}}", "example 1 (She is found): found is yes, not no"),
    (f"- {{example: x, on: 2026-04-01, {BORN}, not_told: [residence], found: not known}}", ""),
    ("- {example: x, on: 2026-04-01, found: not known}", ""),
    ("- {example: x, happened: {referred: 2026-04-01 10:00}, due: {look: 2026-04-03}}", ""),
    ("- {example: x, happened: {referred: 2026-04-01 10:00, look: 2026-04-01 11:00}, due: {call: 2026-04-01 13:00}}", ""),
    ("- {example: x, happened: {referred: 2026-04-01 10:00}, due: {look: 2026-04-04}}",
     "look is due by the end of 3 April 2026, not 2026-04-04"),
    ("- {example: x, happened: {referred: 2026-04-01 10:00}, due: {}}", "look is due too, by the end of 3 April 2026"),
    ("- {example: x, due: {call: 2026-04-04}}", "call is due at no time yet, not 2026-04-04"),
    ("- {example: x, happened: {referred: soon}, due: {}}", "cannot be read: not a date or time that we can read"),
    ("- {example: x, on: 2026-04-01, person: {people: [{a: 1}]}, found: no}", "cannot be read: 'people'"),
    ("- {example: x, on: 2026-04-01, person: {person: [{born: 1}]}, found: no}", "born is not a column of person"),
    ("- {example: x, on: 2026-04-01, found: perhaps}", "cannot be read: 'perhaps'"),
    ("- {example: x, on: 2026-04-01}", "must say either of a person whether they are found, or of events what is due"),
    ("- {example: x, found: yes, due: {}}", "must say either of a person"),
    ("- {example: x, fund: yes}", "'fund' is not a part of an example; there are:"),
    ("- x", "must say in a sentence what it shows"),
    ("[]", "must be a list of examples: at least one"),
    ("- [", "is not YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "problem"), EXAMPLES)
def test_an_example_that_is_not_so_says_what_is(text, problem):
    found = mistakes_of(text, WHO, england())
    assert len(found) == bool(problem), found
    assert all(problem in str(each) for each in found)


def test_people_drawn_by_examples_can_be_asked_for_elsewhere():
    text = "\n".join(each for each, problem in EXAMPLES if not problem)
    assert [each.found for each in people_of(text, WHO.who)] == [True, None, None]


def test_rows_are_drawn_in_the_types_of_the_dataset():
    text = (
        "- {example: x, on: 2026-04-01, found: yes, person: {person: [{birth_date: 1941-03-02}], event: [{kind: admission, "
        "start_at: 2026-03-30 10:00, reasons: 'W01, S72'}], measurement: [{concept: bmi, value: 31, at: 2026-03-30 10:00}]}}"
    )
    who = "{recent_event: fall in 1 week, age: 65 or over}"
    steps = "steps: [{look: {by: gp, due: every day}}]"
    model = read(f"{{id: a, title: A, version: 2026-04, source: ours, who: {who}, {steps}}}").model
    assert mistakes_of(text, model, england()) == []


def test_nobody_is_found_by_a_model_that_is_not_about_people():
    [told] = mistakes_of("- {example: x, on: 2026-04-01, found: yes}", LEAST, england())
    assert "says who is found, and the model has no who" in str(told)


def test_what_a_place_adds_is_known_by_name():
    assert Known(models=frozenset({"b", "a"})).services["a"] == "the model of care a"
