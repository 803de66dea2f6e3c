"""The pages of a person's plan: reading it, writing it together, agreeing it, and taking it along."""
