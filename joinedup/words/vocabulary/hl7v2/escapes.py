r"""The characters that divide a message, and the sequences (``\F\``) that stand for them within words.

Source: HL7 version 2.4, chapter 2.10 (use of escape sequences in text fields).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Separators:
    """The characters by which one message is divided."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"


_FORMATTING = {
    ".br": "\n",
    ".sp": "\n",
    ".ce": "\n",
    ".fi": "",
    ".nf": "",
    ".in": "",
    ".ti": "",
    ".sk": " ",
    "H": "",
    "N": "",
}


def unescaped(text: str, marks: Separators) -> str:
    r"""Return ``text`` with its escape sequences (``\F\``, ``\S\``, ``\T\``, ``\.br\``, ``\X0D\`` …) put right.

    A sequence that means nothing is left as it was written.
    """
    meanings = {
        "F": marks.field, "S": marks.component, "T": marks.subcomponent, "R": marks.repetition, "E": marks.escape,
    }  # fmt: skip
    pieces = text.split(marks.escape)
    written = [pieces[0]]
    place = 1
    while place < len(pieces):
        sequence = pieces[place]
        meant = _meaning(sequence, meanings) if place + 1 < len(pieces) else None
        if meant is None:
            written.append(marks.escape + sequence)
            place += 1
        else:
            written += [meant, pieces[place + 1]]
            place += 2
    return "".join(written)


def _meaning(sequence: str, meanings: dict[str, str]) -> str | None:
    if sequence in meanings:
        return meanings[sequence]
    if sequence in _FORMATTING:
        return _FORMATTING[sequence]
    if sequence[:3] in _FORMATTING and sequence[3:].lstrip("+-").isdigit():
        return _FORMATTING[sequence[:3]]
    if sequence[:1] == "X" and len(sequence) > 2:
        try:
            meant = bytes.fromhex(sequence[1:]).decode("latin-1")
        except ValueError:
            return None
        return None if "\0" in meant else meant  # no database keeps it in a text
    return None


def escaped(text: str, marks: Separators) -> str:
    r"""Return ``text`` with the separators in it written as escape sequences; ends of line become ``\.br\``."""
    if not text:
        return ""
    escape = marks.escape
    names = {
        escape: "E", marks.field: "F", marks.component: "S", marks.subcomponent: "T", marks.repetition: "R",
        "\r": ".br", "\n": ".br",
    }  # fmt: skip
    return "".join(f"{escape}{names[one]}{escape}" if one in names else one for one in text)
