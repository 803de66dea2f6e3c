"""Any field of any message can be asked for."""

from __future__ import annotations

import pytest

from joinedup.words.vocabulary.hl7v2 import Separators, parse
from joinedup.words.vocabulary.hl7v2.escapes import escaped, unescaped
from tests.unit.words.hl7v2.written import EDNA, header, message

EDNAS = message("ADT^A01", "OBX|1|NM|A~B||98.0", "OBX|2|NM|C||&7&^8", r"NTE|1||Seen \T\ sent \.br\home")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("MSH-1", "|"),
        ("MSH-2", "^~\\&"),
        ("MSH[1]-2[1]", "^~\\&"),
        ("MSH-9", "ADT^A01"),
        ("MSH-9.2", "A01"),
        ("PID-3.1", "M123"),
        ("PID-3[2].1", "9990000018"),
        ("PID-3[3].1", ""),
        ("PID-5", "Marsh^Edna^May^^Mrs^^L"),
        ("PID-5.2", "Edna"),
        ("PID-5.9", ""),
        ("PID-99", ""),
        ("OBX-5", "98.0"),
        ("OBX[2]-3", "C"),
        ("OBX[3]-3", ""),
        ("OBX[2]-5.1.2", "7"),
        ("OBX[2]-5.1.9", ""),
        ("OBX-3[2]", "B"),
        ("NTE-3", "Seen & sent \nhome"),
        ("ZZZ-1", ""),
    ],
)
def test_a_path_gives_what_the_sender_wrote_there_or_nothing(path: str, value: str) -> None:
    assert EDNAS[path] == value


def test_all_gives_every_repetition_in_every_segment_of_the_name() -> None:
    assert EDNAS.all("PID-3.1") == ["M123", "9990000018"]
    assert EDNAS.all("OBX-3") == ["A", "B", "C"]
    assert EDNAS.all("OBX-5.1.2") == ["7"]
    assert EDNAS.all("ZZZ-3") == []


def test_a_segment_gives_its_own_fields() -> None:
    pid = EDNAS.named("PID")[0]
    assert (pid.name, pid["5.1"], pid["0"], pid["3[9]"]) == ("PID", "Marsh", "", "")
    assert pid.components("5")[:3] == ["Marsh", "Edna", "May"]
    assert pid.components("40") == []
    assert pid.repetitions(40) == []
    assert EDNAS.named("MSH")[0].repetitions(2) == ["^~\\&"]
    assert [segment.name for segment in EDNAS.segments] == ["MSH", "PID", "OBX", "OBX", "NTE"]


@pytest.mark.parametrize("path", ["PID", "PID-", "pid-3", "PID-3.a", "PID 3"])
def test_a_path_that_is_none_is_a_mistake_of_ours_not_of_the_sender(path: str) -> None:
    with pytest.raises(ValueError, match="is not a path"):
        EDNAS[path]


def test_a_path_within_a_segment_that_is_none_is_told_too() -> None:
    with pytest.raises(ValueError, match="not a path within a segment"):
        EDNAS.named("PID")[0]["PID-3"]


def test_an_explicit_null_reads_as_nothing() -> None:
    assert message("ADT^A31", who='PID|1||M1||Marsh^""^May')["PID-5.2"] == ""


@pytest.mark.parametrize(
    ("written", "marks"),
    [
        ("MSH|^~\\&|PAS", Separators()),
        ("MSH#!*?%#PAS", Separators("#", "!", "*", "?", "%")),
        ("MSH|^|PAS|RXX", Separators()),
        ("MSH||PAS|RXX", Separators()),
        ("MSH", Separators()),
    ],
)
def test_the_header_says_which_characters_divide_a_message(written: str, marks: Separators) -> None:
    assert parse(written.encode()).separators == marks


