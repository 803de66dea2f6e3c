"""Criteria of which no feed tells yet: each is read and checked, and is not known of anyone until one does."""

from __future__ import annotations

import re

from joinedup.words.criteria import phrases
from joinedup.words.criteria.expression import Expression
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.questions import NotFed
from joinedup.words.criteria.said import Said
from joinedup.words.criteria.vocabulary.definition import criterion

ENROLMENTS = "enrolments in models of care, which JoinedUp will run"
FORMS = "answers to forms, which JoinedUp will keep"
FUEL = "a council's or supplier's list of households in fuel poverty"
FUNDING = "decisions on NHS continuing healthcare"
JUDGEMENT = "people added by name with a reason, which the clinic will keep"
_ID = re.compile(r"[a-z0-9][a-z0-9-]*$")
_ANSWER = re.compile(r"(?P<form>[\w-]+)\.(?P<item>\w+) is (?P<value>.+)$")


@criterion(
    "On a model of care",
    written=("proactive-frailty", "virtual-ward or proactive-frailty"),
    source="catalogue/models",
    needs=ENROLMENTS,
)
def on_model(said: Said) -> Expression:
    """Enrolled in one of these models of care on the day."""
    found = said.words()
    if wrong := [name for name in found if not _ID.match(name)]:
        raise NotAPhrase(f"'{wrong[0]}' is not the id of a model of care, such as proactive-frailty")
    return said.criterion(f"on the model {' or '.join(found)}", NotFed(ENROLMENTS))


@criterion(
    "Score of a form",
    written=("{form: phq-9, score: 10 or over, within: 6 months}", "{form: wellbeing-wheel, band: low}"),
    source="catalogue/forms",
    needs=FORMS,
)
def form_score(said: Said) -> Expression:
    """The latest score of a form (in a window, where one is told) lies in a span, or in a band of the form's own."""
    parts = said.parts(
        form=lambda s: s.text, score=lambda s: f"scored {phrases.span(s.text)}",
        band=lambda s: f"scored {' or '.join(s.words())}", within=lambda s: str(s.window()),
    )  # fmt: skip
    told = [parts[name] for name in ("score", "band") if name in parts]
    if "form" not in parts or len(told) != 1:
        raise NotAPhrase("must say a form, and either a score or a band")
    within = f" {parts['within']}" if "within" in parts else ""
    return said.criterion(f"with {parts['form']} {told[0]}{within}", NotFed(FORMS))


@criterion("Answer", written=("guided-conversation.lives_in_fear is yes",), source="catalogue/forms", needs=FORMS)
def answer(said: Said) -> Expression:
    """The latest answer to an item of a form is this one."""
    found = _ANSWER.match(said.text)
    if not found:
        raise NotAPhrase(f"'{said.text}': write form.item is value, such as guided-conversation.more_support is yes")
    return said.criterion(f"who answered {found['form']}.{found['item']} with {found['value']}", NotFed(FORMS))


@criterion(
    "Continuing healthcare",
    written=("yes", "no"),
    source="National framework for NHS continuing healthcare",
    needs=FUNDING,
)
def continuing_healthcare(said: Said) -> Expression:
    """Funded by NHS continuing healthcare on the day."""
    yes = said.yes_or_no()
    return said.criterion(f"{'' if yes else 'not '}funded by NHS continuing healthcare", NotFed(FUNDING))


@criterion(
    "Fuel poverty", written=("yes", "no"), source="Department for Energy: low income, low energy efficiency", needs=FUEL
)
def fuel_poverty(said: Said) -> Expression:
    """Living in a household in fuel poverty."""
    yes = said.yes_or_no()
    return said.criterion(f"{'' if yes else 'not '}in fuel poverty", NotFed(FUEL))


@criterion("Clinical judgement", written=("yes",), source="added by name, by whom and why", needs=JUDGEMENT)
def clinical_judgement(said: Said) -> Expression:
    """Added by name by a clinician, who gave a reason."""
    if not said.yes_or_no():
        raise NotAPhrase("write yes, or leave the line out")
    return said.criterion("added by a clinician with a reason", NotFed(JUDGEMENT))
