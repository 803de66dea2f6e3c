"""Apache Spark gives what DuckDB gives: a kind of test of its own (``make test-spark``), for it needs Java and minutes."""
