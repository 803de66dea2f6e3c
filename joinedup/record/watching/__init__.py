"""Watching the journal: looks that someone should ask about, each owned by someone and closed with an outcome.

In: lines of the journal, accounts, particulars. Out: alerts. May use: journal, people, access.
"""
