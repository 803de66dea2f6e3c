"""Criteria of which no feed tells yet: each is read and checked, and is not known of anyone until one does."""

from __future__ import annotations

from joinedup.words.criteria.expression import Expression
from joinedup.words.criteria.questions import NotFed
from joinedup.words.criteria.said import Said
from joinedup.words.criteria.vocabulary.definition import criterion

FUEL = "a council's or supplier's list of households in fuel poverty"
FUNDING = "decisions on NHS continuing healthcare"


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
