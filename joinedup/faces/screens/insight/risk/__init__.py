"""Pages of risk: the models, one model's card, and accepting or withdrawing it."""
