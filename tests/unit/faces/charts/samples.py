"""One of each chart, of an invented place: what the tests look at, and the gallery."""

from __future__ import annotations

import math
import random
from datetime import date

from joinedup.faces.components.charts import finding
from joinedup.faces.components.charts.areas import Area, Areas, area_map
from joinedup.faces.components.charts.chart import About, Chart
from joinedup.faces.components.charts.compare import (
    Compared,
    Comparison,
    Group,
    Grouped,
    compare_chart,
    grouped_bars,
)
from joinedup.faces.components.charts.flow import Flow, Moved, flow_chart
from joinedup.faces.components.charts.funnel import Funnel, FunnelLine, FunnelUnit, funnel_plot
from joinedup.faces.components.charts.heatmap import Heatmap, Line, heatmap
from joinedup.faces.components.charts.lines import Lines, Series, TimePoint, line_chart
from joinedup.faces.components.charts.lorenz import Lorenz, lorenz_curve, share_at
from joinedup.faces.components.charts.multiples import Multiples, small_multiples
from joinedup.faces.components.charts.overlap import Overlap, overlap_chart
from joinedup.faces.components.charts.pyramid import Band, Pyramid, pyramid_chart
from joinedup.faces.components.charts.scores import (
    Calibrated,
    Calibration,
    Curve,
    Decision,
    Tenth,
    calibration_plot,
    decision_curve,
)  # fmt: skip
from joinedup.faces.components.charts.shapes import shapes_of
from joinedup.faces.components.charts.slope import Inequality, Slope, Slopes, Step, inequality_chart, slope_chart
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
            ("Most deprived fifth", 52.0, 0.05), ("Second fifth", 56.0, 0.2), ("Middle fifth", 57.0, 0.2),
            ("Fourth fifth", 60.0, 0.25), ("Least deprived fifth", 66.0, 0.24),
        )
    )  # fmt: skip
    about = About("immunised-by-fifth", "Fewer children are immunised in the most deprived fifth, and the gap is growing",
                  "Children immunised on time", "%", counted="8,204 children aged 2", **_TOLD)  # fmt: skip
    return line_chart(Lines(about, series, target=95.0, zero=False))


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
    about = About("how-134-compare", "Emergency admissions at 134 practices",
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


def inequality() -> Chart:
    names = ("Most deprived fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Least deprived fifth")
    steps = tuple(Step(name, people, value, value - 6, value + 6, round(people * value / 1000)) for name, people, value in
                  zip(names, (67400, 51200, 40100, 31800, 21900), (128.0, 112.0, 101.0, 96.0, 82.0), strict=True))  # fmt: skip
    said = finding.gap("Emergency admissions", finding.Estimate(128.0, 122, 134), finding.Estimate(82.0, 76, 88), unit="per 1,000",
                       ratio=finding.Estimate(1.7, 1.55, 1.86))  # fmt: skip
    about = About(
        "inequality",
        said,
        "Emergency admissions",
        "per 1,000 people",
        counted="20,180 admissions of 212,430 people",
        **_TOLD,
    )
    return inequality_chart(
        Inequality(
            about, steps, (131.2, 76.5), "Slope index 54.7 (48.1 to 61.3) per 1,000; relative index 1.7 (1.6 to 1.9)"
        )
    )


def slopes() -> Chart:
    luck = random.Random(11)  # noqa: S311
    each = tuple(Slope(name, b := luck.gauss(95, 14), b + luck.gauss(-2, 8), mine=n == 0, suppressed=n == 7)
                 for n, name in enumerate(PRACTICES[:14]))  # fmt: skip
    about = About("from-year-to-year", f"Emergency admissions were lower in 2025/26 at {sum((s.after or 0) < (s.before or 0) for s in each if not s.suppressed)} of 13 practices",
                  "Emergency admissions", "per 1,000 people", counted="20,180 admissions", **_TOLD)  # fmt: skip
    return slope_chart(Slopes(about, "2024/25", "2025/26", each))


def calibration() -> Chart:
    tenths = tuple(Tenth(p, p * k, p * k * 0.93, p * k * 1.07, 21243)
                   for p in (0.012, 0.02, 0.029, 0.04, 0.052, 0.068, 0.09, 0.12, 0.175, 0.36) for k in [0.95 if p > 0.3 else 1.05])  # fmt: skip
    about = About("calibration", finding.calibrated(0.0966, finding.Estimate(0.0961, 0.0949, 0.0974)),
                  "Emergency admission within 12 months, by tenth of score", "%", counted="212,430 people, 20,415 admitted", **_TOLD)  # fmt: skip
    return calibration_plot(Calibration(about, (Calibrated("All", tenths),)))


def calibration_groups() -> Chart:
    base = (0.012, 0.02, 0.029, 0.04, 0.052, 0.068, 0.09, 0.12, 0.175, 0.36)
    groups = tuple(Calibrated(name, tuple(Tenth(p, p * times) for p in base)) for name, times in
                   (("Most deprived fifth", 1.1), ("Least deprived fifth", 0.9), ("Others", 1.0)))  # fmt: skip
    about = About("calibration-by-fifth", "The score predicts too few in the most deprived fifth: 9.7% predicted, 10.7% observed",
                  "Emergency admission within 12 months, by tenth of score", "%", counted="212,430 people", **_TOLD)  # fmt: skip
    return calibration_plot(Calibration(about, groups))


def decision() -> Chart:
    grid = [n / 100 for n in range(1, 51)]
    prevalence = 0.096
    score = Curve("Help by score", tuple((t, 0.096 * math.exp(-5.2 * t) - 0.0012) for t in grid))
    everybody = Curve("Help for everybody", tuple((t, prevalence - (1 - prevalence) * t / (1 - t)) for t in grid))
    nobody = Curve("Help for nobody", tuple((t, 0.0) for t in grid))
    about = About("decision", "Choosing by score does more good than helping everybody or nobody, from a risk of 3% to 50%",
                  "Net benefit", "of one person rightly helped", counted="212,430 people", **_TOLD)  # fmt: skip
    return decision_curve(Decision(about, (score, everybody, nobody)))


def flow() -> Chart:
    order = ("Mostly healthy", "One long-term condition", "Several long-term conditions", "Frail", "Died or left")
    counts = {(0, 0): 120400, (0, 1): 6200, (0, 2): 300, (0, 4): 3100, (1, 1): 41200, (1, 2): 3900, (1, 3): 210, (1, 0): 800, (1, 4): 1200,
              (2, 2): 26100, (2, 3): 1900, (2, 4): 1400, (3, 3): 4100, (3, 4): 1020}  # fmt: skip
    moves = (
        *(Moved(order[a], order[b], float(people)) for (a, b), people in counts.items()),
        Moved("Frail", "Mostly healthy", None),
    )
    total, moved = sum(counts.values()), sum(people for (a, b), people in counts.items() if a != b)
    about = About("movement", f"{moved / total:.0%} of people moved to another segment in the year", "People",
                  counted="212,430 people in a segment on 1 April 2025", **_TOLD)  # fmt: skip
    return flow_chart(Flow(about, "1 April 2025", "1 April 2026", order, moves))


def overlap() -> Chart:
    about = About("overlap", "412 people are in both cohorts: 34% of those who fell, 19% of those who are frail", "People in each cohort",
                  counted="2,968 people in either", **_TOLD)  # fmt: skip
    return overlap_chart(
        Overlap(about, "Fell in the last year, aged 65 or over", "Moderately or severely frail", 1212, 2168, 412)
    )


def homes() -> Chart:
    luck = random.Random(12)  # noqa: S311
    columns = ("Emergency admissions per 1,000 resident-days", "A&E visits per 1,000 resident-days", "Falls with injury", "Medicines concerns",
               "Safeguarding concerns", "Out-of-hours calls", "Residents with a plan")  # fmt: skip
    names = (
        "Rosewood Court",
        "The Laurels",
        "Ashgrove Nursing Home",
        "St Anne’s",
        "Willow Bank",
        "Meadow View Care Centre",
        "Beech House",
        "Sea Breeze",
    )
    lines_ = tuple(Line(name, tuple(None if (n, k) in {(3, 4), (6, 2)} else luck.uniform(40, 98) if k == 6 else luck.gammavariate(3, 1.1) for k in range(7)), mine=n == 1)
                   for n, name in enumerate(names))  # fmt: skip
    about = About("homes", "Eight care homes side by side", "Care homes, April 2025 to March 2026",
                  counted="8 homes, 118,420 resident-days", **_TOLD)  # fmt: skip
    return heatmap(Heatmap(about, columns, lines_, units=("", "", "", "", "", "", "%")))


def multiples() -> Chart:
    luck = random.Random(13)  # noqa: S311
    when = months(24)
    behind = Series("All practices", tuple(TimePoint(w, 95 + 6 * math.sin(n / 3)) for n, w in enumerate(when)))
    panels = tuple(Series(name, tuple(TimePoint(w, base + 8 * math.sin(n / 3) + luck.gauss(0, 6), suppressed=k == 4 and 8 < n < 12) for n, w in enumerate(when)))
                   for k, name in enumerate(PRACTICES[:8]) for base in [luck.gauss(95, 14)])  # fmt: skip
    about = About("each-practice", "Emergency admissions by practice, beside all practices together", "Emergency admissions", "per 1,000 people a year",
                  counted="19,842 admissions of 212,430 people", **_TOLD)  # fmt: skip
    return small_multiples(Multiples(about, panels, behind, mine="Hillside Surgery"))


def _areas(count: int) -> tuple[Area, ...]:
    luck = random.Random(14)  # noqa: S311
    out = []
    for n in range(count):
        x, y = luck.gauss(0, 1), luck.gauss(0, 0.8)
        out.append(
            Area(
                f"E0100{n:04}",
                f"Town {n + 1}",
                95 - 14 * x + luck.gauss(0, 9),
                40,
                420,
                (x * 8000 + 400000, y * 8000 + 300000),
                mine=n == 5,
                suppressed=n in {9, 30},
            )
        )
    return tuple(out)


def hexagons() -> Chart:
    about = About("map-of-hexagons", "Emergency admissions are highest in the west", "Emergency admissions", "per 1,000 people",
                  counted="20,180 admissions of 212,430 people", **_TOLD)  # fmt: skip
    return area_map(Areas(about, _areas(140)))


def choropleth() -> Chart:
    features = []
    for row in range(6):
        for column in range(8):

            def at(r: int, c: int) -> list[float]:
                return [
                    -2.1 + 0.02 * c + 0.006 * math.sin(3.1 * r + c),
                    53.4 + 0.013 * r + 0.004 * math.cos(2.3 * c + r),
                ]

            ring = [at(row, column), at(row, column + 1), at(row + 1, column + 1), at(row + 1, column), at(row, column)]
            features.append(
                {
                    "type": "Feature",
                    "properties": {"LSOA21CD": f"E0100{row * 8 + column:04}"},
                    "geometry": {"type": "Polygon", "coordinates": [ring]},
                }
            )
    about = About("map-of-shapes", "Emergency admissions: 119 per 1,000 in Town 6", "Emergency admissions", "per 1,000 people",
                  counted="6,180 admissions of 62,430 people", **_TOLD)  # fmt: skip
    return area_map(
        Areas(
            about, _areas(48), shapes_of({"type": "FeatureCollection", "features": features}, code="LSOA21CD"), "equal"
        )
    )


ALL = {
    make.__name__: make
    for make in (
        line, lines, spc, funnel, compare, compare_many, bars, grouped, pyramid, pyramid_counts, lorenz, inequality, slopes,
        calibration, calibration_groups, decision, flow, overlap, homes, multiples, hexagons, choropleth,
    )
}  # fmt: skip
