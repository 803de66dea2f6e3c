"""The phrases of a model of care beside those of criteria: clocks, lengths, branches, caseloads, hours, money.

``GRAMMAR`` is the whole of it, in EBNF; docs/reference/models-of-care.md prints it and the tests generate from it.
"""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal

from joinedup.words.criteria import phrases
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.models_of_care.clocks import UNITS, Clock, Length
from joinedup.words.models_of_care.definition import Amount, Caseload, Condition

GRAMMAR = """\
clock     = within | after | every | by | stay ;
within    = "within" length [ ( "of" | "after" ) name ] ;
after     = length ( "after" | "from" ) name ;
every     = "every" ( length | period ) [ ( "from" | "after" ) name ] ;
by        = [ "by" clocktime ] ( "same" | "next" ) [ "working" ] "day" [ ( "of" | "after" ) name ] ;
stay      = "at most" length "in" name ;
length    = whole periods ;
period    = "minute" | "hour" | "day" | "working day" | "week" | "month" | "year" ;
periods   = "minutes" | "hours" | "days" | "working days" | "weeks" | "months" | "years" ;
when      = condition { "and" condition } ;
condition = item "is" value { "or" value } | item amount ;
amount    = whole "or" ( "over" | "under" ) | whole "to" whole | ( "over" | "under" ) whole ;
caseload  = whole "people per" name ;
hours     = "at all times" | clocktime "to" clocktime ( "every day" | "on working days" ) ;
escalate  = "within" length "to" name ;
times     = whole "times" ;
measure   = step "within its clock" | form "improved from" step "to" step | "ended" outcome | counted [ "per" unit ] ;
percent   = [ "-" ] whole "%" ;
money     = "£" whole ;
"""

_NAME = r"[a-z][a-z0-9_]*(?:-[a-z0-9_]+)*"
_LENGTH = re.compile(r"(\d{1,6}) (minute|hour|day|working day|week|month|year)s?$")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)$")
_WITHIN = re.compile(rf"within (.+?)(?: (?:of|after) ({_NAME}))?$")
_AFTER = re.compile(rf"(\d.*?) (?:after|from|of) ({_NAME})$")
_EVERY = re.compile(rf"every (.+?)(?: (?:from|after|of) ({_NAME}))?$")
_BY = re.compile(rf"(?:by (\S+) )?(?:the )?(same|next) (working )?day(?: (?:of|after) ({_NAME}))?$")
_STAY = re.compile(rf"at most (.+) in ({_NAME})$")
_CONDITION = re.compile(r"(?:([\w-]+)\.)?(\w+) (?:is (.+)|(.+))$")
_CASELOAD = re.compile(rf"(\d{{1,4}}) people per ({_NAME})$")
_HOURS = re.compile(r"(\S+) to (\S+) (every day|on working days)$")
_ESCALATE = re.compile(rf"within (.+) to ({_NAME})$")
_TIMES = re.compile(r"(\d{1,4}) times?$")
_AMOUNT = re.compile(r"(-?)(£?)(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,4})?(%?)$")
# No clock is longer than a life.
_MOST = {"minute": 100_000, "hour": 20_000, "day": 40_000, "working day": 10_000, "week": 6_000, "month": 1_440,
         "year": 120}  # fmt: skip
CLOCKS = (
    "within 2 hours of referred; within 10 working days of accepted; 3 weeks after a_step; every 6 months from a_step; "
    "by 09:00 next day; same day; at most 12 hours in a_place"
)


def clock(text: str) -> Clock:
    """Return the clock in ``text``. Raises NotAPhrase."""
    said = _plain(text)
    if found := _STAY.match(said):
        return Clock("stay", length(found[1]), found[2])
    if found := _BY.match(said):
        at = _time(found[1]) if found[1] else None
        return Clock("by", Length(1, "day") if found[2] == "next" else None, found[4] or "", at, bool(found[3]))
    if found := _WITHIN.match(said):
        return Clock("within", length(found[1]), found[2] or "")
    if found := _EVERY.match(said):
        return Clock("every", length(found[1] if found[1][:1].isdigit() else f"1 {found[1]}"), found[2] or "")
    if found := _AFTER.match(said):
        return Clock("after", length(found[1]), found[2])
    raise NotAPhrase(f"'{text}' is not a clock; write {CLOCKS}")


