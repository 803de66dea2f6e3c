"""Extracts: rows become entries, once; what is wrong with a row is told; what is newer stands."""

from __future__ import annotations

import gzip
import json

import duckdb
import pytest

from joinedup.exchange.intake.models import Delivery
from joinedup.exchange.intake.queries import latest_reference
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.record.entries.models import Entry, HeardFeed
from joinedup.record.linkage.models import SentParticulars, SourceRecord
from tests.spec.exchange.sent import CHARITY, LATER, NOW, SURGERY, held, known, said_to_be
from tests.world.drawn import instant

EDNA_AND_HARRY = """
    contact_id | organisation_code | member_id | nhs_number | family_name | given_names | birth_date | started_at       | activity
    -----------+-------------------+-----------+------------+-------------+-------------+------------+------------------+-----------
    c1         | VOL01             | 17        | 9990000018 | Marsh       | Edna        | 1941-02-03 | 2026-03-02T10:30 | lunch_club
    c2         | VOL01             | 18        |            | Webb        | Harry       | 1938-11-30 | 2026-03-30T10:30 | transport
"""


@pytest.mark.parametrize("as_", ["csv", "parquet"])
def test_each_row_becomes_an_entry_of_whom_it_says(post, as_):
    outcome = post.takes(EDNA_AND_HARRY, as_=as_)
    assert (outcome.rows, outcome.added, outcome.quarantined) == (2, 2, 0)
    assert known("source_record__local_id", "kind", "text", "happened_at") == [
        ("17", "contact", "Lunch club", instant("2026-03-02 10:30")),
        ("18", "contact", "Transport", instant("2026-03-30 10:30")),
    ]
    assert said_to_be("family_name", "birth_date", "nhs_number") == [
        ("17", "Marsh", "1941-02-03", "9990000018"),
        ("18", "Webb", "1938-11-30", ""),
    ]


def test_a_time_without_an_offset_is_london_time_and_the_first_of_two_where_the_clocks_go_back(post):
    post.takes("""
        contact_id | organisation_code | member_id | started_at           | activity
        -----------+-------------------+-----------+----------------------+---------
        a          | VOL01             | 17        | 2025-07-01T10:30     | advice
        b          | VOL01             | 17        | 2025-10-26T01:30     | advice
        c          | VOL01             | 17        | 2025-10-26T01:30Z    | advice
        d          | VOL01             | 17        | 2025-07-01           | advice
    """)
    assert [(key, at.isoformat(), precision) for key, at, precision in known("key", "happened_at", "happened_precision")] == [
        ("a", "2025-07-01T09:30:00+00:00", "time"),
        ("b", "2025-10-26T00:30:00+00:00", "time"),
        ("c", "2025-10-26T01:30:00+00:00", "time"),
        ("d", "2025-06-30T23:00:00+00:00", "day"),
    ]  # fmt: skip


def test_the_same_file_again_is_already_taken_in(post):
    path = post.file("again.csv")
    first = post.takes(EDNA_AND_HARRY)
    path.write_bytes(post.file("sent-0.csv").read_bytes())
    second = post.takes_file(path, feed="voluntary_contact", at=LATER)
    assert (first.already, second.already) == (False, True)
    assert Entry.objects.count() == 2


def test_the_same_fact_in_another_file_is_known_and_a_changed_one_ends_what_was_known(post):
    post.takes(EDNA_AND_HARRY)
    outcome = post.takes(EDNA_AND_HARRY.replace("transport", "exercise "), at=LATER)
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 1, 1)
    assert known("key", "text", "recorded_from", "recorded_until", ever=True) == [
        ("c1", "Lunch club", NOW, None),
        ("c2", "Transport", NOW, LATER),
        ("c2", "Exercise class", LATER, None),
    ]


def test_every_mistake_of_a_row_is_told_and_the_rows_beside_it_come_in(post):
    outcome = post.takes("""
        contact_id | organisation_code | member_id | started_at       | ended_at         | activity   | cost
        -----------+-------------------+-----------+------------------+------------------+------------+-----
        c1         | VOL01             | 17        | 2026-03-02T10:30 | 2026-03-02T09:30 | knitting   | -1
        c2         | vol               |           | 2026-02-30T10:30 |                  | lunch_club | dear
        c3         | VOL01             | 18        | 2026-03-02T10:30 |                  | lunch_club | 4.50
    """)
    assert (outcome.added, outcome.quarantined) == (1, 2)
    assert [(place, problem.splitlines()) for place, problem in held()] == [
        (1, [
            "ended_at: is earlier than started_at",
            "activity: is not one of befriending, social_prescribing, lunch_club, carers_support, advice, transport, "
            "exercise, bereavement, other",
            "cost: is less than 0",
        ]),
        (2, [
            "organisation_code: is not of the form that this column has",
            "member_id: is missing",
            "started_at: is not a date and time (write 2026-03-07T09:30 or 2026-03-07T09:30:00Z)",
            "cost: is not a number",
        ]),
    ]  # fmt: skip


