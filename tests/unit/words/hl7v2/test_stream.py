"""Files of many messages are cut into messages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from joinedup.words.vocabulary.hl7v2 import framed, split, stream

stream_of_messages = sys.modules["joinedup.words.vocabulary.hl7v2.stream"]  # the package has a function of this name
ONE, TWO = b"MSH|^~\\&|PAS|1\rPID|1||M1", b"MSH|^~\\&|PAS|2\rPID|1||M2\rNTE|1||MSHX is a word"


@pytest.mark.parametrize(
    "written",
    [
        ONE + b"\r" + TWO,
        ONE + b"\r\r\n\n" + TWO + b"\r\n",
        framed(ONE + b"\r") + framed(TWO + b"\r"),
        b"FHS|^~\\&|PAS\rBHS|^~\\&|PAS\r" + ONE + b"\r" + TWO + b"\rBTS|2\rFTS|1\r",
        b"\r\n\x00 " + ONE + b"\n" + TWO,
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_each_message_comes_out_whole_wherever_the_chunks_were_cut(written: bytes, size: int) -> None:
    chunks = [written[at : at + size] for at in range(0, len(written), size)]
    assert list(split(chunks)) == [ONE, TWO]


@pytest.mark.parametrize("size", [1, 3, 50, 1000])
def test_of_a_message_that_is_too_long_only_the_beginning_is_given(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_of_messages, "MOST_BYTES", 60)
    written = b"\r".join([ONE, ONE + b"\rOBX|1|" + b"x" * 200, TWO])
    first, long, last = split([written[at : at + size] for at in range(0, len(written), size)])
    assert (first, last) == (ONE, TWO)
    assert 60 < len(long) <= max(61 + size, 240)
    assert long.startswith(ONE)


@pytest.mark.parametrize("size", [1, 50, 1000])
def test_a_last_message_that_never_ends_is_given_once(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_of_messages, "MOST_BYTES", 60)
    written = ONE + b"\r" + TWO + b"x" * 5000
    first, endless = split([written[at : at + size] for at in range(0, len(written), size)])
    assert first == ONE
    assert endless.startswith(TWO[:20])
    assert len(endless) > 60


def test_what_comes_before_the_first_header_is_not_lost() -> None:
    assert list(split([b"Export of 7 March\r\n", ONE])) == [b"Export of 7 March", ONE]


@pytest.mark.parametrize("written", [b"", b"\r\n\r\n", b"\x0b\x1c\r", b"FHS|^~\\&|\rFTS|0\r"])
def test_a_file_that_says_nothing_holds_no_message(written: bytes) -> None:
    assert list(split([written])) == []


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    file = tmp_path / "day.hl7"
    file.write_bytes(ONE + b"\n\n" + TWO)
    assert list(stream(file)) == [ONE, TWO]
