"""How bytes that were held are shown and mended. Pure."""

from __future__ import annotations

import re

# What may be an NHS number or a sender's own id: in JSON, in a reference (Patient/17), in HL7 v2 (17^^^RXX).
_NAME = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]*")
_SPACED = re.compile(rb"[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}")
# FHIR's security labels of a restricted and a very restricted record.
_RESTRICTED = re.compile(rb'"security"\s*:\s*\[[^\]]*"code"\s*:\s*"[RV]"')
# Characters that a page cannot show as they are, and what stands for them; HL7 v2 ends its segments with \r.
_VISIBLE = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7F: "\u2421"}
_A_ROW = 16


def as_text(body: bytes) -> str | None:
    """Return the bytes as text where they are text that can be mended in a form, else None."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if any(ord(letter) in _VISIBLE for letter in text) else text


def shown(body: bytes) -> str:
    """Return the bytes as they are shown: as text where they are text, else each byte in hexadecimal beside it."""
    text = as_text(body)
    return hexadecimal(body) if text is None else text.replace("\r\n", "\n").replace("\r", "\n")


def hexadecimal(body: bytes) -> str:
    """Return lines of sixteen bytes: place, bytes, and the letters among them."""
    lines = []
    for start in range(0, len(body), _A_ROW):
        row = body[start : start + _A_ROW]
        letters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        lines.append(f"{start:06x}  {row.hex(' '):<47}  {letters}")
    return "\n".join(lines)


def as_sent(text: str, *, like: bytes) -> bytes:
    """Return what a form sent as bytes, with the line ends of ``like``: browsers send every line end as CR LF."""
    end = b"\r\n" if b"\r\n" in like else b"\r" if b"\r" in like else b"\n"
    body = text.replace("\r\n", "\n").replace("\r", "\n").encode().replace(b"\n", end)
    return body if like.endswith(end) or not body.endswith(end) else body.removesuffix(end)


def names_in(body: bytes) -> frozenset[str]:
    """Return every word of the bytes that may be an NHS number or somebody's id."""
    spaced = (number.translate(None, b" -") for number in _SPACED.findall(body))
    return frozenset(word.decode("ascii") for word in (*_NAME.findall(body), *spaced))


def says_sensitive(body: bytes, column: str = "") -> bool:
    """Return whether the bytes flag whom they are about: FHIR by a label, a row by the feed's ``column``."""
    said = rb'"%s"\s*:\s*(?:true|1|"(?:true|yes|y|1)")' % re.escape(column.encode())
    return bool(_RESTRICTED.search(body) or (column and re.search(said, body, re.IGNORECASE)))
