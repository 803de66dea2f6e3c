"""Measures: a question asked of a release, answered with numerator, denominator, interval and data date.

In: ``catalogue/measures/*.yaml`` and an ``Engine``. Out: ``Figure`` objects. May use: words, insight.engine.
"""
