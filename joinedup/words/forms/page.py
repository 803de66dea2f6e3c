"""The reference page of forms, made from what reads them: what may be used, the instruments, and each form."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.words.forms import reading, reading_items, reading_when, values
from joinedup.words.forms.definition import GROUP, TYPES, Form, Item, When
from joinedup.words.forms.instruments import INSTRUMENTS

_EXTENSIONS = {
    reading.SCORE: "of a form: the instrument by which it is scored",
    reading.LICENCE: "of a form: `owner`, and whom to `ask`; it opens only for one who holds a licence",
    reading.HIDDEN: "of a form or an item: who may not see it (`proxies`, `person`)",
    reading_items.MIN: "the least (or earliest) answer",
    reading_items.MAX: "the most (or latest) answer",
    reading_items.MIN_LENGTH: "the fewest characters",
    reading_items.DECIMALS: "the most decimal places",
    reading_items.UNIT: "the unit of a number, in UCUM",
    reading_items.MIN_TIMES: "the fewest answers, where it repeats",
    reading_items.MAX_TIMES: "the most answers, or times round, where it repeats",
    reading_items.CONTROL: "of words to read inside a question or a group: `help`",
    reading_items.EXCLUSIVE: "of an option: nothing else may be chosen with it",
    reading_items.POINTS: "of an option: what it counts",
    reading_items.KIND: "what a reference may name",
    reading_items.MIME: "what an attachment may be",
    reading_items.SIZE: "of how many bytes at most",
    reading_items.REUSABLE: "for how many days an answer is shown again, and not asked",
    reading_items.RISK: "each `answer` that somebody must act on now, and the `words` they are told",
    reading_items.PAST: "of a date: it cannot lie in the future",
}


def kind(item: Item) -> str:
    """Return what an item is, in words: one of its options, needed, up to 5 times."""
    said = [values.TYPED.get(item.type, item.type)]
    if item.options:
        said = [" / ".join(option.code for option in item.options)]
        said += ["or own words"] if item.type == "open-choice" else []
    limits = item.limits
    if limits.least is not None or limits.most is not None:
        least, most = ("" if each is None else str(each) for each in (limits.least, limits.most))
        said.append(f"{least} to {most}" if least and most else f"from {least}" if least else f"to {most}")
    said += [item.unit.title] if item.unit else []
    said += ["needed"] if item.required else []
    said += [f"up to {item.most_times} times"] if item.repeats and not item.options else []
    said += ["as many as hold"] if item.repeats and item.options else []
    return ", ".join(said)


def conditions(item: Item, form: Form) -> str:
    """Return when an item is asked, in words; '' where always. Conditions of the groups around it come first."""
    around = [each for each in form.by_id.values() if each.type == GROUP and item in each.every_item() and each.when]
    return "; and ".join(
        (" and " if each.every else " or ").join(_condition(when) for when in each.when)
        for each in (*around, *(() if item.type == GROUP or not item.when else (item,)))
    )


def _condition(when: When) -> str:
    if when.operator == "exists":
        return f"{when.question} is {'answered' if when.answer else 'not answered'}"
    answer = ("yes" if when.answer else "no") if isinstance(when.answer, bool) else when.answer
    return f"{when.question} {when.operator} {answer}"


def lines(forms: Sequence[Form]) -> list[str]:
    """Return the lines of the page."""
    page = [
        "## What may be used",
        "",
        f"Of a Questionnaire: {_listed(reading.PARTS)}. Needed: {_listed(reading.NEEDED)}.",
        "",
        f"Of an item: {_listed(reading_items.PARTS)}. Types: {_listed(TYPES)}. Operators of `enableWhen`: "
        f"{_listed(reading_when.OPERATORS)}.",
        "",
        "Anything else is refused. Extensions:",
        "",
        *(f"- `{url}`: {what}" for url, what in _EXTENSIONS.items()),
        "",
        "## Instruments",
        "",
        "| score | its figures | source | purpose | as a medical device | maker |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for each in INSTRUMENTS.values():
        page.append(
            f"| `{each.name}` | {_listed(each.scores)} | {each.source} | {each.purpose} | "
            f"{each.device_status.replace('_', ' ')} | {each.manufacturer} |"
        )
    page.append("")
    for form in forms:
        page += _of(form)
    return page


def _of(form: Form) -> list[str]:
    page = [f"## {form.title} (`{form.id}`)", "", form.description, ""]
    if form.licence:
        page += [f"Belongs to {form.licence.owner}; to use it, ask: {form.licence.ask}.", ""]
    if form.credit:
        page += [form.credit, ""]
    if form.is_slot:
        return page
    page += ["| question | asks | kind | asked when |", "| --- | --- | --- | --- |"]
    for item in form.questions:
        page.append(f"| `{item.id}` | {item.text} | {kind(item)} | {conditions(item, form).replace('|', '/')} |")
    return [*page, ""]


def _listed(names: Sequence[str] | dict[str, type]) -> str:
    return ", ".join(f"`{name}`" for name in names)
