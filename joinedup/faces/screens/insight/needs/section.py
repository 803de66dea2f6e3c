"""The registers of one unit as its page tells them: each beside the whole place, and against what is expected. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from joinedup.faces.components.charts import text
from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.compare import Compared, compare_chart
from joinedup.faces.components.charts.compare import Comparison as Compare
from joinedup.faces.components.lists import Column, Table
from joinedup.faces.components.words import lower_first
from joinedup.faces.screens.insight.words import VERDICTS
from joinedup.insight.disclosure import NOT_SHOWN
from joinedup.insight.registers import Need, Register, catalogue
from joinedup.insight.statistics.intervals import Estimate
from joinedup.insight.statistics.standardising import Comparison
from joinedup.planning.results.needs import Needs, can_be_compared, stands

FEW, UNTOLD = "Too few to show", "No source here tells"


@dataclass(frozen=True, slots=True)
class Line:
    """One register of the unit, and of the whole place."""

    register: Register
    own: Need
    place: Need | None

    @property
    def people(self) -> str:
        """Return how many are on it, or the words that stand for it."""
        if self.own.recorded is not None:
            return f"{self.own.recorded:,}"
        return FEW if NOT_SHOWN in self.own.missing or not self.own.missing else UNTOLD

    @property
    def among(self) -> str:
        """Return among how many it is counted."""
        return "" if self.own.people is None or self.own.recorded is None else f"of {self.own.people:,}"

    @property
    def share(self) -> str:
        """Return the share on it: 12.3%."""
        return percent(self.own.share)

    @property
    def interval(self) -> str:
        """Return the 95% interval of the share."""
        return between(self.own.share)

    @property
    def of_place(self) -> str:
        """Return the share in the whole place."""
        return percent(self.place.share if self.place else None) or FEW

    @property
    def expected(self) -> str:
        """Return how many there are against how many the place's own rates by age and sex lead one to expect."""
        return against(self.own.as_place)

    @property
    def published(self) -> str:
        """Return how many there are against how many a publication leads one to expect; empty where none does."""
        return against(self.own.as_published)

    @property
    def source(self) -> str:
        """Return the publication that tells what to expect; empty where nothing is compared with one."""
        return self.register.published.source if self.published and self.register.published else ""

    @property
    def comparison(self) -> Comparison:
        """Return whether more or fewer are on it than expected, by more than chance."""
        return stands(self.own.as_place)

    @property
    def verdict(self) -> tuple[str, str, str]:
        """Return the word, the sign and the class of that."""
        return VERDICTS[self.comparison]


@dataclass(frozen=True, slots=True)
class Section:
    """The section of a page: what it found, who was counted on which day, its lines, its chart, its file."""

    finding: str
    people: int | None
    on_any: int | None
    day: date
    lines: tuple[Line, ...]
    chart: Chart | None
    table: Table

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Return the registers for which a publication tells what to expect, and which publication."""
        return [(line.register.title, line.source) for line in self.lines if line.source]


def section_of(needs: Needs, *, name: str, release: str) -> Section:
    """Return the section of one unit, called ``name``."""
    of_place = {need.register: need for need in needs.place.needs}
    lines = tuple(
        Line(catalogue()[need.register], need, of_place.get(need.register))
        for need in needs.own.needs if need.register in catalogue()
    )  # fmt: skip
    return Section(
        finding(name, lines), needs.own.people, needs.own.on_any, needs.day, lines,
        chart(name, lines, day=needs.day, release=release), table(name, needs.own.unit or "", release=release),
    )  # fmt: skip


def finding(name: str, lines: Sequence[Line]) -> str:
    """Return of which registers the unit has more or fewer people than expected, by more than chance."""
    judged = [line for line in lines if line.comparison is not Comparison.NOT_COMPARED]
    if not judged:
        return f"{name}: too few people on any register to compare"
    more, fewer = (
        [lower_first(line.register.title) for line in judged if line.comparison is way]
        for way in (Comparison.HIGHER, Comparison.LOWER)
    )
    parts = [
        f"{word} on the register{'' if len(names) == 1 else 's'} of {_listed(names)}"
        for word, names in (("more people", more), ("fewer" if more else "fewer people", fewer)) if names
    ]  # fmt: skip
    if not parts:
        one = f"the register of {lower_first(judged[0].register.title)}"
        on = one if len(judged) == 1 else f"each of {len(judged)} registers"
        return f"{name} has as many people on {on} as their ages lead one to expect"
    return f"{name} has {' and '.join(parts)} than their ages lead one to expect"


def chart(name: str, lines: Sequence[Line], *, day: date, release: str) -> Chart | None:
    """Return recorded against expected for each register that can be compared; None where fewer than two can."""
    units = tuple(
        Compared(line.register.title, ratio.value, ratio.low, ratio.high, ratio.numerator, round(ratio.denominator, 1))
        for line in lines if can_be_compared(ratio := line.own.as_place)
    )  # fmt: skip
    if len(units) < 2:
        return None
    about = About(
        "needs", finding(name, lines), "Recorded against expected", "times what is expected",
        counted="People on each register, against how many there would be were each age and sex here as in the place",
        data_to=day, source=f"release {release}", notes=("1 is as expected. Bars are 95% intervals.",),
    )  # fmt: skip
    return compare_chart(Compare(about, units, mean=1.0, mean_words="As expected", sort=False))


def table(name: str, code: str, *, release: str) -> Table:
    """Return the file of the section."""
    return Table(
        f"needs-{code}".strip("-"),
        f"{name}: who needs what",
        (
            Column("Register", lambda r: r.register.title),
            Column("Who", lambda r: r.register.question, on_page=False),
            Column("People on it", lambda r: r.people if r.own.recorded is None else r.own.recorded),
            Column("Out of", lambda r: r.own.people if r.own.people is not None else FEW),
            Column("Share", lambda r: r.share, in_file=False),
            Column("The whole place", lambda r: r.of_place, in_file=False),
            Column("Per cent", lambda r: _per_cent(r.own.share), on_page=False),
            Column("95% interval", lambda r: r.interval, on_page=False),
            Column("Not known", lambda r: r.own.not_known, on_page=False),
            Column("The whole place, per cent", lambda r: _per_cent(r.place.share if r.place else None), on_page=False),
            Column("Against what their ages lead one to expect", lambda r: r.expected),
            Column("Compared", lambda r: r.verdict[0]),
            Column("Against what is published", lambda r: r.published, on_page=False),
            Column("Publication", lambda r: r.source, on_page=False),
            Column("Release", lambda _: release, on_page=False),
        ),
    )


def percent(share: Estimate | None) -> str:
    """Return a share as people read it: 12.3%; nothing where there is none."""
    value = _per_cent(share)
    return "" if value is None else text.said(value, "%")


def between(share: Estimate | None) -> str:
    """Return the interval of a share: 11.2% to 13.4%."""
    if share is None or share.low is None or share.high is None:
        return ""
    return f"{text.said(100 * share.low, '%')} to {text.said(100 * share.high, '%')}"


def against(ratio: Estimate | None) -> str:
    """Return a count against what was expected: "1.20 times the 100 expected (0.98 to 1.45)"; nothing without one."""
    if not can_be_compared(ratio) or ratio.value is None or ratio.low is None or ratio.high is None:
        return ""
    expected = text.number(ratio.denominator, digits=0 if ratio.denominator >= 10 else 1)
    return f"{ratio.value:.2f} times the {expected} expected ({ratio.low:.2f} to {ratio.high:.2f})"


def _per_cent(share: Estimate | None) -> float | None:
    return None if share is None or share.value is None else 100 * share.value


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
