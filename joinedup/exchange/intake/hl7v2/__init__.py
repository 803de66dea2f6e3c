"""HL7 v2: messages, kept whole, read into facts."""
