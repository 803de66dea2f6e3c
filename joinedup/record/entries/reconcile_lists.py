"""Medicines, problems and allergies: one line for one thing, however many sources say it and how often. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, timedelta

from joinedup.record.entries.reconcile_conflicts import (
    of_dose,
    of_grade,
    of_no_known_allergy,
    of_onset,
    of_severity,
    of_standing,
    of_strength,
)
from joinedup.record.entries.rules import (
    EntryRow,
    Line,
    Standing,
    apart,
    earliest,
    latest_end,
    newest_first,
    standing_of,
    statements,
)
from joinedup.words.vocabulary import conditions
from joinedup.words.vocabulary.kinds import SECTION_OF
from joinedup.words.vocabulary.medicines import MedicineParts, medicine_parts

ONE_EPISODE = timedelta(days=42)
"""Two sources that say, within six weeks, that an illness that comes again began, mean one episode."""
_NO_ALLERGY_CODES = {"716186003": "", "409137002": "medication", "428607008": "environment", "429625007": "food"}


def medicines(rows: list[EntryRow], at: datetime) -> list[Line]:
    """Return one line for each ingredient, strength and form; a form left out is the one that others say."""
    parts = {row.id: _parts(row) for row in rows}
    forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for ingredient, strength, form in parts.values():
        if form:
            forms[ingredient, strength].add(form)
    groups: dict[Hashable, list[EntryRow]] = defaultdict(list)
    for row in rows:
        ingredient, strength, form = parts[row.id]
        known = forms[ingredient, strength]
        groups[ingredient, strength, form or (next(iter(known)) if len(known) == 1 else "")].append(row)
    lines = []
    for group in groups.values():
        said = statements(group)
        line = _line(group, said, parts[group[0].id].ingredient, at)
        lines.append(line.with_conflicts(*of_standing(said, at), *of_dose(said, at)))
    return of_strength(lines, {row_id: found.strength for row_id, found in parts.items()})


def _parts(row: EntryRow) -> MedicineParts:
    """Return the parts that the reader of the source found, else those of its words, else its code or words."""
    given = row.details
    found = MedicineParts(
        str(given.get("ingredient") or ""), str(given.get("strength") or ""), str(given.get("form") or "")
    )
    if not found.ingredient:
        found = medicine_parts(row.text)
    return found if found.ingredient else MedicineParts(row.code or conditions.plain(row.text), "", "")


def problems(rows: list[EntryRow], at: datetime) -> list[Line]:
    """Return one line for each condition; an illness that comes again has one for each episode."""
    groups = _by_concept(rows, conditions.condition, conditions.plain_condition)
    lines = []
    for word, group in groups.items():
        known = conditions.condition(group[0].code_system, group[0].code, group[0].text)
        for episode in _episodes(group) if known and known.comes_again else [group]:
            said = statements(episode)
            graded = bool(known and known.graded)
            line = _line(episode, said, word, at, title=known.title if known and not graded else "")
            grades = of_grade(said, at) if graded else []
            lines.append(line.with_conflicts(*of_standing(said, at), *of_onset(said), *grades))
    return lines


def _episodes(rows: list[EntryRow]) -> Iterable[list[EntryRow]]:
    """Yield the rows of each episode; those without a date go with the latest one."""
    dated = sorted((row for row in rows if row.happened), key=lambda row: row.happened.at)  # type: ignore[union-attr]
    undated = [row for row in rows if not row.happened]
    episode: list[EntryRow] = []
    for row in dated:
        last = episode[-1].happened if episode else None
        if last and row.happened and apart(last, row.happened) > ONE_EPISODE:
            yield episode
            episode = []
        episode.append(row)
    yield [*episode, *undated]


def allergies(rows: list[EntryRow], at: datetime) -> list[Line]:
    """Return one line for each substance, and one where sources say that nothing is known; they may disagree."""
    none_known = [row for row in rows if none_known_sort(row) is not None]
    others = [row for row in rows if none_known_sort(row) is None]
    lines = []
    for word, group in _by_concept(others, conditions.substance, conditions.plain_substance).items():
        said = statements(group)
        known = conditions.substance(group[0].code_system, group[0].code, group[0].text)
        line = _line(group, said, word, at, title=known.title if known else "")
        lines.append(line.with_conflicts(*of_standing(said, at), *of_severity(said, at)))
    by_sort: dict[str, list[EntryRow]] = defaultdict(list)
    for row in none_known:
        by_sort[none_known_sort(row) or ""].append(row)
    nothing = [
        _line(group, statements(group), f"none known {sort}".strip(), at, title=_none_known_title(sort))
        for sort, group in by_sort.items()
    ]
    return of_no_known_allergy(nothing, lines)


def none_known_sort(row: EntryRow) -> str | None:
    """Return of which sort of allergy a row says that none is known ("" for any), or None where it names one."""
    if row.code in _NO_ALLERGY_CODES:
        return _NO_ALLERGY_CODES[row.code]
    words = conditions.plain(row.text)
    if row.details.get("none_known") or words.startswith(("no known", "nil known", "nkda", "nka")):
        return "medication" if "drug" in words or words == "nkda" else "food" if "food" in words else ""
    return None


def _none_known_title(sort: str) -> str:
    return {"medication": "No known drug allergies", "food": "No known food allergies"}.get(sort, "No known allergies")


def _by_concept(
    rows: list[EntryRow],
    concept_of: Callable[[str, str, str], conditions.Concept | None],
    plain: Callable[[str], str],
) -> dict[str, list[EntryRow]]:
    """Return rows by what they name: our own word; else rows that share a code or words, by the first of either."""
    groups: dict[str, list[EntryRow]] = defaultdict(list)
    leader: dict[str, str] = {}

    def led(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    own: list[tuple[EntryRow, str]] = []
    for row in rows:
        if known := concept_of(row.code_system, row.code, row.text):
            groups[known.word].append(row)
            continue
        named = [plain(row.text)] * bool(row.text) + [f"{row.code_system} {row.code}"] * bool(row.code)
        first = named[0] if named else ""
        for other in named:
            # The code joins the words, and with them every other code and words that a row brings together.
            leader[max(led(first), led(other))] = min(led(first), led(other))
        own.append((row, first))
    for row, name in own:
        groups[led(name)].append(row)
    return groups


def _line(rows: list[EntryRow], said: list[EntryRow], concept: str, at: datetime, *, title: str = "") -> Line:
    """Return the line of a group: what is said now comes first, then all else that was said, latest first."""
    rest = [row for row in newest_first(rows) if row not in said]
    shown = said[0]
    current = [row for row in said if standing_of(row, at) is Standing.CURRENT]
    ended = None if current else latest_end(said)
    return Line(
        kind=shown.kind,
        section=SECTION_OF[shown.kind],
        title=title or shown.text,
        concept=concept,
        sources=(*said, *rest),
        standing=Standing.CURRENT if current else standing_of(shown, at),
        happened=earliest(rows),
        ended=ended,
    )
