"""Letters about someone: drafted from a template, checked by who writes them, signed, sent, read.

In: the parts of a letter, filled in by ``journeys.letters``. Out: letters, those for an organisation, their tasks.
May use: record, words. Another area of work never.
"""
