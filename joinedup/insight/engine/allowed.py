"""What the language of definitions is made of: everything that is not named here is refused.

Each part was found to give the same answer on both engines, or is one of our helpers, which are written for each.
"""

from __future__ import annotations

from sqlglot import exp

# Functions of one row, of many rows, and of a row among its neighbours.
OF_A_ROW = frozenset(
    (
        "abs", "cast", "ceil", "coalesce", "concat", "day", "exp", "floor", "greatest", "last_day", "least", "length",
        "ln", "lower", "make_date", "month", "nullif", "power", "round", "sqrt", "upper", "year",
    )
)  # fmt: skip
OF_ROWS = frozenset(("avg", "count", "grouping", "max", "min", "quantile", "stddev_samp", "sum"))
AMONG_ROWS = frozenset(("lag", "lead", "rank", "row_number"))
FUNCTIONS = OF_A_ROW | OF_ROWS | AMONG_ROWS
INSTEAD = {
    "date_diff": "days_between, whole_months, whole_years or hours_between",
    "datediff": "days_between",
    "date_part": "year(), month(), day(), weekday() or london_hour()",
    "date_trunc": "month_start or financial_year_start",
    "isodow": "weekday",
    "dayofweek": "weekday",
    "day_of_week_iso": "weekday",
    "quantile_cont": "quantile",
    "median": "quantile(number, 0.5)",
    "list": "a join, for lists come in no sure order",
    "array_agg": "a join, for lists come in no sure order",
    "regexp_matches": "begins or any_begins",
    "regexp_like": "begins or any_begins",
    "strftime": "a date itself",
    "now": "first_day and last_day, for a figure must not change with the day on which it is asked",
    "current_date": "first_day and last_day, for a figure must not change with the day on which it is asked",
    "current_timestamp": "first_day and last_day, for a figure must not change with the day on which it is asked",
    "random": "nothing: a figure must be the same each time",
    "rand": "nothing: a figure must be the same each time",
    "try_cast": "cast, of what can be cast",
    "read_csv": "a table of the dataset",
    "read_parquet": "a table of the dataset",
    "explode": "any_begins, for a list is never made rows",
    "generate_series": "a table of the dataset",
}
# sqlglot's own names for the plain functions that it does not leave as they were written.
SAME_AS = {"ts_or_ds_to_date": "cast", "pow": "power", "safe_concat": "concat", "trycast": "try_cast"}
# What sqlglot counts among functions, and is none.
NO_FUNCTION = (exp.And, exp.Or, exp.Case, exp.If)

# The parts of an expression over one row, and what a whole SELECT is made of besides.
PARTS = (
    exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Column, exp.Identifier, exp.And, exp.Or, exp.Not, exp.EQ,
    exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In, exp.Is, exp.Add, exp.Sub, exp.Mul, exp.Div,
    exp.Neg, exp.Case, exp.If, exp.Cast, exp.DataType, exp.DataTypeParam, exp.Anonymous, exp.Func, exp.DPipe,
)  # fmt: skip
OF_A_SELECT = (
    exp.Select, exp.Union, exp.From, exp.Join, exp.Where, exp.Group, exp.GroupingSets, exp.Having, exp.Qualify,
    exp.Order, exp.Ordered, exp.Subquery, exp.With, exp.CTE, exp.Table, exp.TableAlias, exp.Alias, exp.Star,
    exp.Distinct, exp.Window, exp.WindowSpec, exp.Filter, exp.Values, exp.Limit, exp.Tuple,
)  # fmt: skip
IN_WORDS = {
    "bracket": "a place in a list is counted from 1 by one engine and from 0 by the other; use begins(reason, …)",
    "like": "use begins",
    "ilike": "use begins",
    "interval": "use add_days or add_months",
    "tablesample": "a figure must be the same each time",
    "window": "it looks at other rows; use a derived table, or what it already tells (days_since_last …)",
    "select": "it speaks of one row, and may not ask another table",
    "placeholder": "say the value itself",
    "intdiv": "use floor(a / b)",
    "mod": "use a - b * floor(a / b)",
}
