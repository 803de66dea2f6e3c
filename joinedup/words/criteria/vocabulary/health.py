"""What ails someone and what is done about it: conditions, medicines, measurements, smoking, vaccines."""

from __future__ import annotations

from joinedup.words.criteria import phrases
from joinedup.words.criteria.amounts import Recent, Span, Window
from joinedup.words.criteria.expression import Expression
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.questions import Count, Kinds, Latest, Rows
from joinedup.words.criteria.rows import Begun, Both, During, Either, GoingOn, Is, Lies, Test
from joinedup.words.criteria.said import Said
from joinedup.words.criteria.vocabulary import lists
from joinedup.words.criteria.vocabulary.definition import criterion

SOME, NONE = Span(1, None), Span(0, 0)
BY = "onset_date"
#: How lately a medicine must have been issued to count as taken, where a criterion does not say.
LATELY = Window(6, "month")
_UNITS = {"mmhg": "mm[Hg]", "bpm": "/min", "kg/m²": "kg/m2", "ml/min": "mL/min/{1.73_m2}", "points": "{score}"}


def _has(condition: lists.Condition) -> Test:
    """Return the test of a row of ``condition``: it is this one, and is had on the day."""
    return Both((condition.test, Begun(BY) if condition.ever else GoingOn(BY, "end_date")))


def _named(words: tuple[str, ...]) -> str:
    return " or ".join(lists.conditions()[word].named for word in words)


@criterion(
    "Condition",
    written=("diabetes", "heart_failure or copd", "heart_attack in 5 years"),
    source="joinedup/words/vocabulary/conditions.yaml and condition_groups.yaml: SNOMED CT and ICD-10 codes of each",
)
def condition(said: Said) -> Expression:
    """Having one of these conditions or groups of conditions, first known on or before the day and not ended by it.

    A group holds its kinds (dementia: Alzheimer's disease, vascular dementia …). What comes again (a stroke, a heart
    attack) and cancer count for good once had. With a window, the condition was first known in it.
    """
    recent = Recent(said.words()) if said.written.items is not None else phrases.recent(said.text)
    words = said.known(recent.items, lists.conditions(), "a condition")
    had = Either(tuple(_has(lists.conditions()[word]) for word in words))
    where: tuple[Test, ...] = (had, During(BY, recent.window)) if recent.window else (had,)
    since = f" {recent.window}" if recent.window else ""
    return said.criterion(f"with {_named(words)}{since}", Count(Rows("condition", where, BY), SOME))


@criterion(
    "Number of conditions",
    written=("at least 2 of [diabetes, copd, heart_failure]", "at least 4", "2 or over"),
    source="long_term_conditions.yaml, after Barnett and others, Lancet 380 (2012), 37-43",
)
def conditions_at_least(said: Said) -> Expression:
    """Having so many of a list of conditions at once; without a list, of the long-term conditions that count together.

    Each condition or group counts once, however many rows say it.
    """
    if "[" in said.text:
        listed = phrases.some(said.text)
        words, span = said.known(listed.items, lists.conditions(), "a condition"), Span(listed.at_least, None)
        english = f"with {span.how_many} of {', '.join(lists.conditions()[word].named for word in words)}"
    else:
        words, span = lists.long_term()[0], at_least(said)
        english = f"with {span.how_many} long-term conditions"
    kinds = tuple(_has(lists.conditions()[word]) for word in words)
    return said.criterion(english, Kinds(Rows("condition", (), BY), kinds, span))


def at_least(said: Said) -> Span:
    """Return the span of a count: a number alone is at least that many; exactly so many must say so."""
    span = said.span()
    if any(end is not None and end != int(end) for end in (span.low, span.high)):
        raise NotAPhrase(f"'{said.text}': a count is a whole number")
    alone = span.low == span.high and not said.text.lower().startswith("exactly")
    return Span(span.low, None) if alone else span


@criterion(
    "Number of medicines",
    written=("10", "at least 5", "5 to 9"),
    source="NHS BSA polypharmacy: unique medicines; the dataset's repeat medicines",
)
def on_medicines_at_least(said: Said) -> Expression:
    """Taking so many different repeat medicines on the day; strengths and forms of one substance count once."""
    span = at_least(said)
    rows = Rows("medication", (Is("is_repeat", (True,)), GoingOn("start_date", "end_date")), "start_date")
    return said.criterion(
        f"on {span.how_many} repeat medicines", Count(rows, span, distinct=("substance", "code", "name"))
    )


@criterion(
    "Medicine",
    written=("opioid or gabapentinoid", "antiepileptic in 6 months"),
    source="joinedup/words/vocabulary/dataset/medicines.yaml: substances by group",
)
def medicine(said: Said) -> Expression:
    """Prescribed one of these substances or groups of medicines: on repeat on the day, or issued in the window.

    Without a window, the last six months, as QOF asks of epilepsy (EP).
    """
    recent = Recent(said.words()) if said.written.items is not None else phrases.recent(said.text)
    words = said.known(recent.items, lists.medicines(), "a medicine or group of medicines")
    window = recent.window or LATELY
    these = [
        Is(column, tuple(word for word in words if lists.medicines()[word] == column))
        for column in ("medicine_group", "substance")
    ]
    these = [test for test in these if test.values]
    lately = Either((During("start_date", window), During("end_date", window), GoingOn("start_date", "end_date")))
    topics = tuple(f"medication:{test.column}" for test in these)
    rows = Rows("medication", (Either(tuple(these)), lately), "start_date", topics)
    return said.criterion(f"prescribed {' or '.join(words).replace('_', ' ')} {window}", Count(rows, SOME))


