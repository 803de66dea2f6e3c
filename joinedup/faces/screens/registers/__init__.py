"""The pages of registers: who of one's own people is on each, why, and what is due."""
