"""Segments on disk, beside the release they are of: what may be shown of each scheme, and the lines that drills read.

Each file is named by the hash of the definitions it was worked out from, so that what changed is worked out anew.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from joinedup.insight.registers import catalogue as registers
from joinedup.insight.segments import lines
from joinedup.insight.segments.definition import catalogue as schemes
from joinedup.insight.segments.lines import Dimension, Lines
from joinedup.insight.segments.profile import CUTS
from joinedup.record.store.files import whole

_DIMENSIONS = b"joinedup.dimensions"


def told_file(release: Path) -> Path:
    """Return where what may be shown of every scheme is kept."""
    return release / "results" / f"segments-{_hash(list(schemes().values()))}.json"


def lines_file(release: Path) -> Path:
    """Return where the lines that drills read are kept: by the definitions in them and the code that wrote them."""
    written_by = Path(lines.__file__).read_bytes()
    known = _hash([list(schemes().values()), list(registers().values()), CUTS, written_by])
    return release / "results" / f"drill-{known}.parquet"


def write_told(path: Path, written: dict[str, Any]) -> None:
    """Keep what may be shown; whole, or not at all."""
    with whole(path) as part:
        part.write_text(json.dumps(written, default=str), encoding="utf-8")
    _remove_older(path)


def write_lines(path: Path, made: Lines) -> None:
    """Keep lines with what they can be drilled by; whole, or not at all."""
    told = json.dumps([asdict(each) for each in made.dimensions]).encode()
    with whole(path) as part:
        pq.write_table(made.table.replace_schema_metadata({_DIMENSIONS: told}), part, compression="lz4")
    _remove_older(path)


@functools.lru_cache(maxsize=8)
def dimensions(path: Path) -> dict[str, Dimension]:
    """Return what the lines of a file can be drilled by, by name. A file never changes."""
    told = json.loads(pq.read_schema(path).metadata[_DIMENSIONS])
    return {each["name"]: Dimension(**each) for each in told}


def read_lines(path: Path, columns: list[str]) -> pa.Table:
    """Return some columns of the lines."""
    return pq.read_table(path, columns=columns)


def _remove_older(path: Path) -> None:
    """Remove what was worked out from other definitions: nobody asks for it any more."""
    for older in path.parent.glob(f"{path.name.partition('-')[0]}-*{path.suffix}"):
        if older != path:
            older.unlink(missing_ok=True)


def _hash(definitions: object) -> str:
    return hashlib.sha256(repr(definitions).encode()).hexdigest()[:16]
