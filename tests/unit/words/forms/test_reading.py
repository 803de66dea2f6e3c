"""Reading a form: what may be used is read, and all else is refused with its path and the nearest right word."""

from __future__ import annotations

import json
from typing import Any

import pytest

from joinedup.words.forms import read
from joinedup.words.forms.definition import Licence, Limits, Option, RiskRule, Unit, When
from joinedup.words.forms.parts import HL7, OURS
from tests.unit.words.forms.written import (
    WHOLE,
    ask,
    data,
    extension,
    form,
    group,
    only,
    option,
    risk,
    unit,
    when,
    whole,
    wrong,
)


def test_every_part_of_a_form_is_read() -> None:
    of = WHOLE
    assert (of.id, of.version, of.title, of.publisher) == ("drawn", "1", "Drawn for a test", "Us")
    assert (of.description, of.purpose, of.credit, of.hidden_from) == (
        "One of each.",
        "To be read.",
        "Ours.",
        ("proxies",),
    )
    assert len(of.hash) == 64
    assert of.by_id["count"].limits == Limits(least=0, most=10)
    assert (of.by_id["count"].required, of.by_id["count"].prefix) == (True, "1.")
    assert of.by_id["share"].limits == Limits(least="0.5", decimals=1)
    assert of.by_id["weight"].unit == Unit("kg", "kg")
    assert of.by_id["day"].limits == Limits(least="2000-01-01", not_in_future=True)
    assert of.by_id["line"].limits == Limits(min_length=2, max_length=5)
    assert (of.by_id["story"].help, of.by_id["story"].reusable_days) == ("Look twice.", 90)
    assert of.by_id["pick"].risk == RiskRule(("b",), "Ring at once.")
    assert of.by_id["danger"].risk == RiskRule((True,), "Ring 999.")
    assert of.by_id["pick"].hidden_from == ("proxies",)
    assert of.by_id["picks"].options[2] == Option("none", "None of these", exclusive=True)
    assert of.by_id["file"].limits == Limits(kinds=("image/png",), size=1000)
    assert of.by_id["who"].limits == Limits(kinds=("Practitioner",))
    assert (of.by_id["fixed"].initial, of.by_id["fixed"].read_only) == (("As it is",), True)
    assert of.by_id["some"].limits == Limits(min_times=2, max_times=3)
    assert of.by_id["turn"].most_times == 4
    assert of.by_id["dose"].most_times == 50
    assert of.by_id["turns"].help == "Look twice."
    assert of.by_id["late"].when == (When("much", ">=", 3),)
    assert (of.by_id["last"].every, of.by_id["very_last"].every) == (False, True)
    assert of.rounds["much"] == ("turn", "dose")
    assert "story_help" not in of.by_id
    assert not of.is_slot


def test_a_form_of_another_text_has_another_hash() -> None:
    assert repr(WHOLE) == f"<Form drawn 1 {WHOLE.hash[:8]}>"
    assert read(json.dumps(whole())).hash == WHOLE.hash
    assert read(json.dumps(whole(), indent=1)).hash != WHOLE.hash


