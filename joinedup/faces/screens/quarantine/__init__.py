"""Quarantine: what did not pass, why, with its exact bytes, and how it is mended, taken in or dismissed."""
