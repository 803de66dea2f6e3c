"""Risk models of the place: trained and kept as files, accepted by the safety officer or off, and the people found.

In: releases, risks of the catalogue. Out: a model's card, its acceptance, today's drift, people at highest risk. May
use: releases, insight, record's access and journal.
"""
