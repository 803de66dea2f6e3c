"""Read FHIR JSON of any size, one resource at a time: bundles, single resources and ndjson, packed or not.

    for received in stream(path):
        received.position, received.resource, received.raw, received.mistakes

Memory holds one entry of a bundle, not the bundle, and each comes with its exact bytes, so that one that cannot be
used can be kept as it came. What cannot be read is a mistake that says where; nothing here raises for bad input.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from joinedup.words.basics.errors import Mistake
from joinedup.words.basics.unpacking import opened

MOST_BYTES = 256 * 2**20  # of one resource
_CHUNK = 2**20
# Around the entries we look at strings too; inside them only at what opens and closes (three times as fast).
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_AROUND = re.compile(rb'(%b|["{}\[\]])' % _STRING, re.DOTALL)
_INSIDE = re.compile(rb'[^"{}\[\]]*+(?:%b[^"{}\[\]]*+)*+(["{}\[\]])' % _STRING, re.DOTALL)
_QUOTE, _OPEN_LIST, _CLOSE_LIST = b'"[]'
_OPENING = b"{["
_BOM = b"\xef\xbb\xbf"

_XML = "This is FHIR written as XML, which is not read here. Send it as JSON: both say the same."
_NOT_UTF8 = "This is not text in UTF-8. Send FHIR JSON in UTF-8."
_PACKED = "The file is damaged: it cannot be unpacked to its end. Send it again."
_ENDS = "The file ends in the middle: it was not sent or kept whole. Send it again."
_TOO_BIG = f"One resource is larger than {MOST_BYTES // 2**20} MB, the most that is read."
_BETWEEN = "There is something between two entries of the bundle that is not JSON."
_AROUND_ENTRIES = "Around the entries of the bundle, the file is not JSON."
_NOT_ONE_LIST = "The entries of a bundle must be one list."
_NO_RESOURCE = "This entry of the bundle holds no resource, so there is nothing to take in."
_NOT_OBJECT = "A resource must be an object, in braces."


@dataclass(frozen=True, slots=True)
class Received:
    """One resource as it came; ``resource`` is None where it cannot be read, and ``mistakes`` says why.

    ``position`` counts from 1: the entry of the bundle, or the line. It is 0 for a mistake about the file itself.
    ``raw`` is the exact bytes of the entry, the line or the file; for a mistake about the file itself, what was read
    of it and not yet given out.
    """

    position: int
    raw: bytes
    full_url: str = ""
    resource: dict[str, Any] | None = None
    mistakes: tuple[Mistake, ...] = ()


class _Stopped(Exception):
    """Reading cannot go on."""


class _KindComesLater(Exception):
    """``entry`` stands before ``resourceType``: what kind of resource it belongs to is not known yet."""


def stream(path: Path) -> Iterator[Received]:
    """Yield each resource in the file at ``path``: ndjson by its name, else a bundle or a single resource.

    The file may be packed (``.gz``, ``.bz2``). Raises OSError only where the file itself cannot be opened.
    """
    name = path.name.lower()
    with opened(path) as file:
        try:
            yield from _lines(file) if ".ndjson" in name or ".jsonl" in name else _document(file)
        except (EOFError, zlib.error):
            yield _about_file(_PACKED)
        except OSError as error:
            if error.errno is not None:
                raise
            yield _about_file(_PACKED)


def read(data: bytes) -> Iterator[Received]:
    """Yield each resource in ``data``: a bundle or a single resource."""
    yield from _document(BytesIO(data))


def _about_file(problem: str) -> Received:
    return Received(0, b"", mistakes=(Mistake(problem),))


def _lines(file: BinaryIO) -> Iterator[Received]:
    """Yield the resource of each line; blank lines are passed over and counted."""
    position = 0
    while line := file.readline(MOST_BYTES):
        position += 1
        if len(line) == MOST_BYTES and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = file.readline(_CHUNK)
            yield Received(position, b"", mistakes=(Mistake(_TOO_BIG, row=position),))
            continue
        raw = line.removeprefix(_BOM).strip() if position == 1 else line.strip()
        if raw:
            yield _parsed(raw, position)


def _parsed(raw: bytes, position: int) -> Received:
    """Return the resource written in ``raw``."""
    if raw.startswith(b"<"):
        return Received(position, raw, mistakes=(Mistake(_XML, row=position),))
    try:
        resource = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Received(position, raw, mistakes=(Mistake(_not_json(error, raw), row=position),))
    if not isinstance(resource, dict):
        return Received(position, raw, mistakes=(Mistake(_NOT_OBJECT, row=position),))
    return Received(position, raw, resource=resource)


def _not_json(error: orjson.JSONDecodeError, raw: bytes) -> str:
    """Return what is wrong and where, without any of the text itself."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return _NOT_UTF8
    return f"This is not JSON: line {error.lineno}, character {error.colno}."


