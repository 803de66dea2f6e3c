"""From the text of ``model.yaml`` to a model of care; every mistake told at once, in its author's words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from joinedup.words.basics.errors import Mistake
from joinedup.words.criteria import Expression
from joinedup.words.criteria.reading import understood
from joinedup.words.criteria.written import Written, from_yaml
from joinedup.words.models_of_care.checks import check_forms, check_steps, check_whole
from joinedup.words.models_of_care.definition import ModelOfCare
from joinedup.words.models_of_care.fields import Reading
from joinedup.words.models_of_care.known import Known
from joinedup.words.models_of_care.named import check_named
from joinedup.words.models_of_care.reading_parts import (
    read_ends,
    read_how_in,
    read_monitor,
    read_places,
    read_team,
    warnings_of,
)  # fmt: skip
from joinedup.words.models_of_care.reading_proof import (
    Counts,
    read_evaluate,
    read_measures,
    read_pay,
    read_simulate,
)  # fmt: skip
from joinedup.words.models_of_care.reading_steps import Around, read_steps

PARTS = (
    "id", "title", "version", "source", "summary", "about", "who", "how_in", "team", "steps", "ends", "monitor",
    "places", "measures", "evaluate", "pay", "simulate",
)  # fmt: skip
NEEDED = ("id", "title", "version", "source", "steps")
#: Whom criteria can describe: people, and what is found by a person in it.
OF_PEOPLE = ("person", "household", "group")
NOW = "Mend these lines; docs/how-to/write-a-model-of-care.md shows how, docs/reference/models-of-care.md every word."
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*$")
_VERSION = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?$")


@dataclass(frozen=True)
class Read:
    """A model of care, and warnings: what stops nothing today and its author should know."""

    model: ModelOfCare
    warnings: tuple[Mistake, ...]


def read(text: str, *, file: str = "model.yaml", known: Known | None = None) -> Read:
    """Return the model of care written in ``text``. Raises ManyMistakes with every mistake, its line and path."""
    written, of = from_yaml(text, file=file), Reading(known or Known())
    at = of.parts(written, "a model of care", PARTS, needed=NEEDED)
    about = (
        of.word(at["about"], of.known.words("subjects"), "something a model can be about")
        if "about" in at
        else "person"
    )
    who = _who(written, at.get("who"), about, of)
    how_in, team, ends = read_how_in(at.get("how_in"), of), read_team(at.get("team"), of), read_ends(at.get("ends"), of)
    places = read_places(at.get("places"), of)
    steps = read_steps(at["steps"], of, Around(team, places, ends.outcomes)) if "steps" in at else []
    check_steps(steps, of)
    check_forms(steps, how_in.form, of)
    clocked = (step.name for step, where in steps if any(name == "due" for name, _ in where.parts or ()))
    counts = Counts([step for step, _ in steps], frozenset(clocked), ends.outcomes)
    evaluate = read_evaluate(at.get("evaluate"), of)
    model = ModelOfCare(
        _shaped(at.get("id"), _ID, "small letters, digits and dashes, such as falls-and-balance", of),
        of.text(at.get("title")),
        _shaped(at.get("version"), _VERSION, "the month or day from which it holds, such as 2026-04", of),
        of.text(at.get("source")),
        who, tuple(counts.steps), about, of.text(at.get("summary")), how_in, team, ends,
        read_monitor(at.get("monitor"), of), places, read_measures(at.get("measures"), of, counts), evaluate,
        read_pay(at.get("pay"), of, counts, evaluate), read_simulate(at.get("simulate"), of),
    )  # fmt: skip
    of.mistakes.found.sort(key=_line_of)
    of.mistakes.tell(NOW)
    check_whole(model, at, of)
    return Read(model, warnings_of(of))


def _who(whole: Written, written: Written | None, about: str, of: Reading) -> Expression | None:
    if about not in OF_PEOPLE:
        if written is not None:
            of.mistakes.at(written, f"criteria describe people, and this model is about {about}: leave who out")
        return None
    if written is None:
        of.mistakes.at(Written("who", whole.line, whole.file), "is missing")
        return None
    who = understood(written, of.mistakes, of.known.registers)
    if who is not None:
        check_named(who, written, of)
    return who


def _shaped(written: Written | None, shape: re.Pattern[str], what: str, of: Reading) -> str:
    found = of.text(written)
    if written is not None and found and not shape.match(found):
        of.mistakes.at(written, f"'{found}' must be {what}")
    return found


def _line_of(mistake: Mistake) -> int:
    """Return the line on which a mistake is, so that they are told in the order of the file."""
    return int(mistake.file.rpartition(" ")[2])
