"""The fields of a page of a form: what each shows, and what was sent in them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from joinedup.words.forms import Asked, Form, Item, Value, key_of, parts_of, typed
from joinedup.words.forms.values import attachment as as_attachment
from joinedup.words.forms.values import other as as_other
from joinedup.words.forms.values import own_words, said

NAME = "q:"
"""What the name of each field of an answer begins with; then comes its key."""
OTHER = "own words"
"""What the choice of own words sends: no code has a space."""
RADIOS_AT_MOST = 12
"""With more options than this, one is chosen from a list that opens."""
_DATES = ("date", "dateTime")


@dataclass(frozen=True)
class Field:
    """One item of a page: what is asked, what is answered, what is wrong; a group has ``inside``.

    ``aside`` are answers that others gave meanwhile, to choose from; ``told`` is one given before that may be used.
    On a page of the ``whole`` form everything is asked at once, and ``only_if`` says when it counts.
    """

    asked: Asked
    error: str = ""
    inside: tuple[Field, ...] = ()
    aside: tuple[Any, ...] = ()
    told: Any = None
    may_remove: bool = False
    may_add: bool = False
    whole: bool = False
    only_if: str = ""

    @property
    def item(self) -> Item:
        """Return the item."""
        return self.asked.item

    @property
    def name(self) -> str:
        """Return the name of its field."""
        return NAME + self.asked.key

    @property
    def id(self) -> str:
        """Return the id of its field, or of the first of its fields: where a mistake leads."""
        return id_of(self.asked.key)

    @property
    def kind(self) -> str:
        """Return how it is asked: group, display, radios, select, checkboxes, date, dateTime, text or line."""
        item = self.item
        if item.type in ("group", "display", "text", *_DATES):
            return item.type
        if item.type == "boolean":
            return "radios"
        if item.options:
            if item.repeats:
                return "checkboxes"
            return "radios" if len(item.options) <= RADIOS_AT_MOST or item.type == "open-choice" else "select"
        return "line"

    @property
    def texts(self) -> list[str]:
        """Return the answers as a field holds them; one empty field where there is none, and one more to add to."""
        texts = [_text(self.item, value) for value in self.asked.answers]
        more = self.item.repeats and not self.item.options and len(texts) < self.item.most_times
        return [*texts, ""] if more or not texts else texts

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Return each option as (what it sends, its words, whether it is chosen)."""
        if self.item.type == "boolean":
            return [("yes", "Yes", True in self.asked.answers), ("no", "No", False in self.asked.answers)]
        return [(each.code, each.title, each.code in self.asked.answers) for each in self.item.options]

    @property
    def own_words(self) -> str | None:
        """Return the own words that were given instead of an option, None where there are none."""
        return next((words for value in self.asked.answers if (words := own_words(value)) is not None), None)

    @property
    def boxes(self) -> dict[str, str]:
        """Return what stands in the boxes of a date, and of its time; what is no date as it was typed."""
        text = self.texts[0]
        day, _, clock = text.replace("T", " ").partition(" ")
        year, month, date = (*day.split("-", 2), "", "")[:3] if day else ("", "", "")
        return {"year": year, "month": month.lstrip("0"), "day": date.lstrip("0"), "time": clock[:5]}

    @property
    def risky(self) -> str:
        """Return which answers tell of a risk, in words; '' where none does."""
        return " or ".join(said(self.item, value) for value in self.item.risk.answers) if self.item.risk else ""

    @property
    def next_round(self) -> str:
        """Return the key of the time round after this one."""
        return key_of(self.item.id, (*self.asked.times[:-1], self.asked.times[-1] + 1))

    @property
    def numeric(self) -> str:
        """Return which keyboard a phone shows."""
        return {"integer": "numeric", "decimal": "decimal", "quantity": "decimal", "url": "url"}.get(self.item.type, "")

    @property
    def optional(self) -> bool:
        """Return whether it may be left empty, which is said beside it."""
        return self.item.is_question and not self.item.required


def id_of(key: str) -> str:
    """Return the id of the field of an answer."""
    return "q-" + key.replace("#", "-").replace(".", "-")


