"""What only the whole of a form shows: that its scores have their questions, as published, and that nothing clashes."""

from __future__ import annotations

from joinedup.words.forms.definition import Form, Item, Value
from joinedup.words.forms.instruments import INSTRUMENTS
from joinedup.words.forms.parts import Reading, nearest
from joinedup.words.forms.score import Instrument
from joinedup.words.forms.values import NUMBERS, comparable, number


def check(form: Form, of: Reading) -> None:
    """Tell of scores whose questions are not as published, and of what a scored or sensitive form may not do."""
    for item in form.questions:
        _check_item(item, form, of)
    for item in form.by_id.values():
        _check_whens(item, form, of)
    for name in form.scores:
        _check_score(INSTRUMENTS[name], form, of)


def _check_item(item: Item, form: Form, of: Reading) -> None:
    if item.reusable_days and form.scores:
        of.at(item.id, "cannot be reusable: an instrument is answered afresh each time")
    if item.reusable_days and item.risk:
        of.at(item.id, "cannot be reusable: a risk is asked each time")
    if item.reusable_days < 0:
        of.at(item.id, "reusable-days must be 1 or more")
    if len(item.initial) > item.most_times:
        of.at(item.id, "begins with more answers than it can have")
    if any(option.exclusive for option in item.options) and not item.repeats:
        of.at(item.id, "has an exclusive option, which means nothing where only one may be chosen")


def _check_whens(item: Item, form: Form, of: Reading) -> None:
    """Tell of an item that is never asked, because one question would need two answers at once."""
    wanted: dict[str, set[Value]] = {}
    for when in item.when if item.every else ():
        if when.operator == "=" and not form.by_id[when.question].repeats:
            wanted.setdefault(when.question, set()).add(when.answer)
    for question, answers in wanted.items():
        if len(answers) > 1:
            of.at(item.id, f"is never asked: {question} would need {len(answers)} answers at once; write any?")


def _check_score(instrument: Instrument, form: Form, of: Reading) -> None:
    questions = {item.id: item for item in form.questions}
    for name in (*instrument.points, *instrument.ranges):
        item = questions.get(name)
        if item is None:
            of.at("item", f"the score {instrument.name} needs a question {name}{nearest(name, questions)}")
        elif form.rounds[name] or item.repeats:
            of.at(name, f"must be asked once for the score {instrument.name}")
        elif name in instrument.points:
            _check_points(item, instrument, of)
        else:
            _check_range(item, instrument.ranges[name], instrument, of)


def _check_points(item: Item, instrument: Instrument, of: Reading) -> None:
    wanted = instrument.points[item.id]
    found = {option.code: option.points for option in item.options}
    for code in wanted:
        if code not in found:
            of.at(item.id, f"the score {instrument.name} needs the option {code}{nearest(code, found)}")
        elif instrument.weighed and found[code] != wanted[code]:
            of.at(item.id, f"{code} counts {wanted[code]} in {instrument.name}: give it that ordinalValue")
    for code in found:
        if code not in wanted:
            of.at(item.id, f"{code} is not an option of {instrument.name}{nearest(code, wanted)}")


def _check_range(item: Item, wanted: tuple[int, int], instrument: Instrument, of: Reading) -> None:
    least, most = item.limits.least, item.limits.most
    if item.type not in NUMBERS or least is None or most is None:
        of.at(item.id, f"must be a number with minValue and maxValue for the score {instrument.name}")
    elif comparable(item, least) < wanted[0] or number(most) > wanted[1]:
        of.at(item.id, f"must be from {wanted[0]} to {wanted[1]} for the score {instrument.name}")
