"""Results: every measure of a release, worked out once and kept beside it, so that pages only read.

In: releases, and the catalogue's measures. Out: figures as they may be shown, their course over time, and how units
stand to the whole. May use: releases, insight, record's access and journal.
"""
