"""Signing in, signing out, and choosing in which post to act."""
