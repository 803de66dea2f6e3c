"""One answer: how each type is kept, read from what someone typed, checked, said in words, and written in FHIR.

Kept: ``boolean`` as True or False, ``integer`` as a whole number, all else as text. ``decimal`` and ``quantity`` are
numbers without needless zeros (``36.5``; a quantity's unit is its item's), ``date`` is ``2026-03-07``, ``dateTime`` is
``2026-03-07T09:30:00+00:00`` with London's offset, ``time`` is ``09:30:00``, ``choice`` is a code, ``open-choice`` a
code or ``other: `` and somebody's own words, ``reference`` is ``Practitioner/12``, ``attachment`` what ``attachment``
returns. All of it is plain JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from joinedup.words.basics.moments import LONDON, Precision, parse
from joinedup.words.basics.moments import day as in_words
from joinedup.words.forms.definition import Item, Value

OTHER = "other: "
NUMBERS = ("integer", "decimal", "quantity")
UCUM = "http://unitsofmeasure.org"
#: The longest text that is kept where a form says nothing.
LONGEST = {"string": 1000, "text": 20_000, "url": 2000}
_INTEGER = re.compile(r"[+-]?[0-9]{1,10}$")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,8})?$")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$|(\d{1,2})/(\d{1,2})/(\d{4})$", re.ASCII)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?$", re.ASCII)
_URL = re.compile(r"(https?://|mailto:|tel:|urn:)[^\s<>\"]+$")
_REFERENCE = re.compile(r"([A-Z][A-Za-z]{1,60})/([A-Za-z0-9.-]{1,64})$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_YES = {"yes": True, "true": True, "no": False, "false": False}


class NotAnAnswer(ValueError):
    """This is not an answer of its type; the message says what it must be."""


def other(words: str) -> str:
    """Return somebody's own words as an answer of an ``open-choice``."""
    return OTHER + words.strip()


def own_words(value: Value) -> str | None:
    """Return the own words of an ``open-choice``; None where one of its options was chosen."""
    return value[len(OTHER) :] if isinstance(value, str) and value.startswith(OTHER) else None


def attachment(url: str, *, title: str = "", content_type: str = "", size: int | None = None) -> str:
    """Return an attachment as it is kept: where its file is, what it is called, what it is, how many bytes."""
    told = {"contentType": content_type, "size": size, "title": title, "url": url}
    return json.dumps({name: value for name, value in told.items() if value not in ("", None)}, sort_keys=True)


def number(value: Value) -> Decimal:
    """Return the number that an answer is."""
    return Decimal(str(value))


def typed(item: Item, text: str) -> Value:
    """Return what somebody typed as an answer, or else as it was typed: ``problem`` then says what is wrong with it."""
    try:
        return _READ[item.type](text.strip())
    except NotAnAnswer:
        return text.strip()


def canonical(item: Item, value: Value) -> Value:
    """Return an answer as it is kept. Raises NotAnAnswer, which says what an answer of its type is."""
    kept = {"boolean": bool, "integer": int}.get(item.type, str)
    if type(value) is kept and kept is not str:
        if kept is int and not -(2**31) <= value < 2**31:  # type: ignore[operator]  # an int here
            raise NotAnAnswer("must be a smaller number")
        return value
    if not isinstance(value, str):
        raise NotAnAnswer(f"must be {TYPED[item.type]}")
    return _READ[item.type](value)


def _boolean(text: str) -> Value:
    if text.lower() not in _YES:
        raise NotAnAnswer("must be yes or no")
    return _YES[text.lower()]


def _integer(text: str) -> Value:
    if not _INTEGER.match(text) or not -(2**31) <= int(text) < 2**31:
        raise NotAnAnswer("must be a whole number")
    return int(text)


def _decimal(text: str) -> Value:
    if not _DECIMAL.match(text):
        raise NotAnAnswer("must be a number")
    return plain_number(Decimal(text))


