"""JoinedUp: a whole place's joined-up health and social care. The folders are the flow, top to bottom."""

__version__ = "0.1.0"
