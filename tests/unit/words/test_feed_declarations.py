"""A feed is a file: what a declaration may say, and that every mistake in it is told at once, in its author's words."""

from __future__ import annotations

import re

import pytest

from joinedup.words.basics.errors import ManyMistakes
from joinedup.words.vocabulary.dataset.tables import TABLES
from joinedup.words.vocabulary.feeds import declared, load
from joinedup.words.vocabulary.feeds.page import page
from joinedup.words.vocabulary.kinds import Kind

SMALL = """
feed: foot_clinic
title: Foot clinic
from: charities
group: Foot clinic
shape: extract
each_row: one visit
key: [visit]
person: {local_id: member}
entry: {kind: contact, happened: day, text: "Feet seen: {finding:title}"}
columns:
  - visit:   {type: text, required: yes, title: "Visit"}
  - member:  {type: text, required: yes, personal: yes, title: "Member"}
  - day:     {type: date, required: yes, title: "Day"}
  - until:   {type: date, not_before: day, title: "Last day"}
  - finding: {type: code, codes: {well: all well, sore: sore}, title: "Finding"}
"""

ENTRY = 'entry: {kind: contact, happened: day, text: "Feet seen: {finding:title}"}'
LAST_DAY = '- until:   {type: date, not_before: day, title: "Last day"}'

# Details that pages show and that the linked dataset has no column for.
BEYOND_THE_DATASET = {
    "acuity", "category", "device", "delivery", "document_location", "dose_number", "event", "has_carer", "involved",
    "is_carer", "last_issued", "legal_status", "made_by", "made_by_role", "place", "quantity", "reaction",
    "reason_text", "review_date", "severity", "significance", "support_reason",
}  # fmt: skip


def mistakes(text: str) -> str:
    with pytest.raises(ManyMistakes) as caught:
        load(text, file="foot_clinic.yaml")
    return str(caught.value)


def test_a_declaration_says_what_comes_whose_it_is_and_what_it_becomes():
    feed = load(SMALL, file="foot_clinic.yaml")
    assert (feed.name, feed.system, feed.key, dict(feed.person)) == (
        "foot_clinic", "foot_clinic", ("visit",), {"local_id": "member"},
    )  # fmt: skip
    assert feed.entry is not None
    assert (feed.entry.kind, feed.entry.text_columns()) == (Kind.CONTACT, [("finding", True)])
    assert feed.columns["finding"].codes == {"well": "all well", "sore": "sore"}
    assert feed.columns["day"].stored_as == "DATE"
    assert feed.identifiable
    assert not feed.names_people, "its rows say who the person is only by the charity's own id"


def test_the_system_is_one_stable_word_made_from_the_group():
    assert load(SMALL.replace("group: Foot clinic", "group: Care At Home"), file="f").system == "care_at_home"


def test_rows_of_several_kinds_say_which_by_a_column():
    several = SMALL.replace("kind: contact", "kind: {column: finding, well: contact, sore: problem}")
    rule = load(several, file="f").entry
    assert rule is not None
    assert [rule.kind_of(code) for code in ("well", "sore", None)] == [Kind.CONTACT, Kind.PROBLEM, Kind.CONTACT]


