"""Stays in a bed: one line for each, however many systems tell of it, tied to how it began and ended. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import replace
from datetime import datetime, timedelta

from joinedup.record.entries.reconcile_events import joined, line_of, provider
from joinedup.record.entries.rules import EntryRow, Line, Related, apart, local_day
from joinedup.words.basics.moments import Moment, Precision
from joinedup.words.vocabulary.kinds import Kind

STAYS = frozenset((Kind.ADMISSION, Kind.MENTAL_HEALTH_STAY))
SAME_STAY = timedelta(hours=12)
"""How far apart two sources may put the start of one stay: arrival, decision to admit, first ward.

In A&E that may be a long night. Nobody is admitted twice within it but who was sent home between, and then the
first stay is over before the second begins.
"""
A_AND_E_TO_WARD = timedelta(hours=24)
SUMMARY_AFTER = timedelta(days=30)


def stays(rows: list[EntryRow], at: datetime) -> list[Line]:
    """Return one line for each stay in a bed, however many systems tell of it; they may disagree on its end."""
    by_provider: dict[Hashable, list[EntryRow]] = defaultdict(list)
    for row in rows:
        by_provider[row.kind, provider(row)].append(row)
    groups = [group for told in by_provider.values() for group in joined(told, _same_stay)]
    return [line_of(group, at).with_conflicts(*_of_end(group, at)) for group in groups]


def _same_stay(one: EntryRow, other: EntryRow) -> bool:
    """Return whether two voices tell of one stay: both began at one time, or both have an end and they overlap."""
    if one.happened is None or other.happened is None:
        return False
    if apart(one.happened, other.happened) <= SAME_STAY and not _one_after_the_other(one, other):
        return True
    if one.ended is None or other.ended is None:
        return False
    return one.happened.at < other.ended.at and other.happened.at < one.ended.at


def _one_after_the_other(one: EntryRow, other: EntryRow) -> bool:
    """Return whether one stay was over before the other began, to the minute: two short stays on one day."""
    first, second = sorted((one, other), key=lambda row: row.happened.at if row.happened else datetime.min)  # noqa: DTZ901
    exact = all(m and m.precision is Precision.TIME for m in (first.ended, second.happened))
    return bool(exact and first.ended and second.happened and first.ended.at <= second.happened.at)


def _of_end(rows: list[EntryRow], at: datetime) -> list[str]:
    """Return the sentence where sources say different days of discharge, or one of them says still in."""
    over = [row for row in rows if row.ended and row.ended.at <= at]
    still = [row for row in rows if not row.ended]
    days = {local_day(row.ended) for row in over if row.ended}
    if len(days) < 2 and not (over and still):
        return []
    said = [
        f"{row.organisation} ({_feed(row)}) says {'discharged ' + str(row.ended) if row.ended else 'still in'}"
        for row in rows
    ]
    return ["; ".join(said) + "."]


def _feed(row: EntryRow) -> str:
    return row.feed.replace("_", " ")


def led_to(attendances: list[Line], admissions: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return both with each attendance at A&E tied to the stay at the same hospital that it led to."""
    came, stayed = list(attendances), list(admissions)
    for n, attendance in enumerate(attendances):
        for a, admission in enumerate(admissions):
            if not _leads(attendance, admission):
                continue
            came[n] = came[n].with_related(Related(admission.id, "Led to this stay"))
            stayed[a] = stayed[a].with_related(Related(attendance.id, "Came from this attendance"))
            break
    return came, stayed


def _leads(attendance: Line, admission: Line) -> bool:
    if provider(attendance.shown) != provider(admission.shown) or not attendance.happened or not admission.happened:
        return False
    outcomes = {str(row.details.get("outcome", "")) for row in attendance.sources} - {""}
    if outcomes and not any("admi" in outcome or "transfer" in outcome for outcome in outcomes):
        return False
    left = attendance.ended or attendance.happened
    began = admission.happened.at
    exact = admission.happened.precision is Precision.TIME and attendance.happened.precision is Precision.TIME
    if not exact:
        return apart(attendance.happened, admission.happened) <= A_AND_E_TO_WARD
    return attendance.happened.at <= began + timedelta(hours=1) and began <= left.at + A_AND_E_TO_WARD


def summarised(admissions: list[Line], documents: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return both with each discharge summary tied to its stay, of which it is one more source."""
    stayed, written = list(admissions), list(documents)
    for d, document in enumerate(documents):
        if not is_discharge_summary(document.shown) or not document.happened:
            continue
        for a, admission in enumerate(admissions):
            if _summarises(document, admission):
                line = stayed[a]
                stayed[a] = replace(line, sources=(*line.sources, *document.sources)).with_related(
                    Related(document.id, "Discharge summary")
                )
                written[d] = written[d].with_related(Related(admission.id, "The stay that it is about"))
                break
    return stayed, written


def is_discharge_summary(row: EntryRow) -> bool:
    """Return whether a document says what happened in a stay in hospital (SNOMED CT 373942005)."""
    words = f"{row.text} {row.details.get('document_type', '')} {row.details.get('title', '')}".lower()
    return row.code == "373942005" or "discharge summary" in words or "discharge letter" in words


def _summarises(document: Line, admission: Line) -> bool:
    if not document.happened or not admission.happened:
        return False
    hospitals = {provider(row) for row in document.sources} | {row.sender for row in document.sources}
    if provider(admission.shown) not in hospitals and admission.shown.sender not in hospitals:
        return False
    named = {row.details.get("encounter") for row in document.sources} - {None, ""}
    if named & {row.key for row in admission.sources}:
        return True
    ended: Moment = admission.ended or admission.happened
    return admission.happened.at <= document.happened.at + timedelta(days=1) and (
        document.happened.at <= ended.at + SUMMARY_AFTER
    )
