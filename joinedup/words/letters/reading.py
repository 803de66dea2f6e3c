"""From the text of a letter's file to a template; every mistake told at once, with its line and nearest right word."""

from __future__ import annotations

import re
from collections.abc import Collection

from joinedup.words.criteria.written import Written, from_yaml
from joinedup.words.letters.definition import (
    BLANKS,
    HEADINGS,
    MOMENTS,
    PERSON,
    RECIPIENTS,
    SCORE,
    LetterPart,
    Template,
    blanks_in,
)
from joinedup.words.models_of_care.fields import Reading, nearest
from joinedup.words.models_of_care.known import Known

PARTS = ("id", "title", "version", "source", "to", "once", "subject", "parts")
PART = ("heading", "text", "write", "where_known")
NOW = "Mend these lines; docs/how-to/write-a-letter.md shows how, and lists every blank."
#: What someone's time on a model has only later: a letter that can be written before must say it only where known.
ONLY_AFTER = {"accepted_on": "accepted", "key_worker": "accepted", "seen_on": "seen", "steps_done": "seen",
              "ended_on": "ended", "outcome": "ended", "why_ended": "ended"}  # fmt: skip
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*$")


def read(text: str, *, file: str, forms: Collection[str] = ()) -> Template:
    """Return the template written in ``text``; ``forms`` are the ids of those whose scores it may tell.

    Raises ManyMistakes with every mistake, its line and path.
    """
    written, of = from_yaml(text, file=file), Reading(Known())
    at = of.parts(written, "a letter", PARTS, needed=PARTS)
    name = of.text(at.get("id"))
    if name and not _ID.match(name):
        of.mistakes.at(at["id"], f"'{name}' must be small letters, digits and dashes, such as seen-to-gp")
    to = of.word(at.get("to"), RECIPIENTS, "someone to whom a letter goes")
    once = of.word(at.get("once"), MOMENTS, "a moment from which on a letter can be written")
    subject = _text(at.get("subject"), of, forms)
    _in_time(at.get("subject"), subject, once, (), of)
    items = of.items(at["parts"], "part") if "parts" in at else ()
    if "parts" in at and not items:
        of.mistakes.at(at["parts"], "has no parts; write at least one")
    parts = tuple(_part(item, to, once, of, forms) for item in items)
    of.mistakes.found.sort(key=lambda mistake: int(mistake.file.rpartition(" ")[2]))
    of.mistakes.tell(NOW)
    return Template(name, of.text(at["title"]), of.text(at["version"]), of.text(at["source"]), to, once, subject, parts)


def _part(written: Written, to: str, once: str, of: Reading, forms: Collection[str]) -> LetterPart:
    at = of.parts(written, "a part of a letter", PART)
    heading = of.text(at.get("heading"))
    if heading and to != PERSON and heading not in HEADINGS:
        of.mistakes.at(at["heading"], f"'{heading}' is no heading of PRSB’s for a letter{nearest(heading, HEADINGS)}")
    if written.parts is not None and ("text" in at) == ("write" in at):
        of.mistakes.at(written, "must have text, or write (what its author is asked to write), and not both")
    text, asked = _text(at.get("text"), of, forms), of.text(at.get("write"))
    where = _blanks(at.get("where_known"), of, forms)
    _in_time(at.get("text"), text, once, where, of)
    return LetterPart(heading, text, asked, where)


def _blanks(written: Written | None, of: Reading, forms: Collection[str]) -> tuple[str, ...]:
    if written is None:
        return ()
    found = tuple(of.text(item) for item in (written.items if written.items is not None else (written,)))
    for blank in found:
        _check(blank, written, of, forms)
    return found


def _text(written: Written | None, of: Reading, forms: Collection[str]) -> str:
    text = of.text(written)
    if written is not None:
        for blank in blanks_in(text):
            _check(blank, written, of, forms)
        if text.count("{") != text.count("}") or "{" in (rest := re.sub(r"\{[^{}]*\}", "", text)) or "}" in rest:
            of.mistakes.at(written, "has a bracket that does not close: a blank is a word in { and }")
    return text


def _check(blank: str, written: Written, of: Reading, forms: Collection[str]) -> None:
    if blank.startswith(SCORE):
        form = blank.removeprefix(SCORE)
        if form not in forms:
            of.mistakes.at(written, f"'{form}' is not a form that has a score{nearest(form, forms)}")
    elif blank not in BLANKS:
        of.mistakes.at(written, f"'{blank}' is not a blank of a letter{nearest(blank, BLANKS)}")


def _in_time(written: Written | None, text: str, once: str, where: tuple[str, ...], of: Reading) -> None:
    """Tell of a blank that is known only later than the letter can be written."""
    order = list(MOMENTS)
    for blank in blanks_in(text):
        after = ONLY_AFTER.get(blank)
        early = after and once in order and blank not in where and order.index(after) > order.index(once)
        if written is not None and after and early:
            of.mistakes.at(
                written, f"'{blank}' is known only {MOMENTS[after]}: write once: {after}, or where_known: [{blank}]"
            )
