"""A definition outside the language is refused when it is loaded, with its cure; what runs is the same on both engines."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from joinedup.insight.engine import Engine, open_release
from joinedup.insight.engine.columns import columns_of, sort_of, words_in
from joinedup.insight.engine.language import codelist, expression_mistakes, literal, statement_mistakes, written
from joinedup.words.basics.errors import BadInput, CannotProceed, ManyMistakes, NotFound
from joinedup.words.vocabulary.dataset import TABLES
from joinedup.words.vocabulary.dataset.words import words_of
from joinedup.words.vocabulary.feeds.declaration import load


def told(text: str, table: str = "event") -> list[str]:
    return [
        str(m)
        for m in expression_mistakes(text, columns_of(table), field="counts", file="x.yaml", words=words_in(table))
    ]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_release() as empty:
        empty.fill("event", [{"person_key": "Edna", "event_id": "1", "kind": "admission", "reason": "S720"}])
        yield empty


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("1); drop table event; select (1", "may not ask another table"),
        ("true); attach 'x' as y; select (1", "may not ask another table"),
        ("1) from event where (true", "may not ask another table"),
        ("cost > (select avg(cost) from event)", "may not ask another table"),
        ("exists (select 1 from person p where p.person_key = person_key)", "may not ask another table"),
        ("kind in (select item from flag)", "may not ask another table"),
        ("read_csv('/etc/passwd')", "'read_csv' is not in the language; use a table of the dataset"),
        ("read_parquet('x') is null", "'read_parquet' is not in the language; use a table of the dataset"),
        ("getenv('HOME') = 'x'", "'getenv' is not in the language"),
        ("current_setting('threads') = '1'", "'current_setting' is not in the language"),
        ("unnest(reasons) = 'I50'", "a list is never made rows"),
        ("generate_series(1, 10) is null", "'generate_series' is not in the language"),
        ("reasons[1] = 'I500'", "counted from 1 by one engine and from 0 by the other"),
        ("sum(cost) > 10", "'sum' speaks of many rows, and this of one"),
        ("row_number() over (order by start_at) = 1", "use a derived table"),
        ("reason like 'I50%'", "use begins"),
        ("reason ~ 'I50'", "use begins or any_begins"),
        ("cost % 7 = 0", "use a - b * floor(a / b)"),
        ("cost // 7 = 1", "use floor(a / b)"),
        ("cost / length_of_stay > 100", "divides by length_of_stay, which may be nought; divide by nullif(length_of_stay, 0)"),
        ("cost / 0 > 1", "divides by 0, which may be nought"),
        ("cost / (1 - 1) > 1", "which may be nought"),
        ("try_cast(reason as integer) = 1", "use cast, of what can be cast"),
        ("random() < 0.5", "a figure must be the same each time"),
        ("now() > start_at", "must not change with the day on which it is asked"),
        ("kind = $1", "say the value itself"),
        ("event.kind = 'admission'", "'event.kind' names a table; say kind alone"),
        ("columns('.*') is null", "'columns' is not in the language"),
        ("kind = 'admission', true", "'tuple' is not in the language"),
        ("[1, 2] is null", "'array' is not in the language"),
        ("begins(reason) ", "'begins' is written begins(code, starts)"),
        ("fits(reason)", "'fits' takes the name of one code list, in quotes"),
        ("shoe_size > 9", "'shoe_size' is not a column here; there are: at_hospital_at, cost"),
        ("point_of_delivry = 'emergency'", "did you mean 'point_of_delivery'?"),
        ("point_of_delivery = 'emergncy'", "point_of_delivery is never 'emergncy'; did you mean 'emergency'?"),
        ("'emergncy' = point_of_delivery", "did you mean 'emergency'?"),
        ("coalesce(kind, '') in ('admission', 'visit')", "kind is never 'visit'; it is one of: admission, alarm"),
        ("outcome <> 'dide'", "outcome is never 'dide'; did you mean 'died'?"),
    ],
)  # fmt: skip
def test_what_is_outside_the_language_is_refused_with_what_to_use_instead(text: str, cure: str) -> None:
    assert any(cure in each for each in told(text)), told(text)


@pytest.mark.parametrize(
    "text",
    [
        "kind = 'admission' and coalesce(outcome, 'attended') = 'attended'",
        "coalesce(cost, 0) / 7 + cost / nullif(length_of_stay, 0) > 1.5",
        "case when urgency in ('c1', 'c2') then cost else 0 end > 10",
        "fits('avoidable-emergency-admissions') or any_begins(reasons, 'I50')",
        "london_day(start_at) between date '2025-01-01' and date '2025-12-31'",
        "concat(kind, reason) = 'x' or kind || reason = 'x' or not kind = 'admission'",
    ],
)
def test_what_is_in_the_language_is_taken(text: str) -> None:
    assert told(text) == []
    assert sort_of(text, "event") == "yes or no"


def test_every_mistake_is_told_at_once() -> None:
    assert len(told("shoe_size > 9 and reason like 'x' and kind = 'visit'")) == 3


@pytest.mark.parametrize(
    "text",
    [
        "drop table event", "pragma database_list", "copy event to 'x.csv'", "attach 'x'", "select 1; select 2",
        "create table x as select 1", "insert into event select 1", "set memory_limit = '1TB'", "install httpfs",
        "describe event", "summarize event", "export database 'x'", "call pragma_version()", "load httpfs",
    ],
)  # fmt: skip
def test_a_statement_is_one_select_and_nothing_else(text: str) -> None:
    mistakes = [str(each) for each in statement_mistakes(text, TABLES, field="who")]
    assert mistakes in (
        ["who: must be one SELECT and nothing else"],
        ["who: cannot be read; check its brackets and quotes"],
    )


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("select * from read_csv('/etc/passwd')", "is no table; ask a table of the dataset"),
        ("select * from range(3)", "is no table; ask a table of the dataset"),
        ("select * from '/etc/passwd'", "'/etc/passwd' is not a table here"),
        ("select * from information_schema.tables", "'tables' is not a table here"),
        ("select * from duckdb_settings()", "is no table"),
        ("select * from evnt", "'evnt' is not a table here; did you mean 'event'?"),
        ("select * from event tablesample 10", "a figure must be the same each time"),
        ("select cost into y from event", "'into' is not in the language"),
        ("select median(cost) from event", "use quantile(number, 0.5)"),
        ("select cost / count(*) from event group by cost", "which may be nought"),
        ("pivot event on kind using count(*)", "must be one SELECT and nothing else"),
    ],
)
def test_a_statement_asks_tables_of_the_dataset_alone(text: str, cure: str) -> None:
    assert any(cure in str(each) for each in statement_mistakes(text, TABLES, field="who"))


def test_a_statement_with_tables_of_its_own_is_taken() -> None:
    text = """
        WITH first AS (SELECT person_key, min(start_at) AS at_first FROM event GROUP BY person_key)
        SELECT e.person_key, row_number() OVER (PARTITION BY e.kind ORDER BY e.event_id) AS n
        FROM event e JOIN first f ON f.person_key = e.person_key WHERE e.kind = 'admission'
        UNION ALL SELECT person_key, 1 AS n FROM person
    """
    assert statement_mistakes(text, TABLES, field="who") == []
    assert statement_mistakes("select ((", TABLES, field="who")[0].problem.startswith("cannot be read")


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("cost", "a number"), ("kind", "text"), ("start_at", "an instant"), ("london_day(start_at)", "a date"),
        ("end_at - start_at", "a length of time"), ("reasons", "a list"), ("days_between(first_day, last_day)", "a number"),
    ],
)  # fmt: skip
def test_what_an_expression_gives_is_known_before_anything_is_asked(text: str, gives: str) -> None:
    assert sort_of(text, "event", ("first_day", "last_day")) == gives


def test_parts_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(BadInput, match="Cannot compare values of type TIMESTAMP WITH TIME ZONE"):
        sort_of("start_at > 3", "event")
    with pytest.raises(NotFound, match="no code list called 'falls'"):
        sort_of("fits('falls')", "event")


def test_what_the_data_hold_is_never_in_an_error_and_the_definition_is(engine: Engine) -> None:
    with pytest.raises(BadInput) as stopped:
        engine.rows("SELECT CAST(reason AS INTEGER) AS n FROM event", of="Hips by number")
    assert "'Hips by number' cannot be computed: a value in the data is not of the kind" in str(stopped.value)
    assert "S720" not in str(stopped.value)
    assert stopped.value.__cause__ is None
    assert stopped.value.__suppress_context__
    with pytest.raises(BadInput, match=r"'Hips' cannot be computed: .*shoe_size"):
        engine.rows("SELECT shoe_size FROM event", of="Hips")
    with pytest.raises(BadInput, match=r"This definition cannot be computed: .*shoe_size"):
        engine.keep("hips", "SELECT shoe_size FROM event")
    with pytest.raises(BadInput, match="This definition cannot be computed: a value"):
        engine.arrow("SELECT 1 % length_of_stay AS n, 5 % (length(kind) - 9) AS m FROM event")


def test_too_little_memory_and_a_lost_file_are_told_for_what_they_are(tmp_path: Path) -> None:
    with open_release(memory="20MB") as small, pytest.raises(CannotProceed, match="not memory enough"):
        small.rows("SELECT list(repeat(CAST(i AS VARCHAR), 1000)) AS l FROM range(100000) t(i)")
    with open_release() as empty, pytest.raises(CannotProceed, match="cannot be read"):
        empty.rows(f"SELECT * FROM read_parquet('{tmp_path}/gone.parquet')")


def test_a_kept_table_is_let_go_and_one_that_never_was_is_no_matter(engine: Engine) -> None:
    engine.keep("two", "SELECT person_key FROM event")
    engine.keep_once("two", "SELECT shoe_size FROM event")  # it is there already
    assert engine.has("two")
    engine.drop("two")
    engine.drop("two")
    assert not engine.has("two")


def test_a_code_list_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="Choose one of: ambulatory-care-sensitive-conditions"):
        codelist("falls")
    with pytest.raises(ManyMistakes, match="cannot be read"):
        written("SELECT fits('x') FROM ((", "duckdb")


def test_values_are_written_alike_for_both_engines() -> None:
    assert [literal(each) for each in (None, True, 3, 2.5, "O'Hara")] == ["NULL", "true", "3", "2.5", "'O''Hara'"]


def test_another_engine_is_refused() -> None:
    with pytest.raises(BadInput, match="no engine called 'abacus'"):
        open_release(engine="abacus")


OWN = """
feed: alarms_of_ours
title: Alarms
from: our own company
group: Alarms
shape: extract
each_row: one alarm
source: made for this test
key: [id]
person: {local_id: id, nhs_number: nhs_number}
entry:
  kind: alarm
  happened: at
  text: "Alarm"
  details: {outcome: outcome}
