"""The pages of appointments: part of the one table of pages."""

from __future__ import annotations

from joinedup.faces.screens.appointments import person, schedules, sessions
from joinedup.faces.screens.guard import BOTH, SEND, Page

_ONE = "appointments/<int:schedule_id>"
_SLOT = f"{_ONE}/times/<int:slot_id>"
_PERSON = "people/<int:person_id>/appointments"

PAGES: tuple[Page, ...] = (
    Page("schedules", "appointments", schedules.schedules, "care.see", menu="Appointments",
         about="Your teams’ clinics and groups, who is booked, and who came"),
    Page("schedule_new", "appointments/new", schedules.new, "care.work", BOTH),
    Page("schedule", _ONE, schedules.one, "care.see"),
    Page("schedule_file", f"{_ONE}/list.csv", schedules.one_file, "care.see"),
    Page("schedule_book", f"{_ONE}/book", schedules.book_waiting, "care.work", SEND),
    Page("session", _SLOT, sessions.session, "care.see"),
    Page("session_file", f"{_SLOT}/list.csv", sessions.session_file, "care.see"),
    Page("session_came", f"{_SLOT}/came", sessions.came, "care.work", SEND),
    Page("session_cancel", f"{_SLOT}/cancel", sessions.cancel, "care.work", SEND),
    Page("appointments", _PERSON, person.appointments, "care.see", gates=("record.open",)),
    Page("appointments_calendar", f"{_PERSON}/dates.ics", person.calendar, "care.see", gates=("record.open",)),
    Page("appointments_book", f"{_PERSON}/book", person.book, "care.work", SEND),
    Page("appointment_act", f"{_PERSON}/<int:appointment_id>/<slug:name>", person.act, "care.work", SEND),
)  # fmt: skip
