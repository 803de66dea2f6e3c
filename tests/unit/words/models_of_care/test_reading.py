"""A model's file read whole; and every mistake in one told at once, in its author's words, with its line and path."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.criteria.amounts import Span
from joinedup.words.models_of_care import Clock, Known, Length, read
from joinedup.words.models_of_care.definition import Amount, Caseload, Condition, Guess
from joinedup.words.models_of_care.known import own_words, title_of
from tests.unit.words.models_of_care.written import KNOWN, WHOLE, spoilt


def mistakes(text: str, known: Known = KNOWN) -> list[str]:
    """Return the mistakes told of a text."""
    with pytest.raises(ManyMistakes) as told:
        read(text, file="model.yaml", known=known)
    return [str(each) for each in told.value.mistakes]


def test_a_file_that_says_everything_is_read_whole():
    model = read(WHOLE, known=KNOWN).model
    assert (model.id, model.version, model.about) == ("whole-of-it", "2026-04-01", "household")
    assert str(model.who) == "aged 65 or over and on the register: diabetes"
    assert model.how_in.agree == ("person", "carer")
    assert model.team.caseload == Caseload(30, "key_worker")
    assert model.forms == ("falls-risk", "falls-assessment", "news2")
    first = model.step("assessment")
    assert first.due == Clock("within", Length(2, "working day"), "accepted")
    assert first.then[0].when == (
        Condition("risk", ("low", "medium"), form="falls-assessment"), Condition("score", span=Span(None, 3), form="news2"),
    )  # fmt: skip
    assert [(branch.act, branch.target) for branch in first.then] == [
        ("step", "advice"), ("refer", "falls-service"), ("call", "999"), ("tell", "registered_practice"), ("tell", "gp"),
        ("end", "moved_away"), ("refer", "virtual-recovery"),
    ]  # fmt: skip
    assert first.then[1].hidden_from == ("proxies", "person")
    assert model.step("check").times == 6
    assert model.ends.changes == (("hospital_stay", "pause"),)
    assert [watch.on for watch in model.monitor] == [True, False]
    assert [(place.name, place.places, place.sessions) for place in model.places] == [
        ("recovery_bed", 8, None),
        ("class", 12, 10),
    ]
    assert [asked.kind for asked in model.measures] == ["clock", "change", "ended", "catalogue", "catalogue"]
    assert str(model.measures[0].target) == "90 % or over"
    assert model.pay.terms[2].each == (("ended goals_met", Amount(Decimal("150.50"), "£")),)
    percent = [Amount(Decimal(each), "%") for each in (30, 50, 70)]
    assert model.simulate.uptake == Guess(*percent, "Another place")
    assert model.simulate.cost_per_person.source == "Invented"
    assert [name for name, _ in model.simulate.effects] == ["emergency-admissions", "cost"]


def test_what_is_read_cannot_be_changed():
    with pytest.raises(AttributeError):
        read(WHOLE, known=KNOWN).model.title = "Another"


def test_the_least_that_a_model_may_say():
    text = "{id: a, title: A, version: 2026-04, source: ours, who: {age: 65 or over}, steps: [{look: {by: gp, due: same day of referred}}]}"
    model = read(text).model
    assert (model.about, model.pay, model.evaluate, model.simulate, model.monitor) == ("person", None, None, None, ())


def test_a_model_of_a_place_has_no_who():
    text = "{id: a, title: A, version: 2026-04, source: ours, about: place, steps: [{look: {by: gp, due: every year}}]}"
    assert read(text).model.who is None
    assert mistakes(text.replace("steps", "who: {age: 5}, steps")) == [
        "model.yaml line 1, who: criteria describe people, and this model is about place: leave who out"
    ]


def test_all_mistakes_of_a_file_are_told_at_once_where_they_are():
    told = mistakes(
        spoilt(
            ("  age: 65 or over", "  agee: 65 or over"),
            ("routes: [gp, self]", "routes: [selff, gp]"),
            ("within 2 working days of accepted", "within 2 wroking days of accepted"),
            ("refer: falls-service", "refer: fall-service"),
            ("limit: 26 weeks", "limit: a while"),
        )
    )
    assert [each.partition(": ")[0] for each in told] == [
        "model.yaml line 9, who.agee",
        "model.yaml line 13, how_in.routes[0]",
        "model.yaml line 26, steps[0].assessment.due",
        "model.yaml line 33, steps[0].assessment.then[1].refer",
        "model.yaml line 47, ends.limit",
    ]
    assert any("did you mean age?" in each for each in told)
    assert any("did you mean self?" in each for each in told)
    assert any("did you mean falls-service?" in each for each in told)


SPOILT = [
    (("id: whole-of-it", "id: Whole Of It"), "'Whole Of It' must be small letters, digits and dashes"),
    (("version: 2026-04-01", "version: 2026-13"), "'2026-13' must be the month or day from which it holds"),
    (("title: Everything that a file may say", "title:"), "title: must be text"),
    (('source: "Invented, to be read"\n', ""), "source: is missing"),
    (("who:\n  age: 65 or over\n  on_register: diabetes\n", ""), "who: is missing"),
    (("summary: One of each.", "sumary: One."), "sumary: is not a part of a model of care; did you mean summary?"),
    (("about: household", "about: planet"), "'planet' is not something a model can be about"),
    (("how_in:\n", "how_in: gp\nhow_out:\n"), "how_in: must have parts with names: routes, form, agree"),
    (("  routes: [gp, self]\n", ""), "how_in.routes: is missing"),
    (("routes: [gp, self]", "routes: [gp, gp]"), "how_in.routes: says a word twice"),
    (("form: falls-risk", "form: fall-risk"), "'fall-risk' is not a form; did you mean falls-risk?"),
    (("key_worker: community_nurse", "key_worker: paramedic"), "'paramedic' is not a role of this team; there are:"),
    (("30 people per key_worker", "30 people"), "is not a caseload; write 40 people per key_worker"),
    (("30 people per key_worker", "0 people per key_worker"), "is not a caseload"),
    (("30 people per key_worker", "30 people per paramedic"), "'paramedic' is not a role of this team"),
    (("  key_worker: community_nurse\n", ""), "the team has no key_worker; say in team who that is"),
    (("      by: key_worker\n", ""), "steps[0].assessment.by: is missing"),
    (("      by: key_worker\n", "      by: paramedic\n"), "'paramedic' is not a role of this team"),
    (("  - advice: {by: gp}", "  - advice"), "must be one step by its name, such as - a_name: {...}"),
    (("  - advice: {by: gp}", "  - Advice-: {by: gp}"), "'Advice-' cannot be a step's name"),
    (("  - advice: {by: gp}", "  - referred: {by: gp}"), "'referred' cannot be a step's name"),
    (("  - advice: {by: gp}", "  - check: {by: gp}"), "there is a step called check already"),
    (("repeats: 6 times", "repeats: often"), "'often': say how often, such as 12 times"),
    (("repeats: 6 times", "repeats: 0 times"), "'0 times': say how often"),
    (("every week from assessment, repeats", "1 week after assessment, repeats"), "needs a clock that comes round"),
    (("starts: [plan, monitoring]", "starts: [plan, war]"), "'war' is not something that a step starts"),
    (("place: recovery_bed", "place: recovery_bath"), "'recovery_bath' is not a place of this model; did you mean recovery_bed?"),
    (("at most 12 hours in recovery_bed", "at most 12 hours in bath"), "'bath' is not a place of this model"),
    (("every week from assessment", "every week from assesment"), "'assesment' is not a step of this model, or an event"),
    (("within 2 working days of accepted", "soon"), "'soon' is not a clock; write within 2 hours of referred;"),
    (("within 2 working days of accepted", "within 2.5 days of accepted"), "'2.5 days' is not a length of time"),
    (("within 2 working days of accepted", "within 0 days of accepted"), "'0 days' must be from 1 to 40,000 days"),
    (("within 2 working days of accepted", "every fortnight from accepted"), "is not a length of time"),
    (("within 2 working days of accepted", "by 25:00 next day of accepted"), "'25:00' is not a time of day"),
    (("{when: falls-assessment.ill is yes, call: \"999\"}", "{call: \"999\"}"), "then[2].when: is missing"),
    (("{when: falls-assessment.ill is yes, call: \"999\"}", "{when: falls-assessment.ill is yes}"), "must do one thing: refer,"),
    (("call: \"999\"", "call: the police"), "must be a telephone number in quotes"),
    (("call: \"999\"", "call: \"999\", due: same day"), "has no meaning here: to call is done at once"),
    (("step: advice", "step: advise"), "'advise' is not a step of this model; did you mean advice?"),
    (("tell: gp", "tell: everyone"), "'everyone' is not someone to tell"),
    (("end: moved_away", "end: happy"), "'happy' is not an outcome under ends"),
    (("hidden_from: [proxies, person]", "hidden_from: neighbours"), "'neighbours' is not someone it can be hidden from"),
    (("falls-assessment.ill is yes", "ill"), "'ill': write an item of a form and its answer"),
    (("falls-assessment.ill is yes", "falls-assessment.ill twice"), "'twice': a number is missing before 'twice'"),
    (("falls-assessment.ill is yes", "phq-9.ill is yes"), "no step up to this one asks the form phq-9"),
    (("  - advice: {by: gp}", "  - advice: {by: gp, then: [{when: a is yes, end: died}]}"), "this step asks no form, so say whose item it is"),
    (("outcomes: [goals_met, moved_away, died]", "outcomes: [goal_met, moved_away, died]"), "did you mean goals_met?"),
    (("hospital_stay: pause", "hospital_stay: wait"), "'wait' is not what happens then"),
    (("hospital_stay: pause", "holiday: pause"), "holiday: is not a part of changes; there are:"),
    (("oxygen_saturation under 92 %", "happiness under 92 %"), "'happiness' is not measured; there are:"),
    (("oxygen_saturation under 92 %", "oxygen_saturation under 92 mmHg"), "oxygen_saturation is measured in %"),
    (("hours: at all times", "hours: mostly"), "'mostly' are not hours"),
    (("hours: 08:00 to 20:00 every day", "hours: 20:00 to 08:00 every day"), "are not hours"),
    (("within 30 minutes to gp", "soon"), "'soon': say after how long, and who is told then"),
    (("within 30 minutes to gp", "within 30 minutes to someone"), "'someone' is not a role that we know"),
    (("device_status: class_iia", "device_status: class_iv"), "'class_iv' is not a device status; did you mean"),
    (("  - signal: news2 5 or over\n", "  - news2\n  - signal: news2 5 or over\n"), "monitor[1]: must have parts with names"),
    (("monitor:\n", "monitor: everything\nplaces_too:\n"), "monitor: must be a list, each item one signal"),
    (("kind: step_up_bed, places: 8", "kind: step_up_bed, places: some"), "'some' must be a whole number from 1 to 10,000"),
    (("kind: step_up_bed, places: 8", "kind: step_up_bed, places: 20000"), "'20000' must be a whole number"),
    (("kind: step_up_bed, places: 8", "kind: step_up_bed, sessions: 8"), "only a group has sessions"),
    (("  - class:", "  - recovery_bed:"), "'recovery_bed' must be a name of its own"),
    (("assessment within its clock: {target", "advice within its clock: {target"), "'advice' is not a step of this model that has a clock"),
    (("target: 90% or more", "target: most"), "'most': a number is missing"),
    (("{target: 90% or more}", "{aim: 90% or more}"), "target: is missing"),
    (("improved from assessment to check", "improved from assessment to monthly"), "the step monthly does not ask the form falls-assessment"),
    (("  - ended goals_met", "  - ended happily"), "'happily' is not an outcome under ends; there are: goals_met, moved_away, died"),
    (("  - bed_days", "  - bed_nights"), "'bed_nights' is no measure"),
    (("  - bed_days", "  - \"!\""), "'!' is no measure"),
    (("  - bed_days", "  - {a: 1, b: 2}"), "must be one measure, alone or with its target"),
    (("admissions per 1,000 person-years", "admissions per bed"), "emergency-admissions is counted in admissions for each"),
    (("compare: matched controls", "compare: wishes"), "'wishes' is not something to compare with"),
    (("  compare: matched controls\n", ""), "evaluate.compare: is missing"),
    (("compare: matched controls", "compare: before and after"), "money for outcomes needs a comparator"),
    (("outcomes: [emergency_admissions, cost]", "outcomes: [emergency_admisions]"), "did you mean emergency_admissions?"),
    (("follow_up: 12 months", "follow_up: ages"), "'ages' is not a length of time"),
    (("by: outcomes", "by: kindness"), "'kindness' is not a way of paying"),
    (("held_back: 10%", "held_back: ten"), "'ten' is not a sum of money"),
    (("held_back: 10%", "per_year: £10"), "per_year: is not a part of terms of outcomes"),
    (("held_back: 10%", "held_back: 101%"), "'101%' is not a share from -100% to 100%"),
    (("{ended goals_met: £150.50}", "£150"), "must be things by name, each with an amount or a target"),
    (("{ended goals_met: £150.50}", "{ended goals_met: lots}"), "'lots' is not a sum of money"),
    (("{ended goals_met: £150.50}", "{ended goal: £150}"), "'goal' is not an outcome under ends"),
    (("[£150, £210, £300]", "[£150, £210]"), "must be three figures: [low, likely, high]"),
    (("[£150, £210, £300]", "[£150, £410, £300]"), "the likely figure must lie between the low and the high one"),
    (("[£150, £210, £300]", "[£150, 210, £300]"), "'210' is not a sum of money"),
    (("  source: \"Invented\"\n", ""), "simulate.cost_per_person: has no source"),
    (("emergency_admissions: [0%", "admissions: [0%"), "'admissions' is not a measure, or cost"),
    (("cost: [-1%, -2%, -3%]", "cost: most"), "simulate.effect.cost: must be three figures"),
    (("effect: {emergency_admissions: [0%, -5%, -15%], cost: [-1%, -2%, -3%]}", "effect: some"), "must be measures by name"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "problem"), SPOILT, ids=lambda each: each if isinstance(each, str) else "")
def test_a_slip_is_told_with_what_to_write_instead(change, problem):
    assert any(problem in each for each in mistakes(spoilt(change))), mistakes(spoilt(change))


@pytest.mark.parametrize("missing", ["watched_by", "hours", "out_of_hours", "escalate_if_unseen"])
def test_monitoring_without_who_when_and_what_if_nobody_looks_is_refused(missing):
    lines = WHOLE.split("\n")
    at = next(n for n, line in enumerate(lines) if line.strip().startswith(f"{missing}: "))
    assert any(f"is refused without {missing}" in each for each in mistakes("\n".join(lines[:at] + lines[at + 1 :])))


def test_a_signal_without_its_purpose_status_and_maker_stays_off_and_says_so():
    warnings = [str(each) for each in read(WHOLE, known=KNOWN).warnings]
    assert any(
        "monitor[1]: stays off until it says intended_purpose, device_status, manufacturer" in each for each in warnings
    )


def test_a_form_that_cannot_be_filled_in_here_yet_is_told_and_stops_nothing():
    told = [str(each) for each in read(WHOLE, known=KNOWN).warnings if "not known here yet" in str(each)]
    assert len(told) == 3
    assert not any("news2" in each for each in told), "one that can be filled in is no warning"


def test_a_branch_that_does_not_say_which_of_two_forms_is_meant_is_told():
    warnings = read(spoilt(("falls-assessment.ill is yes", "ill is yes")), known=KNOWN).warnings
    assert any("this step asks 2 forms; form.ill says which is meant" in str(each) for each in warnings)
    one = read(spoilt(("forms: [falls-assessment, news2]", "forms: falls-assessment"), (" and news2.score 3 or under", ""),
                      ("falls-assessment.ill is yes", "ill is yes")), known=KNOWN)  # fmt: skip
    assert not any("which is meant" in str(each) for each in one.warnings)


@pytest.mark.parametrize(("written", "told"), [
    ("falls-assessment.ill is yes", ""),
    ("falls-assessment.tablets 4 or over", ""),
    ("falls-assessment.tablets is 4", ""),
    ("news2.score 5 or over", ""),
    ("falls-assessment.il is yes", "falls-assessment asks nothing called il; did you mean ill?"),
    ("falls-assessment.ill is maybe", "'maybe' is no answer to ill; there are: no, yes"),
    ("falls-assessment.ill 4 or over", "falls-assessment.ill is no number; it can be: yes, no"),
    ("falls-assessment.tablets is many", "tablets is a number; write tablets 3 or over"),
])  # fmt: skip
def test_a_branch_rests_on_what_its_form_asks_and_on_what_can_be_answered(written, told):
    asked = {"risk": ("low", "medium", "high"), "tablets": ()} | dict.fromkeys(
        ("ill", "told", "worried", "gone", "recovering"), ("yes", "no")
    )
    known = replace(KNOWN, forms={**KNOWN.forms, "falls-assessment": asked})
    text = spoilt(("falls-assessment.ill is yes", written))
    if not told:
        assert "falls-assessment" in read(text, known=known).model.forms
        return
    with pytest.raises(ManyMistakes) as wrong:
        read(text, known=known)
    assert [told in str(each) for each in wrong.value.mistakes] == [True]


def test_a_branch_of_a_step_with_one_form_is_checked_against_that_form():
    then = "forms: news2, then: [{when: scor 5 or over, tell: gp}]"
    text = spoilt(("monthly: {by: gp, due: every month}", f"monthly: {{by: gp, due: every month, {then}}}"))
    with pytest.raises(ManyMistakes, match=r"news2 asks nothing called scor; did you mean score\?"):
        read(text, known=KNOWN)


def test_only_a_form_that_has_a_number_can_improve():
    known = replace(KNOWN, forms={**KNOWN.forms, "falls-assessment": {}})
    with pytest.raises(ManyMistakes, match="falls-assessment has no score and asks for no number"):
        read(WHOLE, known=known)


def test_what_nobody_tells_of_yet_is_told_because_it_would_find_nobody():
    warnings = read(spoilt(("  on_register: diabetes", "  not: {fuel_poverty: yes}")), known=KNOWN).warnings
    assert any("who: fuel_poverty is not known of anyone yet" in str(each) for each in warnings)


def test_a_step_that_may_come_after_the_end_is_told():
    warnings = [str(each) for each in read(spoilt(("limit: 26 weeks", "limit: 1 week")), known=KNOWN).warnings]
    assert any("the limit is 1 week, and check may be due only after 10 days" in each for each in warnings)
    assert any("monthly may be due only after 30 days" in each for each in warnings)


STEPS = "{id: a, title: A, version: 2026-04, source: ours, who: {age: 65 or over}, steps: [%s]}"
NEVER = [
    ("{a: {by: gp, due: 1 day after b}}, {b: {by: gp, due: 1 day after a}}",
     ["a: can never begin: it waits for itself (a after b after a)", "b: can never begin: it waits for itself (b after a after b)"]),
    ("{a: {by: gp, due: 1 day after a}}", ["a: can never begin: it waits for itself (a after a)"]),
    ("{a: {by: gp, due: 1 day after b}}, {b: {by: gp, due: 1 day after c}}, {c: {by: gp, due: 1 day after b}}",
     ["a: can never begin: it waits for b, which never begins", "b: can never begin: it waits for itself (b after c after b)",
      "c: can never begin: it waits for itself (c after b after c)"]),
    ("{a: {by: gp}}", ["a: can never begin: its clock counts from nothing, and no branch starts it; write, for example, "
                       "due: within 10 working days of accepted"]),
    ("{a: {by: gp, due: within 1 day}}", ["a: can never begin: its clock counts from nothing, and no branch starts it; write, "
                                          "for example, due: within 10 working days of accepted"]),
    ("{a: {by: gp, forms: ons4, then: [{when: x is yes, step: b}]}}, {b: {by: gp, due: every week}}",
     ["a: can never begin: its clock counts from nothing", "b: can never begin: its clock counts from nothing"]),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "told"), NEVER)
def test_a_step_that_nothing_ever_begins_is_refused_with_the_way_round_which_it_waits(steps, told):
    found = mistakes(STEPS % steps)
    assert len(found) == len(told)
    for each, problem in zip(found, told, strict=True):
        assert problem in each


@pytest.mark.parametrize("text", ["steps: []", "steps:", "steps: {look: {by: gp}}", "[]", "id: ["])
def test_a_file_that_is_hardly_one_is_refused_in_words(text):
    assert mistakes(text)


def test_steps_that_are_no_list_are_told_once_to_be_one():
    assert any("must be a list, each item one step" in each for each in mistakes(STEPS.replace("[%s]", "look")))
    assert any("has no steps; write at least one" in each for each in mistakes(STEPS % ""))


def test_an_activity_and_a_block_are_paid_by_their_own_terms():
    pay = WHOLE[WHOLE.index("pay:") : WHOLE.index("simulate:")]
    activity = "pay: {by: activity, terms: {per_referral: £20, per_step: {assessment: £90, check: £15}}}\n\n"
    assert read(WHOLE.replace(pay, activity), known=KNOWN).model.pay.terms[1].each[1][0] == "check"
    wrong = mistakes(WHOLE.replace(pay, activity.replace("check", "chek")))
    assert any("'chek' is not a step of this model; did you mean check?" in each for each in wrong)
    assert any("pay.terms: is missing" in each for each in mistakes(WHOLE.replace(pay, "pay: {by: block}\n")))
    assert any("pay.by: is missing" in each for each in mistakes(WHOLE.replace(pay, "pay: {terms: {cap: £1}}\n")))


def test_a_figure_may_have_one_source_of_its_own_and_a_simulation_may_say_only_one_thing():
    simulate = WHOLE[WHOLE.index("simulate:") :]
    only = read(WHOLE.replace(simulate, "simulate: {uptake: [1%, 2%, 3%], source: ours}\n"), known=KNOWN).model.simulate
    assert (only.cost_per_person, only.effects) == (None, ())
    wrong = mistakes(WHOLE.replace(simulate, "simulate: {uptake: {source: ours}}\n"))
    assert any("must be three figures" in each for each in wrong)


def test_words_of_a_places_own_are_read_and_say_what_they_stand_for():
    own = own_words("roles: {village_agent: village agent}\nservices: {hub: the hub}", file="words.yaml")
    assert title_of("roles", "village_agent", Known(own=own)) == "village agent"
    assert "hub" in Known(own=own).services
    assert title_of("roles", "someone_else") == "someone else"


@pytest.mark.parametrize(("text", "problem"), [
    ("[]", "must be lists by name"),
    ("moods: {glad: glad}", "is not a list to which a place may add; there are: roles, services, forms"),
    ("roles: agent", "must be words, each with what it stands for"),
    ("roles: {agent: }", "must be the words that it stands for"),
])  # fmt: skip
def test_words_of_a_places_own_that_are_none_are_refused(text, problem):
    with pytest.raises(ManyMistakes) as told:
        own_words(text, file="words.yaml")
    assert problem in str(told.value)
