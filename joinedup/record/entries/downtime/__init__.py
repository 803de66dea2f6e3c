"""Downtime packs: what a team needs of those in its care today, when JoinedUp or the network is down.

In: entries that tell who is cared for now. Out: their records, opened through the gate, the most urgent first. May
use: the rest of entries, sharing, linkage, people, journal, access.
"""