HELP: Any = {"linkId": "h", "type": "display", "text": "t"}
CODES = {"code": "a", "display": "A"}
SPOILT: list[tuple[Any, str]] = [
    ("{", "line 1: is not JSON"),
    ("[" * 3000, "is not JSON"),
    ('{"a": 1, "a": 2}', "a: is said twice in one object"),
    ("[]", "must be an object"),
    (data(group("g", ask("a")), resourceType="Patient"), "resourceType: must be Questionnaire"),
    (data(group("g", ask("a")), id="Not So"), "id: must be small letters"),
    (data(group("g", ask("a")), status="actve"), "'actve' is not a status; did you mean active?"),
    (data(group("g", ask("a")), subjectType=["Group"]), "a form is about one person"),
    (data(group("g", ask("a")), titel="x"), "titel: 'titel' is not a part of a Questionnaire that can be used here; did you mean title?"),
    ({k: v for k, v in data(group("g", ask("a"))).items() if k != "title"}, "title: is missing"),
    (data(group("g", ask("a")), title=""), "title: is empty"),
    (data(group("g", ask("a")), title=3), "title: must be text"),
    ({k: v for k, v in data().items() if k != "item"}, "item: is missing: a form asks something"),
    (data(), "item: is empty"),
    (data(group("g", ask("a")), extension=[3]), "extension[0]: must be an object with a url"),
    (data(group("g", ask("a")), extension=[extension(OURS + "scor", valueCode="x")]), "did you mean https://joinedup.example/fhir/score?"),
    (data(group("g", ask("a")), extension=[extension(OURS + "score", valueCode="phq9")]), "'phq9' is not a score; did you mean phq-9?"),
    (data(group("g", ask("a")), extension=[extension(OURS + "score", valueString="phq-9")]), "'valueString' is not a part of the extension score"),
    (data(group("g", ask("a")), extension=[extension(OURS + "hidden-from", valueCode="all")]), "'all' is not someone it can be hidden from"),
    (data(group("g", ask("a")), extension=[{"url": OURS + "licence", "extension": [{"url": "owner", "valueString": "X"}]}]), "does not say ask"),
    (data("g"), "item[0]: must be an object"),
    (data({"linkId": "a"}), "item[0].type: is missing"),
    (data(ask("Big")), "linkId must be small letters"),
    (data(ask("a", "bool")), "'bool' is not a type of item; did you mean boolean?"),
    (data(ask("a"), ask("a")), "there is an item called a already"),
    (data(ask("a", required="yes")), "required: must be true or false"),
    (data(ask("a", "string", maxLength=True)), "maxLength: must be a whole number"),
    (data({"linkId": "g", "type": "group", "text": "G"}), "item[0] (g).item: is missing: a group has items"),
    (data(ask("a", item=[ask("b")])), "only a group has items"),
    (data({**HELP, "item": [ask("b")]}), "words to read have no items"),
    (data({**HELP, "required": True}), "words to read ask nothing"),
    (data(group("g", ask("a"), initial=[{"valueBoolean": True}])), "a group is not answered itself"),
    (data(ask("a", answerOption=[option("a", "A")])), "has a meaning only on choice and open-choice"),
    (data({"linkId": "a", "type": "choice", "text": "A"}), "answerOption: is missing"),
    (data(ask("a", maxLength=5)), "maxLength: has a meaning only on string, text, url, open-choice"),
    (data(ask("a", "string", maxLength=20_001)), "maxLength: must be from 1 to 20,000"),
    (data(ask("a", "string", extension(HL7 + "minLength", valueInteger=9), maxLength=3)), "must be from 9"),
    (data({**HELP, "extension": [extension(HL7 + "questionnaire-itemControl", valueCodeableConcept={"text": "slider"})]}), "itemControl can only be help"),
    (data(ask("a", "boolean", extension(HL7 + "questionnaire-itemControl", valueCodeableConcept={"text": "x"}))), "itemControl has no meaning on boolean; it is for: display"),
    (data(ask("a", "string", extension(HL7 + "minValue", valueString="x"))), "minValue has no meaning on string"),
    (data(ask("a", "integer", extension(HL7 + "minValue", valueDecimal=1))), "'valueDecimal' is not a part of the extension minValue that can be used here; there are: url, valueInteger"),
    (data(ask("a", "integer", extension(HL7 + "minValue", valueInteger=3), extension(HL7 + "maxValue", valueInteger=2))), "minValue is more than maxValue"),
    (data(ask("a", "integer", extension(HL7 + "minValue", valueInteger=3), extension(HL7 + "minValue", valueInteger=2))), "minValue is said 2 times"),
    (data(ask("a", "date", extension(HL7 + "minValue", valueDate="soon"))), "minValue or maxValue must be a real date"),
    (data(ask("a", "string", extension(HL7 + "questionnaire-maxOccurs", valueInteger=2))), "only where repeats is true"),
    (data(ask("a", "string", extension(HL7 + "questionnaire-maxOccurs", valueInteger=51), repeats=True)), "from 1 to 50"),
    (data(ask("a", "string", extension(HL7 + "questionnaire-minOccurs", valueInteger=4), extension(HL7 + "questionnaire-maxOccurs", valueInteger=2), repeats=True)), "must be in order"),
    (data(ask("a", "quantity", extension(HL7 + "questionnaire-unit", valueCoding={"system": "x", "code": "kg"}))), "must be http://unitsofmeasure.org"),
    (data(ask("a", "quantity", extension(HL7 + "questionnaire-unit", valueCoding={"system": "http://unitsofmeasure.org", "code": "a b"}))), "is not a code of UCUM"),
    (data(ask("a", "choice", answerOption=[{"valueString": "A"}])), "'valueString' is not a part of an option that can be used here; did you mean valueCoding?"),
    (data(ask("a", "choice", answerOption=[{"valueCoding": {"code": "a"}}])), "valueCoding.display: is missing"),
    (data(ask("a", "choice", answerOption=[option("a b", "A")])), "must be letters, digits"),
    (data(ask("a", "choice", answerOption=[option("a", "A"), option("a", "B")])), "'a' is there already"),
    (data(ask("a", "choice", answerOption=[{"valueCoding": {**CODES, "extension": [extension(HL7 + "ordinalValue", valueDecimal=1.5)]}}])), "ordinalValue must be a whole number"),
    (data(ask("a", "choice", answerOption=[option("a", "A", alone=True)])), "has an exclusive option"),
    (data(ask("a", initial=[{"valueBoolean": True}, {"valueBoolean": False}])), "begins with more answers than it can have"),
    (data(ask("a", initial=[{}])), "must have one value"),
    (data(ask("a", initial=[{"valueString": "yes"}])), "must be valueBoolean, as the item is a boolean"),
    (data(ask("a", "boolean", risk("Now.", "maybe"))), "'maybe' is not an answer of a"),
    (data(ask("a", "boolean", {"url": OURS + "risk", "extension": [{"url": "answer", "valueCode": "yes"}]})), "does not say words"),
    (data(ask("a", "boolean", {"url": OURS + "risk", "extension": [{"url": "words", "valueString": "x"}]})), "does not say answer"),
    (data(ask("a", "boolean", risk("Now.", "yes"), extension(OURS + "reusable-days", valueInteger=9))), "a risk is asked each time"),
    (data(ask("a", "boolean", extension(OURS + "reusable-days", valueInteger=-1))), "must be 1 or more"),
    (data(ask("a", "boolean", extension(OURS + "hidden-from", valueCode="proxy"))), "'proxy' is not someone it can be hidden from; did you mean proxies?"),
    (data(ask("a"), ask("b", enableWhen=["a"])), "enableWhen[0]: must be an object"),
    (data(ask("a"), ask("b", enableWhen=[{"question": "a", "operator": "="}])), "must have one answer"),
    (data(ask("a"), ask("b", enableWhen=[when("a", "==")])), "'==' is not an operator"),
    (data(ask("a"), ask("b", enableWhen=[{"operator": "=", "answerBoolean": True}])), "enableWhen[0].question: is missing"),
    (data(ask("a"), ask("b", enableWhen=[{"question": "a", "answerBoolean": True}])), "enableWhen[0].operator: is missing"),
    (data(ask("colour"), ask("b", **only("color"))), "'color' is not an item of this form; did you mean colour?"),
    (data(ask("a", **only("a"))), "names the item itself"),
    (data(ask("a", **only("b")), ask("b")), "b comes after this"),
    (data(ask("a", **only("b")), ask("b", **only("a"))), "goes round in a circle: b waits for a"),
    (data(group("g", ask("a"), **only("a"))), "goes round in a circle: a waits for g, or is inside it"),
    (data(group("g", ask("a")), ask("b", **only("g"))), "g is no question"),
    (data(ask("a"), ask("b", **only("a", "exists", answerString="x"))), "must be answerBoolean: exists asks"),
    (data(ask("a"), ask("b", **only("a", ">"))), "'>' has no meaning for a, which is a boolean"),
    (data(ask("a", "integer"), ask("b", **only("a"))), "must be answerInteger, as the item is a integer"),
    (data(ask("a", "choice"), ask("b", **only("a", answerCoding={"code": "bb"}))), "must be one of its options; did you mean b?"),
    (data(ask("a"), ask("b", enableWhen=[when("a"), when("a")])), "enableBehavior: is missing: all, or any"),
    (data(ask("a"), ask("b", **only("a"), enableBehavior="some")), "'some' is not a behaviour"),
    (data(ask("a", answerValueSet="http://x")), "'answerValueSet' is not a part of an item that can be used here"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "told"), SPOILT, ids=[f"{number}: {told}" for number, (_, told) in enumerate(SPOILT)]
)
def test_what_cannot_be_used_is_refused_where_it_is(written: Any, told: str) -> None:
    found = wrong(written)
    assert any(told in each for each in found), found