columns:
  - id:         {type: text, required: yes, title: "Id"}
  - nhs_number: {type: nhs_number, personal: yes, title: "NHS number"}
  - at:         {type: instant, required: yes, title: "When"}
  - outcome:    {type: code, codes: {dog_barked: the dog barked}, title: "How it ended"}
"""


def test_the_words_of_a_places_own_feed_are_known_too() -> None:
    own = load(OWN, file="alarms_of_ours.yaml")
    assert "dog_barked" not in words_of("event", "outcome")
    assert "dog_barked" in words_of("event", "outcome", [own])
    assert words_of("event", "reason", [own]) == frozenset()  # may be anything
    assert "dog_barked" in words_in("admission", (own,))["outcome"]


def test_words_of_a_derived_table_are_those_of_what_it_is_made_of() -> None:
    assert words_in("admission")["point_of_delivery"] == words_of("event", "point_of_delivery")
    assert words_in("spending")["payer"] == {"NHS", "council"}
    assert "service" not in words_in("spending")  # a kind of event, or a package's service


@pytest.mark.parametrize("never", [float("nan"), float("inf"), datetime(2026, 3, 31, 10, tzinfo=UTC)])
def test_what_is_no_number_and_no_day_is_refused(never: object) -> None:
    with pytest.raises(BadInput):
        literal(never)
