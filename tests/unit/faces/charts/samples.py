"""One of each chart, of an invented place: what the tests look at, and the gallery."""

from __future__ import annotations

import math
import random
from datetime import date

from joinedup.faces.components.charts import finding
from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.compare import (
    Compared,
    Comparison,
    Group,
    Grouped,
    compare_chart,
    grouped_bars,
)
from joinedup.faces.components.charts.funnel import Funnel, FunnelLine, FunnelUnit, funnel_plot
from joinedup.faces.components.charts.lines import Lines, Series, TimePoint, line_chart
from joinedup.faces.components.charts.lorenz import Lorenz, lorenz_curve, share_at
from joinedup.faces.components.charts.pyramid import Band, Pyramid, pyramid_chart
from joinedup.faces.components.charts.spc import Spc, SpcPhase, SpcPoint, spc_chart

DATA_TO = date(2026, 3, 31)
PRACTICES = [
    "Hillside Surgery", "Market Street Practice", "The Orchard Surgery", "Riverside Medical Centre", "Dr Akhtar and Partners",
    "Castle Lane Surgery", "Northgate Practice", "St Oswald’s Health Centre", "Mill Road Surgery", "The Old Forge",
    "Beacon Hill Practice", "Lister House", "Canal Side Surgery", "Queen’s Park Medical Practice", "Five Elms",
    "Westfield Surgery", "Abbey Fields", "Harbour View Family Practice and Walk-in Centre", "Brookside", "Chapel Row",
]  # fmt: skip
_TOLD = {"data_to": DATA_TO, "source": "release 2026-04-02 of the linked dataset (hospital, GP list)"}


def months(count: int, *, first: date = date(2024, 4, 1)) -> list[date]:
    start = first.year * 12 + first.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(start, start + count)]


def line() -> Chart:
    luck = random.Random(1)  # noqa: S311
    points = tuple(
        TimePoint(when, None if n == 9 else (v := 92 + 14 * math.sin(n / 3) + luck.gauss(0, 4)), None if n == 9 else v - 9,
                  None if n == 9 else v + 10, 812, 8812, suppressed=n == 9)
        for n, when in enumerate(months(24))
    )  # fmt: skip
    before, after = (finding.Estimate(p.value, p.low, p.high, p.period) for p in (points[0], points[-1]))
    about = About(
        "emergency-by-month", finding.change("Emergency admissions", before, after, unit="per 1,000"),
        "Emergency admissions", "per 1,000 people a year", counted="19,842 admissions of 212,430 people", **_TOLD,
    )  # fmt: skip
    return line_chart(Lines(about, (Series("All practices", points),)))


def lines() -> Chart:
    luck = random.Random(2)  # noqa: S311
    series = tuple(
        Series(name, tuple(TimePoint(when, base + slope * n + luck.gauss(0, 1.2)) for n, when in enumerate(months(36, first=date(2023, 4, 1)))))
        for name, base, slope in (
            ("Most deprived fifth", 61.0, 0.12), ("Second fifth", 55.0, 0.2), ("Middle fifth", 57.0, 0.2),
            ("Fourth fifth", 60.0, 0.25), ("Least deprived fifth", 66.0, 0.24),
        )
    )  # fmt: skip
    about = About("immunised-by-fifth", "Fewer children are immunised in the most deprived fifth, and the gap is growing",
                  "Children immunised on time", "%", counted="8,204 children aged 2", **_TOLD)  # fmt: skip
    return line_chart(Lines(about, series, target=95.0))


