"""HL7 v2 messages taken apart: any bytes give a message, and any field of it can be asked for.

The header (MSH) says which characters separate fields, components, repetitions and subcomponents, and which one
escapes. Nothing here raises on what a sender wrote: what is absent reads as "", and ``Message.mistakes`` says what is
wrong with a message as a whole.

Source: HL7 version 2.4, chapter 2 (control): 2.7 message construction, 2.10 escape sequences.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from joinedup.words.basics.errors import Mistake
from joinedup.words.vocabulary.hl7v2.escapes import Separators, unescaped

_USUAL = Separators()
_PATH = re.compile(r"([A-Z][A-Z0-9]{2})(?:\[(\d+)\])?-(\d+)(?:\[(\d+)\])?(?:\.(\d+))?(?:\.(\d+))?$")
_WITHIN = re.compile(r"(\d+)(?:\[(\d+)\])?(?:\.(\d+))?(?:\.(\d+))?$")
_NULL = '""'
_CHARSETS = {
    "ASCII": "ascii", "8859/1": "latin-1", "8859/15": "iso8859-15", "8859/2": "iso8859-2", "UNICODE": "utf-8",
    "UNICODE UTF-8": "utf-8", "UTF-8": "utf-8", "UTF8": "utf-8", "UNICODE UTF-16": "utf-16",
    "WINDOWS-1252": "cp1252", "CP1252": "cp1252",
}  # fmt: skip


@functools.lru_cache(maxsize=256)
def _separators(opening: str) -> Separators:
    """Return the separators that the first characters of a header declare; HL7's usual ones where it is silent."""
    if len(opening) < 4:
        return Separators()
    field = opening[3]
    declared = opening[4:].partition(field)[0]
    usual = "^~\\&"
    return Separators(field, *(declared[n] if n < len(declared) else usual[n] for n in range(4)))


@functools.lru_cache(maxsize=1024)
def _path(path: str) -> tuple[str, int, int, int, int, int]:
    """Return segment, its occurrence, field, repetition, component and subcomponent (0: the whole) of a path."""
    found = _PATH.match(path)
    if not found:
        raise ValueError(f"{path!r} is not a path such as PID-3, PID-3.1, PID-3[2].1 or OBX[2]-5")
    name, occurrence, field, repetition, component, sub = found.groups()
    return name, int(occurrence or 1), int(field), int(repetition or 0), int(component or 0), int(sub or 0)


@functools.lru_cache(maxsize=1024)
def _within(path: str) -> tuple[int, int, int, int]:
    found = _WITHIN.match(path)
    if not found:
        raise ValueError(f"{path!r} is not a path within a segment such as 3, 3.1 or 3[2].1")
    field, repetition, component, sub = found.groups()
    return int(field), int(repetition or 0), int(component or 0), int(sub or 0)


class Segment:
    """One segment: its name, and its fields by number."""

    __slots__ = ("_fields", "_is_header", "_raw", "_separators")

    def __init__(self, raw: str, separators: Separators) -> None:
        self._raw = raw
        self._separators = separators
        self._fields: list[str] | None = None
        self._is_header = raw[:3] in ("MSH", "FHS", "BHS")

    @property
    def name(self) -> str:
        """The three letters with which it begins."""
        return self._raw[:3]

    def raw(self, number: int) -> str:
        """Return the field ``number`` (from 1) as it was written, or ''."""
        fields = self._fields
        if fields is None:
            fields = self._fields = self._raw.split(self._separators.field)
        if self._is_header:
            if number == 1:
                return self._separators.field
            number -= 1
        return fields[number] if 0 < number < len(fields) else ""

    def repetitions(self, number: int) -> list[str]:
        """Return each repetition of the field ``number`` as it was written; none where it is empty."""
        raw = self.raw(number)
        if not raw:
            return []
        if self._is_header and number < 3:
            return [raw]
        return raw.split(self._separators.repetition)

    def __getitem__(self, path: str) -> str:
        """Return what is at ``path`` in this segment (``3``, ``3.1``, ``3[2].1``), unescaped, or ''.

        Without a component the first repetition is returned whole. An explicit null (two quotation marks) reads as ''.
        """
        number, repetition, component, sub = _within(path)
        return self._at(number, repetition, component, sub)

    def _at(self, number: int, repetition: int, component: int, sub: int) -> str:
        written = self.raw(number)
        if not written:
            return ""
        if not (self._is_header and number < 3):
            if repetition > 1:
                written = _nth(written, self._separators.repetition, repetition)
            elif self._separators.repetition in written:
                written = written.partition(self._separators.repetition)[0]
        return self._inside(written, component, sub)

    def _inside(self, written: str, component: int, sub: int) -> str:
        marks = self._separators
        if component:
            written = _nth(written, marks.component, component)
            if sub:
                written = _nth(written, marks.subcomponent, sub)
        return _read(written, marks)

    def all(self, path: str) -> list[str]:
        """Return what is at ``path`` in each repetition of the field, those that say nothing left out."""
        number, _, component, sub = _within(path)
        found = (self._inside(written, component, sub) for written in self.repetitions(number))
        return [one for one in found if one]

    def components(self, path: str) -> list[str]:
        """Return the components of one repetition of a field, unescaped."""
        number, repetition, _, _ = _within(path)
        found = self.parts(number)
        place = max(repetition, 1) - 1
        return found[place].all() if place < len(found) else []

    def parts(self, number: int) -> list[Parts]:
        """Return each repetition of a field as its components, asked for by number from 1."""
        marks = self._separators
        return [Parts(written.split(marks.component), marks) for written in self.repetitions(number)]


