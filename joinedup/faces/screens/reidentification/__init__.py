"""The way back from pseudonyms to people: asking, deciding, and whom those who care are shown."""