def spc() -> Chart:
    luck = random.Random(3)  # noqa: S311
    values = [71 + luck.gauss(0, 3) for _ in range(18)] + [78 + luck.gauss(0, 2.5) for _ in range(18)]
    values[7] = 58.0
    kinds = ["common"] * 36
    kinds[7] = "concern"
    for n in range(27, 36):
        kinds[n] = "improvement"
    points = tuple(
        SpcPoint(when, None if n == 22 else values[n] + (4 if n > 27 else 0), kinds[n],  # type: ignore[arg-type]
                 {"concern": "a point outside the limits", "improvement": "seven in a row on one side of the mean"}.get(kinds[n], ""),
                 412, 560, suppressed=n == 22)
        for n, when in enumerate(months(36, first=date(2023, 4, 1)))
    )  # fmt: skip
    about = About("seen-in-two-hours", finding.latest("Seen within two hours", "improvement", rose=True, of="March 2026"),
                  "Urgent referrals seen within two hours", "%", counted="14,832 of 20,160 referrals", **_TOLD)  # fmt: skip
    phases = (SpcPhase(0, 70.8, 61.9, 79.7), SpcPhase(18, 79.1, 71.5, 86.7, "a second team began"))
    return spc_chart(Spc(about, points, phases, target=70.0, variation="Variation: special cause, improving",
                         assurance="Assurance: target will be met every time"))  # fmt: skip


def funnel() -> Chart:
    luck = random.Random(4)  # noqa: S311
    middle, units = 95.0, []
    for n, name in enumerate(PRACTICES * 2):
        size = luck.uniform(1800, 17500)
        spread = 1.96 * math.sqrt(middle / size) * math.sqrt(1000)
        value = max(5.0, luck.gauss(middle, spread * 0.75))
        standing = (
            "above" if value > middle + spread * 1.55 else "below" if value < middle - spread * 1.55 else "within"
        )
        units.append(
            FunnelUnit(name if n < 20 else f"{name} (branch)", size, value, standing, round(size * value / 1000))
        )
    units.append(FunnelUnit("Tiny Lane", 310, None, suppressed=True))
    sizes = [300 * 1.08**n for n in range(54)]

    def lines_at(z: float, over: float = 1.0) -> tuple[tuple[float, float, float], ...]:
        return tuple(
            (s, middle - z * over * math.sqrt(middle * 1000 / s), middle + z * over * math.sqrt(middle * 1000 / s))
            for s in sizes
        )

    above, below = (sum(u.standing == side for u in units) for side in ("above", "below"))
    about = About("avoidable-funnel", finding.outside("Avoidable admissions", units="practices", above=above, below=below, total=len(units)),
                  "Avoidable emergency admissions", "per 1,000 people, standardised for age and sex",
                  counted="20,180 admissions of 212,430 people", **_TOLD)  # fmt: skip
    lines_ = (FunnelLine("95% lines", lines_at(1.96), "limit"), FunnelLine("99.8% lines", lines_at(3.09), "limit-outer"),
              FunnelLine("99.8% lines, over-dispersed", lines_at(3.09, 1.45), "limit-over"))  # fmt: skip
    return funnel_plot(
        Funnel(
            about,
            tuple(units),
            middle,
            lines_,
            mine="Hillside Surgery",
            size_words="People on the list",
            middle_words="All practices 95.0",
        )
    )


def _compared(count: int, *, seed: int = 5) -> tuple[Compared, ...]:
    luck = random.Random(seed)  # noqa: S311
    out = []
    for n in range(count):
        name = PRACTICES[n] if n < len(PRACTICES) else f"Practice {n + 1}"
        value, half = luck.gauss(95, 16), luck.uniform(4, 16)
        out.append(Compared(name, value, value - half, value + half * 1.1, 412, 4312, mine=n == 0, suppressed=n == 13))
    return tuple(out)


def compare() -> Chart:
    units = _compared(20)
    mine = finding.Estimate(units[0].value, units[0].low, units[0].high, "Hillside Surgery")
    about = About("how-we-compare", finding.against("Emergency admissions", mine, finding.Estimate(94.6, of="the place"), unit="per 1,000"),
                  "Emergency admissions", "per 1,000 people, standardised for age and sex",
                  counted="20,180 admissions of 212,430 people", **_TOLD)  # fmt: skip
    return compare_chart(Comparison(about, units, mean=94.6))