class Parts:
    """The components of one repetition of a field, unescaped; one that is absent reads as ''."""

    __slots__ = ("_marks", "_pieces")

    def __init__(self, pieces: Sequence[str] = (), marks: Separators = _USUAL) -> None:
        self._pieces = pieces
        self._marks = marks

    def __getitem__(self, number: int) -> str:
        return _read(self._pieces[number - 1], self._marks) if 0 < number <= len(self._pieces) else ""

    def all(self) -> list[str]:
        """Return the components, in order."""
        return [_read(piece, self._marks) for piece in self._pieces]

    def within(self, number: int) -> list[str]:
        """Return the subcomponents of a component; an absent one has a single empty one."""
        piece = self._pieces[number - 1] if 0 < number <= len(self._pieces) else ""
        return [_read(inner, self._marks) for inner in piece.split(self._marks.subcomponent)]


def _read(written: str, marks: Separators) -> str:
    """Return words as they were meant: unescaped, and nothing for an explicit null."""
    if written == _NULL:
        return ""
    return unescaped(written, marks) if marks.escape in written else written


def _nth(written: str, separator: str, number: int) -> str:
    pieces = written.split(separator, number)
    return pieces[number - 1] if number <= len(pieces) else ""


class Message:
    """One message. ``message["PID-3.1"]`` never raises for want of a field; it returns ''."""

    __slots__ = ("_by_name", "_lines", "separators", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = [line for line in text.split("\r") if line]
        self.separators = _separators(self._lines[0][:9] if self._lines and self._lines[0][:3] == "MSH" else "")
        self._by_name: dict[str, list[Segment]] | None = None

    @property
    def segments(self) -> list[Segment]:
        """Every segment, in order."""
        return [Segment(line, self.separators) for line in self._lines]

    def named(self, name: str) -> list[Segment]:
        """Return the segments called ``name``, in order."""
        found = self._by_name
        if found is None:
            found = self._by_name = {}
            for line in self._lines:
                found.setdefault(line[:3], []).append(Segment(line, self.separators))
        return found.get(name, [])

    def __getitem__(self, path: str) -> str:
        """Return what is at ``path``: ``PID-3``, ``PID-3.1``, ``PID-3[2].4.1``, ``OBX[2]-5``; '' where it is absent."""
        name, occurrence, field, repetition, component, sub = _path(path)
        segments = self.named(name)
        if not 0 < occurrence <= len(segments):
            return ""
        return segments[occurrence - 1]._at(field, repetition, component, sub)

    def all(self, path: str) -> list[str]:
        """Return what is at ``path`` in every repetition of the field in every segment of that name."""
        name, _, field, _, component, sub = _path(path)
        within = f"{field}.{component}.{sub}" if sub else f"{field}.{component}" if component else str(field)
        return [one for segment in self.named(name) for one in segment.all(within)]

    @property
    def type(self) -> str:
        """The message's type and event: ``ADT^A01`` (the event from EVN-1 where the header has none)."""
        code, event = self["MSH-9.1"], self["MSH-9.2"] or self["EVN-1"]
        return f"{code}^{event}" if event else code

    @property
    def event(self) -> str:
        """The event that caused the message: ``A01``."""
        return self["MSH-9.2"] or self["EVN-1"]

    @property
    def control_id(self) -> str:
        """The sender's own name for this message, which an acknowledgement repeats."""
        return self["MSH-10"]

    @property
    def mistakes(self) -> list[Mistake]:
        """What is wrong with the message as a whole; none where it can be acknowledged and mapped."""
        if not self._lines or self._lines[0][:3] != "MSH" or len(self._lines[0]) < 8:
            return [
                Mistake("the message does not begin with a header that can be read (MSH and its separators)", "MSH")
            ]
        marks = self.separators
        if len({marks.field, marks.component, marks.repetition, marks.escape, marks.subcomponent}) < 5:
            return [Mistake("the header declares one character as two separators", "MSH-2")]
        found = []
        if not self["MSH-9.1"]:
            found.append(Mistake("the header does not say what type of message this is", "MSH-9"))
        if not self.control_id:
            found.append(Mistake("the header gives the message no control id", "MSH-10"))
        return found


def parse(data: bytes) -> Message:
    """Return the message in ``data``, whose framing (MLLP) and ends of line (CR, LF or both) may be any."""
    text = decoded(data)
    if text.startswith(("\x0b", "\ufeff", "\n", "\r", " ")):
        text = text.lstrip("\x0b\ufeff\r\n ")
    if "\x1c" in text:
        text = text.partition("\x1c")[0]
    if "\n" in text:
        text = text.replace("\r\n", "\r").replace("\n", "\r")
    return Message(text)


def decoded(data: bytes) -> str:
    """Return ``data`` as text: by the character set that MSH-18 names, else UTF-8, else Latin-1, which always can."""
    if data.isascii():
        return data.decode("ascii")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    header = Segment(data[:2000].lstrip(b"\x0b\r\n ").split(b"\r")[0].split(b"\n")[0].decode("latin-1"), Separators())
    for name in (_CHARSETS.get(_charset(header)), "utf-8"):
        if name and name != "ascii":
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                continue
    return data.decode("latin-1")


def _charset(header: Segment) -> str:
    opening = header.raw(0) or header.name
    marks = _separators(opening + header.raw(1)) if opening else Separators()
    return Segment(header._raw, marks)["18"].upper()
