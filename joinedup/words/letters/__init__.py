"""Templates of letters: read from a file with every mistake told at once, and filled in with what is known. Pure.

In: the text of a template; what is known of someone. Out: a template; the parts of a letter. May use: words only.
"""

from joinedup.words.letters.definition import LetterPart, Template
from joinedup.words.letters.filling import Written, fill
from joinedup.words.letters.reading import read

__all__ = ["LetterPart", "Template", "Written", "fill", "read"]
