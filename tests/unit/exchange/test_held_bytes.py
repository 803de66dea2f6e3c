"""Bytes that were held are shown as they are, and come back from a form as they would have been sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.exchange.quarantine.rules import as_sent, as_text, hexadecimal, shown

MESSAGE = b"MSH|^~\\&|PAS|RXX\rPID|1||17\r"


@pytest.mark.parametrize(
    ("body", "text"),
    [(b"Edna,1938\n", "Edna,1938\n"), ("Zoë".encode(), "Zoë"), (b"Zo\xeb", None), (b"PK\x03\x04", None), (b"", "")],
)
def test_text_is_what_a_form_can_hold(body: bytes, text: str | None) -> None:
    assert as_text(body) == text


def test_a_message_is_shown_segment_by_segment() -> None:
    assert shown(MESSAGE) == "MSH|^~\\&|PAS|RXX\nPID|1||17\n"


def test_what_is_not_text_is_shown_byte_by_byte_with_its_letters() -> None:
    assert shown(b"Edna\xff<script>!!") == ("000000  45 64 6e 61 ff 3c 73 63 72 69 70 74 3e 21 21     Edna.<script>!!")
    assert hexadecimal(bytes(17)).splitlines()[1].startswith("000010  00 ")


@pytest.mark.parametrize(
    ("typed", "like", "sent"),
    [
        ("MSH|x\r\nPID|1\r\n", MESSAGE, b"MSH|x\rPID|1\r"),
        ("a,b\r\nc,d", b"a,b\nc,e", b"a,b\nc,d"),
        ("a\r\nb\r\n", b"a\r\nc\r\n", b"a\r\nb\r\n"),
        ("a,b\r\n", b"a,c", b"a,b"),  # the line end that the form added is not kept
    ],
)
def test_a_form_gives_back_the_line_ends_that_came(typed: str, like: bytes, sent: bytes) -> None:
    assert as_sent(typed, like=like) == sent


@given(
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FF, exclude_characters="\x7f")), st.sampled_from("\n\r")
)
def test_what_is_not_changed_comes_back_as_it_came(text: str, end: str) -> None:
    body = (text + end).encode()
    shown_in_form = (as_text(body) or "").replace("\r\n", "\n").replace("\r", "\n")
    if as_text(body) is not None:
        assert as_sent(shown_in_form.replace("\n", "\r\n"), like=body) == body
