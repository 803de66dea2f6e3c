"""Needs as they may be shown: the policy for small numbers is applied here, and nowhere else. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from joinedup.insight.disclosure import NOT_SHOWN, Policy, protect
from joinedup.insight.registers.needs import Due, Need, Profile
from joinedup.insight.statistics.intervals import Estimate, of_count, share


def disclose(profiles: Sequence[Profile], *, policy: Policy) -> list[Profile]:
    """Return the profiles of every unit of one kind as they may be shown; pass all units, for totals are known too.

    A count from which someone might be recognised, or with which another could be worked out, has no figures and its
    ``missing`` says so; other counts are rounded, and shares and ratios are worked out from the rounded ones.
    """
    if not profiles:
        return []
    hidden = _hidden([(p.on_any or 0, p.people - (p.on_any or 0)) for p in profiles], policy)
    found = [
        replace(p, people=policy.rounded(p.people), on_any=None if hide else policy.rounded(p.on_any or 0))
        for p, hide in zip(profiles, hidden, strict=True)
    ]
    needs: list[list[Need]] = [[] for _ in profiles]
    for at in range(len(profiles[0].needs)):
        told = [profile.needs[at] for profile in profiles]
        hidden = _hidden([(need.recorded or 0, need.people - (need.recorded or 0)) for need in told], policy)
        for of_unit, need, hide in zip(needs, told, hidden, strict=True):
            of_unit.append(_need(need, hide, policy))
    return [replace(profile, needs=tuple(of_unit)) for profile, of_unit in zip(found, needs, strict=True)]


def _hidden(counts: Sequence[tuple[int, int]], policy: Policy) -> list[bool]:
    """Return which units may not show their count: those on a register and those not are each a count."""
    table = protect(np.array(counts), policy=policy)
    return [any(isinstance(table.at(at, side), str) for side in (0, 1)) for at in range(len(counts))]


def _need(need: Need, hide: bool, policy: Policy) -> Need:
    if need.recorded is None:
        return replace(need, people=policy.rounded(need.people), not_known=policy.rounded(need.people))
    if hide:
        people = policy.rounded(need.people)
        return Need(need.register, people, None, None, None, None, None, (), (NOT_SHOWN,))
    not_known = need.not_known or 0
    people, recorded = policy.rounded(need.people), policy.rounded(need.recorded)
    due = tuple(_due(check, policy) for check in need.due)
    return Need(
        need.register, people, recorded, None if policy.is_small(not_known) else policy.rounded(not_known),
        share(recorded, people), _ratio(need.as_place, policy), _ratio(need.as_published, policy), due,
    )  # fmt: skip


def _ratio(ratio: Estimate | None, policy: Policy) -> Estimate | None:
    if ratio is None or ratio.value is None:
        return ratio
    if policy.is_small(ratio.numerator):
        return Estimate(None, None, None, 0, ratio.denominator, NOT_SHOWN)
    recorded = policy.rounded(ratio.numerator)
    low, high = of_count(recorded)
    by = ratio.denominator
    return Estimate(recorded / by, low / by, high / by, recorded, by)


def _due(check: Due, policy: Policy) -> Due:
    if check.done is None:
        return check
    done, of = check.done.numerator, check.done.denominator
    if policy.is_small(done) or policy.is_small(of - done):
        return replace(check, done=Estimate(None, None, None, 0, 0, NOT_SHOWN))
    return replace(check, done=share(policy.rounded(done), policy.rounded(of)))
