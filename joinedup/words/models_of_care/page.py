"""The reference page of models of care, made from what reads them: parts, grammar, words, and each model read aloud."""

from __future__ import annotations

from collections.abc import Sequence

from joinedup.words.models_of_care.definition import EVENTS, ModelOfCare
from joinedup.words.models_of_care.explain import read_aloud
from joinedup.words.models_of_care.known import Known, words
from joinedup.words.models_of_care.phrases import GRAMMAR
from joinedup.words.models_of_care.reading import NEEDED, PARTS
from joinedup.words.models_of_care.reading_parts import DEVICE, WATCHED
from joinedup.words.models_of_care.reading_proof import ALWAYS, EACH, ONE
from joinedup.words.models_of_care.reading_steps import ACTS
from joinedup.words.models_of_care.reading_steps import PARTS as STEP

CLOCKS = """\
What counts in minutes or hours is exact. What counts in days, weeks, months or years is due by the last second of that
day in London; a month after 31 January is the last day of February. Working days are those that follow the start's own
day, without Saturdays, Sundays and England's bank holidays: accepted on a Saturday, Monday is the first. `by 17:00 same
day` of what happened after five is due at once. A clock without an anchor counts from what caused its step; one that
comes round and that no branch starts, from acceptance. Each time of a clock that comes round counts from its anchor, so
none drifts. A stop moves nothing and still counts: it only says why something need not be chased any more. That nobody
could be reached stops a clock after three tries on record, each an hour or more after the one before, and never one of
minutes or hours: that asks for a welfare check. Times are kept in UTC and shown in London's."""


def lines(models: Sequence[ModelOfCare], known: Known) -> list[str]:
    """Return the lines of the page."""
    page = [
        "## Parts",
        "",
        f"A model has: {_listed(PARTS)}. Needed: {_listed(NEEDED)}, and `who` where it is of people.",
        "",
    ]
    page += [f"A step has: {_listed(STEP)}. A branch has `when`, one of {_listed(ACTS)}, and may have `due` and "
             "`hidden_from`.", ""]  # fmt: skip
    page += [f"Clocks count from steps, and from: {_listed(EVENTS)}.", ""]
    page += [
        f"A signal under `monitor` is refused without {_listed(WATCHED)}; it stays off without {_listed(DEVICE)}.",
        "",
    ]
    for by, terms in ONE.items():
        page.append(f"- Paid by `{by}`, the terms are: {_listed((*terms, *EACH[by], *ALWAYS))}")
    page += ["", "## Phrases", "", "Those of [criteria](criteria.md), and:", "", "```ebnf", GRAMMAR.rstrip(), "```", ""]
    page += [
        "`whole`, `clocktime` (09:00) and other words are as one reads them; `counted` is a measure of the catalogue.",
        "",
        "## Clocks",
        "",
        CLOCKS,
        "",
    ]
    page += ["## Words", ""]
    for name, listed in words().items():
        page += [f"- {name.replace('_', ' ').capitalize()}: " + "; ".join(f"`{w}` ({t})" for w, t in listed.items())]
    page.append("")
    for model in models:
        page += _of(model, known)
    return page


def _of(model: ModelOfCare, known: Known) -> list[str]:
    page = [
        f"## {model.title} (`{model.id}`)",
        "",
        model.summary,
        "",
        f"Version {model.version}. Source: {model.source}.",
        "",
    ]
    for heading, sentences in read_aloud(model, known):
        page += [f"### {heading}: {model.id}", ""]
        page += [f"{'  ' if each.startswith(' ') else ''}- {each.strip()}" for each in sentences]
        page.append("")
    return page


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
