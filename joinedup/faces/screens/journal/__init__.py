"""The journal, for whoever answers for privacy: who looked at whom, when, in which post, why, and what came of it."""
