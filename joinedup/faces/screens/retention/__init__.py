"""How long things are kept, and what is due: rules, counts and never a name."""
