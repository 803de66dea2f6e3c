"""The made-up place: lives that make sense, the feeds its organisations would send, and the truth apart."""
