"""What was done in a hospital stay is found among the procedures, whoever lists it, and the stay is one line still."""

from __future__ import annotations

import pytest

from joinedup.record.entries.reconcile import reconciled
from joinedup.record.entries.reconcile_views import by_encounter
from joinedup.record.entries.rules import Line, Standing
from joinedup.words.vocabulary.kinds import Kind, Section
from tests.world.drawn import instant
from tests.world.said import said

NOW = instant("2026-04-01 09:00")


def lines_of(table: str, **usual: str) -> list[Line]:
    return reconciled(said(table, by="Northmoor Hospital", **usual), NOW)


def procedures(lines: list[Line]) -> list[Line]:
    return sorted((line for line in lines if line.kind is Kind.PROCEDURE), key=lambda line: line.title)


def test_each_code_of_a_stay_is_a_procedure_tied_to_it():
    lines = lines_of(
        """
        feed              | kind      | happened         | ended            | text                | procedures | provider
        admitted_care     | admission | 2026-02-01 22:30 | 2026-02-05 12:00 | Emergency admission | W371 Z843  | RX1
        hospital_messages | admission | 2026-02-01 22:35 |                  | Admission           | W371       | RX1
        """
    )
    (stay,) = (line for line in lines if line.kind is Kind.ADMISSION)
    hip, side = procedures(lines)
    assert [(line.title, line.concept, str(line.happened), line.merged) for line in (hip, side)] == [
        ("Procedure W37.1 (OPCS-4)", "W371", "1 February 2026", 1),
        ("Procedure Z84.3 (OPCS-4)", "Z843", "1 February 2026", 0),
    ]
    assert {line.section for line in (hip, side)} == {Section.PROCEDURES}
    assert (hip.shown.code_system, hip.shown.feed, hip.shown.id) == ("opcs4", "admitted_care", 1)
    assert [related.line_id for related in stay.related] == [hip.id, side.id]
    assert [related.line_id for related in hip.related] == [stay.id]
    assert len({line.id for line in lines}) == 3
    (visit,) = by_encounter(lines)
    assert {line.id for line in visit.lines} == {hip.id, side.id}


@pytest.mark.parametrize(
    ("kind", "happened", "more", "standings"),
    [
        ("admission", "2026-02-01", "", [Standing.HAPPENED]),
        ("admission", "2026-05-01", "", [Standing.PLANNED]),
        ("admission", "2026-02-01", "cancelled", []),
        ("appointment", "2026-02-01", "", [Standing.HAPPENED]),
        ("appointment", "2026-02-01", "did_not_attend", []),
    ],
)
def test_what_was_called_off_was_not_done_and_what_is_to_come_is_planned(kind, happened, more, standings):
    lines = lines_of(f"""
        kind   | happened   | text | procedures | status
        {kind} | {happened} | Told | C712       | {more}
    """)
    assert [line.standing for line in procedures(lines)] == standings


def test_a_code_is_the_same_with_its_dot_and_without():
    (line,) = procedures(lines_of("""
        feed              | kind      | happened   | text | procedures
        admitted_care     | admission | 2026-02-01 | Told | W371 W37.1
        hospital_messages | admission | 2026-02-01 | Told | w37.1
    """))  # fmt: skip
    assert (line.id, line.merged) == ("procedure-1-W371", 1)


def test_a_code_that_is_none_of_opcs4_is_shown_as_it_came():
    (line,) = procedures(lines_of("""
        kind      | happened   | text | procedures
        admission | 2026-02-01 | Told | 52734007
    """))  # fmt: skip
    assert (line.title, line.shown.code_system) == ("Procedure 52734007", "")
