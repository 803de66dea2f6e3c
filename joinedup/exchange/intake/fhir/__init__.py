"""FHIR: bundles and ndjson, validated, kept whole, read into facts."""