def test_a_message_in_other_separators_reads_the_same() -> None:
    other = parse(b"MSH#!*?%#PAS#RXX#####ADT!A01#77#P#2.4\rPID#1##M123!!!RXX*999!!!NHS##Marsh!Edna")
    assert (other.type, other["PID-5.2"], other.all("PID-3.1")) == ("ADT^A01", "Edna", ["M123", "999"])


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\n"])
@pytest.mark.parametrize(
    ("before", "after"), [(b"", b""), (b"\x0b", b"\x1c\r"), (b"\r\n ", b"\r\n"), (b"\xef\xbb\xbf", b"")]
)
def test_framing_and_ends_of_line_may_be_any(before: bytes, after: bytes, end: bytes) -> None:
    lines = [header("ADT^A01").encode(), EDNA.encode(), b"PV1|1|I"]
    found = parse(before + end.join(lines) + after)
    assert (found.control_id, found["PID-5.1"], found["PV1-2"]) == ("1", "Marsh", "I")
    assert found.mistakes == []


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("8859/1", "latin-1"), ("UNICODE", "utf-8"), ("UNICODE UTF-8", "utf-8"), ("", "utf-8"), ("", "latin-1"),
        ("ASCII", "utf-8"), ("UTF-8", "latin-1"), ("8859/15", "iso8859-15"), ("WINDOWS-1252", "cp1252"),
        ("KLINGON", "latin-1"),
    ],
)  # fmt: skip
def test_a_name_keeps_its_accent_whatever_the_character_set(name: str, encoding: str) -> None:
    text = f"MSH|^~\\&|PAS|RXX|||20260307||ADT^A28|1|P|2.4||||||{name}\rPID|1||M1||Müller^Zoë"
    assert parse(text.encode(encoding))["PID-5.2"] == "Zoë"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_sixteen_bit_text_is_known_by_its_first_two_bytes(encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert parse(mark + f"{header('ADT^A28')}\rPID|1||M1||Müller".encode(encoding))["PID-5.1"] == "Müller"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "does not begin with a header"),
        (b"\x0b\x1c\r", "does not begin with a header"),
        (b"PID|1||M123", "does not begin with a header"),
        (b"MSH|", "does not begin with a header"),
        (b"MSH|^^\\&|PAS|||||ADT^A01|1", "one character as two separators"),
        (b"MSH|^~\\&|PAS|RXX|A|B|20260307|||1|P", "what type of message"),
        (b"MSH|^~\\&|PAS|RXX|A|B|20260307||ADT^A01||P", "no control id"),
        (b"\xc3\xc3|\xff", "does not begin with a header"),
    ],
)
def test_what_is_wrong_with_a_whole_message_is_said_without_its_words(data: bytes, problem: str) -> None:
    assert [problem in str(mistake) for mistake in parse(data).mistakes] == [True]


def test_the_event_is_read_from_evn_where_the_header_leaves_it_out() -> None:
    assert message("ADT", "EVN|A03|20260307").type == "ADT^A03"
    assert message("ACK").type == "ACK"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"a\F\b\S\c\T\d\R\e\E\f", r"a|b^c&d~e\f"),
        (r"line\.br\line", "line\nline"),
        (r"\.sp2\two \.sk+4\on", "\ntwo  on"),
        (r"\H\bold\N\ plain", "bold plain"),
        (r"\X41\ \XC3\ ", "A Ã "),
        (r"\XZZ\ stays", r"\XZZ\ stays"),
        (r"\X00\ stays", r"\X00\ stays"),
        (r"\X\ stays", r"\X\ stays"),
        (r"C:\temp\new", r"C:\temp\new"),
        (r"ends\F", r"ends\F"),
        ("\\", "\\"),
        (r"\.xy\ stays", r"\.xy\ stays"),
    ],
)
def test_escape_sequences_are_put_right_and_others_left(written: str, read: str) -> None:
    assert unescaped(written, Separators()) == read


def test_what_is_escaped_reads_as_it_was() -> None:
    words = "Tom & Edna | ^ ~ \\ 100%"
    assert unescaped(escaped(words, Separators()), Separators()) == words
