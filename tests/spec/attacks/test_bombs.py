"""Files that become enormous, or ask a reader to fetch something: refused with the reason, and nothing filled."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from joinedup.exchange.intake.actions import take_in
from joinedup.exchange.intake.addressing import Addressed
from joinedup.exchange.quarantine.models import HeldItem
from joinedup.faces.cli.place_files import _unpack
from joinedup.record.access.actor import SYSTEM
from joinedup.record.entries.models import Entry
from joinedup.words.basics import unpacking
from joinedup.words.basics.errors import BadInput
from joinedup.words.vocabulary.fhir.narrative import is_plain
from tests.world.world import NOW


@pytest.fixture
def place(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place that has received nothing, and asks how well a file was packed from its first megabyte on."""
    settings.HOME = tmp_path / "place"
    settings.HOME.mkdir()
    monkeypatch.setattr(unpacking, "NEVER_ASKED", 1 << 20)
    return tmp_path


BOMBS: dict[str, tuple[str, Callable[[bytes], bytes], bytes]] = {
    "calls.csv.gz": ("voluntary_contact", gzip.compress, b"contact_id\n" + b"0\n" * 5_000_000),
    "record.ndjson.gz": ("fhir", gzip.compress, b" " * 10_000_000),
    "record.json.bz2": ("fhir", bz2.compress, b"[" + b"0," * 5_000_000),
    "ward.hl7.gz": ("hospital_messages", gzip.compress, b"MSH|^~\\&|" + b"A" * 10_000_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_packed_bomb_is_refused_and_fills_nothing(name: str, place: Path) -> None:
    feed, pack, content = BOMBS[name]
    path = place / name
    path.write_bytes(pack(content))
    take_in(Addressed(path, "X90001", feed), by=SYSTEM, at=NOW)
    assert not Entry.objects.exists()
    assert "far larger than its kind can" in " ".join(HeldItem.objects.values_list("problem", flat=True))
    kept = sum(file.stat().st_size for file in (place / "place").rglob("*") if file.is_file())
    assert kept < 5_000_000


def test_a_file_that_is_packed_as_records_are_is_read_whole(tmp_path: Path) -> None:
    rows = b"".join(b"%d,Edna,fall,%d\n" % (n, n * 7919 % 1013) for n in range(300_000))
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(rows))
    with unpacking.opened(path) as file:
        assert file.readable()
        assert file.read() == rows


NARRATIVES = {
    "a billion laughs": '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    "a file of ours": '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE d SYSTEM "http://evil.example/x.dtd">',
}


@pytest.mark.parametrize("before", NARRATIVES.values(), ids=NARRATIVES)
def test_a_narrative_that_declares_entities_is_none(before: str) -> None:
    assert not is_plain(f'{before}<div xmlns="http://www.w3.org/1999/xhtml">&a;</div>')
    assert is_plain('<div xmlns="http://www.w3.org/1999/xhtml">All is well</div>')


@pytest.mark.parametrize("name", ["../outside", "/var/outside", "a/../../outside"])
def test_a_backup_with_a_path_out_of_it_writes_nothing_outside(name: str, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as tar:
        info = tarfile.TarInfo(name)
        info.size = 3
        tar.addfile(info, io.BytesIO(b"bad"))
    (tmp_path / "in").mkdir()
    with pytest.raises(BadInput, match="cannot be read as a backup"):
        _unpack(tmp_path / "b.tar.gz", tmp_path / "in")
    assert not (tmp_path / "outside").exists()


def test_a_backup_with_a_link_out_of_it_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "b.tar.gz", "w:gz") as tar:
        info = tarfile.TarInfo("link")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(info)
    (tmp_path / "in").mkdir()
    with pytest.raises(BadInput):
        _unpack(tmp_path / "b.tar.gz", tmp_path / "in")
