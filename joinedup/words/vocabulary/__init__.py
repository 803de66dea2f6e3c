"""Vocabulary: codes, kinds and sections, feed declarations, FHIR and HL7 shapes, the dataset's tables."""
