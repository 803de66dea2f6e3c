"""Cohorts: who is meant, saved by name with every version of its criteria, counted in a release as they are written.

In: criteria, and releases. Out: counts by area and use, as they may be shown. May use: releases, insight, record's
access and journal.
"""
