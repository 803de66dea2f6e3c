"""Exchange: all that comes in. In: files and messages. Out: source records and entries. May use record and words."""
