"""Writing many rows at once, and one writer at a time: the same on SQLite and on PostgreSQL.

In: tuples and SQL that both understand. Out: rows in tables. The lowest part of the record: knows none of its tables.
"""
