"""The catalogue of forms: those that come with JoinedUp, and a place's own beside them.

In: ``catalogue/forms/*.json`` with their ``*.examples.yaml``, and the place's own files and licences. Out: forms by
their ids; whether each may be opened; whether their examples hold. May use: words.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from joinedup.insight import own
from joinedup.insight.engine.language import CATALOGUE
from joinedup.words.basics.errors import BadInput, CannotProceed, JoinedUpError, ManyMistakes, Mistake, NotFound
from joinedup.words.forms import Form, read
from joinedup.words.forms.examples import mistakes_of
from joinedup.words.forms.licences import Held, closed, licences, what_now

FOLDER = CATALOGUE / "forms"


def load(path: Path) -> Form:
    """Return the form in a file. Raises ManyMistakes with all that is wrong, BadInput where it is no text."""
    try:
        return _named(read(path.read_text(encoding="utf-8"), file=path.name), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} cannot be read as text.", now="Give the file of a form, in JSON.") from error


def _named(form: Form, name: str) -> Form:
    if f"{form.id}.json" != name:
        raise BadInput(f"The form in {name} is called {form.id}.", now=f"Call its file {form.id}.json.")
    return form


@functools.cache
def catalogue() -> Mapping[str, Form]:
    """Return every form by its id, the place's own last; a file of its own takes the place of an empty slot."""
    shipped = {each.id: each for each in (load(path) for path in sorted(FOLDER.glob("*.json")))}
    filled = {path.stem for path in own.files("forms", "*.json")}
    slots = {name: form for name, form in shipped.items() if form.is_slot and name in filled}
    found = own.with_own(
        "forms",
        {name: form for name, form in shipped.items() if name not in slots},
        lambda text, name: _filling(_named(read(text, file=name), name), slots),
        pattern="*.json",
    )
    return {**{name: form for name, form in slots.items() if name not in found}, **found}


def _filling(form: Form, slots: Mapping[str, Form]) -> Form:
    """Return a place's own form; one that fills a slot needs the slot's licence."""
    if form.id in slots and form.licence is None:
        raise BadInput(
            f"{form.id} stands in the catalogue as somebody else's.",
            now="Give the file the extension licence, as the slot of the catalogue has it.",
        )
    return form


@functools.cache
def held() -> Mapping[str, Held]:
    """Return the licences that the place holds, by form; none where its file cannot be used."""
    for path in own.files("forms", "licences.yaml"):
        try:
            return licences(path.read_text(encoding="utf-8"), file=path.name)
        except (JoinedUpError, OSError, UnicodeDecodeError) as error:
            own.refuse("forms/licences.yaml", str(error))
    return {}


def form_named(name: str) -> Form:
    """Return the form called ``name``, whether or not it may be opened. Raises NotFound."""
    if name not in catalogue():
        raise NotFound(f"There is no form called '{name}'.", now=f"Choose one of: {', '.join(catalogue())}.")
    return catalogue()[name]


def why_closed(form: Form, on: date) -> str:
    """Return why a form cannot be opened on a day, '' where it can."""
    return closed(form, held(), on)


def form_to_open(name: str, on: date) -> Form:
    """Return the form called ``name``, to be filled in on a day.

    Raises NotFound, or CannotProceed where it is not used any more or needs a licence that is not held.
    """
    form = form_named(name)
    if why := why_closed(form, on):
        raise CannotProceed(why, now=what_now(form))
    return form


def every_file() -> list[Path]:
    """Return the file of every form: the catalogue's, and the place's own, even those that cannot be used."""
    return [*sorted(FOLDER.glob("*.json")), *own.files("forms", "*.json")]


def located(name: str) -> Path:
    """Return where the form called ``name`` lies, even one that cannot be used: to be checked. Raises NotFound."""
    for path in reversed(every_file()):
        if path.stem == name:
            return path
    raise NotFound(f"There is no form called '{name}'.", now=f"Choose one of: {', '.join(catalogue())}.")


def check_examples(form: Form, path: Path) -> None:
    """See that the examples beside a form hold. Raises ManyMistakes. A slot has nothing to show, and needs none."""
    examples = path.with_name(f"{path.stem}.examples.yaml")
    if examples.is_file():
        wrong = mistakes_of(examples.read_text(encoding="utf-8"), form, file=examples.name)
    elif form.is_slot:
        return
    else:
        wrong = [Mistake("there are none: a form without an example is not tested", file=examples.name)]
    if wrong:
        raise ManyMistakes(wrong, now="Mend the form, or the example.")
