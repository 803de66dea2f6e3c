"""What a measure is: a file with its question, who counts, what is met or added up, and where the rule comes from."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import yaml

from joinedup.insight import own
from joinedup.insight.engine.columns import NUMBER, YES_OR_NO, columns_of, sort_of, words_in
from joinedup.insight.engine.derived import derived
from joinedup.insight.engine.language import CATALOGUE, expression_mistakes
from joinedup.words.basics.errors import BadInput, ManyMistakes, Mistake, NotFound
from joinedup.words.vocabulary.dataset import TABLES
from joinedup.words.vocabulary.feeds.declaration import Feed

# The feeds declared here, or their names alone.
Feeds = Mapping[str, Feed] | Iterable[str]
INSIGHT = Path(__file__).resolve().parent.parent
KINDS = {
    "rate": "how much happened for each so many person-years (or resident-days) lived",
    "share": "of the rows that count, the share that is met",
    "average": "of the rows that count, the average of what each adds",
    "people": "of the people who count on the last day of the period, the share for whom it holds",
    "against_expected": "people for whom it holds on the last day, against how many would be expected",
}
OVER = {
    "time_on_list": "person-years on the lists of the place's practices",
    "time_in_care_home": "days lived in the place's care homes",
}
# The column by which a row is dated where its measure does not say, and the one that ends it.
STARTS = {
    "death": "death_date", "reablement": "start_date",
    "referral": "referred_at", "package": "start_date", "measurement": "at", "immunisation": "given_date",
    "condition": "onset_date", "medication": "start_date", "stay": "start_date", "flag": "start_date",
    "spending": "start_date",
}  # fmt: skip
ENDS = {
    "referral": "closed_at", "package": "end_date", "stay": "end_date", "flag": "end_date", "spending": "end_date",
    "reablement": "end_date",
}  # fmt: skip
PERIOD = ("first_day", "last_day")
DATED = {
    "start": "counted on the day it began",
    "end": "counted on the day it ended",
    "overlap": "counted for the part of it that lies in the period",
    "last_day": "counted on the last day of the period",
}
TOPICS = (
    "Emergency care", "Hospital", "Ambulance and 111", "Discharge", "General practice", "Long-term conditions",
    "Medicines", "Prevention", "Community services", "Mental health", "Care homes", "Social care", "Carers",
    "End of life", "Cost",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One measure. What each part means depends on ``kind`` (see KINDS).

    ``counts``, ``met`` and ``adds`` are SQL over one row of ``each``; ``adds`` may use ``first_day`` and ``last_day``
    (exclusive) of the period. ``who`` and ``holds`` are criteria, for kinds that count people. ``feeds`` names the
    feeds of which any one supports it, ``needs`` what must be received besides: of each group of feeds one, for a
    share of people with diabetes wants both who has it and what was measured. ``follow_up`` is how many days after a
    row its answer is known: later rows wait. ``aged`` ("65 or over", "under 18", "5 to 11") leaves only people of that
    age when the period began, in numerator and denominator alike. ``good`` says which way is better: up, down or
    neither. ``examples`` are drawn rows: its tests.
    """

    id: str
    title: str
    question: str
    topic: str
    unit: str
    feeds: tuple[str, ...]
    source: str
    version: str
    kind: str = "rate"
    each: str = ""
    counts: str = "true"
    met: str = ""
    adds: str = "1"
    dated: str = "start"
    over: str = "time_on_list"
    aged: str = ""
    per: float = 1000
    who: Any = None
    holds: Any = None
    expected: str = ""
    follow_up: int = 0
    good: str = "neither"
    note: str = ""
    needs: tuple[tuple[str, ...], ...] = ()
    examples: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def in_full(self) -> str:
        """Return all that its figures rest on: its own definition, its examples apart, and what definitions share."""
        return (
            repr([(name, getattr(self, name)) for name in self.__slots__ if name != "examples"]) + shared_definitions()
        )

    @property
    def told_by(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups of feeds of each of which one must be received.

        Time in care homes is known from the homes, or from where practices say that people live.
        """
        of_homes = self.kind == "rate" and self.over == "time_in_care_home"
        homes = (("care_home_resident", "gp_address"),) if of_homes else ()
        return (self.feeds, *self.needs, *homes)

    @property
    def every_feed(self) -> tuple[str, ...]:
        """Return all feeds that its figures may come from, each once."""
        return tuple(dict.fromkeys(name for group in self.told_by for name in group))

    @property
    def whole_events(self) -> bool:
        """Return whether each row adds one, so that the total is a count."""
        return self.adds == "1"

    @property
    def of_people(self) -> bool:
        """Return whether it counts people on a day, by criteria, and not rows of a table."""
        return self.kind in ("people", "against_expected")

    @property
    def months(self) -> int:
        """Return how many months are worked out for every release.

        36 of what happened, so that a chart of limits has points enough. 12 of people who are counted: their criteria
        look back over a year or more and must be decided anew for each month, and a month's figure shares most of what
        it rests on with the month before, so that more months would cost most of a refresh and tell little.
        """
        return 12 if self.of_people else 36

    @property
    def ages(self) -> tuple[int, int]:
        """Return the first and the last age of those who count."""
        return ages(self.aged) or (0, 200)

    @property
    def dating(self) -> str:
        """Return in words on which day a row is counted."""
        return DATED["last_day"] if self.of_people else DATED[self.dated]

    @property
    def start(self) -> str:
        """Return the column that says when a row of ``each`` began."""
        return STARTS.get(self.each, "start_at")

    @property
    def end(self) -> str:
        """Return the column that says when it ended."""
        return ENDS.get(self.each, "end_at")


def ages(text: str) -> tuple[int, int] | None:
    """Return the first and last age said: "65 or over", "under 18", "5 to 11" (both counted); None for other words."""
    match text.split():
        case [first, "or", "over"] if first.isdigit():
            return int(first), 200
        case ["under", last] if last.isdigit():
            return 0, int(last) - 1
        case [first, "to", last] if first.isdigit() and last.isdigit():
            return int(first), int(last)
    return None


NEEDED = ("id", "title", "question", "topic", "unit", "feeds", "source", "version")
_CHOICES: dict[str, Iterable[str]] = {
    "kind": KINDS, "over": OVER, "topic": TOPICS, "good": ("up", "down", "neither"),
    "dated": ("start", "end", "overlap"),
}  # fmt: skip


def load(text: str, *, file: str, feeds: Feeds | None = None) -> Measure:
    """Return the measure written in ``text``. Raises ManyMistakes naming every mistake at once.

    ``feeds`` are those declared here; where given, a measure may name no other, and its words may be theirs.
    """
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise ManyMistakes(
            [Mistake(f"line {line} is not YAML", file=file)], now="Check its indents and quotes."
        ) from error
    if not isinstance(raw, dict):
        raise ManyMistakes([Mistake("not a measure", file=file)], now="See catalogue/measures for how one is written.")
    if mistakes := list(_mistakes(raw, file, feeds)):
        raise ManyMistakes(mistakes, now="Mend these lines of the measure.")
    facts: dict[str, Any] = {
        name: str(v).strip() if name in ("adds", "counts", "met", "version") else v for name, v in raw.items()
    }
    facts["examples"] = tuple(raw.get("examples") or ())
    facts["feeds"] = tuple(raw["feeds"])
    facts["needs"] = tuple(_group(each) for each in raw.get("needs", []))
    return Measure(**facts)


def _group(each: Any) -> tuple[str, ...]:
    """Return a group of feeds: one written alone is a group of one."""
    return tuple(each) if isinstance(each, list) else (each,)


def _mistakes(raw: Mapping[str, Any], file: str, feeds: Feeds | None) -> Iterable[Mistake]:
    known = {f.name for f in fields(Measure)}
    yield from (Mistake(f"'{name}' is not a part of a measure", file=file) for name in sorted(set(raw) - known))
    yield from (Mistake("is missing", name, file=file) for name in NEEDED if not raw.get(name))
    for name, allowed in _CHOICES.items():
        if raw.get(name) is not None and raw[name] not in allowed:
            yield Mistake(f"must be one of: {', '.join(allowed)}", name, file=file)
    if raw.get("aged") and ages(str(raw["aged"])) is None:
        yield Mistake("must be such as: 65 or over, under 18, 5 to 11", "aged", file=file)
    for part in ("feeds", "needs"):
        told = raw.get(part, [])
        if not isinstance(told, list):
            yield Mistake("must be a list", part, file=file)
        elif feeds is not None:
            for name in sorted({str(name) for each in told for name in _group(each)} - set(feeds)):
                yield Mistake(f"'{name}' is not a declared feed", part, file=file)
    if raw.get("kind") in ("people", "against_expected"):
        yield from _people_mistakes(raw, file)
    else:
        yield from _row_mistakes(raw, file, feeds)


def _row_mistakes(raw: Mapping[str, Any], file: str, feeds: Feeds | None) -> Iterable[Mistake]:
    each = raw.get("each", "")
    if each not in TABLES and each not in derived():
        yield Mistake(f"must be a table: {', '.join(sorted({*TABLES, *derived()}))}", "each", file=file)
        return
    if raw.get("kind") == "share" and not raw.get("met"):
        yield Mistake("is missing: say what is met", "met", file=file)
    columns, words = columns_of(each), words_in(each, tuple(feeds.values()) if isinstance(feeds, Mapping) else ())
    for name, wanted, more in (("counts", YES_OR_NO, ()), ("met", YES_OR_NO, ()), ("adds", NUMBER, PERIOD)):
        if raw.get(name) is None:
            continue
        text = str(raw[name])
        found = expression_mistakes(text, [*columns, *more], field=name, file=file, words=words)
        yield from found or _sort_mistakes(text, each, wanted, more, Mistake("", name, file=file))


def _sort_mistakes(text: str, each: str, wanted: str, more: tuple[str, ...], where: Mistake) -> Iterable[Mistake]:
    """Give what is wrong with what an expression gives: parts that do not fit together, or not what is ``wanted``."""
    try:
        told = sort_of(text, each, more)
    except (BadInput, NotFound) as error:
        yield replace(where, problem=error.problem)
        return
    if told != wanted:
        cure = "; use days_between or hours_between" if told == "a length of time" else ""
        yield replace(where, problem=f"gives {told}, where {wanted} is wanted{cure}")


def _people_mistakes(raw: Mapping[str, Any], file: str) -> Iterable[Mistake]:
    if raw.get("holds") is None:
        yield Mistake("is missing: say what holds for them", "holds", file=file)
    if raw.get("kind") == "against_expected" and not raw.get("expected"):
        yield Mistake("is missing: name the expected rates", "expected", file=file)
    for name in ("each", "counts", "met", "adds"):
        if name in raw:
            yield Mistake(f"has no meaning for a measure of {raw['kind']}; use who and holds", name, file=file)


@functools.cache
def catalogue(folder: Path = CATALOGUE / "measures") -> Mapping[str, Measure]:
    """Return every measure of the catalogue and of the place by its id, by topic and then title."""
    made = (load(path.read_text(encoding="utf-8"), file=path.name) for path in sorted(folder.glob("*.yaml")))
    every = own.with_own("measures", {m.id: m for m in made}, lambda text, file: load(text, file=file))
    return {m.id: m for m in sorted(every.values(), key=lambda m: (TOPICS.index(m.topic), m.title))}


def measure(name: str) -> Measure:
    """Return the measure called ``name``. Raises NotFound."""
    if name not in catalogue():
        raise NotFound(f"There is no measure called '{name}'.", now=f"Choose one of: {', '.join(catalogue())}.")
    return catalogue()[name]


@functools.cache
def shared_definitions() -> str:
    """Return a hash of what definitions share, so that figures worked out from another text of it are not kept."""
    folders = [CATALOGUE / name for name in ("codelists", "expected", "registers", "scores")]
    folders += [INSIGHT / "engine/tables", INSIGHT.parent / "words/criteria/vocabulary"]
    found = hashlib.sha256()
    shipped = sorted(path for folder in folders for path in folder.rglob("*.*") if path.suffix in (".yaml", ".sql"))
    for path in [*shipped, *own.files("registers")]:
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()
