"""Words: the pure core that means the same everywhere. Imports nothing of ours, no Django, no database."""
