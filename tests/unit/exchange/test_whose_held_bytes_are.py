"""Held bytes are searched for whose they may be, and for a flag that whom they are about is sensitive."""

from __future__ import annotations

import pytest

from joinedup.exchange.quarantine.rules import names_in, says_sensitive


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'{"reference": "Patient/17-b"}', "17-b"),
        (b"PID|1||17^^^RXX^MR\r", "17"),
        (b'{"value": "9990000018"}', "9990000018"),
        (b'{"value": "999 000 0018"}', "9990000018"),
        (b"999-000-0018,Marsh", "9990000018"),
    ],
)
def test_ednas_number_or_id_is_found_however_it_was_written(body, name):
    assert name in names_in(body)


def test_letters_beyond_ascii_end_a_name():
    assert names_in("Zoë".encode()) == {"Zo"}
    assert names_in(b"") == frozenset()


@pytest.mark.parametrize(
    ("body", "column", "sensitive"),
    [
        (b'{"meta": {"security": [{"system": "s", "code": "R"}]}}', "", True),
        (b'{"meta":{"security":[{"code":"N"},{"code":"V"}]}}', "", True),
        (b'{"meta":{"security":[{"code":"N"}]},"code":"R"}', "", False),
        (b'{"hidden": true}', "hidden", True),
        (b'{"hidden": 1}', "hidden", True),
        (b'{"hidden":"Yes"}', "hidden", True),
        (b'{"hidden": false}', "hidden", False),
        (b'{"hidden": true}', "", False),
        (b'{"hidden": true}', "hid.en", False),  # a column's name is a name, not a pattern
    ],
)
def test_bytes_say_themselves_that_someone_is_sensitive(body, column, sensitive):
    assert says_sensitive(body, column) is sensitive
