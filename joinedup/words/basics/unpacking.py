"""Unpacking what was sent packed, up to what a file of ours could be: a bomb is refused before it fills the disk."""

from __future__ import annotations

import bz2
import gzip
import io
from pathlib import Path
from typing import IO, BinaryIO, cast

from joinedup.words.basics.errors import BadInput

MOST_TIMES = 250
"""How many times larger than its file it may become: extracts of records become 5 to 40 times as large (measured)."""
NEVER_ASKED = 64 * 1024 * 1024
"""Up to so many bytes nobody asks how well it was packed."""


class _Measured(io.RawIOBase):
    """Reads what is unpacked, and stops where it is more than the file could hold of anything of ours."""

    def __init__(self, unpacked: IO[bytes], most: int) -> None:
        self._unpacked, self._left = unpacked, most

    def readable(self) -> bool:
        """Return that it is read from."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read on, as files do. Raises BadInput where it is too much."""
        room = memoryview(cast("bytearray", buffer))
        part = self._unpacked.read(len(room))
        self._left -= len(part)
        if self._left < 0:
            raise BadInput(
                "The file becomes far larger than its kind can when it is unpacked.",
                now="Ask the sender for it again, not packed, or split.",
            )
        room[: len(part)] = part
        return len(part)

    def close(self) -> None:
        """Close the file too."""
        self._unpacked.close()
        super().close()


def opened(path: Path) -> BinaryIO:
    """Return the file's bytes, unpacked where its name says that it is packed (.gz, .bz2)."""
    suffix = path.name.lower().rpartition(".")[2]
    if suffix not in ("gz", "bz2"):
        return path.open("rb")
    most = max(NEVER_ASKED, path.stat().st_size * MOST_TIMES)
    unpacked = cast("IO[bytes]", (gzip if suffix == "gz" else bz2).open(path, "rb"))
    return io.BufferedReader(_Measured(unpacked, most), buffer_size=1 << 20)
