"""Reading `who`: the tree, its plain English, and every mistake of a text at once with its line and path."""

from __future__ import annotations

import pytest

from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.criteria import VERSION, VOCABULARY, All, Any, Not, Register, data, read
from joinedup.words.criteria.expression import criteria, lines, rests_on
from joinedup.words.criteria.page import lines as lines_of_page
from joinedup.words.criteria.phrases import GRAMMAR
from joinedup.words.criteria.vocabulary import lists
from joinedup.words.criteria.written import from_data, from_yaml

REGISTERS = {"diabetes": read("condition: diabetes"), "copd": read("condition: copd")}


@pytest.mark.parametrize(
    ("who", "english"),
    [
        ("{age: 65 or over, lives_alone: yes}", "aged 65 or over and living alone"),
        ("[age: 65 or over, lives_alone: yes]", "aged 65 or over and living alone"),
        (
            "{any: [{age: 5 to 11}, {age: 65 or over, lives_alone: yes}], not: {condition: dementia}}",
            "(aged 5 to 11, or aged 65 or over and living alone) and not with dementia of any kind",
        ),
        ("not: [{sex: male}, {age: under 18}]", "not (male, or aged under 18)"),
        ("not: {sex: male, age: under 18}", "not (male, or aged under 18)"),
        ("any: {sex: male, age: under 18}", "male, or aged under 18"),
        ("all: [{sex: male}, {age: under 18}]", "male and aged under 18"),
        ("[{sex: male, age: under 18}]", "male and aged under 18"),
        ("condition: [heart failure, COPD]", "with heart failure or chronic obstructive pulmonary disease (COPD)"),
        ("condition: alzheimers or parkinsons", "with Alzheimer's disease or Parkinson's disease"),
        ("on_register: diabetes", "on the register: diabetes"),
        ("frailty: moderate or severe", "with moderate or severe frailty"),
        ("activity: {kind: fall, within: 1 month}", "with any falls in the last month"),
        ("activity: {kind: fall, at most: 1, within: 1 month}", "with at most 1 falls in the last month"),
        ("has_package: yes", "getting social care"),
        ("conditions_at_least: 5 to 6", "with 5 to 6 long-term conditions"),
    ],
)
def test_what_is_written_reads_as_plain_english(who, english):
    assert str(read(who, registers=REGISTERS)) == english


@pytest.mark.parametrize("definition", VOCABULARY.values(), ids=lambda definition: definition.name)
def test_every_criterion_reads_its_own_examples_and_writes_them_again(definition):
    assert definition.meaning
    assert definition.source
    assert definition.since <= VERSION
    for written in definition.written:
        tree = read(f"{definition.name}: {written}", registers=REGISTERS)
        assert hash(tree) == hash(read(data(tree), registers=REGISTERS))
        assert read(data(tree), registers=REGISTERS) == tree
        assert (rests_on(tree) == frozenset()) == bool(definition.needs or "bereavement" in written)


def test_a_tree_of_every_sort_is_written_as_data_and_read_again():
    who = "{any: [{age: 5 to 11}, {sex: male, age: 65 or over}], not: [{on_register: diabetes}, {frailty: mild}]}"
    tree = read(who, registers=REGISTERS)
    assert read(data(tree), registers=REGISTERS) == tree
    assert isinstance(tree, All)
    assert isinstance(tree.lines[0], Any)
    assert isinstance(tree.lines[1], Not)
    assert [type(line) is Register for line in lines(tree)] == [False, False, False, True, False]
    assert [line.name for line in criteria(tree)] == ["age", "sex", "age", "condition", "frailty"]


