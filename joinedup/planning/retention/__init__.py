"""Retention: how long what is held is kept, what is due for review or destruction, and destroying working copies.

In: ``catalogue/retention/*.yaml`` and the place's own; dates of records, files and releases. Out: how many of what
are due, never whose. May use: releases, reports, exchange, record.
"""
