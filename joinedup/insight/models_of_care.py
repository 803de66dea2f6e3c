"""The catalogue of models of care: those that come with JoinedUp, and a place's own beside them.

In: folders of ``model.yaml`` and ``examples.yaml``, and the registers and measures that they may name. Out: models that
were read, each with its warnings; whether their examples hold. May use: words, the other definitions of insight.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from joinedup.insight import own
from joinedup.insight.engine.language import CATALOGUE
from joinedup.insight.forms import catalogue as forms
from joinedup.insight.measures.definition import catalogue as measures
from joinedup.insight.registers import expressions
from joinedup.words.basics.errors import BadInput, JoinedUpError, ManyMistakes, Mistake, NotFound
from joinedup.words.forms import vocabulary
from joinedup.words.models_of_care import Known, ModelOfCare, england, read
from joinedup.words.models_of_care.examples import mistakes_of
from joinedup.words.models_of_care.known import own_words

FOLDER = CATALOGUE / "models"
FILE = "model.yaml"
EXAMPLES = "examples.yaml"


@dataclass(frozen=True)
class Loaded:
    """A model of care that was read, its warnings, and the folder in which it lies."""

    model: ModelOfCare
    warnings: tuple[Mistake, ...]
    folder: Path

    @property
    def id(self) -> str:
        """Return the model's id."""
        return self.model.id


@functools.cache
def known() -> Known:
    """Return what models may name here: registers, measures, forms, each other, and the words that the place adds."""
    told, of_own = list(measures().values()), _own_words()
    return Known(
        registers=expressions(),
        measures={each.id: each.unit for each in told},
        titles={
            each.id: each.title[0].lower() + each.title[1:] if each.title[1:2].islower() else each.title
            for each in told
        },
        models=frozenset(path.parent.name for path in every_file()),
        forms={form.id: vocabulary(form) for form in forms().values() if not form.is_slot},
        kept_back=frozenset(
            f"{form.id}.{item.id}"
            for form in forms().values()
            for item in form.by_id.values()
            if form.hidden_from or item.hidden_from
        ),
        own={**of_own, "forms": {**{form.id: form.title for form in forms().values()}, **of_own.get("forms", {})}},
    )


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence: small, but for names and abbreviations."""
    first = title.partition(" ")[0]
    return title if first[1:] != first[1:].lower() else first.lower() + title[len(first) :]


def _own_words() -> Mapping[str, Mapping[str, str]]:
    for path in own.files("models", "words.yaml"):
        try:
            return own_words(path.read_text(encoding="utf-8"), file=path.name)
        except (JoinedUpError, OSError, UnicodeDecodeError) as error:
            own.refuse("models/words.yaml", str(error))
    return {}


def load(path: Path) -> Loaded:
    """Return the model in a file, or in a folder's file. Raises ManyMistakes with all that is wrong, BadInput."""
    file = path / FILE if path.is_dir() else path
    try:
        return _loaded(file.read_text(encoding="utf-8"), f"{file.parent.name}/{file.name}", file.parent)
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{file.name} cannot be read as text.", now="Give a folder of a model, or its model.yaml."
        ) from error


def _loaded(text: str, name: str, folder: Path) -> Loaded:
    found = read(text, file=name, known=known())
    return Loaded(found.model, found.warnings, folder)


@functools.cache
def catalogue() -> Mapping[str, Loaded]:
    """Return every model by its id, the place's own last; one of its own that cannot be used stops no other."""
    shipped = {each.id: each for each in (load(path) for path in sorted(FOLDER.glob(f"*/{FILE}")))}
    folders = {f"{path.parent.name}/{FILE}": path.parent for path in own.files("models", f"*/{FILE}")}
    return own.with_own("models", shipped, lambda text, name: _loaded(text, name, folders[name]), pattern=f"*/{FILE}")


def model_named(name: str) -> Loaded:
    """Return the model called ``name``. Raises NotFound."""
    if name not in catalogue():
        raise NotFound(f"There is no model of care called '{name}'.", now=f"Choose one of: {', '.join(catalogue())}.")
    return catalogue()[name]


def every_file() -> list[Path]:
    """Return the file of every model there is: the catalogue's, and the place's own, even those that cannot be used."""
    return [*sorted(FOLDER.glob(f"*/{FILE}")), *own.files("models", f"*/{FILE}")]


def located(name: str) -> Path:
    """Return where the model called ``name`` lies, even one that cannot be used: to be checked. Raises NotFound."""
    for path in reversed(every_file()):
        if path.parent.name == name:
            return path
    return model_named(name).folder / FILE


def check_examples(of: Loaded) -> None:
    """See that a model's examples hold, and that its folder is called as it is. Raises ManyMistakes."""
    file = of.folder / EXAMPLES
    mistakes = []
    if of.folder.name != of.id:
        mistakes.append(Mistake(f"the model is called {of.id}: give its folder the same name", of.folder.name))
    if not file.is_file():
        mistakes.append(
            Mistake("there are none: a model without an example is not tested", file=f"{of.folder.name}/{EXAMPLES}")
        )
    else:
        text = file.read_text(encoding="utf-8")
        mistakes += mistakes_of(text, of.model, england(), file=f"{of.folder.name}/{EXAMPLES}")
    if mistakes:
        raise ManyMistakes(mistakes, now="Mend the model, or the example.")
