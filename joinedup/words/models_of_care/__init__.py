"""Models of care: one file that says who is found, what is done by whom and when, what is counted, how it is paid.

In: the text of a ``model.yaml``, and what is known here (registers, measures, other models). Out: a frozen
``ModelOfCare`` or every mistake at once; by when each step is due; the model in plain English and as FHIR. May use:
words.
"""

from joinedup.words.models_of_care.calendar import Calendar, england
from joinedup.words.models_of_care.clocks import Clock, Due, Length, Reason, Standing, Stop, due, standing
from joinedup.words.models_of_care.definition import ModelOfCare, Step
from joinedup.words.models_of_care.explain import read_aloud, step_aloud
from joinedup.words.models_of_care.known import Known
from joinedup.words.models_of_care.plan_definition import plan_definition
from joinedup.words.models_of_care.reading import Read, read
from joinedup.words.models_of_care.running import dues

__all__ = [
    "Calendar", "Clock", "Due", "Known", "Length", "ModelOfCare", "Read", "Reason", "Standing", "Step", "Stop", "due",
    "dues", "england", "plan_definition", "read", "read_aloud", "standing", "step_aloud",
]  # fmt: skip
