"""The drawn town itself: what other tests stand on."""

from __future__ import annotations

from joinedup.record.entries.models import Entry


def test_someone_of_the_staff_opens_a_record_and_the_look_is_in_the_journal(world):
    opened = world.open("Edna Marsh", by="Dr Priya Nair")
    assert opened.demographics.family_name == "Marsh"
    assert world.journal()[-1] == "record.open done"


def test_what_a_sender_tells_is_kept_under_the_persons_source_record(world):
    world.tells(
        "Hillside Surgery",
        of="Edna Marsh",
        table="""
        kind     | happened | text                    | status | dose
        ---------+----------+-------------------------+--------+----------
        medicine | 2025-06  | Amlodipine 5 mg tablets | active | one a day
        """,
    )
    entry = Entry.objects.get()
    assert (entry.kind, entry.happened_precision, entry.details) == ("medicine", "month", '{"dose": "one a day"}')
