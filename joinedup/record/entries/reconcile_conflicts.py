"""Where sources disagree: each disagreement as one sentence that says who says what. Pure.

A sentence never decides who is right. The one who reads the line does, with every source beside it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from joinedup.record.entries.rules import EntryRow, Line, Related, Standing, apart, standing_of
from joinedup.words.basics.moments import Moment
from joinedup.words.vocabulary import conditions

SAME_ONSET = timedelta(days=31)
"""Onsets up to a month apart are taken for one: a first visit, a test and a letter are rarely on the same day."""

_NUMBERS = {"half": "0.5", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "eight": "8"}
_TIMES = r"(?:a|per|each|every) day|daily"
_OFTEN = tuple(
    (re.compile(rf"\b(?:{words})\b"), short)
    for words, short in (
        (rf"once (?:{_TIMES})|1 (?:{_TIMES})|od|o\.d\.|every day|each day|daily", "1/day"),
        (rf"twice (?:{_TIMES})|2 times (?:{_TIMES})|bd|b\.d\.|bid", "2/day"),
        (rf"3 times (?:{_TIMES})|tds|tid|t\.d\.s\.", "3/day"),
        (rf"4 times (?:{_TIMES})|qds|qid|q\.d\.s\.", "4/day"),
        (r"at night|nocte|every night|each night|at bedtime|on", "night"),
        (r"in the morning|every morning|each morning|mane|om", "morning"),
        (r"when required|as required|as needed|if needed|prn", "as needed"),
    )
)
_IDLE = re.compile(r"\b(?:take|to be taken|tablets?|capsules?|tabs?|caps?|by mouth|orally|po|p\.o\.)\b|[,;.](?!\d)")


def dose_in_short(dose: str) -> str:
    """Return a dose for comparing: ``Take ONE tablet once a day`` and ``1 od`` are both ``1 1/day``."""
    words = " ".join(_NUMBERS.get(word, word) for word in dose.lower().split())
    for pattern, short in _OFTEN:
        words = pattern.sub(short, words)
    words = " ".join(_IDLE.sub(" ", words).split())
    # "daily" and "1 daily" and "1 tablet daily" all mean one a day.
    return {"1/day": "1 1/day", "2/day": "1 2/day", "3/day": "1 3/day", "4/day": "1 4/day"}.get(words, words)


def _who(row: EntryRow, others: list[EntryRow]) -> str:
    """Return who says it: the organisation, and the feed too where the same organisation disagrees with itself."""
    same = any(other.organisation == row.organisation and other.voice != row.voice for other in others)
    return f"{row.organisation} ({row.feed.replace('_', ' ')})" if same else row.organisation


def _each_says(rows: list[EntryRow], says: Callable[[EntryRow], str]) -> str:
    return "; ".join(f"{_who(row, rows)} says {says(row)}" for row in rows) + "."


def _problem_of_a_stay(row: EntryRow) -> bool:
    """Return whether a diagnosis is that of one contact, which ends with it and says nothing of onset."""
    return "encounter" in str(row.details.get("category", ""))


def of_standing(said: list[EntryRow], at: datetime) -> list[str]:
    """Return the sentence where one source says that something goes on and another that it is over."""
    heard = [row for row in said if not _problem_of_a_stay(row)]
    stands = {row.id: standing_of(row, at) for row in heard}
    if not {Standing.CURRENT, Standing.ENDED} <= set(stands.values()):
        return []
    return [
        _each_says(
            [row for row in heard if stands[row.id] in (Standing.CURRENT, Standing.ENDED)],
            lambda row: _stands(row, stands[row.id]),
        )
    ]


def _stands(row: EntryRow, standing: Standing) -> str:
    if standing is Standing.CURRENT:
        return "it is current"
    if row.details.get("verification") == "refuted":
        return "it was ruled out"
    return f"it ended on {row.ended}" if row.ended else "it has ended"


def of_dose(said: list[EntryRow], at: datetime) -> list[str]:
    """Return the sentence where sources give different doses of a medicine that all say is taken now."""
    taken = [row for row in said if row.details.get("dose") and standing_of(row, at) is Standing.CURRENT]
    if len({dose_in_short(str(row.details["dose"])) for row in taken}) < 2:
        return []
    return [_each_says(taken, lambda row: f"“{row.details['dose']}”")]


def of_onset(said: list[EntryRow]) -> list[str]:
    """Return the sentence where sources give onsets more than a month apart, as exactly as each knows it."""
    dated = [row for row in said if row.happened and not _problem_of_a_stay(row)]
    first = min(dated, key=lambda row: _at(row.happened), default=None)
    if first is None or all(_between(first, row) <= SAME_ONSET for row in dated):
        return []
    return ["It began at different times: " + _each_says(dated, lambda row: str(row.happened))]


def _at(moment: Moment | None) -> float:
    return moment.at.timestamp() if moment else 0


def _between(one: EntryRow, other: EntryRow) -> timedelta:
    return apart(one.happened, other.happened) if one.happened and other.happened else timedelta(0)


def of_grade(said: list[EntryRow], at: datetime) -> list[str]:
    """Return the sentence where sources give different grades or stages of a condition that has them."""
    graded = [row for row in said if standing_of(row, at) is Standing.CURRENT]
    if len({conditions.plain_condition(row.text) for row in graded}) < 2:
        return []
    return [_each_says(graded, lambda row: row.text)]


def of_severity(said: list[EntryRow], at: datetime) -> list[str]:
    """Return the sentence where sources grade an allergy differently."""
    for part in ("severity", "criticality"):
        graded = [row for row in said if row.details.get(part) and standing_of(row, at) is Standing.CURRENT]
        if len({str(row.details[part]).lower() for row in graded}) > 1:
            return [_each_says(graded, lambda row, part=part: f"{part} is {row.details[part]}")]  # type: ignore[misc]
    return []


def of_strength(lines: list[Line], strengths: Mapping[int, str]) -> list[Line]:
    """Return medicine lines with a sentence where different sources give different strengths of one ingredient.

    One source that gives two strengths means both; two sources, each with its own, may mean a change that one missed.
    """
    by_ingredient: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.standing is Standing.CURRENT:
            by_ingredient[line.concept].append(number)
    found = list(lines)
    for numbers in by_ingredient.values():
        for number in numbers:
            line = lines[number]
            for other in (lines[n] for n in numbers if n != number):
                strength = strengths[other.shown.id]
                if not strength or strength == strengths[line.shown.id] or _share_a_voice(line, other):
                    continue
                words = f"Another strength is recorded too: {_said_by(other)} says {other.title}."
                found[number] = found[number].with_conflicts(words).with_related(Related(other.id, "Another strength"))
    return found


def _share_a_voice(one: Line, other: Line) -> bool:
    return bool({row.voice for row in one.sources} & {row.voice for row in other.sources})


def of_no_known_allergy(nothing: list[Line], allergies: list[Line]) -> list[Line]:
    """Return all lines, with a sentence on both where one says that none is known and another names one."""
    said_none, named = list(nothing), list(allergies)
    for n, none in enumerate(nothing):
        for a, allergy in enumerate(allergies):
            if allergy.standing is not Standing.CURRENT or not _of_sort(none, allergy) or _superseded(none, allergy):
                continue
            said_none[n] = said_none[n].with_conflicts(f"{_said_by(allergy)} names an allergy: {allergy.title}.")
            said_none[n] = said_none[n].with_related(Related(allergy.id, "An allergy is named"))
            said = f"{_said_by(none)} says: {none.title.lower()}{_on(none)}."
            named[a] = named[a].with_conflicts(said).with_related(Related(none.id, none.title))
    return [*named, *said_none]


def _of_sort(none: Line, allergy: Line) -> bool:
    """Return whether an allergy is of the sort of which none is said to be known."""
    sort = none.concept.removeprefix("none known").strip()
    known = conditions.substance(allergy.shown.code_system, allergy.shown.code, allergy.shown.text)
    sorts = {known.sort} if known else {str(row.details.get("category", "")) for row in allergy.sources} - {""}
    return not sort or not sorts or any(sort in found for found in sorts)


def _superseded(none: Line, allergy: Line) -> bool:
    """Return whether those who said that none was known have themselves named this one since."""
    for row in none.sources:
        later = [o for o in allergy.sources if o.voice == row.voice and _at(o.happened) >= _at(row.happened)]
        if not later:
            return False
    return True


def _on(line: Line) -> str:
    return f" ({line.happened})" if line.happened else ""


def _said_by(line: Line) -> str:
    return " and ".join(line.said_by)
