"""Quarantine: what did not pass, with the reason and the exact bytes, until it is mended."""
