"""Forms: a FHIR R4 Questionnaire read strictly, what it asks now, what is wrong, its scores and risks, its response.

In: the text of a form, and answers. Out: a frozen ``Form`` or every mistake at once; pages, scores, risks; a
``QuestionnaireResponse``. May use: words.
"""

from joinedup.words.forms.asking import (
    DONE,
    IN_PROGRESS,
    NOT_ASKED,
    NOT_STARTED,
    OPTIONAL,
    Asked,
    Page,
    asked,
    blank,
    counted,
    mistakes,
    pages,
    rounds,
    typed,
)
from joinedup.words.forms.definition import Answers, Form, Item, Option, Value, key_of, parts_of
from joinedup.words.forms.reading import read
from joinedup.words.forms.response import answers_of, response
from joinedup.words.forms.score import Score
from joinedup.words.forms.scoring import Risk, risks, said, scores
from joinedup.words.forms.vocabulary import vocabulary

__all__ = [
    "DONE", "IN_PROGRESS", "NOT_ASKED", "NOT_STARTED", "OPTIONAL", "Answers", "Asked", "Form", "Item", "Option",
    "Page", "Risk", "Score", "Value", "answers_of", "asked", "blank", "counted", "key_of", "mistakes", "pages",
    "parts_of", "read", "response", "risks", "rounds", "said", "scores", "typed", "vocabulary",
]  # fmt: skip