@dataclass(frozen=True)
class _Marks:
    """What is said of keys beside what is asked: mistakes, other answers, answers told before, how often rounds go."""

    errors: Mapping[str, str]
    aside: Mapping[str, Sequence[Any]]
    told: Mapping[str, Any]
    rounds: Mapping[tuple[str, tuple[int, ...]], int]
    only_if: Mapping[str, str] | None


@dataclass
class _Open:
    asked: Asked
    inside: list[Field] = field(default_factory=list)


def tree(
    asked: Sequence[Asked],
    *,
    errors: Mapping[str, str],
    aside: Mapping[str, Sequence[Any]],
    told: Mapping[str, Any],
    only_if: Mapping[str, str] | None = None,
) -> tuple[Field, ...]:
    """Return the fields of what is asked on a page, groups with what is inside them.

    ``only_if`` is given for the whole form at once: by item, when it counts.
    """
    top: list[Field] = []
    stack: list[_Open] = []
    marks = _Marks(errors, aside, told, _rounds(asked), only_if)

    def close(depth: int) -> None:
        while len(stack) > depth:
            done = stack.pop()
            made = _field(done.asked, tuple(done.inside), marks)
            (stack[-1].inside if stack else top).append(made)

    base = min((each.depth for each in asked), default=0)
    for each in asked:
        close(each.depth - base)
        if each.item.type == "group":
            stack.append(_Open(each))
        else:
            (stack[-1].inside if stack else top).append(_field(each, (), marks))
    close(0)
    return tuple(top)


def _rounds(asked: Sequence[Asked]) -> dict[tuple[str, tuple[int, ...]], int]:
    """Return for each group that repeats, and the round that it is inside, how often it is gone round."""
    found: dict[tuple[str, tuple[int, ...]], int] = {}
    for each in asked:
        if each.item.type == "group" and each.item.repeats:
            found[each.item.id, each.times[:-1]] = each.times[-1]
    return found


def _field(asked: Asked, inside: tuple[Field, ...], marks: _Marks) -> Field:
    repeats = asked.item.type == "group" and asked.item.repeats
    often = marks.rounds[asked.item.id, asked.times[:-1]] if repeats else 0
    return Field(
        asked, marks.errors.get(asked.key, ""), inside, tuple(marks.aside.get(asked.key, ())),
        marks.told.get(asked.key) if not asked.answers else None,
        may_remove=repeats and often > 1,
        may_add=repeats and asked.times[-1] == often < asked.item.most_times,
        whole=marks.only_if is not None, only_if=(marks.only_if or {}).get(asked.item.id, ""),
    )  # fmt: skip


def sent(form: Form, post: QueryDict, shown: Iterable[str]) -> dict[str, list[Value]]:
    """Return what was sent for each key that the page showed: answers, what is no answer as typed, or nothing.

    Keys that no question of the form has are left out: a form that was tampered with changes nothing else.
    """
    texts: dict[str, list[str]] = {}
    for key in shown:
        item = form.by_id.get(parts_of(key)[0])
        if item is not None and item.is_question and not item.read_only:
            texts[key] = _texts(item, post, NAME + key)
    found = typed(form, texts)
    return {key: list(found.get(key, ())) for key in texts}


def _texts(item: Item, post: QueryDict, name: str) -> list[str]:
    if item.type in _DATES:
        return [_date_typed(item, post, name)]
    given = [text for text in post.getlist(name) if text.strip()]
    if item.type == "open-choice":
        words = post.get(f"{name}-words", "").strip()
        return [as_other(words) if text == OTHER and words else text for text in given if text != OTHER or words]
    if item.type == "attachment":
        return [as_attachment(text.strip()) for text in given]
    return given


def _date_typed(item: Item, post: QueryDict, name: str) -> str:
    year, month, day = (post.get(f"{name}-{box}", "").strip() for box in ("year", "month", "day"))
    clock = post.get(f"{name}-time", "").strip() if item.type == "dateTime" else ""
    if not any((year, month, day, clock)):
        return ""
    written = f"{year}-{month.zfill(2)}-{day.zfill(2)}"
    return f"{written} {clock.zfill(5)}" if item.type == "dateTime" else written


def _text(item: Item, value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if item.type == "attachment":
        try:
            return str(json.loads(str(value))["url"])
        except (ValueError, KeyError, TypeError):
            return str(value)
    return str(value)
