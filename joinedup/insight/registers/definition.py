"""What a register is: a file with its question, who may be and who is on it, checks that are due, what is expected."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from joinedup.insight import own
from joinedup.insight.engine.language import CATALOGUE
from joinedup.insight.measures.people import expected_rates
from joinedup.words.basics.errors import NotFound
from joinedup.words.criteria import All, Expression
from joinedup.words.criteria.reading import understood
from joinedup.words.criteria.written import Mistakes, Written, from_yaml

FOLDER = CATALOGUE / "registers"
NEEDED = ("id", "title", "question", "who", "source", "version")
OLDEST = 200
TEXTS = ("id", "title", "question", "source", "version", "note")


@dataclass(frozen=True, slots=True)
class Check:
    """Something due to everyone on the register: it is done where ``done`` holds; else, or not known, it is due."""

    id: str
    title: str
    done: Expression
    source: str


@dataclass(frozen=True, slots=True)
class Rate:
    """How many in one person (0 to 1) of a sex (``all`` for any) and of ages from one to another are expected."""

    sex: str
    first_age: int
    last_age: int
    share: float


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication expects of people of each sex and age, among the register's ``of``, and its ``source``."""

    rates: tuple[Rate, ...]
    source: str

    @property
    def crude(self) -> bool:
        """Return whether it is one share for every age."""
        return [(rate.first_age, rate.last_age) for rate in self.rates] == [(0, OLDEST)]


@dataclass(frozen=True, slots=True)
class Register:
    """One register. ``of`` says among whom it is counted (None: everyone), ``who`` says of them who is on it."""

    id: str
    title: str
    question: str
    of: Expression | None
    who: Expression
    source: str
    version: str
    note: str = ""
    published: Published | None = None
    checks: tuple[Check, ...] = ()

    @property
    def expression(self) -> Expression:
        """Return whom the register holds: those of ``of`` of whom ``who`` holds."""
        return All((self.of, self.who)) if self.of else self.who

    @property
    def column(self) -> str:
        """Return its id as the name of a column."""
        return self.id.replace("-", "_")


def load(text: str, *, file: str, registers: Mapping[str, Expression] | None = None) -> Register:
    """Return the register written in ``text``. Raises ManyMistakes naming every mistake at once."""
    written, mistakes = from_yaml(text, file=file), Mistakes()
    parts = dict(written.parts or ())
    known = {*NEEDED, *TEXTS, "of", "published", "checks"}
    for name in (name for name in parts if name not in known):
        mistakes.at(parts[name], f"is not a part of a register; there are: {', '.join(sorted(known))}")
    for name in (name for name in NEEDED if name not in parts):
        mistakes.found.append(Written(name, 1, file).mistake("is missing"))
    texts = {name: _text(parts[name], mistakes) for name in TEXTS if name in parts}
    of = understood(parts["of"], mistakes, registers or {}) if "of" in parts else None
    who = understood(parts["who"], mistakes, registers or {}) if "who" in parts else None
    published = _published(parts["published"], mistakes) if "published" in parts else None
    checks = tuple(_checks(parts["checks"], mistakes, registers or {})) if "checks" in parts else ()
    mistakes.tell("Mend these lines of the register.")
    if who is None:  # pragma: no cover (told as missing or wrong already)
        raise AssertionError
    return Register(of=of, who=who, published=published, checks=checks, **texts)


def _text(written: Written, mistakes: Mistakes) -> str:
    if not (written.text or "").strip():
        mistakes.at(written, "must be text")
    return written.text or ""


def _published(written: Written, mistakes: Mistakes) -> Published | None:
    parts = dict(written.parts or ())
    if set(parts) == {"rates"}:
        name = _text(parts["rates"], mistakes)
        try:
            told = expected_rates(name)
        except NotFound as unknown:
            mistakes.at(parts["rates"], str(unknown))
            return None
        rates = (Rate(str(r["sex"]), int(r["from"]), int(r["to"]), float(r["rate"])) for r in told["rates"])
        return Published(tuple(rates), str(told["source"]))
    if set(parts) != {"share", "source"}:
        mistakes.at(written, "must say a share, such as 7.7%, and its source; or rates of catalogue/expected")
        return None
    share, source = _text(parts["share"], mistakes), _text(parts["source"], mistakes)
    try:
        percent = float(share.removesuffix("%"))
    except ValueError:
        percent = 0.0
    if not share.endswith("%") or not 0 < percent <= 100:
        mistakes.at(parts["share"], "must be a share over 0% and at most 100%, such as 7.7%")
    return Published((Rate("all", 0, OLDEST, percent / 100),), source)


def _checks(written: Written, mistakes: Mistakes, registers: Mapping[str, Expression]) -> Iterator[Check]:
    for name, part in written.parts or ():
        facts = dict(part.parts or ())
        if set(facts) != {"title", "done", "source"}:
            mistakes.at(part, "must say its title, when it is done, and its source")
            continue
        done = understood(facts["done"], mistakes, registers)
        title, source = _text(facts["title"], mistakes), _text(facts["source"], mistakes)
        if done is not None:
            yield Check(name, title, done, source)


@functools.cache
def catalogue(folder: Path = FOLDER) -> Mapping[str, Register]:
    """Return every register of the catalogue and of the place by its id, in the order of their files.

    A register's file may name, in ``on_register``, those that name none themselves: they are read first.
    """
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yaml"))}
    plain = {p.stem: load(t, file=p.name) for p, t in texts.items() if "on_register" not in t}
    named = {name: each.expression for name, each in plain.items()}
    found = {p.stem: plain.get(p.stem) or load(t, file=p.name, registers=named) for p, t in texts.items()}
    shipped = {each.id: each for each in found.values()}
    return own.with_own("registers", shipped, lambda text, file: load(text, file=file, registers=named))


def expressions() -> Mapping[str, Expression]:
    """Return whom each register of the catalogue holds, by its id; what ``on_register`` may name."""
    return {name: each.expression for name, each in catalogue().items()}


def register(name: str) -> Register:
    """Return the register called ``name``. Raises NotFound."""
    if name not in catalogue():
        raise NotFound(f"There is no register called '{name}'.", now=f"Choose one of: {', '.join(catalogue())}.")
    return catalogue()[name]