def test_what_is_held_keeps_its_row_exactly_and_the_reason_says_nothing_of_the_person(post):
    post.takes("""
        contact_id | organisation_code | member_id | family_name | birth_date | started_at       | activity
        -----------+-------------------+-----------+-------------+------------+------------------+-----------
        c1         | VOL01             | 17        | Marsh       | 1941-13-03 | 2026-03-02T10:30 | lunch_club
    """)
    item = HeldItem.objects.get()
    row = json.loads(bytes(item.body))
    assert (row["birth_date"], row["family_name"], row["contact_id"]) == ("1941-13-03", "Marsh", "c1")
    assert (item.position, item.field, item.problem) == (
        1,
        "birth_date",
        "birth_date: is not a date (write 2026-03-07)",
    )
    assert "1941" not in item.problem


def test_a_wrong_nhs_number_comes_in_for_linkage_to_judge(post):
    outcome = post.takes(EDNA_AND_HARRY.replace("9990000018", "9990000011"))
    assert (outcome.added, outcome.quarantined) == (2, 0)
    assert said_to_be("nhs_number")[0] == ("17", "9990000011")


def test_a_line_that_cannot_be_split_is_held_as_it_came_and_the_others_come_in(post):
    post.takes(EDNA_AND_HARRY)
    path = post.file("broken.csv")
    header = post.file("sent-0.csv").read_bytes().splitlines()[0]
    good = b'c9,VOL01,17,,"Marsh, widow",Edna,1941-02-03,,,,2026-03-05T10:30,,advice,,,,'
    path.write_bytes(b"\n".join([header, b"c7,VOL01,too short", good, b"c8,VOL01,\xff\xfe" + b"," * 14]) + b"\n")
    outcome = post.takes_file(path, feed="voluntary_contact", at=LATER)
    assert (outcome.rows, outcome.added, outcome.quarantined) == (3, 1, 2)
    assert bytes(HeldItem.objects.get(position=1).body) == b"c7,VOL01,too short"
    assert bytes(HeldItem.objects.get(position=3).body).startswith(b"c8,VOL01,\xff\xfe")
    assert held()[0] == (1, "This line cannot be split into the file's columns.")
    assert said_to_be("family_name")[0] == ("17", "Marsh, widow")


def test_a_file_with_a_column_missing_or_unknown_is_refused_whole_and_says_which(post):
    path = post.file("other.csv")
    path.write_text("contact_id,shoe_size\nc1,9\n", encoding="utf-8")
    outcome = post.takes_file(path, feed="voluntary_contact")
    assert outcome.refused.startswith("organisation_code: this column is declared and is not in the file\n")
    assert "shoe_size: this column is in the file and is not declared" in outcome.refused
    assert [place for place, _ in held()] == [None]
    assert Delivery.objects.get().state == Delivery.State.REFUSED
    post.takes_file(path, feed="voluntary_contact", at=LATER)
    assert HeldItem.objects.count() == 1


def test_a_file_of_which_nobody_says_who_sent_it_waits_until_someone_does(post):
    post.takes(EDNA_AND_HARRY)
    path = post.file("found.csv")
    path.write_bytes(post.file("sent-0.csv").read_bytes().replace(b"c1", b"c5"))
    outcome = post.takes_file(path, sender="")
    assert outcome.refused == (
        "Nobody said who sent this file. Take it in again with --sender, or put a manifest.yaml beside it."
    )
    post.takes_file(path, at=LATER)
    assert [item.state for item in HeldItem.objects.all()] == ["replayed"]


def test_a_packed_csv_and_a_parquet_of_real_types_say_the_same(post):
    post.takes(EDNA_AND_HARRY)
    packed, typed = post.file("packed.csv.gz"), post.file("typed.parquet")
    packed.write_bytes(gzip.compress(post.file("sent-0.csv").read_bytes()))
    with duckdb.connect() as duck:
        duck.execute("SET TimeZone = 'UTC'")
        duck.execute(
            "COPY (SELECT * REPLACE (CAST(birth_date AS DATE) AS birth_date,"
            " CAST(started_at AS TIMESTAMP) AS started_at, CAST(ended_at AS TIMESTAMP) AS ended_at,"
            " CAST(cost AS DECIMAL(9, 2)) AS cost) FROM read_csv($csv, all_varchar = true)) TO '" + str(typed) + "'",
            {"csv": str(post.file("sent-0.csv"))},
        )
    assert post.takes_file(packed, feed="voluntary_contact").unchanged == 2
    assert post.takes_file(typed, feed="voluntary_contact").unchanged == 2


