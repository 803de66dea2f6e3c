"""Opening and reading a record: through the gate, written down, as it is and as it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.record.entries.models import HeardFeed
from joinedup.record.entries.queries import changes_since, own_last_look, record_of
from joinedup.record.entries.reconcile import Heard, Silence
from joinedup.record.entries.reconcile_views import by_encounter, by_problem, measured, timeline, trend
from joinedup.record.journal.models import JournalLine
from joinedup.record.linkage import actions as linkage
from joinedup.record.linkage.models import Link
from joinedup.record.sharing.agreements.queries import feeds, feeds_off
from joinedup.record.sharing.gate import open_person
from joinedup.words.basics.errors import BadInput, NotAllowed, NotFound
from joinedup.words.vocabulary.kinds import Kind, Section
from tests.world.drawn import instant
from tests.world.world import NOW

DAY = timedelta(days=1)
MEDICINE = """
    kind     | key | happened   | text                   | status | dose
    ---------+-----+------------+------------------------+--------+----------
    medicine | m1  | 2025-06-01 | Amlodipine 5mg tablets | active | one daily
"""


def section(record, wanted: Section):
    return next(view for view in record.sections if view.heading.section is wanted)


# The gate


def test_every_look_is_in_the_journal_with_who_in_which_post_about_whom_and_why(world):
    edna = world.person("Edna Marsh")
    world.open("Edna Marsh", by="Dr Priya Nair", reason="Direct care")
    line = JournalLine.objects.get(act="record.open")
    assert (line.account_id, line.role, line.organisation, line.person_id, line.reason, line.outcome) == (
        world.account("Dr Priya Nair").pk, "gp", "X90001", edna, "Direct care", "done",
    )  # fmt: skip


@pytest.mark.parametrize("who", ["Nina Sorrel", "Tariq Bell", "Moira Quayle", "Alex Stroud"])
def test_a_post_without_care_is_refused_and_the_refusal_is_in_the_journal(world, who):
    edna = world.person("Edna Marsh")
    with pytest.raises(NotAllowed, match=r"does not include this. If you care for this person in another post"):
        world.open("Edna Marsh", by=who)
    line = JournalLine.objects.get(act="record.open")
    assert (line.outcome, line.person_id) == ("refused", edna)


def test_someone_who_is_not_here_cannot_be_opened(world):
    with pytest.raises(NotFound, match="There is no person by this number here"):
        open_person(987654, by=world.staff("Dr Priya Nair"), reason="Direct care", at=NOW)


# The record


def test_a_record_of_any_size_is_read_in_seven_queries(world):
    world.tells("Hillside Surgery", of="Edna Marsh", table=MEDICINE)
    feeds_off(at=NOW)  # sharing agreements are kept for some seconds
    counts = []
    for _ in range(2):
        opened = world.open("Edna Marsh")
        with CaptureQueriesContext(connection) as asked:
            record_of(opened)
        counts.append(len(asked))
        for sender in ("Northmoor Hospital", "Northmoor Council", "Northmoor Community", "Fellside Mental Health"):
            world.tells(sender, of="Edna Marsh", table=MEDICINE)
    assert counts == [7, 7]


def test_nobody_elses_entries_are_in_a_record(world):
    world.tells("Hillside Surgery", of="Arthur Marsh", table=MEDICINE)
    world.tells("Hillside Surgery", of="Edna Marsh", table=MEDICINE.replace("5mg", "10mg"))
    assert [line.title for line in world.record("Edna Marsh").lines] == ["Amlodipine 10mg tablets"]


def test_repeats_are_counted_and_every_source_is_there(world):
    for sender in ("Hillside Surgery", "Northmoor Hospital"):
        world.tells(sender, of="Edna Marsh", table=MEDICINE)
    record = world.record("Edna Marsh")
    assert (record.entries, len(record.lines), record.merged) == (2, 1, 1)
    assert sorted(record.lines[0].said_by) == ["Hillside Surgery", "Northmoor Hospital"]


def test_all_sections_are_there_in_the_order_in_which_they_are_looked_for(world):
    titles = [view.heading.title for view in world.record("Edna Marsh").sections]
    assert titles[:5] == ["Alerts", "Legal information", "Safeguarding", "Individual requirements", "About me"]
    assert len(titles) == 25


def test_a_record_gives_its_disagreements_its_lines_by_kind_and_each_line_by_its_id(world):
    world.tells("Hillside Surgery", of="Edna Marsh", table=MEDICINE)
    world.tells("Northmoor Hospital", of="Edna Marsh", table=MEDICINE.replace("one", "two"))
    record = world.record("Edna Marsh")
    (line,) = record.of(Kind.MEDICINE)
    assert record.conflicts == (line,)
    assert (record.line(line.id), record.line("medicine-0")) == (line, None)
    assert record.of(Kind.PROBLEM) == ()


# What an empty section means


def test_a_section_of_which_no_feed_of_the_place_speaks_is_not_received_and_says_from_where_it_would_come(world):
    view = section(world.record("Edna Marsh"), Section.END_OF_LIFE)
    assert (view.lines, view.silence) == ((), Silence.NOT_RECEIVED)
    assert view.words == (
        "Not received. It would come from: End-of-life wishes and recommendations (hospices and end-of-life registers)."
    )


def test_a_section_that_the_practice_fills_and_has_nothing_for_is_nothing_recorded(world):
    world.hears("Hillside Surgery", "gp_allergy")
    view = section(world.record("Edna Marsh"), Section.ALLERGIES)
    assert (view.silence, view.words) == (Silence.NOTHING_RECORDED, "Nothing recorded.")


def test_a_feed_that_another_practice_sends_says_nothing_of_this_ones_patients(world):
    world.hears("Riverside Practice", "gp_allergy")
    view = section(world.record("Edna Marsh"), Section.ALLERGIES)
    assert (view.silence, view.words) == (
        Silence.NOT_RECEIVED,
        "Not received from Hillside Surgery, where this person has a record.",
    )


def test_a_section_stays_marked_where_the_own_practice_is_missing_though_the_hospital_fills_it(world):
    world.hears("Riverside Practice", "gp_allergy")
    world.tells(
        "Northmoor Hospital", of="Edna Marsh", table="kind | happened | text\nallergy | 2026-01-01 | Penicillin"
    )
    view = section(world.record("Edna Marsh"), Section.ALLERGIES)
    assert [line.title for line in view.lines] == ["Penicillin"]
    assert view.words == "Not received from Hillside Surgery, where this person has a record."


def test_a_record_opens_however_many_feeds_of_however_many_senders_do_not_flow(world, tmp_path):
    (tmp_path / "place.yaml").write_text("agreements: required\n")
    senders = [f"Y{number:05}" for number in range(150)]
    names = [name for name, feed in feeds().items() if feed.identifiable][:10]
    HeardFeed.objects.bulk_create(
        HeardFeed(sender=sender, feed=feed, first_at=NOW, last_at=NOW) for sender in senders for feed in names
    )
    assert world.record("Edna Marsh").heard == {}


def test_a_feed_is_heard_as_late_as_its_latest_sender_and_from_those_who_know_the_person(world):
    world.hears("Hillside Surgery", "gp_allergy", at="2026-01-10")
    world.hears("Riverside Practice", "gp_allergy", at="2026-02-10")
    world.tells("Hillside Surgery", of="Edna Marsh", table=MEDICINE, at="2026-01-20")
    heard = world.record("Edna Marsh").heard
    assert heard["gp_allergy"] == Heard(instant("2026-02-10"), from_own=1)
    assert heard["gp_medication"] == Heard(instant("2026-01-20"), from_own=1)


def test_those_who_send_a_section_and_do_not_know_the_person_are_named(world):
    world.hears("Northmoor Council", "social_care")
    view = section(world.record("Edna Marsh"), Section.SOCIAL_CARE)
    assert view.silence is Silence.NOTHING_RECORDED
    assert view.words == (
        "Nothing recorded. Nobody who sends this has a record of this person: Adult social care (councils)."
    )


# As it was


def test_a_record_is_shown_as_it_was_known_before_a_correction(world):
    world.tells("Hillside Surgery", of="Edna Marsh", table=MEDICINE, at="2026-01-10")
    world.tells("Hillside Surgery", of="Edna Marsh", table=MEDICINE.replace("one", "two"), at="2026-02-10")
    doses = [
        [line.details["dose"] for line in world.record("Edna Marsh", as_at=when).lines]
        for when in ("2026-01-09", "2026-01-10", "2026-02-09 23:59", "2026-02-10", None)
    ]
    assert doses == [[], ["one daily"], ["one daily"], ["two daily"], ["two daily"]]


def test_a_record_is_shown_as_it_was_before_a_source_record_was_found_to_be_someone_elses(world):
    world.tells("Northmoor Hospital", of="Edna Marsh", table=MEDICINE, at="2026-01-10")
    Link.objects.filter(source_record__sender="XN1").update(ended_at=instant("2026-02-01"))
    assert len(world.record("Edna Marsh", as_at="2026-01-31").lines) == 1
    assert world.record("Edna Marsh", as_at="2026-02-01").lines == ()
    assert world.record("Edna Marsh").lines == ()


def test_what_is_someone_elses_now_is_not_shown_as_it_was_while_they_were_mistaken_for_one(world):
    world.tells("Northmoor Hospital", of="Edna Marsh", table=MEDICINE, at="2026-01-10")
    edna, thomas, steward = world.person("Edna Marsh"), world.person("Thomas Knight"), world.staff("Tariq Bell")
    world.tells("Hillside Surgery", of="Thomas Knight", table=MEDICINE.replace("Amlodipine", "Ramipril"))
    linkage.merge(gone=edna, into=thomas, reason="The same person", by=steward, at=NOW + DAY)
    both = world.record("Thomas Knight", at=NOW + 2 * DAY, as_at=NOW + 2 * DAY)
    assert len(both.lines) == 2
    linkage.unmerge(gone=edna, reason="Two people", by=steward, at=NOW + 3 * DAY)
    then = world.record("Thomas Knight", at=NOW + 5 * DAY, as_at=NOW + 2 * DAY)
    assert [line.title for line in then.lines] == [line.title for line in world.record("Thomas Knight").lines]
    assert then.organisations == ("Hillside Surgery",), "nor is it told who holds a record of her"
    assert world.record("Edna Marsh", at=NOW + 5 * DAY, as_at=NOW).lines, "hers is under her own name"


def test_a_section_is_not_received_as_at_a_day_before_its_feed_came(world):
    world.hears("Hillside Surgery", "gp_allergy", at="2026-02-01")
    then = section(world.record("Edna Marsh", as_at="2026-01-01"), Section.ALLERGIES)
    now = section(world.record("Edna Marsh"), Section.ALLERGIES)
    assert (then.silence, now.silence) == (Silence.NOT_RECEIVED, Silence.NOTHING_RECORDED)


def test_a_medicine_that_ended_later_was_current_then(world):
    table = "kind | happened | ended | text\nmedicine | 2025-06-01 | 2026-02-01 | Amlodipine 5mg tablets"
    world.tells("Hillside Surgery", of="Edna Marsh", table=table, at="2026-01-01")
    then, now = (world.record("Edna Marsh", as_at=when).lines[0].standing for when in ("2026-01-15", "2026-03-01"))
    assert (then, now) == ("current", "ended")


# What has changed


def test_what_has_changed_since_i_last_looked(world):
    world.tells("Hillside Surgery", of="Edna Marsh", table=MEDICINE, at="2026-01-01")
    world.tells(
        "Hillside Surgery", of="Edna Marsh", at="2026-01-01",
        table="kind | key | happened | text\nproblem | p1 | 2019 | Asthma\nproblem | p2 | 2020 | Gout",
    )  # fmt: skip
    world.open("Edna Marsh", at=instant("2026-02-01 09:00"))
    world.open("Edna Marsh", by="Sam Whitlock", at=instant("2026-03-20 09:00"))
    world.tells("Northmoor Hospital", of="Edna Marsh", table=MEDICINE, at="2026-03-01")
    world.tells(
        "Hillside Surgery", of="Edna Marsh", at="2026-03-02",
        table="""
            kind    | key | happened | text  | status
            allergy | a1  | 2026     | Latex |
            problem | p2  | 2020     | Gout  | entered-in-error
        """,
    )  # fmt: skip
    opened = world.open("Edna Marsh", at=NOW)
    since = own_last_look(opened)
    assert since == instant("2026-02-01 09:00")
    changes = changes_since(opened, record_of(opened), since)
    assert [line.title for line in changes.new] == ["Latex"]
    assert [line.title for line in changes.more] == ["Amlodipine 5mg tablets"]
    assert [row.text for row in changes.gone] == ["Gout"]
    assert changes.joined == ()


def test_a_fact_told_anew_is_not_new(world):
    table = "kind | key | happened | text | last_issued\nmedicine | m1 | 2020 | Amlodipine 5mg tablets | {}"
    world.tells("Hillside Surgery", of="Edna Marsh", at="2026-01-01", table=table.format("2025-12-20"))
    world.tells("Hillside Surgery", of="Edna Marsh", at="2026-03-01", table=table.format("2026-02-20"))
    opened = world.open("Edna Marsh", at=NOW)
    changes = changes_since(opened, record_of(opened), instant("2026-02-01"))
    assert (changes.new, [line.title for line in changes.more]) == ((), ["Amlodipine 5mg tablets"])


def test_the_pages_of_one_sitting_are_one_look(world):
    for minutes in (0, 10, 35):
        world.open("Edna Marsh", at=NOW - timedelta(days=1) + timedelta(minutes=minutes))
    world.open("Edna Marsh", at=NOW - timedelta(minutes=5))
    opened = world.open("Edna Marsh", at=NOW)
    assert own_last_look(opened) == NOW - timedelta(days=1) + timedelta(minutes=35)


def test_the_first_look_has_none_before_it(world):
    opened = world.open("Edna Marsh")
    assert own_last_look(opened) is None
    assert changes_since(opened, record_of(opened), NOW - timedelta(days=1)).nothing


def test_a_record_found_since_to_be_this_persons_is_said_to_have_joined(world):
    world.tells("Northmoor Hospital", of="Edna Marsh", table=MEDICINE, at="2026-01-01")
    Link.objects.filter(source_record__sender="XN1").update(linked_at=instant("2026-03-01"))
    opened = world.open("Edna Marsh")
    changes = changes_since(opened, record_of(opened), instant("2026-02-01"))
    assert (changes.joined, [line.title for line in changes.new]) == (
        ("Northmoor Hospital",),
        ["Amlodipine 5mg tablets"],
    )


def test_a_record_found_since_not_to_be_this_persons_is_said_to_have_parted(world):
    world.tells("Northmoor Hospital", of="Edna Marsh", table=MEDICINE, at="2026-01-01")
    Link.objects.filter(source_record__sender="XN1").update(ended_at=instant("2026-03-01"))
    opened = world.open("Edna Marsh")
    assert changes_since(opened, record_of(opened), instant("2026-02-01")).parted == ("Northmoor Hospital",)


# Other ways through it


def told_by_many(world):
    world.tells("Hillside Surgery", of="Edna Marsh", table="""
        kind         | key | happened         | ended            | text         | code     | value | unit   | encounter
        problem      | p1  | 2015             |                  | Hypertension | 38341003 |       |        |
        consultation | c1  | 2026-01-03 10:00 | 2026-01-03 10:20 | Face to face | 38341003 |       |        |
        observation  | o1  | 2026-01-03 10:05 |                  | Systolic     | 72313002 | 162   | mm[Hg] |
        observation  | o2  | 2025-11-03       |                  | Systolic     | 72313002 | 170   | mm[Hg] |
        observation  | o3  | 2026-02-03       |                  | Systolic     | 72313002 | 150   | mm[Hg] | c1
        observation  | o4  | 2024-02-03       |                  | Systolic     | 72313002 | 20.1  | kPa    |
    """)  # fmt: skip
    world.tells(
        "Northmoor Hospital",
        of="Edna Marsh",
        table="""
        kind       | happened         | ended            | text                    | code_system | code | outcome
        attendance | 2026-03-01 07:10 | 2026-03-01 10:20 | A&E                     | icd10       | I10  | home
    """,
    )
    return world.record("Edna Marsh")


def test_the_timeline_is_filtered_by_kind_organisation_and_day(world):
    lines = told_by_many(world).lines
    assert [str(line.happened) for line in timeline(lines, kinds=[Kind.ATTENDANCE]).lines] == ["1 March 2026 at 07:10"]
    assert timeline(lines, organisations=["Northmoor Hospital"]).total == 1
    assert timeline(lines, since=date(2026, 1, 3), until=date(2026, 1, 3)).total == 2
    assert timeline(lines).total == 7


def test_a_page_of_the_timeline_that_was_never_given_is_refused_kindly(world):
    with pytest.raises(BadInput, match=r"cannot be found. Begin again"):
        timeline(told_by_many(world).lines, after="nonsense")


def test_a_trend_is_one_series_a_unit_and_converts_nothing(world):
    record = told_by_many(world)
    pressure, other = trend(record.lines, "72313002")
    assert [(str(p.happened), p.value) for p in pressure.points] == [
        ("3 November 2025", 170.0),
        ("3 January 2026 at 10:05", 162.0),
        ("3 February 2026", 150.0),
    ]
    assert (pressure.unit, other.unit, len(other.points)) == ("mm[Hg]", "kPa", 1)
    assert list(measured(record.lines)) == ["72313002"]


def test_a_problem_gathers_the_contacts_that_were_for_it_however_they_code_it(world):
    (problem,) = by_problem(told_by_many(world).lines)
    assert {line.title for line in problem.lines} == {"Face to face", "A&E"}


def test_a_contact_gathers_what_is_tied_to_it_and_what_was_done_during_it(world):
    contacts = {group.head.title: group for group in by_encounter(told_by_many(world).lines)}
    assert {line.value for line in contacts["Face to face"].lines} == {162.0, 150.0}


# People whose place nobody may know


def test_of_a_sensitive_person_no_place_is_shown_anywhere(world):
    world.tells("Northmoor Hospital", of="Grace Hidden", table="""
        kind      | happened         | text                                      | provider | place
        admission | 2026-03-01 07:10 | Emergency admission to Northmoor Hospital | XN1      | Ward 4, Northmoor
        document  | 2026-03-02       | Letter to 4 Hidden Street                 | XN1      |
        medicine  | 2026-03-02       | Amlodipine 5mg tablets                    | XN1      |
    """)  # fmt: skip
    world.tells("Riverside Practice", of="Grace Hidden", table=MEDICINE.replace("one daily", "two daily"))
    opened = world.open("Grace Hidden", by="Dr Owen Pryce")
    record = record_of(opened)
    shown = repr(record.lines) + repr(record.sections) + repr(record.sources) + repr(record.withdrawn)
    shown += repr(changes_since(opened, record, instant("2020-01-01")))
    for place in ("Northmoor Hospital", "Riverside", "XN1", "X90002", "Hidden Street", "Ward 4"):
        assert place not in shown
    assert {line.title for line in record.lines} == {"Hospital stay", "Letter or document", "Amlodipine 5mg tablets"}
    assert sorted(record.organisations) == ["Source A", "Source B"]


def test_what_was_done_in_a_stay_stands_under_procedures_and_counts_as_no_repeat(world):
    world.tells(
        "Northmoor Hospital",
        of="Edna Marsh",
        feed="admitted_care",
        table="""
        kind      | happened         | ended            | text                | procedures
        admission | 2026-02-01 22:30 | 2026-02-05 12:00 | Emergency admission | W371 Z843
        """,
    )
    record = world.record("Edna Marsh")
    (view,) = (view for view in record.sections if view.heading.section is Section.PROCEDURES)
    assert sorted(line.title for line in view.lines) == ["Procedure W37.1 (OPCS-4)", "Procedure Z84.3 (OPCS-4)"]
    assert record.line(view.lines[0].id) is view.lines[0]
    assert record.merged == 0
