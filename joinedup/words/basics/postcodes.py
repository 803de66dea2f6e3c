"""Postcodes, in their usual form: capitals, one space before the last three."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_NOT_IN_IT = re.compile(r"[^A-Z0-9]")


def normalise(text: str) -> str:
    """Return the postcode written in ``text`` as ``LS1 4AB``; empty where it is not one.

    Source: BS 7666, the shapes A9, A99, AA9, AA99, A9A and AA9A before the space.
    """
    found = _SHAPE.fullmatch(_NOT_IN_IT.sub("", text.upper()))
    return f"{found[1]} {found[2]}" if found else ""
