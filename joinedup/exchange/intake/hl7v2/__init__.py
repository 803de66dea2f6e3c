"""HL7 v2: files of messages, each checked, its facts made entries, a sender's merge put before someone to decide.

In: a delivery and its file. Out: the file landed, source records, particulars, entries, reviews; what does not pass
in quarantine. All messages about one visit make one entry, in whatever order they come.
"""
