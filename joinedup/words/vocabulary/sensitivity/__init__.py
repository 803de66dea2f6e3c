"""Which facts are sensitive, and of what: by their codes, their words, their kind and what their sender marked."""

from joinedup.words.vocabulary.sensitivity.labels import Label, Said, labels_of
from joinedup.words.vocabulary.sensitivity.objections import Objection, objection_of

__all__ = ["Label", "Objection", "Said", "labels_of", "objection_of"]
