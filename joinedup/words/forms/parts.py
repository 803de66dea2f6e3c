"""Reading the parts of a Questionnaire: what each may be called and hold, and the nearest right word for what may not.

Every mistake is kept with its path, and reading goes on, so that all of a file's mistakes are told at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from joinedup.words.basics.errors import Mistake
from joinedup.words.forms.definition import Item

HL7 = "http://hl7.org/fhir/StructureDefinition/"
HIDDEN_FROM = ("proxies", "person")
OURS = "https://joinedup.example/fhir/"
_KINDS: Mapping[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "an object",
}


def nearest(word: str, known: Collection[str]) -> str:
    """Return a hint at the nearest right word, or at all that there are."""
    near = difflib.get_close_matches(word, sorted(known), n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(sorted(known))}"


@dataclass
class Reading:
    """One file as it is read, and the mistakes so far.

    ``read`` are the items that were read already; ``waits`` says of every item of the file which others it rests on.
    """

    file: str = ""
    mistakes: list[Mistake] = field(default_factory=list)
    read: dict[str, Item] = field(default_factory=dict)
    waits: dict[str, set[str]] = field(default_factory=dict)

    def at(self, path: str, problem: str) -> None:
        """Keep a mistake."""
        self.mistakes.append(Mistake(problem, path, file=self.file))

    def parts(
        self, data: Any, path: str, what: str, known: Mapping[str, type], needed: Collection[str] = ()
    ) -> dict[str, Any]:
        """Return the parts of ``data`` that ``what`` may have and that are of their kind; all else is told."""
        if not isinstance(data, dict):
            self.at(path, "must be an object")
            return {}
        found: dict[str, Any] = {}
        for name, value in data.items():
            where = f"{path}.{name}" if path else name
            if name not in known:
                self.at(where, f"'{name}' is not a part of {what} that can be used here{nearest(name, known)}")
            elif self.is_a(value, known[name], where):
                found[name] = value
        for name in needed:
            if name not in data:
                self.at(f"{path}.{name}" if path else name, "is missing")
        return found

    def is_a(self, value: Any, kind: type, path: str) -> bool:
        """Return whether a value is of a kind; one that is not is told, as is empty text."""
        number = kind is float and isinstance(value, int | float) and not isinstance(value, bool)
        if not number and (not isinstance(value, kind) or (kind is int and isinstance(value, bool))):
            self.at(path, f"must be {_KINDS[kind]}")
            return False
        if value in ("", [], {}):
            self.at(path, "is empty: leave it out, or say it")
            return False
        return True

    def word(self, value: str, known: Collection[str], path: str, what: str) -> bool:
        """Return whether ``value`` is one of ``known``; another is told."""
        if value not in known:
            self.at(path, f"'{value}' is not {what}{nearest(value, known)}")
        return value in known

    def extensions(self, data: list[Any], path: str, known: Mapping[str, tuple[str, type]]) -> dict[str, list[Any]]:
        """Return the values of extensions by their url; one that is not ``known`` (url: its value and kind) is told.

        The value of one that has parts is ``extension``, the list of them.
        """
        found: dict[str, list[Any]] = {}
        for number, each in enumerate(data):
            where = f"{path}.extension[{number}]"
            if not isinstance(each, dict) or not isinstance(each.get("url"), str):
                self.at(where, "must be an object with a url")
                continue
            url = each["url"]
            if url not in known:
                self.at(f"{where}.url", f"'{url}' is not an extension that can be used here{nearest(url, known)}")
                continue
            name, kind = known[url]
            parts = self.parts(
                each, where, f"the extension {url.rpartition('/')[2]}", {"url": str, name: kind}, (name,)
            )
            if name in parts:
                found.setdefault(url, []).append(parts[name])
        return found

    def once(self, found: Mapping[str, list[Any]], url: str, path: str) -> Any:
        """Return the one value of an extension, None where it is not said; one that is said twice is told."""
        said = found.get(url, [])
        if len(said) > 1:
            self.at(f"{path}.extension", f"{url.rpartition('/')[2]} is said {len(said)} times")
        return said[0] if said else None
