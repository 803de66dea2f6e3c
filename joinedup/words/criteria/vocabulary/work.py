"""What is known of someone because JoinedUp itself runs it: models of care, what forms say, whom clinicians add."""

from __future__ import annotations

import re
from dataclasses import dataclass

from joinedup.words.criteria import phrases
from joinedup.words.criteria.amounts import Span, Window
from joinedup.words.criteria.expression import Expression
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.questions import Count, Latest, Rows
from joinedup.words.criteria.rows import AnyIs, Begun, During, GoingOn, Is, Lies, Test
from joinedup.words.criteria.said import Said
from joinedup.words.criteria.vocabulary.definition import criterion

_ID = re.compile(r"[a-z0-9][a-z0-9-]*$")
_ANSWER = re.compile(
    r"(?P<form>[a-z0-9][a-z0-9-]*)\.(?P<item>\w+) is (?P<values>[\w-]+(?: or [\w-]+)*)(?P<window> (?:in|within) .+)?$"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """One named part of what was written: only what is of its kind is told."""

    text: str = ""
    span: Span | None = None
    bands: tuple[str, ...] = ()
    window: Window | None = None


@criterion(
    "On a model of care", written=("proactive-frailty", "virtual-ward or proactive-frailty"), source="catalogue/models"
)
def on_model(said: Said) -> Expression:
    """Accepted onto one of these models of care, and not ended, on the day; who waits for it is not on it yet."""
    found = said.words()
    if wrong := [name for name in found if not _ID.match(name)]:
        raise NotAPhrase(f"'{wrong[0]}' is not the id of a model of care, such as proactive-frailty")
    where: tuple[Test, ...] = (Is("model", tuple(found)), GoingOn("start_date", "end_date"))
    rows = Rows("enrolment", where, "start_date", ("enrolment", "model_running"))
    return said.criterion(f"on the model {' or '.join(found)}", Count(rows, Span(1, None)))


@criterion(
    "Score of a form",
    written=("{form: phq-9, score: 10 or over, within: 6 months}", "{form: gad-7, band: moderate or severe}"),
    source="catalogue/forms",
)
def form_score(said: Said) -> Expression:
    """The latest score of a form (in a window, where one is told) lies in a span, or in a band of the form's own.

    ``form`` is the form's id, or the name of one of its scores where it has several, such as ons4-anxiety.
    """
    parts = said.parts(
        form=lambda s: _Part(text=s.text), score=lambda s: _Part(span=phrases.span(s.text)),
        band=lambda s: _Part(bands=tuple(s.words())), within=lambda s: _Part(window=s.window()),
    )  # fmt: skip
    if "form" not in parts or ("score" in parts) == ("band" in parts):
        raise NotAPhrase("must say a form, and either a score or a band")
    form, asked = parts["form"].text, parts.get("score") or parts["band"]
    window = parts["within"].window if "within" in parts else None
    where: tuple[Test, ...] = (Is("score", (form,)), Begun("given_date"))
    where += (During("given_date", window),) if window else ()
    test: Test = Lies("value", asked.span) if asked.span else Is("band", asked.bands)
    told = str(asked.span) if asked.span else " or ".join(asked.bands)
    rows = Rows("form_score", where, "given_date", (f"form_score:{form}",))
    return said.criterion(f"with {form} scored {told}{f' {window}' if window else ''}", Latest(rows, test))


@criterion(
    "Answer",
    written=("guided-conversation.carer is yes", "falls-risk.risk is low or high in 6 months"),
    source="catalogue/forms",
)
def answer(said: Said) -> Expression:
    """The latest answer to a question of a form (in a window, where one is told) is one of these, or has it among them.

    Only what is answered by yes, no or a choice can be asked; of one who was not asked, it is not known.
    """
    found = _ANSWER.match(said.text)
    if not found:
        raise NotAPhrase(f"'{said.text}': write form.item is value, such as guided-conversation.more_support is yes")
    form, item, values = found["form"], found["item"], tuple(found["values"].split(" or "))
    window = phrases.window(found["window"].strip()) if found["window"] else None
    where: tuple[Test, ...] = (Is("form", (form,)), Is("item", (item,)), Begun("given_date"))
    where += (During("given_date", window),) if window else ()
    english = f"who answered {form}.{item} with {' or '.join(values)}{f' {window}' if window else ''}"
    rows = Rows("form_answer", where, "given_date", (f"form_answer:{form}",))
    return said.criterion(english, Latest(rows, AnyIs("answers", values)))


@criterion("Clinical judgement", written=("proactive-care-by-risk",), source="whoever added them by name, and why")
def clinical_judgement(said: Said) -> Expression:
    """Added by name to those whom this model of care finds, by a clinician of theirs who said why; not withdrawn."""
    model = said.text
    if model in ("yes", "no") or not _ID.match(model):
        raise NotAPhrase(f"'{model}': write the id of the model of care to which people are added")
    where: tuple[Test, ...] = (Is("model", (model,)), GoingOn("start_date", "end_date"))
    rows = Rows("addition", where, "start_date", ("addition", "model_running"))
    return said.criterion("whom a clinician added with a reason", Count(rows, Span(1, None)))
