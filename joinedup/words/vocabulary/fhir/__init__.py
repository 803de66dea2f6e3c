"""FHIR R4: validation, bundles, and reading resources into facts."""
