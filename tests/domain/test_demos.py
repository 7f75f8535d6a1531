from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.demos import (
    DemoCard,
    Model,
    Runs,
    Source,
    overlapping,
    steps_for,
    voided_by,
    windows_of,
)
from labapp.domain.exhibitors import Demo
from labapp.domain.languages import Names
from labapp.domain.resources import Step, capacity_at
from labapp.domain.times import FOREVER, Span, slot_at

NINE = datetime.fromisoformat("2026-12-08T09:00:00+08:00")


def card(**fields: object) -> DemoCard:
    demo = Demo(
        id=1,
        code="DM01",
        exhibitor_id=1,
        titles=Names("Demo"),
        minutes=30,
        pool_id=None,
        mpflops=0,
        power_w=0,
        captures_personal_data=False,
        risk_tier="limited",
        clearance="cleared",
        valid_until=None,
    )
    known = DemoCard(
        demo=demo,
        exhibitor_code="EX01",
        exhibitor=Names("One"),
        models=(Model("Pangu", "2.0"),),
        sources=(Source("Forms"),),
    )
    return replace(known, **fields)  # type: ignore[arg-type] # fields by name


def with_tier(tier: str) -> DemoCard:
    return replace(card(), demo=replace(card().demo, risk_tier=tier))


@pytest.mark.parametrize(
    ("after", "causes"),
    [
        (card(), ()),
        (card(shows=Names("More words")), ()),
        (card(models=(Model("Pangu", "2.1"),)), ("model",)),
        (card(models=()), ()),
        (card(models=(Model("Pangu", "2.0", None, Runs.CLOUD),)), ("model", "outbound")),
        (card(sources=(Source("Forms"), Source("Photos"))), ("data",)),
        (card(sources=(Source("Forms", None, personal=True),)), ("data", "pics")),
        (card(generative=True), ("redteam",)),
        (card(cloud=True), ("outbound",)),
        (with_tier("high"), ("tier",)),
        (with_tier("low"), ()),
    ],
)
def test_what_is_new_to_the_lab_voids_a_clearance(after: DemoCard, causes: tuple[str, ...]) -> None:
    assert voided_by(card(), after) == causes


def hour(number: int, length: int = 1) -> Span:
    start = NINE + timedelta(hours=number)
    return Span(start, start + timedelta(hours=length))


@given(st.lists(st.integers(0, 40), unique=True, max_size=12))
def test_somebody_is_there_exactly_in_their_windows(numbers: list[int]) -> None:
    windows = tuple(hour(number) for number in numbers)

    steps = steps_for(windows, (), 0)

    there = {number for number in range(42) if capacity_at(steps, slot_at(hour(number).start))}
    assert there == set(numbers)
    assert steps[0].from_slot == 0
    assert steps[-1].until_slot == FOREVER
    told = windows_of(steps)
    assert told is not None
    assert not overlapping(told)


def test_without_windows_somebody_is_always_there() -> None:
    assert steps_for(None, (), 0) == (Step(0, FOREVER, 1),)
    assert windows_of(steps_for(None, (), 0)) is None


def test_what_was_before_now_stays_as_it_was() -> None:
    old = steps_for((hour(0), hour(4)), (), 0)

    steps = steps_for((hour(0), hour(6)), old, slot_at(hour(2).start))

    assert windows_of(steps) == (hour(0), hour(6))


def test_windows_that_touch_do_not_overlap() -> None:
    assert not overlapping((hour(1), hour(0)))
    assert overlapping((hour(0, 2), hour(1)))