PROBLEM = """
    problem_id | practice_code | patient_id | onset_date | code      | term           | status   | updated_at
    -----------+---------------+------------+------------+-----------+----------------+----------+-----------------
    p1         | ZZ001         | 44         | 2019-05-01 | 195967001 | Asthma         | {status} | {updated}T09:00Z
"""


def test_an_older_version_that_comes_late_is_kept_and_replaces_nothing(post):
    active, resolved = (
        PROBLEM.format(status="active  ", updated="2026-01-05"),
        PROBLEM.format(status="resolved", updated="2026-02-05"),
    )
    post.takes(resolved, feed="gp_problem", sender=SURGERY)
    late = post.takes(active, feed="gp_problem", sender=SURGERY, at=LATER)
    assert (late.changed, late.older) == (0, 1)
    assert known("status") == [("resolved",)]
    assert known("status", "recorded_from", "recorded_until", ever=True) == [
        ("resolved", NOW, None),
        ("active", LATER, LATER),
    ]
    again = post.takes(active + "\n", feed="gp_problem", sender=SURGERY, at=LATER)
    assert again.already or again.unchanged == 1
    assert Entry.objects.count() == 2


def test_what_is_said_of_an_earlier_time_fills_blanks_and_replaces_nothing(post):
    post.takes("""
        contact_id | organisation_code | member_id | family_name | postcode | phone       | started_at       | activity
        -----------+-------------------+-----------+-------------+----------+-------------+------------------+---------
        new        | VOL01             | 17        | Hill        | ZZ2 2ZZ  |             | 2026-03-02T10:30 | advice
    """)
    post.takes("""
        contact_id | organisation_code | member_id | family_name | postcode | phone       | started_at       | activity
        -----------+-------------------+-----------+-------------+----------+-------------+------------------+---------
        old        | VOL01             | 17        | Marsh       | ZZ1 1ZZ  | 01632960001 | 2024-03-02T10:30 | advice
    """, at=LATER)  # fmt: skip
    assert said_to_be("family_name", "postcode", "phone") == [("17", "Hill", "ZZ2 2ZZ", "01632960001")]
    assert SentParticulars.objects.count() == 2


def test_a_feed_that_names_only_its_own_id_says_nothing_new_of_who_someone_is(post):
    post.takes(PROBLEM.format(status="active", updated="2026-01-05"), feed="gp_problem", sender=SURGERY)
    assert SourceRecord.objects.get().local_id == "44"
    assert SentParticulars.objects.count() == 0


def test_the_latest_version_of_a_reference_list_is_the_one_that_is_used(post):
    for bank_holiday, at in (("Easter Monday", NOW), ("Good Friday", LATER)):
        post.takes(f"""
            holiday    | name
            2026-04-06 | {bank_holiday}
        """, feed="reference_bank_holiday", sender="GOVUK", at=at)  # fmt: skip
    landed = latest_reference("reference_bank_holiday")
    assert duckdb.sql(f"SELECT name FROM read_parquet('{landed}')").fetchall() == [("Good Friday",)]
    assert latest_reference("reference_area") is None


def test_two_senders_may_use_the_same_ids(post):
    post.takes(EDNA_AND_HARRY)
    post.takes(EDNA_AND_HARRY, sender="VOL02")
    assert SourceRecord.objects.count() == 4
    assert {entry.source_record.sender for entry in Entry.objects.select_related("source_record")} == {CHARITY, "VOL02"}


def test_a_file_without_a_row_is_heard_all_the_same(post):
    outcome = post.takes("contact_id | organisation_code")
    assert (outcome.rows, outcome.refused) == (0, "")
    assert HeardFeed.objects.get().feed == "voluntary_contact"


def test_a_column_may_have_any_name_that_a_declaration_allows(post):
    outcome = post.takes("""
        item_id | provider_code | register_id | family_name | item           | place   | wording | recorded_at      | status
        w1      | HSP           | 17          | Marsh       | place_of_death | hospice | Died    | 2026-03-02T10:30 | current
    """, feed="end_of_life", sender="HSP")  # fmt: skip
    assert (outcome.added, outcome.refused, held()) == (1, "", [])
    assert said_to_be("family_name") == [("17", "Marsh")]
