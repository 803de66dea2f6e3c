"""Extracts: Parquet and CSV, checked and taken in as sets of rows."""
