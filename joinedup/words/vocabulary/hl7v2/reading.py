"""HL7 v2 data types as our own words: timestamps, coded things, names of people and the ids of a person."""

from __future__ import annotations

import functools
import re
from datetime import datetime

from joinedup.words.basics.moments import LONDON, Moment, Precision, parse
from joinedup.words.vocabulary import codes
from joinedup.words.vocabulary.fhir.mapping.elements import Concept
from joinedup.words.vocabulary.hl7v2.message import Message, Segment

_STAMP = re.compile(
    r"(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.\d+)?)?)?)?)?)?([+-]\d{4})?(?:\^.*)?$"
)
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
    pieces = [*segment.components(str(field)), *[""] * 6][:6]
    first = Concept(pieces[1] or pieces[0], codes.from_hl7v2(pieces[2]), pieces[0])
    second = Concept(pieces[4] or pieces[1], codes.from_hl7v2(pieces[5]), pieces[3])
    if second.code and codes.rank(second.system) < codes.rank(first.system):
        return second if second.text else Concept(first.text, second.system, second.code)
    return first


def clinician(segment: Segment, field: int) -> str:
    """Return the name of a clinician (id, family, given, …, prefix): Dr Samuel Darwin."""
    pieces = [*segment.components(str(field)), *[""] * 7][:7]
    _, family, given, _, fifth, sixth, seventh = pieces
    title = next((word for word in (fifth, sixth, seventh) if word.rstrip(".").lower() in _TITLES), "")
    return " ".join(word for word in (title, given, family) if word)


_TITLES = frozenset({"dr", "mr", "mrs", "miss", "ms", "mx", "prof", "professor", "sir", "sister", "nurse"})


def nhs_number(message: Message) -> str:
    """Return the NHS number among a person's ids, digits only, as it was sent; '' where there is none."""
    for segment in message.named("PID"):
        for number in range(1, len(segment.repetitions(3)) + 1):
            if _is_nhs(segment, 3, number):
                return _digits(segment[f"3[{number}].1"])
        if _is_nhs(segment, 2, 1) or _is_nhs(segment, 4, 1):
            return _digits(segment["2.1"] if _is_nhs(segment, 2, 1) else segment["4.1"])
    return ""


def local_id(message: Message, segment_name: str, field: int) -> str:
    """Return the sender's own id of a person: the first in the field that is not an NHS number, else the first."""
    segment = next(iter(message.named(segment_name)), None)
    if segment is None:
        return ""
    places = range(1, len(segment.repetitions(field)) + 1)
    own = (segment[f"{field}[{n}].1"] for n in places if not _is_nhs(segment, field, n))
    return next((one for one in own if one), "") or segment[f"{field}.1"]


def _is_nhs(segment: Segment, field: int, repetition: int) -> bool:
    at = f"{field}[{repetition}]"
    marks = (segment[f"{at}.4.1"], segment[f"{at}.4.2"], segment[f"{at}.5"])
    return bool(segment[f"{at}.1"]) and any(mark.upper() in _NHS_AUTHORITIES for mark in marks)


def _digits(text: str) -> str:
    return re.sub(r"[\s-]", "", text)
