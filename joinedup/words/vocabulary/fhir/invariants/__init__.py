"""The invariants of FHIR R4 that we decide: each a small pure function of one element, with HL7's own id.

HL7's definitions say on which element each rule belongs (``definitions.py`` reads that), so a rule here is its id,
our sentence and the function. Rules of definitional resources (StructureDefinition, TestScript and their like),
which no care system sends, are left out. Source: https://hl7.org/fhir/R4, constraints of severity error.
"""

from joinedup.words.vocabulary.fhir.invariants import bundles, data_types, resources
from joinedup.words.vocabulary.fhir.invariants.shapes import Invariant

INVARIANTS: dict[str, Invariant] = {rule.name: rule for rule in (*data_types.RULES, *resources.RULES, *bundles.RULES)}

__all__ = ["INVARIANTS", "Invariant"]