TEN = (extension(HL7 + "minValue", valueInteger=0), extension(HL7 + "maxValue", valueInteger=10))


@pytest.mark.parametrize(("operator", "number", "told"), [
    ("=", 10, ""), ("=", 11, "nobody can answer so: n must be from 0 to 10"), ("!=", -1, "nobody can answer so: n must be from 0 to 10"),
    (">", 9, ""), (">", 10, "can never hold: n is 10 at most"), (">=", 10, ""), (">=", 11, "can never hold: n is 10 at most"),
    ("<", 1, ""), ("<", 0, "can never hold: n is 0 at least"), ("<=", 0, ""), ("<=", -1, "can never hold: n is 0 at least"),
])  # fmt: skip
def test_a_condition_that_can_never_hold_is_told(operator: str, number: int, told: str) -> None:
    found = wrong(data(ask("n", "integer", *TEN), ask("b", **only("n", operator, answerInteger=number))))
    assert [told in each for each in found] == ([True] if told else [])
    assert wrong(data(ask("n", "integer"), ask("b", **only("n", operator, answerInteger=number)))) == []


def test_an_item_that_needs_two_answers_to_one_question_is_told() -> None:
    both = [when("a", answerCoding={"code": "a"}), when("a", answerCoding={"code": "b"})]
    alone, many = ask("a", "choice"), ask("a", "choice", repeats=True)
    told = "drawn.json, b: is never asked: a would need 2 answers at once; write any?"
    assert wrong(data(alone, ask("b", enableWhen=both, enableBehavior="all"))) == [told]
    assert wrong(data(alone, ask("b", enableWhen=both, enableBehavior="any"))) == []
    assert wrong(data(many, ask("b", enableWhen=both, enableBehavior="all"))) == []


