"""What someone types to find a person, read: ``parse_search`` understands one box. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from joinedup.words.basics import names, nhs_number, postcodes

_TITLES = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "dame", "lord", "lady", "master", "sister")
)
_MONTHS = {
    name: number
    for number, line in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in line.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NUMBER = re.compile(r"(?<!\d)(\d{3}[ \-\u00a0]?\d{3}[ \-\u00a0]?\d{4})(?!\d)")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)")
_FIGURES = re.compile(r"(?<!\d)(?P<d>\d{1,2})\s*[/.\- ]\s*(?P<m>\d{1,2})\s*[/.\- ]\s*(?P<y>\d{4}|\d{2})(?!\d)")
_RUN = re.compile(r"(?<!\d)(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})(?!\d)")
_WORDS = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ \-]*(?P<m>{_MONTH})[a-z]*[ ,\-]*(?P<y>\d{{4}}|\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_DATES = (_ISO, _WORDS, _FIGURES, _RUN)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought. ``names`` are keys as typed; ``families`` and ``givens`` those that may be either part;
    ``family`` is the family name where the one who types says which it is.

    ``born`` holds both centuries where two digits of the year were typed. ``problem`` says what could not be read,
    without its value.
    """

    nhs_number: str = ""
    names: tuple[str, ...] = ()
    family: str = ""
    families: tuple[str, ...] = ()
    givens: tuple[str, ...] = ()
    born: tuple[date, ...] = ()
    swapped_born: tuple[date, ...] = ()
    postcode: str = ""
    problem: str = ""

    @property
    def parts(self) -> list[str]:
        """Return which parts are sought, by name and without their values."""
        asked = {"nhs_number": self.nhs_number, "name": self.names, "birth_date": self.born, "postcode": self.postcode}
        return [part for part, value in asked.items() if value]


def parse_search(text: str) -> Sought:
    """Return what one box of text asks for: an NHS number, a date in a British form, a postcode, names, in any order.

    >>> parse_search("Marsh 3/4/1938").born
    (datetime.date(1938, 4, 3),)
    """
    number, rest, problem = _take_number(text)
    found, rest = _take(_POSTCODE, rest)
    postcode = postcodes.normalise(found)
    born, swapped, rest, wrong = _take_date(rest)
    sought = _named(rest)
    return replace(
        sought, nhs_number=number, born=born, swapped_born=swapped, postcode=postcode, problem=problem or wrong
    )


def sought_by(
    *, nhs: str = "", family_name: str = "", given_name: str = "", birth_date: str = "", postcode: str = ""
) -> Sought:
    """Return what is asked for in boxes of their own."""
    number, _, problem = _take_number(nhs)
    if nhs.strip() and not number and not problem:
        problem = "An NHS number has ten digits."
    born, swapped, _, wrong = _take_date(birth_date)
    if birth_date.strip() and not born and not wrong:
        wrong = "The date of birth is not a date that we can read (3/4/1938 or 3 April 1938)."
    code = postcodes.normalise(postcode)
    unread = "This is not a whole postcode." if postcode.strip() and not code else ""
    family, given = names.key(family_name), names.first_key(given_name)
    return Sought(
        nhs_number=number,
        **_family_and_given(family, (given,) if given else ()),
        born=born,
        swapped_born=swapped,
        postcode=code,
        problem=problem or wrong or unread,
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """Return what matched and the text without it."""
    found = pattern.search(text)
    return (found[0], f"{text[: found.start()]} {text[found.end() :]}") if found else ("", text)


def _take_number(text: str) -> tuple[str, str, str]:
    digits = nhs_number.normalise(text)
    found, rest = (text, "") if digits.isdigit() and len(digits) == 10 else _take(_NUMBER, text)
    number = nhs_number.normalise(found)
    if number and not nhs_number.is_valid(number):
        return "", rest, "This is not an NHS number: its last digit does not agree with the others."
    return number, rest, ""


def _take_date(text: str) -> tuple[tuple[date, ...], tuple[date, ...], str, str]:
    """Return the dates that the text may mean, those with day and month swapped, the rest, and what is wrong."""
    for pattern in _DATES:
        if not (found := pattern.search(text)):
            continue
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        day, year = int(found["d"]), found["y"]
        month = _MONTHS.get(found["m"].lower()) or int(found["m"])
        years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
        born = tuple(d for y in years if (d := _date(y, month, day)))
        swapped = tuple(d for y in years if (d := _date(y, day, month)) and d not in born)
        wrong = "" if born or swapped else "The date of birth is not in the calendar."
        return born or swapped, swapped if born else (), rest, wrong
    return (), (), text, ""


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _named(text: str) -> Sought:
    """Return the names in what is left. ``Marsh, Edna`` has the family name first; else any word may be either."""
    before, comma, after = text.partition(",")
    if comma and _words(before) and _words(after):
        family, given = _words(before), _words(after)
        return Sought(**_family_and_given("".join(family), tuple(given)))
    words = _words(text)
    joined = {"".join(words[i:j]) for i in range(len(words)) for j in range(i + 2, min(i + 3, len(words)) + 1)}
    return Sought(names=tuple(words), families=(*words, *sorted(joined)), givens=tuple(words) if len(words) > 1 else ())


def _family_and_given(family: str, given: tuple[str, ...]) -> dict[str, Any]:
    """Return the parts of ``Sought`` where the one who types says which name is which; they may be swapped."""
    both = (*given, family) if family else given
    return {
        "names": both,
        "family": family,
        "families": (family, *given) if family else (),
        "givens": both if len(both) > 1 or not family else (),
    }


def _words(text: str) -> list[str]:
    """Return the keys of up to six words; hyphens stay inside a word, since a double name is one key."""
    keys = (names.key(word) for word in re.split(r"[\s,;]+", text))
    return [key for key in keys if key and key not in _TITLES][:6]


def near_dates(born: date) -> frozenset[date]:
    """Return the dates that differ from ``born`` in one digit of its eight."""
    written = f"{born:%d%m%Y}"
    return frozenset(_near(written, born))


def _near(written: str, born: date) -> Iterator[date]:
    for place in range(8):
        for digit in "0123456789":
            other = written[:place] + digit + written[place + 1 :]
            found = _date(int(other[4:]), int(other[2:4]), int(other[:2])) if int(other[4:]) > 1850 else None
            if found and found != born:
                yield found
