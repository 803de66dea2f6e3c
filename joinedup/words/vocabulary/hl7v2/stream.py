"""Files and sockets of many messages, cut into messages without holding more than one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_CHUNK = 1 << 20
#: A message begins where a line, or a frame, begins with MSH and a separator.
_START = re.compile(rb"(?:^|(?<=[\r\n\x0b\x1c]))(?=MSH[^A-Za-z0-9\s])")
_AROUND = b"\r\n\x0b\x1c \t\x00"
_BATCH = (b"FHS", b"BHS", b"BTS", b"FTS")
#: A new message cannot be told from fewer bytes than these at the end of a chunk.
_TELLING = 4


def stream(path: Path) -> Iterator[bytes]:
    """Yield the bytes of each message in a file, its framing (MLLP, blank lines, batch headers) left off.

    Ends of line may be CR, LF or both. What comes before the first header, if it says anything, is
    yielded too, so that it can be kept and explained. Raises OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        yield from split(iter(lambda: file.read(_CHUNK), b""))


def split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes of each message in a run of chunks, wherever the chunks were cut."""
    held = b""
    for chunk in chunks:
        held += chunk
        starts = [found.start() for found in _START.finditer(held, 0, len(held)) if found.start()]
        starts = [start for start in starts if start <= len(held) - _TELLING]
        begin = 0
        for start in starts:
            yield from _cleaned(held[begin:start])
            begin = start
        held = held[begin:]
    yield from _cleaned(held)


def _cleaned(piece: bytes) -> Iterator[bytes]:
    """Yield a piece without its framing and without the lines of a batch around it; nothing where none is left."""
    message = piece.strip(_AROUND)
    if any(name in message for name in _BATCH):
        lines = re.split(rb"(?<=[\r\n])", message)
        message = b"".join(line for line in lines if line[:3] not in _BATCH).strip(_AROUND)
    if message:
        yield message