def test_the_spoilt_ones_are_wrong_only_in_what_is_told() -> None:
    assert wrong(data(group("g", ask("a")))) == []
    assert wrong(whole()) == []


def test_a_form_nested_too_deeply_is_refused() -> None:
    item = ask("a")
    for number in range(20):
        item = group(f"g{number}", item)
    assert wrong(data(item)) == ["drawn.json, item: is nested more than 12 deep"]


def test_all_mistakes_are_told_at_once_each_with_its_path() -> None:
    spoilt = whole()
    spoilt["status"] = "new"
    spoilt["item"][0]["item"][1]["type"] = "number"
    spoilt["item"][4]["item"][0]["item"][1]["enableWhen"][0]["question"] = "nam"
    assert [each.split(":")[0] for each in wrong(spoilt)] == [
        "drawn.json, status",
        "drawn.json, item[0] (numbers).item[1] (count).type",
        "drawn.json, item[4] (turns).item[0] (turn).item[1] (more).enableWhen[0].question",
    ]


def test_an_empty_slot_needs_a_licence_and_no_items() -> None:
    licence = {"url": OURS + "licence", "extension": [{"url": "owner", "valueString": "Fern Ltd"}, {"url": "ask", "valueString": "fern.example"}]}  # fmt: skip
    slot = {name: value for name, value in data(extension=[licence]).items() if name != "item"}
    read_ = read(json.dumps(slot))
    assert read_.is_slot
    assert read_.licence == Licence("Fern Ltd", "fern.example")


