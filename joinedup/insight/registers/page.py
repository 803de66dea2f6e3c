"""The reference page of registers, made from their files."""

from __future__ import annotations

from joinedup.insight.registers.definition import Published, Register, catalogue

HOW = """\
`joinedup register NAME --by practice` counts one; `joinedup register needs` profiles all. *Against the place* is
recorded over what the place's own shares by sex and five-year age give. *Against published* is recorded over what the
publication named leads one to expect; one share for all ages is compared only with the whole place. Neither says that
anyone is ill and not known. People on several registers count once in totals."""


def lines() -> list[str]:
    """Return the lines of the page."""
    page = [HOW, ""]
    for register in catalogue().values():
        page += _of(register)
    return page


def _of(register: Register) -> list[str]:
    page = [f"## {register.title} (`{register.id}`)", "", register.question, "", f"- Who: {register.expression}"]
    page += [f"- Counted among: those {register.of}"] if register.of else []
    page += [f"- Source: {register.source}", f"- Version: {register.version}"]
    page += [f"- Expected: {_expected(register.published)}"] if register.published else []
    page += [f"- Due to everyone on it: {check.title} ({check.source})" for check in register.checks]
    page += [f"- {register.note}"] if register.note else []
    return [*page, ""]


def _expected(published: Published) -> str:
    if published.crude:
        return f"{published.rates[0].share:.1%}, at all ages ({published.source})"
    ages = (
        f"{rate.share:.2%} {'of all' if rate.sex == 'all' else f'of those {rate.sex}'} from {rate.first_age} to "
        f"{'the oldest' if rate.last_age >= 150 else rate.last_age}"
        for rate in published.rates
    )
    return f"{'; '.join(ages)} ({published.source})"
