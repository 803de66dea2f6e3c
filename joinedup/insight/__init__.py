"""Insight: computes over released datasets. Pure: no web, no database; reads releases only."""
