"""The pages of one person's record, and of the reasons for opening it: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.finding import views as finding
from joinedup.faces.screens.guard import BOTH, SEND, Page
from joinedup.faces.screens.reasons import views as reasons
from joinedup.faces.screens.record import looking
from joinedup.faces.screens.record import views as record

PAGES: tuple[Page, ...] = (
    Page("find_person", "people", finding.find_person, "person.find", BOTH, "Find a person",
         "By NHS number, name, date of birth or postcode", limit="find"),
    Page("record", "people/<int:person_id>", record.whole, "record.open"),
    Page("record_section", "people/<int:person_id>/sections/<slug:name>", record.section, "record.open"),
    Page("record_line", "people/<int:person_id>/lines/<slug:line_id>", record.line, "record.open"),
    Page("record_problems", "people/<int:person_id>/problems", record.problems, "record.open"),
    Page("record_encounters", "people/<int:person_id>/contacts", record.encounters, "record.open"),
    Page("record_timeline", "people/<int:person_id>/timeline", record.over_time, "record.open"),
    Page("record_trends", "people/<int:person_id>/trends", record.trends, "record.open"),
    Page("record_changes", "people/<int:person_id>/changes", record.changes, "record.open"),
    Page("record_as_it_was", "people/<int:person_id>/as-it-was", record.as_it_was, "record.open"),
    Page("record_why", "people/<int:person_id>/why", reasons.why, "record.open", reason=False),
    Page("record_with_them", "people/<int:person_id>/with-them", reasons.with_them, "record.declare", SEND,
         reason=False),
    Page("record_break_glass", "people/<int:person_id>/emergency", reasons.break_glass, "record.break_glass", BOTH,
         reason=False),
    Page("record_print", "people/<int:person_id>/print", record.printed, "record.open"),
    Page("record_looks", "people/<int:person_id>/looks", looking.looks, "record.open"),
    Page("record_looks_file", "people/<int:person_id>/looks/list.csv", looking.looks_file, "record.open"),
)  # fmt: skip
