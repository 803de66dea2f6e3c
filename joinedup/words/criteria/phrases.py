"""The phrases of which a criterion's value is written: spans, windows, shares, choices, counts. One small grammar.

``GRAMMAR`` is the whole of it, in EBNF; docs/reference/criteria.md prints it and the tests generate from it. Each
reader returns a frozen value whose ``str`` is a phrase again, and reading that phrase gives the same value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from joinedup.words.criteria.amounts import Counted, Measured, Recent, Share, Some, Span, Window, number

GRAMMAR = """\
yes_or_no = "yes" | "no" ;
span      = quantity "to" quantity | quantity "or" ( "over" | "more" | "under" | "less" | "fewer" )
          | ( "at least" | "at most" | "exactly" | "over" | "above" | "more than" ) quantity
          | ( "under" | "below" | "less than" | "fewer than" ) quantity
          | quantity ;
quantity  = number [ unit ] ;
window    = [ "in" | "within" ] stretch ;
stretch   = [ "the" ] ( [ "last" | "past" ] whole period | ( "last" | "past" ) period ) ;
period    = "day" | "days" | "week" | "weeks" | "month" | "months" | "year" | "years" ;
share     = "top" number "%" ;
choice    = item { "," item } [ "or" item ] ;
some      = ( "at least" whole | whole "or more" ) "of" "[" item { "," item } "]" ;
counted   = ( "no" | "any" | span ) thing ( "in" | "within" ) stretch ;
measured  = item span [ ( "in" | "within" ) stretch ] ;
recent    = choice [ ( "in" | "within" ) stretch ] ;
"""


class NotAPhrase(ValueError):
    """What was written is not a phrase of this kind; its words say what one looks like."""


_TOKEN = re.compile(r"\d+(?:\.\d+)?(?![\w.])|[a-z]+\[[A-Za-z_]+\]|[\[\],]|%|[^\s,\[\]%]+")
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,6})?$")
_PERIODS = {"day": "day", "week": "week", "month": "month", "year": "year"}
_AFTER = {"over": "low", "more": "low", "under": "high", "less": "high", "fewer": "high"}
_BEFORE: dict[tuple[str, ...], tuple[str, bool]] = {
    ("at", "least"): ("low", True),
    ("at", "most"): ("high", True),
    ("exactly",): ("both", True),
    ("over",): ("low", False),
    ("above",): ("low", False),
    ("more", "than"): ("low", False),
    ("under",): ("high", False),
    ("below",): ("high", False),
    ("less", "than"): ("high", False),
    ("fewer", "than"): ("high", False),
}
_JOINING = frozenset(
    ("to", "or", "over", "more", "under", "less", "fewer", "at", "least", "most", "exactly", "above", "below", "than",
     "in", "within", "of", ",", "[", "]", "%")
)  # fmt: skip


class _Words:
    """The words of one phrase, taken from the left."""

    def __init__(self, text: str) -> None:
        self.left = _TOKEN.findall(text.strip())

    def take(self, *words: str) -> bool:
        """Take these words where they come next."""
        if tuple(word.lower() for word in self.left[: len(words)]) != words:
            return False
        del self.left[: len(words)]
        return True

    def take_one(self, words: Iterable[str]) -> str:
        """Take the next word where it is one of these, and return it; else ''."""
        return next((word for word in words if self.take(word)), "")

    def number(self) -> float:
        """Take a number."""
        if not self.left or not _NUMBER.match(self.left[0]):
            raise NotAPhrase("a number is missing" + (f" before '{self.left[0]}'" if self.left else " at the end"))
        return float(self.left.pop(0))

    def whole(self, least: int = 1) -> int:
        """Take a whole number."""
        value = self.number()
        if value != int(value) or value < least:
            raise NotAPhrase(f"{number(value)} must be a whole number, {least} or over")
        return int(value)

    def unit(self) -> str:
        """Take a unit where one comes next."""
        if self.take("%"):
            return "%"
        return self.left.pop(0) if self.left and self.left[0].lower() not in _JOINING else ""

    def item(self) -> str:
        """Take one item of a list: words up to a comma, a bracket, ``or`` or the end."""
        words = []
        while self.left and self.left[0] not in ",[]" and self.left[0].lower() != "or":
            words.append(self.left.pop(0))
        if not words:
            raise NotAPhrase("an item of the list is missing")
        return " ".join(words)

    def end(self) -> None:
        """Refuse what is left over."""
        if self.left:
            raise NotAPhrase(f"'{' '.join(self.left)}' is too much")


def yes_or_no(text: str) -> bool:
    """Return whether ``text`` says yes. Raises NotAPhrase for all but yes and no (as YAML has it, true and false)."""
    found = {"yes": True, "true": True, "no": False, "false": False}.get(text.strip().lower())
    if found is None:
        raise NotAPhrase(f"'{text}' is neither yes nor no")
    return found


def span(text: str) -> Span:
    """Return the span of numbers in ``text``: 5 to 11; 65 or over; under 18; at least 2. Raises NotAPhrase."""
    words = _Words(text)
    try:
        found = _span(words)
        words.end()
    except NotAPhrase as wrong:
        raise NotAPhrase(f"'{text}': {wrong}; write 5 to 11, 65 or over, under 18") from None
    return found


def _span(words: _Words) -> Span:
    for before, (side, belongs) in _BEFORE.items():
        if words.take(*before):
            return _one_sided(words.number(), words.unit(), side, belongs)
    low, unit = words.number(), words.unit()
    if words.take("to"):
        high, second = words.number(), words.unit()
        if unit and second and unit != second:
            raise NotAPhrase(f"one end is in {unit}, the other in {second}")
        if high < low:
            raise NotAPhrase(f"{number(high)} comes before {number(low)}")
        return Span(low, high, unit or second)
    if words.left[:1] == ["or"]:
        words.take("or")
        if not (side := words.take_one(_AFTER)):
            raise NotAPhrase("'or' must be followed by over, more, under, less or fewer")
        return _one_sided(low, unit, _AFTER[side], True)
    return Span(low, low, unit)


def _one_sided(end: float, unit: str, side: str, belongs: bool) -> Span:
    if side == "low":
        return Span(end, None, unit, above=not belongs)
    return Span(None, end, unit, below=not belongs) if side == "high" else Span(end, end, unit)


def window(text: str) -> Window:
    """Return the window in ``text``: 12 months; in 12 months; in the last 30 days. Raises NotAPhrase."""
    words = _Words(text)
    try:
        found = _window(words)
        words.end()
    except NotAPhrase as wrong:
        raise NotAPhrase(f"'{text}': {wrong}; write 12 months, in the last 30 days") from None
    return found


def _window(words: _Words) -> Window:
    words.take_one(("in", "within"))
    words.take("the")
    last = words.take_one(("last", "past"))
    amount = 1 if last and words.left[:1] and not _NUMBER.match(words.left[0]) else words.whole()
    word = words.left.pop(0).lower() if words.left else ""
    period = _PERIODS.get(word.removesuffix("s"))
    if period is None:
        raise NotAPhrase(f"{amount} of what? days, weeks, months or years")
    if amount > {"day": 40000, "week": 6000, "month": 1440, "year": 120}[period]:
        raise NotAPhrase("longer than a life")
    return Window(amount, period)


def share(text: str) -> Share:
    """Return the share in ``text``: top 2%. Raises NotAPhrase."""
    words = _Words(text)
    try:
        if not words.take("top"):
            raise NotAPhrase("'top' is missing")
        percent = words.number()
        if not words.take("%"):
            raise NotAPhrase("'%' is missing")
        words.end()
        if not 0 < percent <= 100:
            raise NotAPhrase("a share is over 0% and at most 100%")
    except NotAPhrase as wrong:
        raise NotAPhrase(f"'{text}': {wrong}; write top 2%") from None
    return Share(percent)


def choice(text: str) -> tuple[str, ...]:
    """Return the items of ``text``: moderate or severe; diabetes, copd or asthma. Raises NotAPhrase."""
    words = _Words(text)
    try:
        items = _items(words)
        words.end()
    except NotAPhrase as wrong:
        raise NotAPhrase(f"'{text}': {wrong}; write one, or one or another, or one, two or three") from None
    return items


def _items(words: _Words) -> tuple[str, ...]:
    items = [words.item()]
    while words.take_one((",", "or")):
        items.append(words.item())
    if len(set(items)) < len(items):
        raise NotAPhrase("an item is said twice")
    return tuple(items)


def some(text: str) -> Some:
    """Return the count and list in ``text``: at least 2 of [diabetes, copd, asthma]. Raises NotAPhrase."""
    words = _Words(text)
    try:
        if words.take("at", "least"):
            at_least = words.whole()
        else:
            at_least = words.whole()
            if not words.take("or", "more"):
                raise NotAPhrase("say 'at least 2' or '2 or more'")
        if not words.take("of", "["):
            raise NotAPhrase("'of [' is missing")
        items = _items(words)
        if not words.take("]"):
            raise NotAPhrase("']' is missing")
        words.end()
        if at_least > len(items):
            raise NotAPhrase(f"nobody can have {at_least} of a list of {len(items)}")
    except NotAPhrase as wrong:
        raise NotAPhrase(f"'{text}': {wrong}; write at least 2 of [diabetes, copd, asthma]") from None
    return Some(at_least, items)


def counted(text: str) -> Counted:
    """Return the count in ``text``: at least 2 emergency admissions in 12 months; no gp contacts in 1 year.

    Raises NotAPhrase.
    """
    words = _Words(text)
    try:
        many = _how_many(words)
        thing = [many.unit] if many.unit else []
        while words.left and words.left[0].lower() not in ("in", "within"):
            thing.append(words.left.pop(0))
        if not thing:
            raise NotAPhrase("what is counted is missing")
        if not words.left:
            raise NotAPhrase("the window is missing (in 12 months)")
        found = Counted(Span(many.low, many.high, "", many.above, many.below), " ".join(thing), _window(words))
        words.end()
    except NotAPhrase as wrong:
        raise NotAPhrase(f"'{text}': {wrong}; write at least 2 emergency admissions in 12 months") from None
    return found


def _how_many(words: _Words) -> Span:
    if words.take("no"):
        return Span(0, 0)
    return Span(1, None) if words.take("any") else _span(words)


def measured(text: str) -> Measured:
    """Return the measurement in ``text``: hba1c over 75 mmol/mol in 12 months. Raises NotAPhrase."""
    words = _Words(text)
    try:
        thing = []
        while words.left and not _NUMBER.match(words.left[0]) and words.left[0].lower() not in _JOINING:
            thing.append(words.left.pop(0))
        if not thing:
            raise NotAPhrase("what is measured is missing")
        found = _span(words)
        within = _window(words) if words.left else None
        words.end()
    except NotAPhrase as wrong:
        raise NotAPhrase(f"'{text}': {wrong}; write hba1c over 75 mmol/mol in 12 months") from None
    return Measured(" ".join(thing), found, within)


def recent(text: str) -> Recent:
    """Return the things and the window in ``text``: fall or discharge in 30 days; diabetes. Raises NotAPhrase."""
    words = _Words(text)
    try:
        ends = [n for n, word in enumerate(words.left) if word.lower() in ("in", "within")]
        after = words.left[ends[-1] :] if ends else []
        words.left = words.left[: len(words.left) - len(after)]
        items = _items(words)
        words.end()
        words.left = after
        found = Recent(items, _window(words) if after else None)
        words.end()
    except NotAPhrase as wrong:
        raise NotAPhrase(f"'{text}': {wrong}; write fall or discharge in the last 30 days") from None
    return found
