"""The answer to a message: taken (AA), wrong (AE) or not for us (AR).

Source: HL7 version 2.4, chapter 2.9 (acknowledgement, original mode) and 2.15.8 (MSA), table 0008.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from joinedup.words.basics.moments import LONDON
from joinedup.words.vocabulary.hl7v2.escapes import escaped
from joinedup.words.vocabulary.hl7v2.message import Message

START, END = b"\x0b", b"\x1c\r"


class Answer(StrEnum):
    """What became of a message. Table 0008."""

    ACCEPTED = "AA"
    ERROR = "AE"
    REJECTED = "AR"


def acknowledge(
    message: Message, answer: Answer, *, at: datetime, control_id: str, problem: str = "", field: str = ""
) -> bytes:
    """Return the acknowledgement of ``message`` as bytes, without framing.

    ``control_id`` names the acknowledgement itself. ``problem`` says in words what is wrong (never a value of
    the message) and ``field`` where, such as ``PID-3``. It is written in the sender's own separators.
    """
    marks = message.separators
    own = marks.component + marks.repetition + marks.escape + marks.subcomponent
    kind = marks.component.join(filter(None, ("ACK", message["MSH-9.2"])))
    when = at.astimezone(LONDON).strftime("%Y%m%d%H%M%S")
    version = message["MSH-12"] or "2.4"
    header = [
        "MSH", own, escaped(message["MSH-5"], marks), escaped(message["MSH-6"], marks),
        escaped(message["MSH-3"], marks), escaped(message["MSH-4"], marks), when, "", kind, control_id,
        escaped(message["MSH-11"], marks) or "P", escaped(version, marks),
    ]  # fmt: skip
    lines = [
        marks.field.join(header),
        marks.field.join(["MSA", answer.value, escaped(message.control_id, marks), escaped(problem, marks)]),
    ]
    if problem:
        segment, _, place = field.partition("-")
        lines.append(marks.field.join(["ERR", marks.component.join([segment, "1", place]) if field else ""]))
    return ("\r".join(lines) + "\r").encode("utf-8")


def framed(message: bytes) -> bytes:
    """Return a message in the frame in which it travels over a socket (MLLP)."""
    return START + message + END
