"""What the conditions of a model of care may ask of a form: its questions and its scores, each with its words."""

from __future__ import annotations

from collections.abc import Mapping

from joinedup.words.forms.definition import Form
from joinedup.words.forms.instruments import INSTRUMENTS
from joinedup.words.forms.values import NUMBERS


def vocabulary(form: Form) -> Mapping[str, tuple[str, ...]]:
    """Return what may be asked of a form (``form.item``): each with the words that may be its answer, () for a number.

    A question whose answer is free text, a day or a file is left out: nothing can follow from it by itself. Scores are
    there by name with ``_`` for ``-``, and their bands under ``<name>_band``.
    """
    found: dict[str, tuple[str, ...]] = {}
    for item in form.questions:
        if item.type == "boolean":
            found[item.id] = ("yes", "no")
        elif item.options:
            found[item.id] = tuple(option.code for option in item.options)
        elif item.type in NUMBERS:
            found[item.id] = ()
    for instrument in (INSTRUMENTS[name] for name in form.scores):
        for score in (name.replace("-", "_") for name in instrument.scores):
            found[score] = ()
            if instrument.bands:
                found[f"{score}_band"] = tuple(band.replace(" ", "_") for band in instrument.bands)
    return found
