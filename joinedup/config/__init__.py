"""Config: settings, addresses, jobs, the declared columns; the only wiring. May use everything."""