def plain_number(value: Decimal) -> str:
    """Return a number without needless zeros: 36.5, 40, 0.001."""
    whole = f"{value.normalize():f}"
    return "0" if whole == "-0" else whole


def _date(text: str) -> Value:
    found = _DATE.match(text)
    try:
        if not found:
            raise ValueError
        year, month, day, day_first, month_then, year_last = found.groups()
        return date(int(year or year_last), int(month or month_then), int(day or day_first)).isoformat()
    except ValueError:
        raise NotAnAnswer("must be a real date, such as 27 3 2026") from None


def _date_time(text: str) -> Value:
    try:
        moment = parse(text.replace(" ", "T", 1))
    except (ValueError, OverflowError):
        moment = None
    if moment is None or moment.precision is not Precision.TIME or not 1900 <= moment.at.year < 2200:
        raise NotAnAnswer("must be a real date and time, such as 2026-03-27 09:30")
    return moment.at.astimezone(LONDON).replace(microsecond=0).isoformat()


def _time(text: str) -> Value:
    found = _TIME.match(text)
    try:
        if not found:
            raise ValueError
        return time(int(found[1]), int(found[2]), int(found[3] or 0)).isoformat()
    except ValueError:
        raise NotAnAnswer("must be a time, such as 09:30") from None


def _string(text: str) -> Value:
    if "\n" in text or "\r" in text:
        raise NotAnAnswer("must be on one line")
    return _text(text)


def _text(text: str) -> Value:
    if _CONTROL.search(text):
        raise NotAnAnswer("has signs in it that are not text")
    if text != text.strip() or not text:
        raise NotAnAnswer("must be text, without spaces round it")
    return text.replace("\r\n", "\n")


def _url(text: str) -> Value:
    if not _URL.match(text):
        raise NotAnAnswer("must be an address that begins with https://")
    return text


def _open_choice(text: str) -> Value:
    words = own_words(text)
    return text if words is None else other(str(_string(words.strip())))


def _reference(text: str) -> Value:
    if not _REFERENCE.match(text):
        raise NotAnAnswer("must name something kept here, such as Practitioner/12")
    return text


def _attachment(text: str) -> Value:
    try:
        told = json.loads(text)
        known = isinstance(told, dict) and told.keys() <= {"contentType", "size", "title", "url"}
        words = [value for name, value in told.items() if name != "size"] if known else []
        size = told.get("size", 0) if known else -1
        if type(size) is not int or size < 0 or "url" not in told:
            raise NotAnAnswer
        for said in words:
            _string(said)
    except (ValueError, TypeError, RecursionError):
        raise NotAnAnswer("must be a file") from None
    return json.dumps(told, sort_keys=True)


_READ: Mapping[str, Callable[[str], Value]] = {
    "boolean": _boolean, "integer": _integer, "decimal": _decimal, "quantity": _decimal, "date": _date,
    "dateTime": _date_time, "time": _time, "string": _string, "text": _text, "url": _url, "choice": _string,
    "open-choice": _open_choice, "reference": _reference, "attachment": _attachment,
}  # fmt: skip
#: What an answer of each type is, in words.
TYPED: Mapping[str, str] = {
    "boolean": "yes or no", "integer": "a whole number", "decimal": "a number", "quantity": "a number with its unit",
    "date": "a date", "dateTime": "a date and a time", "time": "a time", "string": "a line of text",
    "text": "text of any length", "url": "an address on the web", "choice": "one of its options",
    "open-choice": "one of its options, or own words", "reference": "something kept here", "attachment": "a file",
}  # fmt: skip


def problem(item: Item, value: Value, *, now: datetime | None = None) -> str:
    """Return what is wrong with one answer, '' where nothing is. ``now`` is needed to see what lies in the future."""
    try:
        kept = canonical(item, value)
    except NotAnAnswer as wrong:
        return str(wrong)
    if kept != value or type(kept) is not type(value):
        return "must be written as it is kept"
    return _of_options(item, kept) or _of_length(item, kept) or _of_range(item, kept, now) or _of_kind(item, kept)


