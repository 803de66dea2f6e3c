"""From what someone wrote under ``who`` to a tree of criteria; every mistake told at once, with its line and path.

The lines directly below ``who`` and ``all`` must all hold; those below ``any`` are alternatives; those below ``not``
are exceptions, none of which may hold. An item of a list that has several lines is a group of which all must hold.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from joinedup.words.criteria.expression import All, Any, Expression, Not
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.said import NotSaid, Said
from joinedup.words.criteria.vocabulary import VOCABULARY
from joinedup.words.criteria.written import Mistakes, Written, from_data, from_yaml

NOW = "Mend these lines; docs/reference/criteria.md lists every criterion and how it is written."
GROUPS = ("all", "any", "not")


def read(
    who: object, *, file: str = "", path: str = "who", registers: Mapping[str, Expression] | None = None
) -> Expression:
    """Return the tree of ``who``: YAML text, what was ``Written``, or plain data. Raises ManyMistakes.

    ``registers`` are those that ``on_register`` may name, by id (see ``joinedup.insight.registers``); without it every
    name is refused.
    """
    if isinstance(who, str):
        written = from_yaml(who, file=file, path=path)
    else:
        written = who if isinstance(who, Written) else from_data(who, path=path, file=file)
    mistakes = Mistakes()
    tree = understood(written, mistakes, registers or {})
    mistakes.tell(NOW)
    if tree is None:  # pragma: no cover (a tree that could not be read has told why)
        raise AssertionError
    return tree


def understood(written: Written, mistakes: Mistakes, registers: Mapping[str, Expression]) -> Expression | None:
    """Return the tree of what was written, adding what is wrong to ``mistakes``; None where anything is."""
    return _joined("all", _lines(written, mistakes, registers))


def _lines(written: Written, mistakes: Mistakes, registers: Mapping[str, Expression]) -> list[Expression | None]:
    """Return the lines below a heading, one for each; None for one that is wrong."""
    if written.items is not None and written.items:
        return [_joined("all", _lines(item, mistakes, registers)) for item in written.items]
    if written.parts:
        return [_line(name, part, mistakes, registers) for name, part in written.parts]
    mistakes.at(written, "has no lines; write at least one criterion, such as age: 65 or over")
    return [None]


def _line(name: str, written: Written, mistakes: Mistakes, registers: Mapping[str, Expression]) -> Expression | None:
    if name in GROUPS:
        return _joined(name, _lines(written, mistakes, registers))
    definition = VOCABULARY.get(name)
    if definition is None:
        mistakes.at(written, f"'{name}' is not a criterion{_perhaps(name)}")
        return None
    try:
        return definition.read(Said(name, written, mistakes, registers))
    except NotAPhrase as wrong:
        mistakes.at(written, str(wrong))
    except NotSaid:
        pass
    return None


def _perhaps(name: str) -> str:
    near = difflib.get_close_matches(name, [*VOCABULARY, *GROUPS], n=1)
    return f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(VOCABULARY)}"


def _joined(group: str, found: Iterable[Expression | None]) -> Expression | None:
    lines = []
    for line in found:
        if line is None:
            return None
        lines.append(line)
    if group == "not":
        return Not(lines[0] if len(lines) == 1 else Any(tuple(lines)))
    if len(lines) == 1:
        return lines[0]
    return All(tuple(lines)) if group == "all" else Any(tuple(lines))
