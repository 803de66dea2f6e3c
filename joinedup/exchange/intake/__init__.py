"""Intake: takes in files of declared feeds, once each, losing nothing."""
