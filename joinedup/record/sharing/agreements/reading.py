"""Reading an agreement from a file, all its mistakes told at once with their lines; and from what was kept of it. Pure.

Kept terms are plain values (texts, lists, ISO dates), as a version holds them and as ``read`` gives them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

import yaml

from joinedup.record.sharing.agreements.terms import (
    ARTICLE_6,
    ARTICLE_9,
    COMMON_LAW,
    EXPORTS,
    PERSON_PARTS,
    PURPOSES,
    Agreement,
    Condition,
    Evidence,
    LeftOut,
    Party,
)
from joinedup.words.basics.errors import ManyMistakes, Mistake
from joinedup.words.vocabulary.feeds import Feed
from joinedup.words.vocabulary.kinds import Kind

Terms = dict[str, Any]
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KNOWN = {
    "agreement", "title", "summary", "parties", "controllers", "purposes", "article_6", "article_9", "common_law",
    "from", "until", "feeds", "parts", "person", "reidentification", "exports", "projects", "leaves_out", "conditions",
}  # fmt: skip
_NEEDED = ("agreement", "title", "parties", "controllers", "purposes", "article_6", "article_9", "common_law", "from")
_ONE_OF: Mapping[str, Mapping[str, str]] = {
    "article_6": ARTICLE_6, "article_9": ARTICLE_9, "common_law": COMMON_LAW,
}  # fmt: skip
_SOME_OF: Mapping[str, Mapping[str, Any]] = {"purposes": PURPOSES, "exports": EXPORTS, "person": PERSON_PARTS}


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: the agreement's terms, and the evidence that it gives for conditions, by their keys."""

    terms: Terms
    evidence: Mapping[str, Evidence]


