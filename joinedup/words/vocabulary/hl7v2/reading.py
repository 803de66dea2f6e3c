"""HL7 v2 data types as our own words: timestamps, coded things, names of people and the ids of a person."""

from __future__ import annotations

import functools
import re
from datetime import datetime

from joinedup.words.basics.moments import LONDON, Moment, Precision, parse
from joinedup.words.vocabulary import codes
from joinedup.words.vocabulary.fhir.mapping.elements import Concept
from joinedup.words.vocabulary.hl7v2.message import Parts, Segment

_STAMP = re.compile(
    r"(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.\d+)?)?)?)?)?)?([+-]\d{4})?(?:\^.*)?$"
)
_NOT_DIGITS = re.compile(r"[\s-]")
_NHS_AUTHORITIES = frozenset({"NHS", "NHSNBR", "NHSNMBR", "NHSN", "NH", "2.16.840.1.113883.2.1.4.1"})


@functools.lru_cache(maxsize=16384)
def moment(stamp: str) -> Moment | None:
    """Return the moment of a timestamp (``20260307``, ``202603070930``, ``20260307093000+0100``), or None.

    A time without an offset is London time. Midnight to the second in a date of birth is a day: use ``day``.
    Raises nothing: a timestamp that is on no calendar or clock is None, and ``is_moment`` tells of it.
    """
    found = _STAMP.match(stamp.strip())
    if not found:
        return None
    year, month, day_, hour, minute, second, offset = found.groups()
    try:
        if hour is None:
            return parse("-".join(piece for piece in (year, month, day_) if piece))
        written = f"{year}-{month}-{day_}T{hour}:{minute or '00'}:{second or '00'}"
        return parse(written + (f"{offset[:3]}:{offset[3:]}" if offset else ""))
    except ValueError:
        return None


def day(stamp: str) -> str:
    """Return the day (or the part of one that is known) of a timestamp, as ISO: ``1965-11-12``, ``1965``, or ''."""
    found = moment(stamp.strip()[:8])
    if found is None:
        return ""
    local = found.at.astimezone(LONDON)
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(found.precision, 10)
    return local.date().isoformat()[:length]


def iso(when: datetime | None) -> str:
    """Return an instant as ISO text in UTC, which sorts as time does; '' for None."""
    return "" if when is None else when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def coded(segment: Segment, field: int) -> Concept:
    """Return the concept of a coded field (code, words, system; a second code after them where there is one)."""
    one = next(iter(segment.parts(field)), _NOTHING)
    first = Concept(one[2] or one[1], codes.from_hl7v2(one[3]), one[1])
    if not one[4]:
        return first
    second = Concept(one[5] or one[2] or one[1], codes.from_hl7v2(one[6]), one[4])
    return second if codes.rank(second.system) < codes.rank(first.system) else first


def clinician(segment: Segment, field: int) -> str:
    """Return the name of a clinician (id, family, given, …, prefix): Dr Samuel Darwin."""
    one = next(iter(segment.parts(field)), _NOTHING)
    title = next((word for word in (one[5], one[6], one[7]) if word.rstrip(".").lower() in _TITLES), "")
    return " ".join(word for word in (title, one[3], one[2]) if word)


_NOTHING = Parts()
_TITLES = frozenset({"dr", "mr", "mrs", "miss", "ms", "mx", "prof", "professor", "sir", "sister", "nurse"})


def nhs_number(pid: Segment) -> str:
    """Return the NHS number among a person's ids (PID-3, else 2 or 4), digits only, as sent; '' where there is none."""
    for field in (3, 2, 4):
        for one in pid.parts(field):
            if one[1] and _is_nhs(one):
                return _NOT_DIGITS.sub("", one[1])
    return ""


def own_id(pid: Segment) -> str:
    """Return the sender's own id of a person: the first in PID-3 that is no NHS number, else the first of all."""
    return first_own(pid.parts(3)) or pid["2.1"] or pid["4.1"]


def first_own(ids: list[Parts]) -> str:
    """Return the first id that is not an NHS number, else the first; '' where there is none."""
    own = next((one[1] for one in ids if one[1] and not _is_nhs(one)), "")
    return own or next((one[1] for one in ids if one[1]), "")


def _is_nhs(one: Parts) -> bool:
    if one[5].upper() in _NHS_AUTHORITIES:
        return True
    return any(mark.upper() in _NHS_AUTHORITIES for mark in one.within(4))