def test_every_mistake_is_told_at_once_with_its_line_and_path():
    with pytest.raises(ManyMistakes) as told:
        read(
            """
- age: 65 or ovr
- any:
    - condition: diabeets or copd
    - {activity: {kind: fall, within: 12, how: 2}, ages: 4}
- not: []
- zzz: 1
""",
            file="model.yaml",
        )
    *said, last = [str(mistake) for mistake in told.value.mistakes]
    assert said == [
        "model.yaml line 2, who[0].age: '65 or ovr': 'or' must be followed by over, more, under, less or fewer; "
        "write 5 to 11, 65 or over, under 18",
        "model.yaml line 4, who[1].any[0].condition: 'diabeets' is not a condition we know; did you mean diabetes?",
        "model.yaml line 5, who[1].any[1].activity.within: '12': 12 of what? days, weeks, months or years; "
        "write 12 months, in the last 30 days",
        "model.yaml line 5, who[1].any[1].activity.how: is not a part of activity; "
        "there are: kind, at_least, at_most, within",
        "model.yaml line 5, who[1].any[1].ages: 'ages' is not a criterion; did you mean age?",
        "model.yaml line 6, who[2].not: has no lines; write at least one criterion, such as age: 65 or over",
    ]
    assert last.startswith("model.yaml line 7, who[3].zzz: 'zzz' is not a criterion; there are: age, sex, ethnic_group")


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("", "line 1, who: has no lines"),
        ("age", "line 1, who: has no lines"),
        ("age: {from: 5}", "must be one phrase, not a list or named parts"),
        ("age: ''", "who.age: is empty"),
        ("age: 65.5 or over", "'65.5 or over': ages are whole years"),
        ("age: 6 months or over", "'6 months or over': the unit must be years"),
        ("deprivation_fifth: 6", "write whole numbers from 1 to 5"),
        ("deprivation_decile: over 8", "write whole numbers from 1 to 10"),
        ("deprivation_decile: 3 tenths", "the unit must be left out"),
        ("sex: woman", "'woman' is not a sex we know; there are: female, male, other"),
        ("condition: [copd, copd]", "must be a list of words, each said once"),
        ("condition: zzz", "'zzz' is not a condition we know; docs/reference/criteria.md lists them"),
        ("registered_practice: the surgery", "'the surgery' is not an ODS code, such as Z00001"),
        ("locality: 'a*'", "'a*' is neither an LSOA code nor a name of areas"),
        ("lives_alone: sometimes", "'sometimes' is neither yes nor no"),
        ("smoker: often", "'often': write yes, no, ex or never"),
        ("on_medicines_at_least: 2.5", "'2.5': a count is a whole number"),
        ("activity: at least 1.5 falls in 1 month", "a count is a whole number"),
        ("activity: at least 2 picnics in 1 month", "'picnics' is not an activity we know"),
        ("activity: {at_least: 2}", "must say a kind, at_least or at_most (without either: any), and within"),
        ("measurement: hba1c over 75", "'hba1c over 75': say the unit, mmol/mol"),
        ("measurement: {of: bmi, is: over 30}", "'over 30': say the unit, kg/m2"),
        ("measurement: {of: bmi}", "must say `of` what, and what it `is`"),
        ("recent_event: fall", "say in what window, such as in the last 30 days"),
        ("on_register: diabetes", "no registers are at hand here"),
        ("on_model: The Model", "'The Model' is not the id of a model of care"),
        ("form_score: {form: phq-9}", "must say a form, and either a score or a band"),
        ("answer: yes", "'yes': write form.item is value"),
        ("clinical_judgement: yes", "'yes': write the id of the model of care to which people are added"),
        ("clinical_judgement: My List", "'My List': write the id of the model of care"),
        ("segment: {scheme: a or b, is: c}", "must say one `scheme`, and which segments it `is`"),
        ("risk_band: '!!'", "'!!' is not a name"),
        ("age: 5\nage: 6", "line 2, who.age: is said twice"),
        ("age: [5", "line 1, who: is not YAML"),
    ],
)
def test_a_mistake_says_what_is_expected(who, told):
    with pytest.raises(ManyMistakes) as wrong:
        read(who)
    assert told in str(wrong.value)


def test_an_unknown_register_is_told_with_the_ones_there_are():
    with pytest.raises(ManyMistakes, match=r"'asthma' is not a register we know; there are: copd, diabetes"):
        read("on_register: asthma", registers=REGISTERS)


def test_plain_data_reads_as_yaml_does():
    plain = {
        "age": "65 or over",
        "lives_alone": True,
        "deprivation_fifth": 1,
        "any": [{"smoker": False}, {"sex": "male"}],
    }
    assert read(plain) == read(
        "{age: 65 or over, lives_alone: yes, deprivation_fifth: 1, any: [smoker: no, sex: male]}"
    )
    assert read(from_yaml("age: 5", path="who")) == read({"age": 5}) == read(from_data({"age": 5}, path="who"))
    with pytest.raises(ManyMistakes, match=r"model who.age: is empty|model, who.age: is empty"):
        read({"age": None}, file="model")


def test_the_page_names_every_criterion_and_prints_the_grammar():
    page = "\n".join(lines_of_page())
    for definition in VOCABULARY.values():
        assert f"## {definition.title} (`{definition.name}`)" in page
    assert GRAMMAR.strip() in page
    assert "`age: 65 or over`: aged 65 or over" in page


def test_groups_of_conditions_hold_their_kinds():
    dementia = lists.conditions()["dementia"]
    assert set(dementia.words) >= {"dementia", "alzheimers", "vascular_dementia"}
    assert set(lists.long_term()[0]) <= set(lists.conditions())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: \x00", "it has characters that are not text"),
        ("[" * 5000, "it is nested too deeply"),
        ("a: &x [1]\nb: *x", "model.yaml line 2: is not YAML: an alias (*name) cannot be used: write it out"),
        ("a: &x [*x]", "an alias (*name) cannot be used: write it out"),
    ],
)
def test_what_would_break_a_reader_of_yaml_is_told_in_words(text, problem):
    with pytest.raises(ManyMistakes) as told:
        from_yaml(text, file="model.yaml")
    assert problem in str(told.value)
