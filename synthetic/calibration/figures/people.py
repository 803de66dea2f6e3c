"""Who lives there: ages, sexes, deprivation, births, practice lists."""

from __future__ import annotations

from synthetic.calibration.figures.figure import Figure, rate, share
from synthetic.facts import facts


def population() -> list[Figure]:
    """Return the figures of population."""
    p = facts("population")
    total = p["total"]

    def of(*bands: str, sex: str | None = None) -> float:
        return sum(p["by_age"][b][s] for b in bands for s in ("female", "male") if sex in (None, s)) / total * 100

    listed = list(p["by_age"])
    groups = [
        ("under_5", "aged under 5", "age < 5", ("0", "1-4")),
        ("5_to_19", "aged 5 to 19", "age >= 5 AND age < 20", tuple(listed[2:5])),
        ("20_to_39", "aged 20 to 39", "age >= 20 AND age < 40", tuple(listed[5:9])),
        ("40_to_64", "aged 40 to 64", "age >= 40 AND age < 65", tuple(listed[9:14])),
        ("65_to_74", "aged 65 to 74", "age >= 65 AND age < 75", tuple(listed[14:16])),
        ("75_to_84", "aged 75 to 84", "age >= 75 AND age < 85", tuple(listed[16:18])),
        ("85_and_over", "aged 85 and over", "age >= 85", tuple(listed[18:])),
    ]
    made = [
        Figure(f"age_{name}", f"People {title}", "% of people", of(*bands), 0.03, p["source"], share(where, "TRUE"))
        for name, title, where, bands in groups
    ]
    women = of(*listed, sex="female")
    oldest = of(*listed[18:], sex="female") / of(*listed[18:]) * 100
    made.append(
        Figure(
            "women",
            "Women and girls",
            "% of people",
            women,
            0.5,
            p["source"],
            share("sex = 'female'", "TRUE"),
            absolute=True,
        )
    )
    made.append(
        Figure(
            "women_85",
            "Women among people of 85 and over",
            "%",
            oldest,
            1.5,
            p["source"],
            share("sex = 'female'", "age >= 85"),
            absolute=True,
        )
    )
    return made


def deprivation() -> list[Figure]:
    """Return the figures of deprivation."""
    d = facts("deprivation")
    made = [
        Figure(
            f"fifth_{i + 1}",
            f"People in the {word} deprived fifth",
            "% of people",
            d["share_of_people"][f"q{i + 1}"] * 100,
            2.0,
            d["source"],
            share(f"fifth = {i + 1}", "TRUE"),
            absolute=True,
        )
        for i, word in ((0, "most"), (4, "least"))
    ]
    shares = d["age_share_within_fifth"]
    young = [shares["0"][q] + shares["1-4"][q] for q in ("q1", "q5")]
    old = [shares["75-84"][q] + shares["85+"][q] for q in ("q1", "q5")]
    for name, title, where, ratio in (
        ("young_by_fifth", "Share aged under 5: most over least deprived", "age < 5", young[0] / young[1]),
        ("old_by_fifth", "Share aged 75 and over: most over least deprived", "age >= 75", old[0] / old[1]),
    ):
        made.append(
            Figure(
                name,
                title,
                "ratio",
                ratio,
                0.08,
                d["source"],
                f"""
            WITH s AS (SELECT fifth, avg(({where})::INT) AS share, count(*) FILTER ({where}) AS n FROM resident
                WHERE moment = 'first' GROUP BY fifth)
            SELECT a.share / b.share, least(a.n, b.n), NULL, a.share / b.share * sqrt(1 / a.n + 1 / b.n)
            FROM s a, s b WHERE a.fifth = 1 AND b.fifth = 5""",
            )
        )
    births = facts("care")["births_per_1000"]
    made.append(
        Figure(
            "births",
            "Babies born",
            "per 1,000 person-years",
            births["value"],
            0.05,
            births["source"],
            rate("kind = 'admission' AND pod = 'birth'", design=1.0),
        )
    )
    return made


def practices() -> list[Figure]:
    """Return the figures of practices."""
    known = facts("care")["practice_lists"]
    return [
        Figure(
            "list_spread",
            "Practice lists: standard deviation over mean",
            "ratio",
            known["sd"] / known["mean"],
            0.1,
            known["source"],
            """
            WITH l AS (SELECT practice, count(*) AS people FROM registration, period
                       WHERE start_date <= start AND (end_date IS NULL OR end_date > start) GROUP BY practice)
            SELECT stddev(people) / avg(people), count(*), NULL, stddev(people) / avg(people) / sqrt(count(*)) FROM
                l""",
            absolute=True,
        ),
    ]
