"""Legitimate relationships: what on record gives someone a reason to open a person's record, from when until when."""
