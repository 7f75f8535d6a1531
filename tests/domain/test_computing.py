from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labapp.domain.computing import (
    Share,
    Shortfall,
    UsageLine,
    capacity_minutes,
    capacity_points,
    headroom,
    in_the_way,
    minutes_of,
    shortfalls,
    slipped,
)
from labapp.domain.languages import NO_NAMES
from labapp.domain.resources import Claim, Step, capacity_at, steps_from
from labapp.domain.steps import whole
from labapp.domain.times import FOREVER
from tests.builders import span

STEPS = (Step(0, 100, 10, "reported"), Step(100, 200, 30, "planned"), Step(200, FOREVER, 50))


def test_a_step_that_slips_leaves_what_was_before_it_in_force() -> None:
    assert slipped(STEPS, 100, 150) == (
        Step(0, 150, 10, "reported"),
        Step(150, 200, 30, "planned"),
        Step(200, FOREVER, 50),
    )


def test_a_step_that_slips_past_the_next_one_is_not_there_any_more() -> None:
    assert slipped(STEPS, 100, 250) == (Step(0, 200, 10, "reported"), Step(200, FOREVER, 50))


def test_a_step_may_come_sooner() -> None:
    assert slipped(STEPS, 200, 50) == (Step(0, 50, 10, "reported"), Step(50, FOREVER, 50))


@pytest.mark.parametrize("slot", [0, 99])
def test_only_a_step_that_is_there_and_not_the_first_can_slip(slot: int) -> None:
    with pytest.raises(KeyError):
        slipped(STEPS, slot, 150)


@given(
    st.dictionaries(st.integers(1, 300), st.integers(0, 9), min_size=1, max_size=6),
    st.integers(0, 400),
    st.data(),
)
def test_slipped_steps_have_no_gap_and_no_overlap(
    changes: dict[int, int], to_slot: int, data: st.DataObject
) -> None:
    steps = steps_from(changes.items())
    which = data.draw(st.sampled_from([step.from_slot for step in steps[1:]]))

    assert whole(slipped(steps, which, to_slot), FOREVER)


def test_too_much_is_said_with_when_and_by_how_much() -> None:
    claims = [Claim(1, 90, 160, 20), Claim(1, 120, 140, 15)]

    found = shortfalls(STEPS, claims)

    assert found == (Shortfall(90, 100, 20, 10), Shortfall(120, 140, 35, 30))
    assert [one.short for one in found] == [10, 5]


def test_what_fits_has_no_shortfall() -> None:
    assert shortfalls(STEPS, []) == ()
    assert shortfalls(STEPS, [Claim(1, 0, 300, 10)]) == ()


@given(
    st.lists(
        st.tuples(st.integers(0, 250), st.integers(1, 80), st.integers(1, 40)),
        max_size=8,
    )
)
def test_shortfalls_are_exactly_the_slots_that_are_over(
    drawn: list[tuple[int, int, int]],
) -> None:
    claims = [Claim(1, first, first + length, units) for first, length, units in drawn]

    found = shortfalls(STEPS, claims)

    over = {
        slot
        for slot in range(340)
        if sum(c.units for c in claims if c.from_slot <= slot < c.until_slot)
        > capacity_at(STEPS, slot)
    }
    assert {slot for one in found for slot in range(one.from_slot, one.until_slot)} == over


def test_those_in_the_way_hold_units_then_first_in_time() -> None:
    short = (Shortfall(100, 110, 9, 5),)
    claims = [(3, Claim(1, 105, 120, 5)), (2, Claim(1, 90, 101, 5)), (1, Claim(1, 110, 120, 5))]

    assert in_the_way(short, claims) == (2, 3)
    assert in_the_way((), claims) == ()


def test_use_and_capacity_are_counted_within_the_range() -> None:
    assert minutes_of([Claim(1, 90, 110, 2), Claim(1, 300, 400, 9)], 100, 200) == 2 * 10 * 5
    assert capacity_minutes(STEPS, 90, 110) == (10 * 10 + 10 * 30) * 5


def test_headroom_changes_with_use_and_with_capacity() -> None:
    used = ((90, 5), (105, 40))

    assert headroom(used, capacity_points(STEPS, 90, 110)) == ((90, 5), (100, 25), (105, -10))


def test_a_share_is_part_of_all_that_is_booked() -> None:
    share = Share(code="", names=NO_NAMES, bookings=1, booked_minutes=250, measured_minutes=None)

    assert (share.permille_of(1000), share.permille_of(0)) == (250, 0)


def test_measured_use_is_power_times_time() -> None:
    line = UsageLine(row=2, pool="P", exhibitor=None, span=span(1, "10:00", "11:30"), mpflops=100)

    assert line.minutes == 100 * (line.span.duration // timedelta(minutes=1)) == 9000
