"""What someone of the staff is told of: how they wish it, what is new since they last looked, e-mail without a name.

In: tasks, and what ``journeys.notices`` adds to them. Out: what is new by kind, digests that are due, e-mails.
May use: tasks and what lies below. A notice is never the only control: each task stands on somebody's day.
"""
