"""The way back from a pseudonym to a person: a request with a reason, a guardian's decision, names for those who care.

In: pseudonyms of a planning release. Out: people, shown only to whoever has a relationship with them on record.
"""
