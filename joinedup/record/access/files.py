"""The place's own files of organisations and staff: CSV or YAML, read into rows that know their line. Pure.

A CSV says of organisations, sites and teams ``what,code,name,kind,belongs,to,site,serves,opened,closed`` (``to`` is
the organisation above, or whose the site or team is; ``serves`` codes with spaces between), and of staff
``username,full_name,role,organisation,team,from,until``, one row a post. A YAML file has the same words, in lists
called ``organisations``, ``sites``, ``teams`` and ``staff``; one of staff may have ``posts``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

import yaml

from joinedup.words.basics.errors import BadInput, Mistake

ORGANISATION, SITE, TEAM, POST = "organisation", "site", "team", "post"
# What is said of each: the words that must be there, and those that may.
WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ORGANISATION: (("code", "name", "kind"), ("belongs", "to", "opened", "closed")),
    SITE: (("code", "name", "to"), ("opened", "closed")),
    TEAM: (("code", "name", "kind", "to"), ("site", "serves", "opened", "closed")),
    POST: (("username", "full_name", "role", "organisation"), ("team", "from", "until")),
}
_LISTS = {"organisations": ORGANISATION, "sites": SITE, "teams": TEAM, "staff": POST}
_DATES = ("opened", "closed", "from", "until")
# A whole integrated care system's staff is well below this; a file beyond it is not one of ours.
LONGEST_FILE = 20_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation, site, team or post as the file says it, with the line on which it stands."""

    line: int
    what: str
    said: dict[str, str]

    def day(self, word: str) -> date | None:
        """Return a date of the row, or None where it has none; ``read`` has seen that it is one."""
        return date.fromisoformat(self.said[word]) if self.said.get(word) else None


@dataclass(slots=True)
class Sheet:
    """What a file says, and every mistake in how it says it."""

    rows: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, line: int, what: str, said: dict[str, str]) -> None:
        """Keep a row, or the mistakes in it."""
        must, may = WORDS[what]
        wrong = [Mistake("This is missing.", field=word, row=line) for word in must if not said.get(word)]
        wrong += [
            Mistake(f"This is not known of a {what}.", field=word, row=line)
            for word, value in said.items()
            if value and word not in must + may
        ]
        wrong += [
            Mistake("This is not a day, such as 2026-04-01.", field=word, row=line)
            for word in _DATES
            if said.get(word) and not _is_day(said[word])
        ]
        self.mistakes += wrong
        if not wrong:
            self.rows.append(Row(line, what, {word: value for word, value in said.items() if value}))


def read(name: str, content: bytes) -> Sheet:
    """Return what the file called ``name`` says. Raises BadInput where it is no CSV or YAML of ours at all."""
    if len(content) > LONGEST_FILE:
        raise BadInput("The file is larger than 20 MB.", now="Split it, and load the parts one after the other.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("The file is not text in UTF-8.", now="Save it as UTF-8 and try again.") from error
    ending = PurePath(name).suffix.lower()
    if ending == ".csv":
        return _read_csv(text)
    if ending in (".yaml", ".yml"):
        return _read_yaml(text)
    raise BadInput("The file is neither .csv nor .yaml.", now="Give a file that ends in one of these.")


def _read_csv(text: str) -> Sheet:
    lines = csv.reader(io.StringIO(text), strict=True)
    sheet = Sheet()
    try:
        heads = [head.strip().lower() for head in next(lines, [])]
        staff = "username" in heads
        if not staff and "what" not in heads:
            raise BadInput(
                "The first line says neither 'what' nor 'username'.",
                now="Begin with the heads of a file of organisations or of staff (see docs/how-to).",
            )
        for cells in lines:
            _csv_row(sheet, lines.line_num, staff=staff, heads=heads, cells=[cell.strip() for cell in cells])
    except csv.Error as error:
        raise BadInput(f"Line {lines.line_num} is not CSV.", now="Save the file as CSV again.") from error
    return sheet


def _csv_row(sheet: Sheet, line: int, *, staff: bool, heads: list[str], cells: list[str]) -> None:
    if not any(cells):
        return
    if len(cells) != len(heads):
        sheet.mistakes.append(Mistake(f"{len(cells)} cells under {len(heads)} heads.", row=line))
        return
    said = dict(zip(heads, cells, strict=True))
    what = POST if staff else said.pop("what", "").lower()
    if what not in WORDS or (what == POST and not staff):
        sheet.mistakes.append(Mistake("This is one of: organisation, site, team.", field="what", row=line))
        return
    sheet.add(line, what, said)


def _read_yaml(text: str) -> Sheet:
    """Read YAML node by node: a node knows its line, no tag makes an object, and an alias is not followed."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise BadInput("The file uses an alias (*name).", now="Write it out in full.")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"Line {mark.line + 1}" if mark else "The file"
        raise BadInput(f"{where} is not YAML.", now="Correct it and try again.") from error
    except RecursionError as error:
        raise BadInput("The file is too deep.", now="Write lists of organisations, sites, teams and staff.") from error
    sheet = Sheet()
    if not isinstance(root, yaml.MappingNode):
        raise BadInput("The file has no list of ours.", now=f"Write one of these lists: {', '.join(_LISTS)}.")
    for key, listed in root.value:
        line = key.start_mark.line + 1
        if str(key.value) not in _LISTS:
            sheet.mistakes.append(Mistake(f"A list is one of: {', '.join(_LISTS)}.", row=line))
        elif not isinstance(listed, yaml.SequenceNode):
            sheet.mistakes.append(Mistake("This is not a list.", field=key.value, row=line))
        else:
            for node in listed.value:
                for at, said in _said(sheet, node):
                    sheet.add(at, _LISTS[key.value], said)
    return sheet


def _said(sheet: Sheet, node: Any) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield what one item of a list says; each of its posts is an item of its own."""
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        sheet.mistakes.append(Mistake("This is not a set of words and values.", row=line))
        return
    said = {str(key.value): _text(value) for key, value in node.value if key.value != "posts"}
    posts = next((value for key, value in node.value if key.value == "posts"), None)
    if posts is None:
        yield line, said
    elif not isinstance(posts, yaml.SequenceNode):
        sheet.mistakes.append(Mistake("This is not a list.", field="posts", row=line))
    else:
        for post in posts.value:
            for at, more in _said(sheet, post):
                yield at, said | more


def _text(node: Any) -> str:
    """Return a value as a CSV would say it: words of a list with spaces between, nothing for null."""
    if isinstance(node, yaml.SequenceNode):
        return " ".join(_text(each) for each in node.value)
    if isinstance(node, yaml.MappingNode) or node.tag == "tag:yaml.org,2002:null":
        return ""
    return str(node.value).strip()


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
