"""FHIR: bundles, single resources and ndjson, each resource checked, kept whole, and its facts made entries.

In: a delivery and its file. Out: the file landed, resources, source records, particulars, entries; what does not
pass in quarantine. ``whose`` says whose a resource is, ``shelf`` finds what it refers to, ``reader`` takes in.

A Patient is known by its logical id, as that is what other resources refer to, in whatever order they come; where
ids churn (GP Connect) by the NHS number. A resource about nobody (an organisation, a medicine) is kept without a
source record; a fact that does not say whose it is, is held.
"""
