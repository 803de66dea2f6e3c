"""Planning: publishes datasets from the record. May use exchange, record, insight and words."""