def _document(file: BinaryIO) -> Iterator[Received]:
    """Yield each entry of a bundle as it is read, or the one resource that the file is."""
    splitter = _Splitter(file)
    count = 0
    try:
        for raw in splitter.entries():
            count += 1
            yield _entry(raw, count)
    except _KindComesLater:
        yield from _out_of_order(splitter.rest())
        return
    except _Stopped as why:
        yield Received(0, b"" if str(why) == _TOO_BIG else splitter.kept(), mistakes=(Mistake(str(why)),))
        return
    yield from _envelope(splitter.envelope, split=splitter.split)


def _out_of_order(data: bytes) -> Iterator[Received]:
    """Yield what is in a file whose ``resourceType`` stands after its entries; it must be read whole to know."""
    whole = _parsed(data, 1)
    if whole.resource is None or whole.resource.get("resourceType") != "Bundle":
        yield whole
        return
    splitter = _Splitter(BytesIO(data), kind=b'"Bundle"')
    for count, raw in enumerate(splitter.entries(), start=1):
        yield _entry(raw, count)
    yield from _envelope(splitter.envelope, split=splitter.split)


def _envelope(raw: bytes, *, split: bool) -> Iterator[Received]:
    """Yield the resource itself where it is no bundle with entries; of a bundle only what is wrong around them."""
    whole = _parsed(raw, 1)
    if split and whole.resource is None:
        yield _about_file(_AROUND_ENTRIES)
    elif whole.resource is None or whole.resource.get("resourceType") != "Bundle":
        yield whole
    elif whole.resource.get("entry"):  # what was split has left an empty list
        yield Received(0, raw, mistakes=(Mistake(_NOT_ONE_LIST, "Bundle.entry"),))


def _entry(raw: bytes, position: int) -> Received:
    """Return the resource in one entry of a bundle."""
    where = f"Bundle.entry[{position - 1}]"
    entry = _parsed(raw, position)
    if entry.resource is None:
        said = tuple(Mistake(each.problem, where, position) for each in entry.mistakes)
        return Received(position, raw, mistakes=said)
    address, resource = entry.resource.get("fullUrl"), entry.resource.get("resource")
    full_url = address if isinstance(address, str) else ""
    if isinstance(resource, dict):
        return Received(position, raw, full_url, resource)
    problem = _NO_RESOURCE if resource is None else _NOT_OBJECT
    return Received(position, raw, full_url, mistakes=(Mistake(problem, where, position),))


