"""What the builder shows: its lines, what each may say, and what is wrong with them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from joinedup.planning.cohorts.rules import PARTS, Line
from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.criteria import VOCABULARY

MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One criterion that may be chosen: its name, title, and how its value is written."""

    name: str
    title: str
    example: str


def choices() -> list[Choice]:
    """Return the criteria that a feed tells of, by title."""
    found = [Choice(d.name, d.title, " or ".join(d.written[:2])) for d in VOCABULARY.values() if not d.needs]
    return sorted(found, key=lambda choice: choice.title)


def lines_asked(given: QueryDict) -> list[Line]:
    """Return the lines that a form sent, without the one to be removed and without empty ones."""
    removed = given.get("remove", "")
    sent = zip(given.getlist("part"), given.getlist("criterion"), given.getlist("value"), strict=False)
    lines = [Line(part if part in PARTS else "all", criterion, value) for part, criterion, value in sent]
    kept = [line for number, line in enumerate(lines) if str(number) != removed]
    return [line for line in kept if line.criterion and line.value.strip()][:MOST_LINES]


def half_said(given: QueryDict) -> list[dict[str, str]]:
    """Return the mistakes of lines that say a criterion and no value, or a value and no criterion."""
    sent = zip(given.getlist("criterion"), given.getlist("value"), strict=False)
    wrong = []
    for number, (criterion, value) in enumerate(sent):
        if criterion and not value.strip() and str(number) != given.get("remove", ""):
            example = VOCABULARY[criterion].written[0] if criterion in VOCABULARY else ""
            wrong.append({"text": f"Say what it must be, such as {example}", "href": f"#value-{number}"})
        elif value.strip() and not criterion:
            wrong.append({"text": "Choose what the line is about", "href": f"#criterion-{number}"})
    return wrong


def address(lines: Iterable[Line]) -> str:
    """Return the lines as the query of an address, so that what is being built can be kept and sent to others."""
    return urlencode([(name, getattr(line, name)) for line in lines for name in ("part", "criterion", "value")])


def told(wrong: ManyMistakes) -> list[dict[str, str]]:
    """Return mistakes as a page's error summary says them."""
    return [{"text": mistake.problem, "href": "#lines"} for mistake in wrong.mistakes]
