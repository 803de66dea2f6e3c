"""Filling a form in: what is asked now, which answers count, how far each page is, and what is still wrong."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from joinedup.words.basics.errors import Mistake
from joinedup.words.forms import values
from joinedup.words.forms.definition import GROUP, Answers, Form, Item, Value, When, key_of, parts_of

#: How far a page is. ``optional``: nothing is answered, and nothing has to be.
NOT_ASKED, NOT_STARTED, OPTIONAL, IN_PROGRESS, DONE = "not asked", "not started", "optional", "in progress", "done"


@dataclass(frozen=True, slots=True)
class Asked:
    """One item that is asked now: its key, which time round it is, how deep it stands, and what was answered."""

    key: str
    item: Item
    times: tuple[int, ...] = ()
    depth: int = 0
    answers: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a form, a row of its task list. ``state`` is how far it is; ``mistakes`` what is wrong on it."""

    key: str
    title: str
    help: str
    asked: tuple[Asked, ...]
    state: str
    mistakes: tuple[Mistake, ...]


def blank(form: Form) -> dict[str, tuple[Value, ...]]:
    """Return the answers with which a form begins."""
    return {key_of(item.id, (1,) * len(form.rounds[item.id])): item.initial for item in form.questions if item.initial}


def typed(form: Form, sent: Mapping[str, list[str] | tuple[str, ...]]) -> dict[str, tuple[Value, ...]]:
    """Return what was typed into a form's fields, by key, as answers; empty fields are left out, unknown ones kept.

    What is no answer of its type is kept as it was typed, so that nothing is lost: ``mistakes`` tells of it.
    """
    found: dict[str, tuple[Value, ...]] = {}
    for key, texts in sent.items():
        item = form.by_id.get(parts_of(key)[0])
        told = [text for text in texts if text.strip()]
        if told:
            found[key] = tuple(values.typed(item, text) if item and item.is_question else text for text in told)
    return found


def asked(form: Form, answers: Answers) -> tuple[Asked, ...]:
    """Return every item that is asked now, in order; a group that repeats, once for each time round and at least once.

    An answer to a question that is not asked opens no other: it does not count.
    """
    return tuple(_walk(form, form.items, answers, {}))


def rounds(form: Form, group: str, answers: Answers, times: tuple[int, ...] = ()) -> int:
    """Return how often a group that repeats has been gone round, as its answers say: at least once."""
    inside = {item.id for item in form.by_id[group].every_item()}
    depth = len(times)
    last = 1
    for key, given in answers.items():
        item, round_ = parts_of(key)
        if given and item in inside and len(round_) > depth and round_[:depth] == times:
            last = max(last, round_[depth])
    return min(last, form.by_id[group].most_times)


_Counted = dict[str, dict[tuple[int, ...], tuple[Value, ...]]]


def _walk(
    form: Form,
    items: tuple[Item, ...],
    answers: Answers,
    counted: _Counted,
    *,
    times: tuple[int, ...] = (),
    depth: int = 0,
) -> Iterator[Asked]:
    for item in items:
        if not _enabled(form, item, times, counted):
            continue
        if item.type != GROUP:
            given = answers.get(key_of(item.id, times), ()) if item.is_question else ()
            counted.setdefault(item.id, {})[times] = given
            yield Asked(key_of(item.id, times), item, times, depth, given)
            continue
        often = [(*times, n + 1) for n in range(rounds(form, item.id, answers, times))] if item.repeats else [times]
        gone = [
            [
                Asked(key_of(item.id, here), item, here, depth),
                *_walk(form, item.items, answers, counted, times=here, depth=depth + 1),
            ]
            for here in often
        ]
        while len(gone) > 1 and not any(each.answers for each in gone[-1]):
            gone.pop()  # all that was answered in it is not asked any more
        yield from (each for round_ in gone for each in round_)


def _enabled(form: Form, item: Item, times: tuple[int, ...], counted: _Counted) -> bool:
    if not item.when:
        return True
    holds = (_holds(form, when, item, times, counted) for when in item.when)
    return all(holds) if item.every else any(holds)


def _holds(form: Form, when: When, item: Item, times: tuple[int, ...], counted: _Counted) -> bool:
    """Return whether a condition holds, of the answers in the same time round; of any, from outside.

    As FHIR R4 defines its operators: ``!=`` holds where no answer is equal, so also where there is none.
    """
    question = form.by_id[when.question]
    shared = _shared(form.rounds[question.id], form.rounds[item.id])
    given = [
        value
        for when_, told in counted.get(question.id, {}).items()
        if when_[:shared] == times[:shared]
        for value in told
        if not values.problem(question, value)
    ]
    match when.operator:
        case "exists":
            return bool(given) is when.answer
        case "=":
            return when.answer in given
        case "!=":
            return when.answer not in given
    wanted = values.comparable(question, when.answer)
    return any(_ORDER[when.operator](values.comparable(question, value), wanted) for value in given)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


_ORDER = {
    ">": lambda one, other: one > other,
    "<": lambda one, other: one < other,
    ">=": lambda one, other: one >= other,
    "<=": lambda one, other: one <= other,
}