def read(text: str, *, file: str, feeds: Mapping[str, Feed]) -> Read:
    """Return the agreement written in ``text`` (YAML). Raises ManyMistakes with every mistake and its line."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else ""
        raise ManyMistakes([Mistake("not YAML", where, file=file)], now="Mend the file.") from error
    if not isinstance(raw, dict):
        raise ManyMistakes([Mistake("not an agreement", file=file)], now=_HOW)
    mistakes: list[Mistake] = []

    def wrong(problem: str, *path: str | int) -> None:
        named = ".".join(str(part) for part in path if isinstance(part, str))
        mistakes.append(Mistake(problem, f"line {_line(node, path)}, {named}", file=file))

    _check(raw, wrong, feeds)
    if mistakes:
        raise ManyMistakes(mistakes, now=_HOW)
    return Read(_kept(raw), {c["condition"]: _evidence(c["evidence"]) for c in _conditions(raw) if c.get("evidence")})


_HOW = "Mend these lines; docs/how-to/write-an-agreement.md explains each part."
Wrong = Callable[..., None]


def _check(raw: Mapping[str, Any], wrong: Wrong, feeds: Mapping[str, Feed]) -> None:
    for name in raw:
        if name not in _KNOWN:
            wrong("is no part of an agreement", str(name))
    for name in _NEEDED:
        if not raw.get(name):
            wrong("is missing", name)
    if raw.get("agreement") and not _NAME.fullmatch(str(raw["agreement"])):
        wrong("is small letters, figures and dashes", "agreement")
    for name, known in _ONE_OF.items():
        if raw.get(name) and raw[name] not in known:
            wrong(f"is one of {', '.join(known)}", name)
    for name, known in _SOME_OF.items():
        for number, each in enumerate(_list(raw, name, wrong)):
            if each not in known:
                wrong(f"is a list of some of {', '.join(known)}", name, number)
    _check_days(raw, wrong)
    _check_parties(raw, wrong)
    _check_datasets(raw, wrong, feeds)
    _check_conditions(raw, wrong)


def _check_days(raw: Mapping[str, Any], wrong: Wrong) -> None:
    for name in ("from", "until"):
        if raw.get(name) and not _is_day(raw[name]):
            wrong("is a day, such as 2026-04-01", name)
    begins, ends = raw.get("from"), raw.get("until")
    if begins and ends and _is_day(begins) and _is_day(ends) and ends < begins:
        wrong("is before it begins", "until")


def _check_parties(raw: Mapping[str, Any], wrong: Wrong) -> None:
    parties = _list(raw, "parties", wrong)
    for number, party in enumerate(parties):
        if not isinstance(party, dict) or set(party) != {"code", "name"} or not all(party.values()):
            wrong("is a code and a name: {code: ZS1, name: The council}", "parties", number)
    codes = [str(party.get("code", "")) for party in parties if isinstance(party, dict)]
    for number, code in enumerate(_list(raw, "controllers", wrong)):
        if not any(fnmatchcase(str(code), each) for each in codes):
            wrong("is none of the parties", "controllers", number)


def _check_datasets(raw: Mapping[str, Any], wrong: Wrong, feeds: Mapping[str, Feed]) -> None:
    def known(each: object) -> bool:
        return any(each == feed.group or fnmatchcase(feed.name, str(each)) for feed in feeds.values())

    for number, each in enumerate(_list(raw, "feeds", wrong)):
        if not known(each):
            wrong("is no declared feed and no group of feeds", "feeds", number)
    parts = raw.get("parts") or {}
    if not isinstance(parts, dict):
        wrong("is a list of lines, each 'feed: [kinds of entries]'", "parts")
        parts = {}
    kinds = {kind.value for kind in Kind}
    for feed, some in parts.items():
        if feed not in feeds:
            wrong("is no declared feed", "parts", feed)
        if not isinstance(some, list) or set(map(str, some)) - kinds:
            wrong("is a list of kinds of entries", "parts", feed)
    if not isinstance(raw.get("reidentification", False), bool):
        wrong("is yes or no", "reidentification")
    for number, each in enumerate(_list(raw, "leaves_out", wrong)):
        if not isinstance(each, dict) or set(each) != {"what", "why"} or not all(each.values()):
            wrong("is what and why: {what: Social care, why: …}", "leaves_out", number)
        elif each["what"] != "reidentification" and not known(each["what"]):
            wrong("is no declared feed, no group of feeds and not reidentification", "leaves_out", number)


def _check_conditions(raw: Mapping[str, Any], wrong: Wrong) -> None:
    seen: set[str] = set()
    for number, each in enumerate(_list(raw, "conditions", wrong)):
        if not isinstance(each, dict) or not all(each.get(part) for part in ("condition", "words", "owner")):
            wrong("has a condition (its short name), words and an owner", "conditions", number)
            continue
        if strange := set(each) - {"condition", "words", "owner", "evidence"}:
            wrong(f"has no part called {', '.join(sorted(map(str, strange)))}", "conditions", number)
        key = str(each["condition"])
        if not _NAME.fullmatch(key) or key in seen:
            wrong("has a short name of its own, in small letters and dashes", "conditions", number)
        seen.add(key)
        given = each.get("evidence")
        if given and not (
            isinstance(given, dict) and given.get("note") and _is_day(given.get("met"))
            and set(given) <= {"note", "file", "met", "expires"}
        ):  # fmt: skip
            wrong("is a note, the day on which it was met, and perhaps a file and when it expires",
                  "conditions", number, "evidence")  # fmt: skip
        elif given and given.get("expires") and not _is_day(given["expires"]):
            wrong("is a day, such as 2026-04-01", "conditions", number, "evidence", "expires")


def _list(raw: Mapping[str, Any], name: str, wrong: Wrong) -> list[Any]:
    found = raw.get(name) or []
    if not isinstance(found, list):
        wrong("is a list", name)
        return []
    return found


def _conditions(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    return raw.get("conditions") or []


def _is_day(value: object) -> bool:
    return type(value) is date


def _line(node: Any, path: Iterable[str | int]) -> int:
    """Return the line on which what ``path`` leads to begins, as far as it leads; 1 for what is missing."""
    line = 1
    for part in path:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            found = (node.value[part], node.value[part])
        if found is None:
            return line
        line, node = found[0].start_mark.line + 1, found[1]
    return line


def _kept(raw: Mapping[str, Any]) -> Terms:
    """Return the terms of a file that has no mistakes, as they are kept."""
    return {
        "title": str(raw["title"]).strip(),
        "summary": " ".join(str(raw.get("summary") or "").split()),
        "parties": [{"code": str(each["code"]), "name": str(each["name"])} for each in raw["parties"]],
        **{name: raw[name] for name in _ONE_OF},
        "controllers": [str(each) for each in raw["controllers"]],
        "purposes": raw["purposes"],
        "from": raw["from"].isoformat(),
        "until": raw["until"].isoformat() if raw.get("until") else None,
        "feeds": raw.get("feeds") or [],
        "parts": raw.get("parts") or {},
        "person": raw.get("person"),
        "reidentification": raw.get("reidentification", False),
        "exports": raw.get("exports") or [],
        "projects": [str(each) for each in raw.get("projects") or []],
        "leaves_out": [{"what": str(e["what"]), "why": str(e["why"])} for e in raw.get("leaves_out") or []],
        "conditions": [
            {"condition": c["condition"], "words": str(c["words"]), "owner": str(c["owner"])} for c in _conditions(raw)
        ],
        "name": str(raw["agreement"]),
    }  # fmt: skip


def _evidence(given: Mapping[str, Any]) -> Evidence:
    return Evidence(
        str(given["note"])[:400], str(given.get("file") or "")[:400], given.get("met"), given.get("expires")
    )


def agreement_of(
    terms: Terms, *, evidence: Mapping[str, Evidence], lapsed: Mapping[str, str], withdrawn: str
) -> Agreement:
    """Return the agreement with these kept terms, and what its conditions rest on now."""
    return Agreement(
        name=terms["name"],
        title=terms["title"],
        summary=terms["summary"],
        parties=tuple(Party(each["code"], each["name"]) for each in terms["parties"]),
        controllers=tuple(terms["controllers"]),
        purposes=tuple(terms["purposes"]),
        article_6=terms["article_6"],
        article_9=terms["article_9"],
        common_law=terms["common_law"],
        starts_on=date.fromisoformat(terms["from"]),
        ends_on=date.fromisoformat(terms["until"]) if terms["until"] else None,
        feeds=tuple(terms["feeds"]),
        parts={feed: tuple(some) for feed, some in terms["parts"].items()},
        person=None if terms["person"] is None else tuple(terms["person"]),
        reidentification=terms["reidentification"],
        exports=tuple(terms["exports"]),
        projects=tuple(terms["projects"]),
        left_out=tuple(LeftOut(each["what"], each["why"]) for each in terms["leaves_out"]),
        conditions=tuple(
            Condition(key := c["condition"], c["words"], c["owner"], evidence.get(key), lapsed.get(key, ""))
            for c in terms["conditions"]
        ),
        withdrawn=withdrawn,
    )  # fmt: skip
