"""The file of the national data opt-out check, and what its answer says of a person. Pure.

Source: DCB3058 (compliance with national data opt-outs), Check for National Data Opt-outs service: a ``.dat`` file with
one NHS number a line, a comma after it, LF at the end; the answer is the same list without those who opted out.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from joinedup.words.basics import nhs_number
from joinedup.words.basics.errors import ManyMistakes, Mistake
from joinedup.words.basics.moments import LONDON

OPTED_OUT = "national data opt-out"
NOT_ASKED = "not among those asked about in the check"
NO_NUMBER = "no NHS number to ask about"
_MAILBOX = re.compile(r"[A-Z0-9]{1,20}")
_MOST_TOLD = 20
LENGTH = 24
Hashes = NDArray[np.bytes_]


def file_name(mailbox: str, *, at: datetime, number: int) -> str:
    """Return the name of the ``number``-th list of the day from ``mailbox``: mailbox-DDMMYY-NNNN.dat.

    Raises ValueError for a mailbox that is no MESH mailbox, and for more than 9,999 lists in a day.
    """
    if not _MAILBOX.fullmatch(mailbox):
        raise ValueError("a MESH mailbox is capital letters and figures, such as X26HC001")
    if not 1 <= number <= 9_999:
        raise ValueError("no more than 9,999 lists a day can be named")
    return f"{mailbox}-{at.astimezone(LONDON):%d%m%y}-{number:04}.dat"


def lines(numbers: Iterable[str]) -> Iterator[str]:
    """Give the lines of the list."""
    return (f"{number},\n" for number in numbers)


def numbers_in(text: Iterable[str], *, file: str) -> list[str]:
    """Return the NHS numbers of an answer. Raises ManyMistakes with the lines that are none, but not what they say."""
    found, mistakes = [], []
    for row, line in enumerate(text, start=1):
        number = line.strip().removesuffix(",").strip()
        if nhs_number.is_valid(number):
            found.append(number)
        elif number:
            mistakes.append(Mistake("no NHS number", row=row, file=file))
            if len(mistakes) == _MOST_TOLD:
                break
    if mistakes:
        raise ManyMistakes(mistakes, now="Ask for the answer again: one NHS number a line, with a comma after it.")
    return found


def hashed(numbers: Iterable[str], *, key: bytes) -> Hashes:
    """Return keyed hashes of NHS numbers (HMAC-SHA256, the first 24 hexadecimal digits), in the order given."""
    digests = [hmac.digest(key, number.encode(), "sha256").hex()[:LENGTH].encode() for number in numbers]
    return np.array(digests, dtype=f"S{LENGTH}")


def among(asked: Hashes, listed: Hashes) -> NDArray[np.bool_]:
    """Return for each of ``asked`` whether it is in ``listed``, which is sorted."""
    if not listed.size:
        return np.zeros(asked.shape, dtype=bool)
    places = np.minimum(np.searchsorted(listed, asked), listed.size - 1)
    found: NDArray[np.bool_] = listed[places] == asked
    return found


def standings(numbers: Sequence[str | None], *, key: bytes, asked: Hashes, opted_out: Hashes) -> list[str]:
    """Return for each person's NHS number why they may not be in a release for planning; nothing where they may.

    Someone about whom nothing could be asked, or nothing was, may not: that nobody said no is not known.
    """
    hashes = hashed((number or "" for number in numbers), key=key)
    known, out = among(hashes, asked), among(hashes, opted_out)
    return [
        NO_NUMBER if not number else OPTED_OUT if is_out else "" if is_known else NOT_ASKED
        for number, is_known, is_out in zip(numbers, known.tolist(), out.tolist(), strict=True)
    ]
