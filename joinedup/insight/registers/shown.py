"""Needs as they may be shown: the policy for small numbers is applied here, and nowhere else. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from joinedup.insight.disclosure import NOT_SHOWN, Policy, protect
from joinedup.insight.registers.needs import Due, Need, Profile
from joinedup.insight.statistics.intervals import Estimate, of_count, share

# The kind of the whole, and the unit of it to which each part belongs.
Under = tuple[str, Mapping[str | None, str | None]]


def disclose(profiles: Sequence[Profile], *, policy: Policy) -> list[Profile]:
    """Return the profiles of every unit of one kind as they may be shown; pass all units, for totals are known too.

    A count from which someone might be recognised, or with which another could be worked out, has no figures and its
    ``missing`` says so; other counts are rounded, and shares and ratios are worked out from the rounded ones. A unit
    with too few people has no figures at all.
    """
    return _disclosed(profiles, policy)[0]


def disclose_together(
    found: Mapping[str, Sequence[Profile]], *, under: Mapping[str, Under], policy: Policy
) -> dict[str, list[Profile]]:
    """Return profiles of several kinds of unit as they may be shown beside each other, the larger kinds first.

    ``under`` says of a kind which kind is its whole, and which unit of that each of its units belongs to (empty: the
    one that there is). A whole comes before its parts: where it is hidden, or its parts could only be shown without
    it, none of its parts is shown.
    """
    shown: dict[str, list[Profile]] = {}
    for by, profiles in found.items():
        if by not in under:
            shown[by] = disclose(profiles, policy=policy)
            continue
        kind, belongs = under[by]
        wholes = {profile.unit: profile for profile in shown[kind]}
        parts: dict[str | None, list[Profile]] = {}
        for profile in profiles:
            parts.setdefault(belongs.get(profile.unit) if belongs else shown[kind][0].unit, []).append(profile)
        shown[by] = [each for unit, its in parts.items() for each in _parts(its, wholes.get(unit), policy)]
    return shown


def _parts(profiles: Sequence[Profile], whole: Profile | None, policy: Policy) -> list[Profile]:
    """Return the parts of one whole, whose own figures are shown as ``whole`` has them."""
    shown, opened = _disclosed(profiles, policy)
    any_open = opened[0] and whole is not None and whole.on_any is not None
    needs = [
        may and whole is not None and whole.needs[at].recorded is not None for at, may in enumerate(opened[1:])
    ]  # fmt: skip
    return [
        replace(
            profile,
            on_any=profile.on_any if any_open else None,
            needs=tuple(
                need if may or need.recorded is None else _need(need, True, policy)
                for need, may in zip(profile.needs, needs, strict=True)
            ),
        )
        for profile in shown
    ]


def _disclosed(profiles: Sequence[Profile], policy: Policy) -> tuple[list[Profile], list[bool]]:
    """Return profiles as they may be shown, and whether the whole may be: in any register, then in each."""
    if not profiles:
        return [], []
    hidden, open_whole = _hidden([(p.on_any or 0, _people(p) - (p.on_any or 0)) for p in profiles], policy)
    found = [
        replace(p, people=_count(p, policy), on_any=None if hide else policy.rounded(p.on_any or 0))
        for p, hide in zip(profiles, hidden, strict=True)
    ]
    opened = [open_whole]
    needs: list[list[Need]] = [[] for _ in profiles]
    for at in range(len(profiles[0].needs)):
        told = [profile.needs[at] for profile in profiles]
        hidden, open_whole = _hidden(
            [(need.recorded or 0, _people(need) - (need.recorded or 0)) for need in told], policy
        )
        opened.append(open_whole)
        for of_unit, need, hide in zip(needs, told, hidden, strict=True):
            of_unit.append(_need(need, hide, policy))
    return [replace(profile, needs=tuple(of_unit)) for profile, of_unit in zip(found, needs, strict=True)], opened


def _people(of: Profile | Need) -> int:
    return of.people or 0


def _count(of: Profile | Need, policy: Policy) -> int | None:
    """Return how many people there are, rounded; None where they are too few to show."""
    return None if policy.is_small(_people(of)) else policy.rounded(_people(of))


def _hidden(counts: Sequence[tuple[int, int]], policy: Policy) -> tuple[list[bool], bool]:
    """Return which units may not show their count, and whether their sum may be shown.

    Those on a register, those not, and both together are each a count.
    """
    table = protect(np.array(counts), policy=policy)
    hidden = [any(isinstance(table.at(at, side), str) for side in (0, 1, -1)) for at in range(len(counts))]
    return hidden, not any(isinstance(table.at(-1, side), str) for side in (0, 1, -1))


def _need(need: Need, hide: bool, policy: Policy) -> Need:
    people = _count(need, policy)
    if need.recorded is None:
        return replace(need, people=people, not_known=people)
    if hide or people is None:
        return Need(need.register, people, None, None, None, None, None, (), (NOT_SHOWN,))
    not_known = need.not_known or 0
    recorded = policy.rounded(need.recorded)
    due = tuple(_due(check, policy) for check in need.due)
    return Need(
        need.register, people, recorded, None if policy.is_small(not_known) else policy.rounded(not_known),
        share(min(recorded, people), people), _ratio(need.as_place, policy), _ratio(need.as_published, policy), due,
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
