"""Linkage review: pairs that may be one person, the evidence for it, decisions, joining two people, and undoing it."""