def length(text: str) -> Length:
    """Return the length in ``text``: 26 weeks. Raises NotAPhrase."""
    found = _LENGTH.match(_plain(text))
    if not found:
        raise NotAPhrase(
            f"'{text}' is not a length of time; write a whole number of {', '.join(f'{u}s' for u in UNITS)}"
        )
    amount = int(found[1])
    if not 1 <= amount <= _MOST[found[2]]:
        raise NotAPhrase(f"'{text}' must be from 1 to {_MOST[found[2]]:,} {found[2]}s")
    return Length(amount, found[2])


def when(text: str) -> tuple[Condition, ...]:
    """Return what must hold, all of it: falls_risk is high and lives_alone is yes. Raises NotAPhrase."""
    return tuple(_condition(part) for part in text.strip().split(" and "))


def _condition(text: str) -> Condition:
    found = _CONDITION.match(" ".join(text.split()))
    if not found:
        raise NotAPhrase(
            f"'{text}': write an item of a form and its answer, such as more_support is yes, score 10 or over"
        )
    form, item, values, span = found.groups()
    if values:
        return Condition(item, phrases.choice(values), form=form or "")
    return Condition(item, span=phrases.span(span), form=form or "")


def caseload(text: str) -> Caseload:
    """Return the caseload in ``text``: 40 people per key_worker. Raises NotAPhrase."""
    found = _CASELOAD.match(_plain(text))
    if not found or not int(found[1]):
        raise NotAPhrase(f"'{text}' is not a caseload; write 40 people per key_worker")
    return Caseload(int(found[1]), found[2])


def hours(text: str) -> str:
    """Return the hours in ``text``, as they are read: 08:00 to 20:00 every day; at all times. Raises NotAPhrase."""
    said = _plain(text)
    found = _HOURS.match(said)
    if said != "at all times" and not (found and _time(found[1]) < _time(found[2])):
        raise NotAPhrase(f"'{text}' are not hours; write 08:00 to 20:00 every day, or on working days, or at all times")
    return said


def escalate(text: str) -> tuple[Length, str]:
    """Return after how long without being seen, and to whom: within 30 minutes to nurse. Raises NotAPhrase."""
    found = _ESCALATE.match(_plain(text))
    if not found:
        raise NotAPhrase(f"'{text}': say after how long, and who is told then, such as within 30 minutes to nurse")
    return length(found[1]), found[2]


def times(text: str) -> int:
    """Return how often: 12 times. Raises NotAPhrase."""
    found = _TIMES.match(_plain(text))
    if not found or not int(found[1]):
        raise NotAPhrase(f"'{text}': say how often, such as 12 times")
    return int(found[1])


def percent(text: str) -> Amount:
    """Return the share in ``text``: 30%, -5%. Raises NotAPhrase."""
    found = _AMOUNT.match(text.replace(" ", ""))
    if not found or not found[5] or found[2] or abs(value := _decimal(found)) > 100:
        raise NotAPhrase(f"'{text}' is not a share from -100% to 100%, such as 30%")
    return Amount(value, "%")


def money(text: str) -> Amount:
    """Return the sum in ``text``: £1,200.50. Raises NotAPhrase."""
    found = _AMOUNT.match(text.replace(" ", ""))
    if not found or not found[2] or found[5]:
        raise NotAPhrase(f"'{text}' is not a sum of money, such as £150 or £42.00")
    return Amount(_decimal(found), "£")


def amount(text: str) -> Amount:
    """Return the sum of money or the share in ``text``. Raises NotAPhrase."""
    return percent(text) if text.strip().endswith("%") else money(text)


def _decimal(found: re.Match[str]) -> Decimal:
    return Decimal(f"{found[1]}{found[3].replace(',', '')}{found[4] or ''}")


def _time(text: str) -> time:
    found = _TIME.match(text)
    if not found:
        raise NotAPhrase(f"'{text}' is not a time of day, such as 09:00")
    return time(int(found[1]), int(found[2]))


def _plain(text: str) -> str:
    return " ".join(text.split())
