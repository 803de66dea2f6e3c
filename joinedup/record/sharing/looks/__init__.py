"""Who looked at someone's record, told to that person in words that they understand.

In: the journal's lines about a person under every number they had. Out: looks, each a sitting, by role and
organisation and never by name. May use: linkage, people, journal, access.
"""