class _Splitter:
    """Cuts a bundle into the bytes of its entries as it is read; ``envelope`` is what is left around them.

    Only strings, braces and brackets are looked at; what they hold is for the parser of each piece.
    """

    def __init__(self, file: BinaryIO, kind: bytes = b"") -> None:
        self._file = file
        self._kind = kind
        self._buffer = b""
        self._at = 0  # where in the buffer to look on
        self._from = 0  # the first byte that is not yet given out
        self._depth = 0
        self._key = (0, 0)  # the last string outside the entries
        self._first = True
        self._in_entries = False
        self.split = False
        self.envelope = b""

    def entries(self) -> Iterator[bytes]:
        """Yield the bytes of each entry. Raises _Stopped where the file is no JSON, and _KindComesLater."""
        while self._read():
            look_again = True
            while look_again:
                look_again = yield from self._scan()
        if self._depth > 0:
            raise _Stopped(_ENDS)
        self.envelope += self._buffer[self._from :]

    def _scan(self) -> Generator[bytes, None, bool]:
        """Yield the entries that end in the buffer; return whether to look on at it in the other way."""
        inside = self._in_entries
        for token in (_INSIDE if inside else _AROUND).finditer(self._buffer, self._at):
            start, end = token.span(1)
            sort = self._buffer[start]
            if sort == _QUOTE:
                if end - start == 1:  # a string that the next bytes will end
                    return False
                if self._depth == 1:
                    self._note(start, end)
            elif sort in _OPENING:
                self._open(sort, start, end)
            elif (piece := self._close(sort, start, end)) is not None:
                self._at = end
                yield piece
            self._at = end
            if self._in_entries != inside:
                return True
        return False

    def kept(self) -> bytes:
        """Return what was read and not given out."""
        return self._buffer[self._from :]

    def rest(self) -> bytes:
        """Return the whole file, where nothing of it has been given out."""
        return self._buffer + self._file.read(MOST_BYTES)

    def _read(self) -> bool:
        """Read on, forget what was given out, and return whether there was more."""
        waiting = len(self._buffer) - self._from
        if waiting > MOST_BYTES:
            raise _Stopped(_TOO_BIG)
        more = self._file.read(max(_CHUNK, waiting))
        if not self._buffer:
            more = self._begin(more)
        self._buffer = self._buffer[self._from :] + more
        self._at -= self._from
        self._key = (self._key[0] - self._from, self._key[1] - self._from)
        self._from = 0
        return bool(more)

    def _begin(self, first: bytes) -> bytes:
        """Return the first bytes without their mark of UTF-8; XML and other alphabets are refused."""
        problem = _NOT_UTF8 if first.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
        first = first.removeprefix(_BOM)
        if problem or first.lstrip().startswith(b"<"):
            self._buffer = first
            raise _Stopped(problem or _XML)
        return first

    def _note(self, start: int, end: int) -> None:
        """Note a string of the outermost object: a name, or the kind of the resource."""
        key = self._buffer[slice(*self._key)]
        if key == b'"resourceType"' and self._between(self._key[1], start) == b":":
            self._kind = self._buffer[start:end]
        self._key = (start, end)

    def _between(self, start: int, end: int) -> bytes:
        return self._buffer[start:end].strip()

    def _open(self, sort: int, start: int, end: int) -> None:
        """Go one deeper: into the list of entries, into an entry, or into what is no concern of ours."""
        self._depth += 1
        if self._in_entries:
            if self._depth == 3:
                if self._between(self._from, start) != (b"" if self._first else b","):
                    raise _Stopped(_BETWEEN)
                self._from, self._first = start, False
        elif self._depth == 2 and sort == _OPEN_LIST and not self.split:
            named = self._buffer[slice(*self._key)] == b'"entry"' and self._between(self._key[1], start) == b":"
            if named and not self._kind:
                raise _KindComesLater
            if named and self._kind == b'"Bundle"':
                self._in_entries = self.split = True
                self.envelope, self._from = self._buffer[:end], end

    def _close(self, sort: int, start: int, end: int) -> bytes | None:
        """Go one up; return the entry that ends here, if one does."""
        self._depth -= 1
        if not self._in_entries:
            return None
        if self._depth == 2:
            piece, self._from = self._buffer[self._from : end], end
            return piece
        if self._depth == 1:
            if sort != _CLOSE_LIST or self._between(self._from, start):
                raise _Stopped(_BETWEEN)
            self._in_entries, self._from = False, start
        return None
