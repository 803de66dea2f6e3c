"""Reading a form: a FHIR R4 Questionnaire in JSON, of which exactly what is listed here may be used.

Strict on purpose: what we would not do (an expression, a value set kept elsewhere, an extension we do not know) is
refused, and never passed over, for a form that asks less than it says is a danger.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from joinedup.words.basics.errors import ManyMistakes, Mistake
from joinedup.words.forms.checks import check
from joinedup.words.forms.definition import Form, Licence
from joinedup.words.forms.instruments import INSTRUMENTS
from joinedup.words.forms.parts import HIDDEN_FROM, OURS, Reading
from joinedup.words.forms.reading_items import read_items

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*$")
MOST_DEEP = 12
PARTS = {
    "resourceType": str, "id": str, "url": str, "version": str, "name": str, "title": str, "status": str,
    "experimental": bool, "subjectType": list, "date": str, "publisher": str, "description": str, "purpose": str,
    "copyright": str, "approvalDate": str, "lastReviewDate": str, "language": str, "item": list, "extension": list,
}  # fmt: skip
NEEDED = ("resourceType", "id", "url", "version", "title", "status")
SCORE, LICENCE, HIDDEN = OURS + "score", OURS + "licence", OURS + "hidden-from"
EXTENSIONS = {SCORE: ("valueCode", str), LICENCE: ("extension", list), HIDDEN: ("valueCode", str)}
_NOW = "Mend these; docs/how-to/write-a-form.md shows how."


def read(text: str, *, file: str = "") -> Form:
    """Return the form in ``text``. Raises ManyMistakes with all that is wrong, each with its path."""
    of = Reading(file)
    try:
        data = json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, of))
    except (ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise ManyMistakes([Mistake("is not JSON", where, file=file)], now="Mend the file.") from error
    form = _form(data, text, of) if _not_too_deep(data, of) else None
    if of.mistakes or form is None:
        raise ManyMistakes(of.mistakes, now=_NOW)
    return form


def _once(pairs: list[tuple[str, Any]], of: Reading) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            of.at(name, "is said twice in one object")
        found[name] = value
    return found


def _not_too_deep(data: Any, of: Reading) -> bool:
    level, depth = [data], 0
    while level:
        level = [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())
        ]
        depth += 1
        if depth > 2 * MOST_DEEP + 8:
            of.at("item", f"is nested more than {MOST_DEEP} deep")
            return False
    return True


def _form(data: Any, text: str, of: Reading) -> Form:
    parts = of.parts(data, "", "a Questionnaire", PARTS, NEEDED)
    _check_words(parts, of)
    found = of.extensions(parts.get("extension", []), "", EXTENSIONS)
    of.waits = dict(_waits(parts.get("item", []), ""))
    items = read_items(parts.get("item", []), "item", of)
    licence = _licence(of.once(found, LICENCE, ""), of)
    form = Form(
        parts.get("id", ""), parts.get("title", ""), parts.get("version", ""), parts.get("url", ""), items,
        parts.get("description", ""), parts.get("purpose", ""), parts.get("copyright", ""), parts.get("publisher", ""),
        parts.get("status", ""), _words(found.get(SCORE, []), tuple(INSTRUMENTS), "a score", of), licence,
        _words(found.get(HIDDEN, []), HIDDEN_FROM, "someone it can be hidden from", of),
        text, hashlib.sha256(text.encode()).hexdigest(), data if isinstance(data, dict) else {},
    )  # fmt: skip
    if not items and licence is None and "item" not in parts:
        of.at("item", "is missing: a form asks something; only one that needs a licence may be an empty slot")
    check(form, of)
    return form


def _waits(items: Any, inside: str) -> Iterator[tuple[str, set[str]]]:
    """Yield of every item of the file on which others it rests: those that its conditions name, and its group."""
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(item.get("linkId"), str):
            when = item.get("enableWhen")
            named = (
                {each.get("question") for each in when if isinstance(each, dict)} if isinstance(when, list) else set()
            )
            yield item["linkId"], {name for name in (*named, inside) if isinstance(name, str) and name}
            yield from _waits(item.get("item"), item["linkId"])


def _check_words(parts: dict[str, Any], of: Reading) -> None:
    if parts.get("resourceType", "Questionnaire") != "Questionnaire":
        of.at("resourceType", "must be Questionnaire")
    if "id" in parts and not _ID.match(parts["id"]):
        of.at("id", "must be small letters, digits and dashes, such as guided-conversation")
    if "status" in parts:
        of.word(parts["status"], ("draft", "active", "retired"), "status", "a status")
    if parts.get("subjectType", ["Patient"]) != ["Patient"]:
        of.at("subjectType", 'must be ["Patient"]: a form is about one person')


def _words(said: list[str], known: tuple[str, ...], what: str, of: Reading) -> tuple[str, ...]:
    for word in said:
        of.word(word, known, "extension", what)
    return tuple(dict.fromkeys(word for word in said if word in known))


def _licence(said: list[Any] | None, of: Reading) -> Licence | None:
    if said is None:
        return None
    found = of.extensions(said, "extension(licence)", {"owner": ("valueString", str), "ask": ("valueString", str)})
    for name in ("owner", "ask"):
        if name not in found:
            of.at("extension(licence)", f"does not say {name}: whose form it is, and where to ask for a licence")
    return Licence(*(found.get(name, [""])[0] for name in ("owner", "ask")))
