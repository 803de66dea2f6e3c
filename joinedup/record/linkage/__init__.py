"""Whose is it: source records joined to people by dated links, by number, by likeness, and by someone's decision.

In: source records and what they say of who someone is. Out: links, people with their demographics, a review queue.
``workspace`` to ``joining`` are pure (DuckDB and Arrow, no Django): ``clean`` → ``numbers`` → ``model`` and
``matching`` → ``joining``. ``reading`` and ``writing`` are the edges; ``actions`` and ``queries`` are the faces.
"""
