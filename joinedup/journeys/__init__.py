"""Journeys: the few acts that cross areas, as a form that ends a step and starts a plan. May use work, planning."""
