"""Meetings of a team at which people are spoken of: who comes, what is said, what is decided and who does it.

Areas of work meet only in the record: what puts someone on an agenda is brought together in ``joinedup.journeys``.
"""
