"""Watching the journal: looks that someone should ask about, each owned by someone and closed with an outcome.

In: lines of the journal, what was declared, accounts, particulars. Out: alerts. May use: all below it in the record.
"""