def counted(form: Form, answers: Answers) -> dict[str, tuple[Value, ...]]:
    """Return the answers that count: those to questions that are asked, in the form's order.

    Times round in which nothing was answered are left out, and those after them move up.
    """
    given = [each for each in asked(form, answers) if each.answers]
    used: dict[tuple[str, tuple[int, ...]], list[int]] = {}
    for each in given:
        for depth, group in enumerate(form.rounds[each.item.id]):
            seen = used.setdefault((group, each.times[:depth]), [])
            if each.times[depth] not in seen:
                seen.append(each.times[depth])
    found = {}
    for each in given:
        groups = form.rounds[each.item.id]
        times = (sorted(used[group, each.times[:d]]).index(each.times[d]) + 1 for d, group in enumerate(groups))
        found[key_of(each.item.id, tuple(times))] = each.answers
    return found


def pages(form: Form, answers: Answers, *, now: datetime | None = None) -> tuple[Page, ...]:
    """Return the pages, in order: each group at the top is one; questions beside groups share one of the form's title.

    A page of which nothing is asked now is there too, as ``not asked``.
    """  # fmt: skip
    now_asked = asked(form, answers)
    found = []
    for key, title, help_, items in _pages_of(form):
        inside = {inner.id for item in items for inner in item.every_item()}
        here = tuple(each for each in now_asked if each.item.id in inside)
        wrong = tuple(_mistakes(form, here, answers, now))
        found.append(Page(key, title, help_, here, _state(here, wrong), wrong))
    return tuple(found)


def _pages_of(form: Form) -> list[tuple[str, str, str, list[Item]]]:
    found: list[tuple[str, str, str, list[Item]]] = []
    loose = False
    for item in form.items:
        if item.type == GROUP:
            found.append((item.id, item.text, item.help, [item]))
        elif loose:
            found[-1][3].append(item)
        else:
            found.append((item.id, form.title, "", [item]))
        loose = item.type != GROUP
    return found


def _state(here: tuple[Asked, ...], wrong: tuple[Mistake, ...]) -> str:
    if not here:
        return NOT_ASKED
    started = any(each.answers and each.answers != each.item.initial for each in here)
    if not wrong:
        return DONE if started or not any(each.item.is_question for each in here) else OPTIONAL
    return IN_PROGRESS if started else NOT_STARTED


def mistakes(
    form: Form, answers: Answers, page: str | None = None, *, now: datetime | None = None
) -> tuple[Mistake, ...]:
    """Return what is wrong with the answers, each with its key as ``field``; of one page, or of the whole form.

    ``now`` is the moment against which what cannot lie in the future is checked. No mistake holds an answer.
    """
    if page is not None:
        found = next((each for each in pages(form, answers, now=now) if each.key == page), None)
        return found.mistakes if found else (Mistake("there is no such page", page),)
    return (*_mistakes(form, asked(form, answers), answers, now), *_unknown(form, answers))


def _mistakes(form: Form, here: tuple[Asked, ...], answers: Answers, now: datetime | None) -> Iterator[Mistake]:
    for each in here:
        problem = _of_group(form, each, answers, here) if each.item.type == GROUP else _of_question(each, now)
        if problem:
            yield Mistake(problem, each.key)


def _of_group(form: Form, each: Asked, answers: Answers, here: tuple[Asked, ...]) -> str:
    item = each.item
    if item.required and (not item.repeats or each.times[-1] == 1):
        inside = {inner.id for inner in item.every_item()}
        depth = len(each.times) - item.repeats
        if not any(a.answers and a.item.id in inside and a.times[:depth] == each.times[:depth] for a in here):
            return f"“{item.text}” needs an answer"
    return ""


def _of_question(each: Asked, now: datetime | None) -> str:
    item, name = each.item, f"“{each.item.text}”"
    if not each.answers:
        return f"{name} needs an answer" if item.required else ""
    if item.read_only and item.initial and each.answers != item.initial:
        return f"{name} cannot be changed"
    wrong = (found for value in each.answers if (found := values.problem(item, value, now=now)))
    problem = next(wrong, "") or _of_many(item, each.answers)
    return f"{name} {problem}" if problem else ""


def _of_many(item: Item, given: tuple[Value, ...]) -> str:
    """Return what is wrong with several answers together, '' where nothing is."""
    if len(given) > item.most_times:
        return f"can have {'one answer' if item.most_times == 1 else f'at most {item.most_times} answers'}"
    if len(given) < item.limits.min_times:
        return f"needs at least {item.limits.min_times} answers"
    if item.options and len(set(given)) < len(given):
        return "has an answer twice"
    alone = [option.title for option in item.options if option.exclusive and option.code in given]
    return f"cannot have another answer beside “{alone[0]}”" if alone and len(given) > 1 else ""


def _unknown(form: Form, answers: Answers) -> Iterator[Mistake]:
    """Yield a mistake for each key that is no question of the form, or says wrongly which time round it is."""
    for key, given in answers.items():
        if not given:
            continue
        item, times = parts_of(key)
        if item not in form.by_id or not form.by_id[item].is_question:
            near = difflib.get_close_matches(item, [question.id for question in form.questions], n=1)
            yield Mistake(f"is not a question of this form{f'; did you mean {near[0]}?' if near else ''}", key)
        elif len(times) != len(form.rounds[item]) or any(
            number > form.by_id[group].most_times for group, number in zip(form.rounds[item], times, strict=True)
        ):
            yield Mistake("does not say which time round it is, or too many", key)
