"""Work: what JoinedUp itself runs. Its areas meet only in the record. May use record and words."""