@pytest.mark.parametrize(
    ("change", "to", "told"),
    [
        ("title: Foot clinic", "titel: Foot clinic", "'titel' is not a part of a feed declaration"),
        ("title: Foot clinic", "", "title: is missing"),
        ("feed: foot_clinic", "feed: Foot Clinic", "feed: a name is small letters, digits and underscores"),
        ("shape: extract", "shape: spreadsheet", "shape: must be one of extract, fhir, hl7v2, reference"),
        ("shape: extract", "shape: extract\nwhole: yes", "whole: only GP Connect's lists (version STU3) say what is whole"),
        ("shape: extract", "shape: fhir", "version: messages say of which release of FHIR or HL7 they are"),
        ("key: [visit]", "", "key: an extract says which columns name a row"),
        ("key: [visit]", "key: visit", "key: is a list: [one, another]"),
        ("key: [visit]", "key: [visits]", "key: 'visits' is not a column of this feed"),
        ("key: [visit]", "key: [visit]\nupdated: changed", "updated: 'changed' is not a column of this feed"),
        ("person: {local_id: member}", "", "person.local_id: an extract says which column holds the sender's own id"),
        ("person: {local_id: member}", "person: member", "person: is a list of lines, each 'name: column'"),
        ("{local_id: member}", "{local_id: member, shoe: day}", "person.shoe: 'shoe' is not a part of a person's"),
        ("kind: contact", "kind: dance", "entry.kind: kind must be one of problem, medicine"),
        ("kind: contact", "kind: {column: finding, well: dance}", "entry.kind.well: kind must be one of"),
        ("kind: contact", "kind: {well: contact}", "entry.kind: several kinds are written {column: …, code: kind, …}"),
        ("kind: contact", "kind: {column: finding, well: contact}", "gives a kind for each code of 'finding'"),
        ("happened: day, ", "", "entry.happened: is missing"),
        ("happened: day", "happened: tag", "entry.happened: 'tag' is not a column of this feed"),
        ("happened: day", "happened: day, shoe: day", "entry: 'shoe' is not a part of an entry"),
        ("happened: day", "happened: day, details: {site: tag}", "entry.details.site: 'tag' is not a column"),
        ("{finding:title}", "{shoe}", "entry.text: 'shoe' is not a column of this feed"),
        ("entry: {", "entry: [", "not YAML"),
        (ENTRY, "entry: contact", "entry: is a list"),
        ("{type: date, required: yes", "{type: dates, required: yes", "columns.day: type must be one of text, code"),
        ("type: date, not_before: day", "type: date, not_before: when", "not_before names another column, both dates"),
        ("type: date, not_before: day", "type: date, at_least: 3", "at_least and at_most are for numbers"),
        ("type: date, not_before: day", "type: integer, at_least: few", "columns.until: at_least must be a number"),
        ("type: date, not_before: day", "type: text, pattern: '['", "until: pattern is not a regular expression"),
        ("type: date, not_before: day", "type: date, colour: red", "columns.until: 'colour' is not a part of a column"),
        ("type: date, not_before: day", "type: date, required: perhaps", "columns.until: required must be yes or no"),
        (', title: "Last day"', "", "columns.until: title is missing"),
        ("codes: {well: all well, sore: sore}, ", "", "columns.finding: a code has codes"),
        ("{well: all well, sore: sore}", "{yes: sore}", "columns.finding: the codes yes and no need quotes"),
        ("{well: all well, sore: sore}", "[well, sore]", "columns.finding: codes are written {code: meaning, …}"),
        ("- until:  ", "- Until:  ", "columns.Until: a name is small letters, digits and underscores"),
        ("- until:  ", "- day:  ", "columns.day: declared twice"),
        (LAST_DAY, "- until", "columns: each column is one line"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_where_it_is(change, to, told):
    assert change in SMALL
    found = mistakes(SMALL.replace(change, to, 1))
    assert told in found
    assert "foot_clinic.yaml" in found


def test_all_mistakes_of_a_file_are_told_at_once_with_what_to_do():
    found = mistakes(SMALL.replace("key: [visit]", "key: [visits]").replace("happened: day", "happened: tag"))
    assert "'visits' is not a column" in found
    assert "'tag' is not a column" in found
    assert found.endswith("Mend these lines; docs/how-to/add-a-feed.md explains each part.")


def test_a_feed_without_columns_is_no_extract():
    assert "columns: an extract declares its columns" in mistakes(SMALL[: SMALL.index("columns:")])


def test_what_is_no_declaration_at_all_says_where_to_read_how():
    assert "not a feed declaration\nSee docs/how-to/add-a-feed.md." in mistakes("- a\n- list\n")


def test_the_same_feed_twice_is_refused(tmp_path):
    (tmp_path / "mine.yaml").write_text(SMALL.replace("foot_clinic", "admitted_care"), encoding="utf-8")
    with pytest.raises(ManyMistakes, match="'admitted_care' is declared twice"):
        declared(tmp_path)


@pytest.mark.parametrize("feed", declared().values(), ids=lambda feed: feed.name)
def test_every_shipped_feed_has_a_source_and_says_what_each_column_is(feed):
    assert feed.source
    assert feed.refresh
    assert all(column.title for column in feed.columns.values())


@pytest.mark.parametrize("feed", declared().values(), ids=lambda feed: feed.name)
def test_every_shipped_feed_names_what_it_carries_as_the_linked_dataset_does(feed):
    known = {field.name for table in TABLES.values() for field in table.fields} | BEYOND_THE_DATASET
    assert feed.entry is None or set(feed.entry.details) <= known


@pytest.mark.parametrize("feed", declared().values(), ids=lambda feed: feed.name)
def test_every_particular_of_a_person_is_declared_personal(feed):
    assert all(feed.columns[column].personal for column in feed.person.values())


def test_one_system_of_one_sender_has_one_column_of_local_ids():
    for feed in declared().values():
        others = [f for f in declared().values() if f.system == feed.system and f.person]
        if feed.person:
            assert {f.person["local_id"] for f in others} == {feed.person["local_id"]}


def test_a_system_whose_rows_name_no_one_has_a_feed_that_does():
    bare = {f.system for f in declared().values() if f.person and not f.names_people}
    assert bare <= {f.system for f in declared().values() if f.names_people}


def test_the_page_shows_each_feed_with_every_column_and_code():
    text = page(declared())
    assert "| [admitted_care](#admitted_care) | Hospital admissions | acute hospitals |" in text
    for feed in declared().values():
        part = re.split(r"\n## ", text.split(f"\n## {feed.name}\n", 1)[1], maxsplit=1)[0]
        assert all(f"| `{name}` | {column.type} |" in part for name, column in feed.columns.items())
    assert "two_hour (within two hours), urgent (within two days)" in text
    assert "Becomes: referral where event_type is request" in text
    assert "Not before admitted_at" in text


def test_a_long_list_of_codes_is_cut_and_says_how_many_more():
    codes = ", ".join(f"c{n}: code {n}" for n in range(30))
    text = page({"f": load(SMALL.replace("{well: all well, sore: sore}", f"{{{codes}}}"), file="f")})
    assert "c23 (code 23) and 6 more" in text


def test_the_page_tells_bounds_forms_and_units():
    size = '{type: decimal, at_least: 1, at_most: 5, unit: mm, title: "Size"}'
    shoe = '{type: text, pattern: "A|B", title: "Shoe"}'
    text = page({"f": load(f"{SMALL}  - size: {size}\n  - shoe: {shoe}\n", file="f")})
    assert "| `size` | decimal |  |  | Size. At least 1. At most 5. In mm |" in text
    assert "Form: `A\\|B`" in text
