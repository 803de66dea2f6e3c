"""Places with a start, an end and attendance: a team's schedule, its slots, who is booked in them and who came.

FHIR's words: Schedule, Slot, Appointment. May use: record, words.
"""
