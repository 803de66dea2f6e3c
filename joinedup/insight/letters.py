"""The catalogue of letters: templates that come with JoinedUp, and a place's own beside them.

In: ``catalogue/letters/*.yaml`` and the place's own files. Out: templates by their ids. May use: words, forms.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from joinedup.insight import own
from joinedup.insight.engine.language import CATALOGUE
from joinedup.insight.forms import catalogue as forms
from joinedup.words.basics.errors import BadInput, NotFound
from joinedup.words.letters import Template, read

FOLDER = CATALOGUE / "letters"


def load(path: Path) -> Template:
    """Return the template in a file. Raises ManyMistakes with all that is wrong, BadInput where it is no text."""
    try:
        return _named(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} cannot be read as text.", now="Give the file of a letter, in YAML.") from error


def _named(text: str, name: str) -> Template:
    found = read(text, file=name, forms=[form.id for form in forms().values() if form.scores])
    if f"{found.id}.yaml" != name:
        raise BadInput(f"The letter in {name} is called {found.id}.", now=f"Call its file {found.id}.yaml.")
    return found


@functools.cache
def catalogue() -> Mapping[str, Template]:
    """Return every template by its id, the place's own last; one of its own that cannot be used stops no other."""
    shipped = {each.id: each for each in (load(path) for path in sorted(FOLDER.glob("*.yaml")))}
    return own.with_own("letters", shipped, _named)


def letter_named(name: str) -> Template:
    """Return the template called ``name``. Raises NotFound."""
    if name not in catalogue():
        raise NotFound(f"There is no letter called '{name}'.", now=f"Choose one of: {', '.join(catalogue())}.")
    return catalogue()[name]


def every_file() -> list[Path]:
    """Return the file of every template: the catalogue's, and the place's own, even those that cannot be used."""
    return [*sorted(FOLDER.glob("*.yaml")), *own.files("letters")]
