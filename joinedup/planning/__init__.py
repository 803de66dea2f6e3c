"""Planning: publishes datasets from the record. May use work, exchange, record, insight and words."""
