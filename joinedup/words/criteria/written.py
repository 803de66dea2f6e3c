"""What someone wrote in YAML, with the line and the path of each part, so that every mistake can say where it is.

A value is text, a list or named parts; text is kept as it was written (``yes``, ``65``), for phrases are read from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from joinedup.words.basics.errors import ManyMistakes, Mistake


@dataclass(frozen=True, slots=True)
class Written:
    """One value as it was written: ``text``, or else ``items`` of a list, or else named ``parts``.

    ``path`` is how its author would find it (``who.any[1].age``); ``line`` counts from 1, and is 0 where there is none.
    """

    path: str
    line: int = 0
    file: str = ""
    text: str | None = None
    items: tuple[Written, ...] | None = None
    parts: tuple[tuple[str, Written], ...] | None = None

    def mistake(self, problem: str) -> Mistake:
        """Return a mistake that is here."""
        return Mistake(problem, self.path, file=f"{self.file} line {self.line}".strip() if self.line else self.file)


@dataclass(slots=True)
class Mistakes:
    """The mistakes found so far in one text."""

    found: list[Mistake] = field(default_factory=list)

    def at(self, where: Written, problem: str) -> None:
        """Keep a mistake."""
        self.found.append(where.mistake(problem))

    def tell(self, now: str) -> None:
        """Raise ManyMistakes with every mistake kept, where there is any."""
        if self.found:
            raise ManyMistakes(self.found, now=now)


class _Loader(yaml.SafeLoader):
    """YAML without aliases: what is written is where it is written, and a few lines cannot stand for a million."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Return the next value. Raises ComposerError for an alias."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # types-pyyaml leaves it out
            raise yaml.composer.ComposerError(None, None, "an alias (*name) cannot be used: write it out", mark)
        return super().compose_node(parent, index)


def from_yaml(text: str, *, file: str = "", path: str = "") -> Written:
    """Return what ``text`` says. Raises ManyMistakes where it is not YAML, or says a part twice."""
    mistakes = Mistakes()
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        where = Written(path, line, file)
        raise ManyMistakes([where.mistake(f"is not YAML: {error.problem}")], now="Mend this line.") from error
    except (yaml.YAMLError, RecursionError) as error:
        what = "it is nested too deeply" if isinstance(error, RecursionError) else "it has characters that are not text"
        raise ManyMistakes([Written(path, 1, file).mistake(f"is not YAML: {what}")], now="Mend the file.") from error
    found = _of_node(node, file, path, mistakes) if node else Written(path, 1, file, text="")
    mistakes.tell("Say each part once.")
    return found


def _of_node(node: yaml.Node, file: str, path: str, mistakes: Mistakes) -> Written:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        items = (_of_node(item, file, f"{path}[{i}]", mistakes) for i, item in enumerate(node.value))
        return Written(path, line, file, items=tuple(items))
    if isinstance(node, yaml.MappingNode):
        parts: dict[str, Written] = {}
        for key, value in node.value:
            name = str(key.value)
            part = _of_node(value, file, f"{path}.{name}" if path else name, mistakes)
            if name in parts:
                mistakes.at(part, "is said twice")
            parts[name] = part
        return Written(path, line, file, parts=tuple(parts.items()))
    return Written(path, line, file, text=str(node.value))


def from_data(data: object, *, path: str = "", file: str = "") -> Written:
    """Return plain data (as ``yaml.safe_load`` or JSON gives it) as if it had been written, without lines."""
    if isinstance(data, Mapping):
        parts = ((str(k), from_data(v, path=f"{path}.{k}" if path else str(k), file=file)) for k, v in data.items())
        return Written(path, 0, file, parts=tuple(parts))
    if isinstance(data, Sequence) and not isinstance(data, str):
        return Written(
            path, 0, file, items=tuple(from_data(v, path=f"{path}[{i}]", file=file) for i, v in enumerate(data))
        )
    if isinstance(data, bool):
        return Written(path, 0, file, text="yes" if data else "no")
    return Written(path, 0, file, text="" if data is None else str(data))


def as_data(written: Written) -> object:
    """Return what was written as plain data: text, lists and named parts."""
    if written.parts is not None:
        return {name: as_data(part) for name, part in written.parts}
    if written.items is not None:
        return [as_data(item) for item in written.items]
    return written.text
