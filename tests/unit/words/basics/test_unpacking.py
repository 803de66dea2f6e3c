"""A packed file is read as if it were not packed, and a bomb is refused before it fills the disk."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from joinedup.words.basics import unpacking
from joinedup.words.basics.errors import BadInput
from joinedup.words.basics.unpacking import opened

EXTRACT = b"nhs_number,family_name\n9990000018,Marsh\n" * 500


@pytest.mark.parametrize(
    ("name", "packed"),
    [("people.csv", bytes), ("people.csv.gz", gzip.compress), ("PEOPLE.CSV.GZ", gzip.compress), ("people.csv.bz2", bz2.compress)],
)  # fmt: skip
def test_an_extract_is_read_whole_however_it_was_packed(
    tmp_path: Path, name: str, packed: Callable[[bytes], bytes]
) -> None:
    sent = tmp_path / name
    sent.write_bytes(packed(EXTRACT))
    with opened(sent) as file:
        assert file.readable()
        assert file.read() == EXTRACT


def test_a_file_that_becomes_far_larger_than_an_extract_does_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "NEVER_ASKED", 1000)
    bomb = tmp_path / "people.csv.gz"
    bomb.write_bytes(gzip.compress(b"0" * 1_000_000))
    with opened(bomb) as file, pytest.raises(BadInput, match="far larger than its kind"):
        file.read()
