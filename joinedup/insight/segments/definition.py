"""What a scheme is: segments in order of precedence, each a criterion; everyone is in exactly one."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from joinedup.insight import own
from joinedup.insight.criteria import understood
from joinedup.insight.engine.language import CATALOGUE
from joinedup.words.basics.errors import ManyMistakes, Mistake, NotFound


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: those of whom ``who`` holds, and who are among the ``highest_cost`` share (0 to 1) of everyone."""

    id: str
    title: str
    who: Any = None
    highest_cost: float = 0.0


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way of dividing everyone. The first segment that fits is a person's; the last fits all who are left."""

    id: str
    title: str
    question: str
    segments: tuple[Segment, ...]
    source: str
    version: str
    note: str = ""
    examples: tuple[Mapping[str, Any], ...] = field(default=())

    def title_of(self, segment: str) -> str:
        """Return the title of a segment by its id."""
        return next((each.title for each in self.segments if each.id == segment), segment)


NEEDED = ("id", "title", "question", "segments", "source", "version")


def load(text: str, *, file: str) -> Scheme:
    """Return the scheme written in ``text``. Raises ManyMistakes naming every mistake at once."""
    raw = yaml.safe_load(text)
    if not isinstance(raw, dict):
        raise ManyMistakes([Mistake("not a scheme", file=file)], now="See catalogue/segments for how one is written.")
    known = {f.name for f in fields(Scheme)}
    mistakes = [Mistake(f"'{name}' is not a part of a scheme", file=file) for name in sorted(set(raw) - known)]
    mistakes += [Mistake("is missing", name, file=file) for name in NEEDED if not raw.get(name)]
    rows = raw.get("segments") or []
    segments = [made for number, row in enumerate(rows, start=1) for made in _segment(row, number, mistakes, file)]
    mistakes += _of_all(segments, len(rows), file)
    if mistakes:
        raise ManyMistakes(mistakes, now="Mend these lines of the scheme.")
    facts = {**raw, "segments": tuple(segments), "version": str(raw["version"])}
    facts["examples"] = tuple(raw.get("examples") or ())
    return Scheme(**facts)


def _segment(row: Any, number: int, mistakes: list[Mistake], file: str) -> Iterable[Segment]:
    if not isinstance(row, dict) or not row.get("id") or not row.get("title"):
        mistakes.append(Mistake("must have an id and a title", "segments", row=number, file=file))
        return
    if strange := sorted(set(row) - {"id", "title", "who", "highest_cost"}):
        mistakes.append(Mistake(f"'{strange[0]}' is not a part of a segment", "segments", row=number, file=file))
    if row.get("who") is not None:
        try:
            understood(row["who"])
        except ManyMistakes as wrong:
            mistakes += [
                Mistake(each.problem, f"segments.{row['id']}.{each.field}", row=number, file=file)
                for each in wrong.mistakes
            ]
    share = str(row.get("highest_cost", "0%"))
    if not share.endswith("%") or not share[:-1].replace(".", "", 1).isdigit() or float(share[:-1]) > 100:
        mistakes.append(Mistake("highest_cost must be such as 5%", "segments", row=number, file=file))
        return
    yield Segment(str(row["id"]), str(row["title"]), row.get("who"), float(share[:-1]) / 100)


def _of_all(segments: list[Segment], asked: int, file: str) -> Iterable[Mistake]:
    names = [segment.id for segment in segments]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Mistake(f"'{name}' is there twice", "segments", file=file)
    if len(segments) == asked and segments:
        if segments[-1].who is not None or segments[-1].highest_cost:
            yield Mistake("the last must fit all who are left: give it no who", "segments", file=file)
        for segment in segments[:-1]:
            if segment.who is None and not segment.highest_cost:
                yield Mistake(f"'{segment.id}' fits everyone, so none after it is reached", "segments", file=file)


@functools.cache
def catalogue(folder: Path = CATALOGUE / "segments") -> Mapping[str, Scheme]:
    """Return every scheme of the catalogue and of the place by its id."""
    found = (load(path.read_text(encoding="utf-8"), file=path.name) for path in sorted(folder.glob("*.yaml")))
    return own.with_own("segments", {scheme.id: scheme for scheme in found}, lambda text, file: load(text, file=file))


def scheme(name: str) -> Scheme:
    """Return the scheme called ``name``. Raises NotFound."""
    if name not in catalogue():
        raise NotFound(f"There is no scheme called '{name}'.", now=f"Choose one of: {', '.join(catalogue())}.")
    return catalogue()[name]
