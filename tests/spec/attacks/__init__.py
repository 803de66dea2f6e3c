"""Tests that try to get at what is not theirs: each attack is made, and must fail."""
