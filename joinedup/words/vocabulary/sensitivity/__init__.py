"""Which facts are sensitive, and of what: by their codes, their words, their kind and what their sender marked."""

from joinedup.words.vocabulary.sensitivity.labels import MARKING, MARKS, Label, Said, labels_of
from joinedup.words.vocabulary.sensitivity.objections import Objection, objection_of

__all__ = ["MARKING", "MARKS", "Label", "Objection", "Said", "labels_of", "objection_of"]
