"""The program joinedup: a file a noun."""
