"""Registers: who has what, counted for any area, practice, network and home, recorded against expected.

In: ``catalogue/registers/*.yaml`` and an ``Engine``. Out: registers, their members as a query, needs profiles. May use:
words, insight.engine, insight.criteria, insight.statistics.
"""

from joinedup.insight.registers.definition import Register, catalogue, expressions, register
from joinedup.insight.registers.needs import UNITS, Due, Need, Profile, made_ready, members, profiles, profiles_of_all

__all__ = [
    "UNITS", "Due", "Need", "Profile", "Register", "catalogue", "expressions", "made_ready", "members",
    "profiles", "profiles_of_all", "register",
]  # fmt: skip
