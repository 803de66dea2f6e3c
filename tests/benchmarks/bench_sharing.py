"""Sharing: how many flows are decided a second, and how long it takes to ask of 2,000,000 people who opted out."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from joinedup.exchange.optouts import rules as optouts
from joinedup.words.vocabulary.feeds import declared
from tests.benchmarks.measured import Measured

PEOPLE = 2_000_000
DECISIONS = 50_000


def run() -> list[Measured]:
    """Decide flows under the made-up place's three agreements; hash and look up everyone's number."""
    return [_decisions(), *_opt_outs()]


def _decisions() -> Measured:
    from joinedup.faces.cli.django_ready import django_ready  # noqa: PLC0415

    django_ready(migrate=False)  # the actor that rules speak of is a table's word
    from joinedup.record.sharing.agreements.reading import agreement_of, read  # noqa: PLC0415
    from joinedup.record.sharing.agreements.rules import Flow, FlowKind, flow_is_on  # noqa: PLC0415

    feeds = declared()
    files = sorted((Path(__file__).parent.parent.parent / "synthetic" / "agreements").glob("*.yaml"))
    said = [read(path.read_text(encoding="utf-8"), file=path.name, feeds=feeds) for path in files]
    agreements = [agreement_of(each.terms, evidence=each.evidence, lapsed={}, withdrawn="") for each in said]
    flows = [
        Flow(FlowKind.FEED, name=feed.name, group=feed.group, sender="ZS1", purpose=purpose)
        for feed in feeds.values()
        for purpose in ("own_care", "planning")
    ]
    at, began = datetime(2026, 4, 1, tzinfo=UTC), time.process_time()
    for number in range(DECISIONS):
        flow_is_on(agreements, flows[number % len(flows)], at)
    return Measured(
        "flows decided, three agreements", DECISIONS / (time.process_time() - began), "a second", 20_000, "higher"
    )


def _opt_outs() -> list[Measured]:
    numbers = [f"999{n:07}" for n in range(PEOPLE)]
    began = time.perf_counter()
    asked = np.sort(optouts.hashed(numbers, key=b"k" * 32))
    wrote = time.perf_counter()
    standings = optouts.standings(numbers, key=b"k" * 32, asked=asked, opted_out=asked[::20])
    ended = time.perf_counter()
    assert sum(map(bool, standings)) == PEOPLE // 20
    return [
        Measured("2,000,000 numbers of an opt-out check hashed and kept", wrote - began, "seconds", 30),
        Measured("2,000,000 people of a publication asked about", ended - wrote, "seconds", 30),
    ]
