"""The national data opt-out: the list of NHS numbers goes out, the list without those who opted out comes back.

In: the answer to a list that went. Out: for each person of a publication for planning, whether they may be in it.
What was asked and answered is kept apart from the record, under a key of its own, and is gone when it expires.
"""
