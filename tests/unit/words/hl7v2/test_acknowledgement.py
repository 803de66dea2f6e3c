"""Every message gets an answer in its own separators."""

from __future__ import annotations

from datetime import UTC, datetime

from joinedup.words.vocabulary.hl7v2 import Answer, acknowledge, framed, parse
from tests.unit.words.hl7v2.written import message

AT = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


def test_a_message_taken_is_acknowledged_to_its_sender_by_its_own_id() -> None:
    answer = acknowledge(message("ADT^A01", control="77"), Answer.ACCEPTED, at=AT, control_id="K1")
    assert answer == b"MSH|^~\\&|JOINEDUP|PLACE|PAS|RXX|20260701103000||ACK^A01|K1|P|2.4\rMSA|AA|77|\r"


def test_a_message_refused_is_told_why_and_where() -> None:
    answer = acknowledge(
        message("ADT^A01", control="77"), Answer.ERROR, at=AT, control_id="K1",
        problem="the person has no identifier: ask | check", field="PID-3",
    )  # fmt: skip
    assert answer.decode().split("\r")[1:3] == [
        "MSA|AE|77|the person has no identifier: ask \\F\\ check",
        "ERR|PID^1^3",
    ]


def test_a_problem_without_a_place_has_an_empty_one() -> None:
    answer = acknowledge(message("ADT^A01"), Answer.REJECTED, at=AT, control_id="K1", problem="not for us")
    assert answer.decode().split("\r")[1:3] == ["MSA|AR|1|not for us", "ERR|"]


def test_bytes_that_are_no_message_are_still_answered() -> None:
    answer = parse(acknowledge(parse(b"\xff\xfejunk"), Answer.REJECTED, at=AT, control_id="K1", problem="no header"))
    assert (answer.type, answer["MSA-1"], answer["MSA-2"], answer["MSH-11"]) == ("ACK", "AR", "", "P")


def test_the_answer_is_written_in_the_senders_own_separators() -> None:
    other = parse(b"MSH#!*?%#PAS#RXX#US#HERE###ADT!A01#7?F?7#P#2.4")
    assert acknowledge(other, Answer.ACCEPTED, at=AT, control_id="K1").startswith(b"MSH#!*?%#US#HERE#PAS#RXX#")
    assert parse(acknowledge(other, Answer.ACCEPTED, at=AT, control_id="K1"))["MSA-2"] == "7#7"


def test_a_frame_goes_around_what_travels() -> None:
    assert framed(b"MSH|") == b"\x0bMSH|\x1c\r"
