"""Files and sockets of many messages, cut into messages without holding more than one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

MOST_BYTES = 32 << 20
"""The most that a message may be: a letter of thousands of pages fits; what is longer would fill memory."""
_CHUNK = 1 << 20
#: A message begins where a line, or a frame, begins with MSH and a separator.
_MARK, _BEFORE = b"MSH", b"\r\n\x0b\x1c"
_AROUND = b"\r\n\x0b\x1c \t\x00"
_LINES = re.compile(rb"(?<=[\r\n])")
_BATCH = (b"FHS", b"BHS", b"BTS", b"FTS")
#: A new message cannot be told from fewer bytes than these at the end of a chunk.
_TELLING = 4


def stream(path: Path) -> Iterator[bytes]:
    """Yield the bytes of each message in a file, its framing (MLLP, blank lines, batch headers) left off.

    Ends of line may be CR, LF or both. What comes before the first header, if it says anything, is
    yielded too, so that it can be kept and explained. Raises OSError where the file cannot be read.
    See ``split`` for messages that are too long.
    """
    with path.open("rb") as file:
        yield from split(iter(lambda: file.read(_CHUNK), b""))


def split(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes of each message in a run of chunks, wherever the chunks were cut.

    Of a message longer than ``MOST_BYTES`` only the beginning is given, one byte more than that at least.
    """
    held, given = b"", False  # ``given``: the beginning of what is held was too long and has been given
    for chunk in chunks:
        held += chunk
        begin = 0
        for start in _starts(held):
            if not given:
                yield from _cleaned(held[begin:start])
            begin, given = start, False
        held = held[begin:]
        if len(held) > MOST_BYTES:
            if not given:
                yield held
            held, given = held[-_TELLING:], True
    if not given:
        yield from _cleaned(held)


def _starts(held: bytes) -> Iterator[int]:
    """Yield where each message begins, but for one at the very start, and one too near the end to be told."""
    at = held.find(_MARK, 1)
    while 0 < at <= len(held) - _TELLING:
        after = held[at + 3 : at + 4]
        if held[at - 1] in _BEFORE and not after.isalnum() and not after.isspace():
            yield at
        at = held.find(_MARK, at + 3)


def _cleaned(piece: bytes) -> Iterator[bytes]:
    """Yield a piece without its framing and without the lines of a batch around it; nothing where none is left."""
    message = piece.strip(_AROUND)
    if any(name in message for name in _BATCH):
        lines = _LINES.split(message)
        message = b"".join(line for line in lines if line[:3] not in _BATCH).strip(_AROUND)
    if message:
        yield message
