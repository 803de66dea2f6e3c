"""Extracts: Parquet and CSV files of rows, checked and taken in as sets by SQL that the feed's declaration gives.

In: a delivery and its file. Out: the file landed whole, source records, particulars, entries; bad rows in quarantine.
``values`` and ``checks`` and ``questions`` make SQL (pure); ``landing`` keeps files; ``reader`` does the taking in.
"""
