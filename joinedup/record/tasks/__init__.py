"""Tasks: what is due, for whom, by whom and by when, whichever part of JoinedUp asks for it.

In: what work owes. Out: "my day", a team's board, what is overdue or nobody's. May use: the record below it, words.
"""
