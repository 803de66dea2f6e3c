"""Who needs what in a practice, a network or a care home: its registers beside the whole place, and their file."""
