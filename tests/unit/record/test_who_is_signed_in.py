"""What is decided of signing in, from facts: codes by their standards' own vectors, and when a sitting is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.record.signing_in import rules
from joinedup.record.signing_in.openid import rules as openid
from joinedup.record.signing_in.openid.declared import PostsClaim

NINE = datetime(2026, 4, 1, 9, tzinfo=UTC)
LIMITS = rules.Limits(idle=timedelta(minutes=15), whole=timedelta(hours=10), fresh=timedelta(minutes=10))
SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    # RFC 6238, appendix B (SHA-1), the last six of its eight digits
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)  # fmt: skip
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert rules.code_of(SECRET, rules.step_at(at)) == code


@given(st.binary(min_size=20, max_size=20), st.integers(0, 4_000_000_000))
def test_a_code_holds_for_its_half_minute_and_those_beside_it_and_is_used_once(secret: bytes, seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    step = rules.step_at(at) + 1
    code = rules.code_of(secret, step)
    found = rules.step_of_code(secret, code, at=at, used=0)
    assert found is not None
    assert abs(found - rules.step_at(at)) <= 1
    assert rules.step_of_code(secret, code, at=at, used=step) is None


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "１２３４５６", "-12345"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert rules.step_of_code(SECRET, text, at=NINE, used=0) is None


def test_a_code_of_a_minute_and_a_half_ago_is_late() -> None:
    code = rules.code_of(SECRET, rules.step_at(NINE) - 3)
    assert rules.step_of_code(SECRET, code, at=NINE, used=0) is None


def test_the_app_reads_the_place_the_name_and_the_secret() -> None:
    address = rules.address_for_app(SECRET, username="priya.nair", place="JoinedUp Northmoor")
    assert address == (
        "otpauth://totp/JoinedUp%20Northmoor%3Apriya.nair?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=JoinedUp%20Northmoor"
    )


def test_a_recovery_code_is_the_same_however_it_is_typed() -> None:
    code = rules.recovery_code(bytes(range(12)))
    assert code == "2345-6789-BCDF"
    for typed in ("2345-6789-BCDF", "23456789bcdf", " 2345 6789 bcdf "):
        assert rules.recovery_code_given(typed) == "23456789BCDF"


@pytest.mark.parametrize(
    ("began", "seen", "ended", "why"),
    # minutes before nine o'clock
    [
        (1, 1, None, ""),
        (599, 14, None, ""),
        (600, 0, None, "whole"),
        (60, 15, None, "idle"),
        (600, 15, None, "whole"),
        (1, 1, 0, "ended"),
        (600, 15, 20, "ended"),
    ],
)
def test_when_a_sitting_is_over(began: int, seen: int, ended: int | None, why: str) -> None:
    def before(minutes: int) -> datetime:
        return NINE - timedelta(minutes=minutes)

    over = None if ended is None else before(ended)
    assert rules.why_ended(began=before(began), seen=before(seen), ended=over, at=NINE, limits=LIMITS) == why


def test_what_is_dangerous_is_asked_again_after_ten_minutes() -> None:
    assert rules.is_fresh(proved=NINE - timedelta(minutes=9, seconds=59), at=NINE, limits=LIMITS)
    assert not rules.is_fresh(proved=NINE - timedelta(minutes=10), at=NINE, limits=LIMITS)


def test_a_password_alone_must_add_a_factor_only_where_one_is_wanted() -> None:
    asked = {
        (strong, wanted): rules.must_add_a_factor(strong=strong, wanted=wanted)
        for strong in (True, False)
        for wanted in (True, False)
    }
    assert [case for case, must in asked.items() if must] == [(False, True)]


def test_a_password_alone_adds_no_factor_beside_what_proves_more_than_it() -> None:
    may = {
        (strong, wanted, has): rules.may_add_a_factor(strong=strong, wanted=wanted, has=has)
        for strong in (True, False)
        for wanted in (True, False)
        for has in (True, False)
    }
    assert [each for each, allowed in may.items() if not allowed] == [(False, True, True)]


def test_too_often_is_one_more_than_may_be_by_the_account_or_from_the_address() -> None:
    rate = rules.Rate(each=5, address=20, seconds=60, words="tries")
    assert [rules.over(rate, each=n, address=m) for n, m in ((5, 20), (6, 1), (1, 21))] == [False, True, True]


@pytest.mark.parametrize(
    ("agent", "browser"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Android"),
        ("curl/8.0", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_told_in_words(agent: str, browser: str) -> None:
    assert rules.browser_in_words(agent) == browser


TOLD = PostsClaim(claim="roles", organisation="org_code", role="role_code", roles={"R1": "gp"})


@pytest.mark.parametrize(
    ("claims", "posts"),
    [
        ({}, []),
        ({"roles": "R1"}, []),
        ({"roles": ["R1", None]}, []),
        ({"roles": [{"org_code": "A", "role_code": "R1"}, {"org_code": "B", "role_code": "R2"}, {"role_code": "R1"}]}, [["A", "gp"], ["", "gp"]]),
    ],
)  # fmt: skip
def test_a_provider_gives_only_posts_that_we_know_by_their_code(
    claims: dict[str, object], posts: list[list[str]]
) -> None:
    assert openid.posts_given(claims, TOLD) == posts
    assert openid.posts_given(claims, None) is None
