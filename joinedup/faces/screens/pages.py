"""Every page of the site in one table: name, address, view, and the act that lets someone see it.

Addresses are made from this table and from nothing else, and each view stands behind the guard of its row, so a page
that is not here does not exist. ``record.access.rules.MAY`` says which roles may do each act.
"""

from __future__ import annotations

from joinedup.faces.screens.about import views as about
from joinedup.faces.screens.finding import views as finding
from joinedup.faces.screens.guard import ANY_POST, ANYONE, BOTH, SEND, SIGNED_IN, Page
from joinedup.faces.screens.home import views as home
from joinedup.faces.screens.record import views as record
from joinedup.faces.screens.signing_in import views as signing_in

PAGES: tuple[Page, ...] = (
    Page("home", "", home.home, ANY_POST),
    Page("sign_in", "sign-in", signing_in.sign_in, ANYONE, BOTH),
    Page("sign_out", "sign-out", signing_in.sign_out, SIGNED_IN, SEND),
    Page("choose_post", "post", signing_in.choose_post, SIGNED_IN, BOTH),
    Page(
        "find_person",
        "people",
        finding.find_person,
        "person.find",
        BOTH,
        "Find a person",
        "By NHS number, name, date of birth or postcode",
    ),
    Page("record", "people/<int:person_id>", record.whole, "record.open"),
    Page("record_section", "people/<int:person_id>/sections/<slug:name>", record.section, "record.open"),
    Page("record_line", "people/<int:person_id>/lines/<slug:line_id>", record.line, "record.open"),
    Page("record_problems", "people/<int:person_id>/problems", record.problems, "record.open"),
    Page("record_encounters", "people/<int:person_id>/contacts", record.encounters, "record.open"),
    Page("record_timeline", "people/<int:person_id>/timeline", record.over_time, "record.open"),
    Page("record_trends", "people/<int:person_id>/trends", record.trends, "record.open"),
    Page("record_changes", "people/<int:person_id>/changes", record.changes, "record.open"),
    Page("record_as_it_was", "people/<int:person_id>/as-it-was", record.as_it_was, "record.open"),
    Page("record_print", "people/<int:person_id>/print", record.printed, "record.open"),
    Page("help", "help", about.help_page, ANYONE),
    Page("accessibility", "accessibility", about.accessibility, ANYONE),
    Page("cookies", "cookies", about.cookies, ANYONE),
)
