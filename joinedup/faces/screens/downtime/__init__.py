"""The downtime pack of a team: its page, and the packs that a place asks for by the clock."""
