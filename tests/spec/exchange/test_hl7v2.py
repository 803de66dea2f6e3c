"""HL7 v2: messages of one visit make one entry whatever their order, and a sender's merge waits for someone to decide."""

from __future__ import annotations

import itertools

from joinedup.record.entries.models import Entry
from joinedup.record.linkage.models import Review
from tests.spec.exchange.sent import held, known, said_to_be
from tests.world.drawn import instant


def message(event: str, at: str, *, control: str, more: str = "", person: str = "H17", name: str = "MARSH^EDNA") -> str:
    return "\r".join(
        (
            f"MSH|^~\\&|PAS|RXA|JU|ZZB01|{at}||ADT^{event}|{control}|P|2.4",
            f"EVN|{event}|{at}",
            f"PID|1||{person}^^^RXA^PI~9990000018^^^NHS^NH||{name}||19410203|F",
            more,
        )
    )


STAY = "PV1|1|I|W7^B2^1^RXA||||||||||||||||V1|||||||||||||||||||||||||20260301100000|{discharged}"
CAME = message("A01", "202603011000", control="1", more=STAY.format(discharged=""))
MOVED = message("A02", "202603021000", control="2", more=STAY.format(discharged="").replace("W7", "W9"))
LEFT = message("A03", "202603041500", control="3", more=STAY.format(discharged="20260304150000"))


def send(post, *messages: str, name: str):
    path = post.file(name)
    path.write_bytes("\r".join(messages).encode())
    return post.takes_file(path, feed="hospital_messages", sender="RXA")


def test_one_visit_is_one_entry_in_whatever_order_its_messages_come(post):
    for number, order in enumerate(itertools.permutations((CAME, MOVED, LEFT))):
        person = f"H{number}"
        for place, one in enumerate(order):
            send(
                post, one.replace("|H17^", f"|{person}^").replace("|V1|", f"|V{number}|"), name=f"{number}-{place}.hl7"
            )
    stays = known("status", "happened_at", "ended_at")
    assert stays == [("finished", instant("2026-03-01 10:00"), instant("2026-03-04 15:00"))] * 6


def test_one_file_of_all_messages_says_the_same_as_three_files(post):
    send(post, CAME, MOVED, LEFT, name="all.hl7")
    assert known("status", "ended_at") == [("finished", instant("2026-03-04 15:00"))]
    assert said_to_be("family_name", "nhs_number", "birth_date") == [("H17", "MARSH", "9990000018", "1941-02-03")]


def test_the_latest_name_counts_and_a_field_that_is_left_out_changes_nothing(post):
    married = message("A31", "202604011000", control="9", name="HILL^EDNA").replace("19410203", "")
    send(post, married, CAME, name="both.hl7")
    assert said_to_be("family_name", "birth_date") == [("H17", "HILL", "1941-02-03")]


def test_a_merge_waits_in_review_and_is_told_once(post):
    merge = message("A40", "202603051000", control="4", more="MRG|H99^^^RXA^PI")
    send(post, merge, name="first.hl7")
    send(post, merge.replace("|4|P", "|5|P"), name="second.hl7")
    review = Review.objects.get()
    assert (review.why, review.decided_at) == ("sender_merged", None)
    assert {review.first.local_id, review.second.local_id} == {"H17", "H99"}


def test_a_message_that_cannot_be_used_is_held_with_its_field_and_the_others_come_in(post):
    nobody = message("A01", "202603011000", control="7").replace("H17^^^RXA^PI~9990000018^^^NHS^NH", "")
    outcome = send(post, nobody, CAME, name="mixed.hl7")
    assert (outcome.added, outcome.quarantined) == (1, 1)
    assert held()[0][0] == 1
    assert "PID-3: the person has no identifier" in held()[0][1]
    assert Entry.objects.count() == 1