PHQ = [option(code, code, points=points) for points, code in enumerate(("not_at_all", "several_days", "more_than_half", "nearly_every_day"))]  # fmt: skip
SCORED = {"extension": [extension(OURS + "score", valueCode="gad-7")]}


def _gad(**changed: Any) -> list[Any]:
    return [changed.get(f"gad7_{n}", ask(f"gad7_{n}", "choice", answerOption=PHQ)) for n in range(1, 8)]


@pytest.mark.parametrize(
    ("items", "told"),
    [
        (_gad(), None),
        (_gad()[:6], "the score gad-7 needs a question gad7_7; did you mean gad7_6?"),
        (_gad(gad7_1=ask("gad7_1", "choice", answerOption=PHQ, repeats=True)), "must be asked once for the score gad-7"),
        ([group("g", *_gad(), repeats=True)], "must be asked once for the score gad-7"),
        (_gad(gad7_1=ask("gad7_1", "choice", answerOption=PHQ[:3])), "needs the option nearly_every_day"),
        (_gad(gad7_1=ask("gad7_1", "choice", answerOption=[*PHQ[:3], option("nearly_every_day", "x", points=4)])), "nearly_every_day counts 3 in gad-7"),
        (_gad(gad7_1=ask("gad7_1", "choice", answerOption=[*PHQ, option("never", "x", points=0)])), "never is not an option of gad-7"),
        ([*_gad(), ask("again", "boolean", extension(OURS + "reusable-days", valueInteger=9))], "an instrument is answered afresh each time"),
    ],
)  # fmt: skip
def test_a_scored_form_has_its_questions_as_published(items: list[Any], told: str | None) -> None:
    found = wrong(data(*items, **SCORED))
    assert (told is None and not found) or any(told in each for each in found), found


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (ask("sure_rise", "integer", extension(HL7 + "minValue", valueInteger=0), extension(HL7 + "maxValue", valueInteger=10)), None),
        (ask("sure_rise", "integer", extension(HL7 + "minValue", valueInteger=0), extension(HL7 + "maxValue", valueInteger=11)), "must be from 0 to 10 for the score confidence-in-moving"),
        (ask("sure_rise", "integer", extension(HL7 + "minValue", valueInteger=-1), extension(HL7 + "maxValue", valueInteger=10)), "must be from 0 to 10"),
        (ask("sure_rise", "integer", extension(HL7 + "minValue", valueInteger=0)), "must be a number with minValue and maxValue"),
        (ask("sure_rise", "string"), "must be a number with minValue and maxValue"),
    ],
)  # fmt: skip
def test_numbers_of_a_score_lie_within_what_it_was_made_for(of: Any, told: str | None) -> None:
    ten = (extension(HL7 + "minValue", valueInteger=0), extension(HL7 + "maxValue", valueInteger=10))
    others = [ask(f"sure_{name}", "integer", *ten) for name in ("indoors", "bath", "steps", "outdoors")]
    found = wrong(data(of, *others, extension=[extension(OURS + "score", valueCode="confidence-in-moving")]))
    assert (told is None and not found) or any(told in each for each in found), found


def test_a_unit_without_words_is_said_as_its_code() -> None:
    bare = extension(HL7 + "questionnaire-unit", valueCoding={"system": "http://unitsofmeasure.org", "code": "kg"})
    assert form(ask("a", "quantity", bare)).by_id["a"].unit == Unit("kg", "kg")
    assert form(ask("a", "quantity", unit("Cel", "°C"))).by_id["a"].unit == Unit("Cel", "°C")
