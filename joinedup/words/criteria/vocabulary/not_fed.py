"""Criteria of which no feed tells yet: each is read and checked, and is not known of anyone until one does."""

from __future__ import annotations

import re

from joinedup.words.criteria.expression import Expression
from joinedup.words.criteria.phrases import NotAPhrase
from joinedup.words.criteria.questions import NotFed
from joinedup.words.criteria.said import Said
from joinedup.words.criteria.vocabulary.definition import criterion

FORMS = "answers to forms, which JoinedUp will keep"
FUEL = "a council's or supplier's list of households in fuel poverty"
FUNDING = "decisions on NHS continuing healthcare"
JUDGEMENT = "people added by name with a reason, which the clinic will keep"
_ANSWER = re.compile(r"(?P<form>[\w-]+)\.(?P<item>\w+) is (?P<value>.+)$")


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
