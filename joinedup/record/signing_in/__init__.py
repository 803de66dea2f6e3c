"""Signing in: how people prove who they are, their sessions, and what is counted against guessing."""
