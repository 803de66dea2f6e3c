"""Statistics for comparing places and following them over time: each from its paper, in numpy, on plain arrays.

What comes in is arrays or small frozen dataclasses; what goes out is frozen dataclasses that carry the value, its
interval, its numerator and its denominator. Nothing here reads a table or knows what is being counted.
"""
