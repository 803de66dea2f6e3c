"""The linked dataset: its tables, one fact a row, declared once, and its own words for what codes and names say.

Publication writes them, insight reads them, the made-up place's truth has the same shape.
"""

from joinedup.words.vocabulary.dataset.said import measured, medicine, vaccine
from joinedup.words.vocabulary.dataset.tables import TABLES, Field, Table

__all__ = ["TABLES", "Field", "Table", "measured", "medicine", "vaccine"]
