"""Finding: the people whom a model of care finds in the care release, each with the reasons, line by line.

In: a model of care, the latest care release, who asks. Out: those they may see, a page at a time. May use: record,
insight, planning.releases.
"""
