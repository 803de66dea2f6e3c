"""Packs: what a page found, as a tagged PDF to print and hand out, and as a spreadsheet to work on.

In: findings, charts and tables as plain data. Out: bytes. May use: components.
"""

from joinedup.faces.components.packs.pack import Origin, Pack, Part
from joinedup.faces.components.packs.pdf import pdf_of
from joinedup.faces.components.packs.spreadsheet import spreadsheet_of

__all__ = ["Origin", "Pack", "Part", "pdf_of", "spreadsheet_of"]
