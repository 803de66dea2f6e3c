"""Faces: what people see and type. They show and ask, only through actions and queries."""