def compare_many() -> Chart:
    about = About("how-134-compare", "Hillside Surgery is no different from the place by more than chance",
                  "Emergency admissions", "per 1,000 people", counted="134 practices", **_TOLD)  # fmt: skip
    return compare_chart(Comparison(about, _compared(134, seed=9), mean=94.6))


def bars() -> Chart:
    units = tuple(Compared(f"{n}{' (most deprived)' if n == 1 else ' (least deprived)' if n == 10 else ''}", share, mine=n <= 2)
                  for n, share in enumerate((18.2, 14.0, 12.1, 9.9, 9.4, 8.8, 8.1, 7.6, 6.9, 5.0), 1))  # fmt: skip
    about = About("deprivation", "32% of people live in the most deprived fifth of areas in England",
                  "People by tenth of areas in England", "%", counted="212,430 people", **_TOLD)  # fmt: skip
    return compare_chart(Comparison(about, units, bars=True, sort=False))


def grouped() -> Chart:
    words = ("Most deprived fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Least deprived fifth")
    groups = tuple(
        Group(year, tuple(Compared(word, base - 9 * n + shift, base - 9 * n + shift - 5, base - 9 * n + shift + 5, mine=n == 0)
                          for n, word in enumerate(words)))
        for year, base, shift in (("2024/25", 128.0, 0.0), ("2025/26", 128.0, 6.0))
    )  # fmt: skip
    about = About("by-fifth", "Emergency admissions rise with deprivation, in both years", "Emergency admissions",
                  "per 1,000 people", counted="20,180 admissions of 212,430 people", **_TOLD)  # fmt: skip
    return grouped_bars(Grouped(about, groups))


def pyramid() -> Chart:
    bands, like = [], [5.4, 5.9, 6.1, 5.9, 6.3, 6.9, 7.1, 6.9, 6.6, 6.2, 6.8, 6.8, 6.0, 5.0, 4.9, 3.9, 2.5, 2.4]
    for n in range(18):
        name = "85 and over" if n == 17 else f"{5 * n} to {5 * n + 4}"
        own = like[n] + (1.3 * math.sin(n / 2.2))
        bands.append(Band(name, own / 2 * 1.03, own / 2 * 0.97, like_left=like[n] / 2, like_right=like[n] / 2 * 0.98))
    said = finding.older([(b.name, (b.left or 0) + (b.right or 0)) for b in bands],
                         [(b.name, (b.like_left or 0) + (b.like_right or 0)) for b in bands], from_age="65 to 69", name="England")  # fmt: skip
    about = About("who-lives-here", said, "People by age and sex", "%", counted="212,430 people", **_TOLD)  # type: ignore[arg-type]
    return pyramid_chart(Pyramid(about, tuple(bands), outline="England, mid-2023"))


def pyramid_counts() -> Chart:
    bands = tuple(Band(f"{10 * n} to {10 * n + 9}" if n < 9 else "90 and over", None if n == 9 else 1400 - 90 * n,
                       1380 - 110 * n, left_shown="1 to 7" if n == 9 else "") for n in range(10))  # fmt: skip
    about = About("one-home", "14% of people are 70 or over, and 26% are under 20", "People by age and sex", "people",
                  counted="19,120 people", **_TOLD)  # fmt: skip
    return pyramid_chart(Pyramid(about, bands))


def lorenz() -> Chart:
    points = tuple((n / 200, 1 - (1 - n / 200) ** 6.5) for n in range(201))
    about = About("who-uses-what", finding.concentrated("emergency bed days", share=0.05, use=share_at(points, 0.05)),
                  "Share of emergency bed days", "%", counted="152,311 bed days of 212,430 people", **_TOLD)  # fmt: skip
    return lorenz_curve(Lorenz(about, points))


ALL = {
    f.__name__: f
    for f in (line, lines, spc, funnel, compare, compare_many, bars, grouped, pyramid, pyramid_counts, lorenz)
}
