"""Pages of meetings: those to come, one meeting with its agenda, one person of it, actions, what was decided."""
