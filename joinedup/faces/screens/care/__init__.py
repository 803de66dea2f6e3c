"""The pages of care as models run it: what there is, whom it finds, what is due, who is on it, how it does."""
