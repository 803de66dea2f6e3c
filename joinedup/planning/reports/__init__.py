"""Reports: a page of insight that someone is sent regularly, as a file that waits for them here.

In: which page, how often, in which post. Out: files, each with its release, and why one was not made. May use:
releases, results, record's access and journal.
"""