def _of_options(item: Item, value: Value) -> str:
    if item.type == "choice" or (item.type == "open-choice" and own_words(value) is None):
        return "" if item.option(value) else "must be one of its options"
    return ""


def _of_length(item: Item, value: Value) -> str:
    said = own_words(value) if item.type == "open-choice" else value if item.type in LONGEST else None
    if not isinstance(said, str):
        return ""
    most = item.limits.max_length or LONGEST.get(item.type, LONGEST["string"])
    if len(said) > most:
        return f"must be {most:,} characters or fewer"
    if len(said) < item.limits.min_length:
        return f"must be {item.limits.min_length:,} characters or more"
    return ""


def comparable(item: Item, value: Value) -> Any:
    """Return an answer as something that has an order: numbers, days, instants, times."""
    if item.type in NUMBERS:
        return number(value)
    return datetime.fromisoformat(str(value)) if item.type == "dateTime" else value


def _of_range(item: Item, value: Value, now: datetime | None) -> str:
    limits, unit = item.limits, f" {item.unit.title}" if item.unit else ""
    least, most = limits.least, limits.most
    low = least is not None and comparable(item, value) < comparable(item, least)
    high = most is not None and comparable(item, value) > comparable(item, most)
    if (low or high) and least is not None and most is not None:
        return f"must be from {said(item, least)} to {said(item, most)}"
    if low and least is not None:
        return f"must be {said(item, least)} or {'later' if item.type not in NUMBERS else 'more'}"
    if high and most is not None:
        return f"must be {said(item, most)} or {'earlier' if item.type not in NUMBERS else 'less'}"
    if limits.decimals is not None and len(str(value).partition(".")[2]) > limits.decimals:
        places = "1 decimal place" if limits.decimals == 1 else f"{limits.decimals} decimal places"
        return f"must have at most {places}{unit and f' ({unit.strip()})'}"
    if limits.not_in_future and now is not None and _instant(item, value) > now:
        return "must be in the past"
    return ""


def _instant(item: Item, value: Value) -> datetime:
    """Return when an answer begins: a day as it begins in London."""
    if item.type == "date":
        return datetime.combine(date.fromisoformat(str(value)), time.min, tzinfo=LONDON).astimezone(UTC)
    return datetime.fromisoformat(str(value))


def _of_kind(item: Item, value: Value) -> str:
    kinds = item.limits.kinds
    if item.type == "reference" and kinds and str(value).partition("/")[0] not in kinds:
        return f"must name a {' or '.join(kinds)}"
    if item.type == "attachment":
        told = json.loads(str(value))
        if kinds and told.get("contentType") not in kinds:
            return f"must be a file of one of these kinds: {', '.join(kinds)}"
        if item.limits.size is not None and told.get("size", 0) > item.limits.size:
            return f"must be a file of {item.limits.size:,} bytes or fewer"
    return ""


def said(item: Item, value: Value) -> str:
    """Return an answer as people say it: yes, 36.5 °C, 27 March 2026, the words of an option."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if item.type in NUMBERS:
        return f"{value} {item.unit.title}" if item.unit else str(value)
    try:
        return _SAID.get(item.type, _as_it_is)(item, str(value))
    except (ValueError, KeyError, InvalidOperation):
        return str(value)


def _as_it_is(_: Item, text: str) -> str:
    return text


def _said_option(item: Item, text: str) -> str:
    option, words = item.option(text), own_words(text)
    return option.title if option else text if words is None else words


_SAID: Mapping[str, Callable[[Item, str], str]] = {
    "date": lambda _, text: in_words(date.fromisoformat(text)),
    "dateTime": lambda _, text: str(parse(text)),
    "time": lambda _, text: time.fromisoformat(text).strftime("%H:%M"),
    "choice": _said_option,
    "open-choice": _said_option,
    "attachment": lambda _, text: str(json.loads(text).get("title") or json.loads(text)["url"]),
}