@criterion(
    "Measurement",
    written=("hba1c over 75 mmol/mol in 12 months", "{of: bmi, is: 30 kg/m2 or over, within: 12 months}"),
    source="joinedup/words/vocabulary/dataset/measurements.yaml; units in UCUM",
)
def measurement(said: Said) -> Expression:
    """The latest measurement on or before the day, in the unit named, lies in a span; with a window, one made in it.

    Nothing measured (in the window) is not known: never a normal value.
    """
    if said.has_parts:
        parts = said.parts(of=lambda s: s.text, **{"is": lambda s: s.text, "within": lambda s: f" {s.window()}"})
        if not {"of", "is"} <= set(parts):
            raise NotAPhrase("must say `of` what, and what it `is`")
        found = phrases.measured(f"{parts['of']} {parts['is']}{parts.get('within', '')}")
    else:
        found = phrases.measured(said.text)
    [concept] = said.known([found.thing], lists.measurements(), "a measurement")
    unit = lists.measurements()[concept]
    if _UNITS.get(found.span.unit.lower(), found.span.unit).lower() != unit.lower():
        raise NotAPhrase(f"'{said.text if not said.has_parts else parts['is']}': say the unit, {unit}")
    where: tuple[Test, ...] = (Is("concept", (concept,)), Is("unit", (unit,)), Begun("at"))
    where += (During("at", found.window),) if found.window else ()
    english = f"with {concept.replace('_', ' ')} {found.span}{f' {found.window}' if found.window else ''}"
    rows = Rows("measurement", where, "at", (f"measurement:{concept}",))
    return said.criterion(english, Latest(rows, Lies("value", found.span)))


@criterion(
    "Measured",
    written=("hba1c in 12 months", "creatinine or egfr in 12 months"),
    source="joinedup/words/vocabulary/dataset/measurements.yaml",
)
def measured(said: Said) -> Expression:
    """One of these was measured on or before the day, whatever it showed; with a window, in it."""
    recent = Recent(said.words()) if said.written.items is not None else phrases.recent(said.text)
    words = said.known(recent.items, lists.measurements(), "a measurement")
    when = During("at", recent.window) if recent.window else Begun("at")
    topics = tuple(f"measurement:{word}" for word in words)
    english = f"with {' or '.join(words).replace('_', ' ')} measured{f' {recent.window}' if recent.window else ''}"
    return said.criterion(english, Count(Rows("measurement", (Is("concept", words), when), "at", topics), SOME))


SMOKING = {"yes": "current_smoker", "no": "", "ex": "ex_smoker", "never": "never_smoked"}


@criterion(
    "Smoking", written=("yes", "no", "ex", "never"), source="SNOMED CT findings of tobacco smoking; measurements.yaml"
)
def smoker(said: Said) -> Expression:
    """What the latest record of smoking says: yes, no (ex or never), ex or never. No record: not known."""
    text = {"true": "yes", "false": "no"}.get(said.text.lower(), said.text.lower())
    if text not in SMOKING:
        raise NotAPhrase(f"'{said.text}': write yes, no, ex or never")
    everything = tuple(finding for finding in SMOKING.values() if finding)
    wanted = (SMOKING[text],) if text != "no" else (SMOKING["ex"], SMOKING["never"])
    where = (Is("concept", ("smoking_status",)), Is("finding", everything), Begun("at"))
    rows = Rows("measurement", where, "at", ("measurement:smoking_status",))
    english = {"yes": "a smoker", "no": "not a smoker", "ex": "an ex-smoker", "never": "someone who never smoked"}[text]
    return said.criterion(english, Latest(rows, Is("finding", wanted)))


@criterion(
    "Vaccinated",
    written=("shingles", "influenza in 12 months"),
    source="joinedup/words/vocabulary/dataset/vaccines.yaml: SNOMED CT codes of each",
)
def vaccinated(said: Said) -> Expression:
    """Given a dose of one of these vaccines on or before the day; with a window, in it."""
    recent = Recent(said.words()) if said.written.items is not None else phrases.recent(said.text)
    words = said.known(recent.items, lists.vaccines(), "a vaccine")
    when = During("given_date", recent.window) if recent.window else Begun("given_date")
    topics = tuple(f"immunisation:{word}" for word in words)
    rows = Rows("immunisation", (Is("vaccine", words), when), "given_date", topics)
    english = f"vaccinated against {' or '.join(words).replace('_', ' ')}"
    return said.criterion(f"{english}{f' {recent.window}' if recent.window else ''}", Count(rows, SOME))
