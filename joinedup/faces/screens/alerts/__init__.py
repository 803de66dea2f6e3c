"""Looks that should be asked about: the list, one alert with its looks, owning it and closing it with an outcome."""
